"""Whatever stands in its headers, a request passes the guard or is refused: there is no third way.

The inputs are derandomized, so a failure is the same in every run.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from yeoul.addresses import OWN_NAMES
from yeoul.api.guard import OWN_SITES, SAFE_METHODS, Guard
from yeoul.api.identity import Identity, identify_local
from yeoul.app import PATHS

HOSTS = ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "chat.lan", "evil.test"]
#: What values are made of, so that many come close to what is right.
PIECES = ["http", "https", ":", "/", "//", "[", "]", "::1", "@", "?", "#", "\t", " ", ",", "\xb2"]
PIECES += ["null", "8000", "0", ".", "%5b", *HOSTS]

near = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
junk = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30)
hosts = st.sampled_from(HOSTS) | near | junk
origins = st.sampled_from([f"http://{host}" for host in HOSTS]) | near | junk
sites = st.sampled_from(["same-origin", "none", "same-site", "cross-site", ""]) | junk
headers = st.lists(
    st.tuples(st.just("host"), hosts)
    | st.tuples(st.just("origin"), origins)
    | st.tuples(st.just("sec-fetch-site"), sites)
    | st.tuples(st.just("sec-fetch-mode"), st.sampled_from(["navigate", "no-cors", ""]) | junk)
    | st.tuples(st.just("user-agent"), st.sampled_from(["curl/8", "Mozilla/5.0"]) | junk)
    | st.tuples(st.just("content-length"), st.sampled_from(["0", "2", "\xb2", "9" * 5000]) | junk)
    | st.tuples(st.sampled_from(["upgrade", "connection"]), st.sampled_from(["websocket"]) | junk)
    | st.tuples(st.sampled_from(["x-requested-with", "content-type", "content-encoding"]), junk),
    max_size=6,
)
paths = st.sampled_from(
    [
        "/",
        "/c/1",
        "/assets/a.js",
        "/api",
        "/api/answers",
        *(f"/{part}" for part in sorted(PATHS.programs)),
    ]
)
methods = st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE", "BREW"])


class Inside:
    """What the guard stands before; answers nothing but 204."""

    def __init__(self) -> None:
        self.reached = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.reached = True
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})


def ask(kind: str, method: str, path: str, sent: list[tuple[str, str]]) -> tuple[bool, int, str]:
    """Return whether the guard lets a request in, and the status and code of its refusal."""
    inside, replies = Inside(), list[Any]()

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        replies.append(message)

    scope: dict[str, Any] = {"type": kind, "path": path, "method": method, "extensions": {}}
    scope["headers"] = [(name.encode(), value.encode("latin-1")) for name, value in sent]
    if kind == "websocket":
        scope["extensions"]["websocket.http.response"] = {}
    guard = Guard(
        inside,
        PATHS,
        allowed_hosts=["chat.lan"],
        max_body_bytes=1 << 20,
        identity=Identity(identify_local),
    )
    asyncio.run(guard(scope, receive, send))
    if inside.reached:
        return True, 0, ""
    body = b"".join(reply.get("body", b"") for reply in replies)
    return False, replies[0]["status"], json.loads(body)["code"]


@settings(derandomize=True, max_examples=600, deadline=None)
@given(st.sampled_from(["http", "websocket"]), methods, paths, headers)
@example("http", "POST", "/api/answers", [("host", "localhost"), ("origin", "http://[")])
@example("websocket", "GET", "/api/x", [("host", "localhost"), ("origin", "http://[::1")])
@example("http", "GET", "/", [("host", "localhost:\xb2")])
@example("http", "POST", "/api/answers", [("host", "localhost"), ("content-length", "9" * 5000)])
def test_every_request_passes_or_is_refused_for_a_reason(
    kind: str, method: str, path: str, sent: list[tuple[str, str]]
) -> None:
    passed, status, code = ask(kind, method, path, sent)
    if not passed:
        assert (status, code) in {
            (400, "malformed_request"),
            (403, "forbidden_host"),
            (403, "forbidden_origin"),
            (413, "payload_too_large"),
            (415, "unsupported_media_type"),
        }


@settings(derandomize=True, max_examples=600, deadline=None)
@given(st.sampled_from(["http", "websocket"]), methods, paths, st.sampled_from(HOSTS), headers)
def test_nothing_passes_that_another_site_may_have_asked(
    kind: str, method: str, path: str, host: str, sent: list[tuple[str, str]]
) -> None:
    sent = [("host", host), *(header for header in sent if header[0] != "host")]
    passed, _, _ = ask(kind, method, path, sent)
    values = dict(sent)
    own_site = all(value in OWN_SITES for name, value in sent if name == "sec-fetch-site")
    own_origin = values.get("origin", f"http://{host}").lower() in (
        f"http://{host}",
        f"https://{host}",
    )
    page = path in ("/", "/c/1", "/assets/a.js")
    safe = kind == "http" and method in SAFE_METHODS
    visit = safe and page
    if passed:
        assert host != "evil.test"
    if passed and not (safe and path in PATHS.open):
        assert own_site or (visit and values.get("sec-fetch-mode") == "navigate")
        assert own_origin or visit
        if path == "/completion" and not {"sec-fetch-site", "origin", "x-requested-with"} & {
            *values
        }:
            assert host.partition(":8000")[0] in OWN_NAMES
            assert "mozilla/" not in values.get("user-agent", "").lower()
