"""What a product around the server says: who asks, what is fixed, and where people log in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
import websockets

from tests.served import serving, serving_app
from yeoul import Allowance, Caller, Settings, create_app
from yeoul.api.identity import check_log_in
from yeoul.errors import Refused
from yeoul.product import ProductCall

pytestmark = pytest.mark.anyio


async def test_a_plain_function_may_say_who_asks_and_block_nobody(tmp_path: Path) -> None:
    threads = []
    blocked, goes_on = threading.Event(), threading.Event()

    def identify(connection: Any) -> Caller | None:
        threads.append(threading.current_thread())
        if "slow" in connection.headers:
            blocked.set()
            assert goes_on.wait(60)
        return Caller("ann") if "known" in connection.headers else None

    async with serving(tmp_path, ["x"], identify=identify) as served:
        slow = {"slow": "1", "known": "1"}
        waiting = asyncio.ensure_future(served.client.get("/api/me", headers=slow))  # noqa: TID251
        assert await asyncio.to_thread(blocked.wait, 60)
        assert (await served.client.get("/api/me")).status_code == 401
        goes_on.set()
        assert (await waiting).json()["account"]["id"] == "ann"
        url = f"{served.url.replace('http', 'ws')}/api/answers/{'0' * 32}/events"
        with pytest.raises(websockets.InvalidStatus) as refused:
            await websockets.connect(url)
        with pytest.raises(websockets.InvalidStatus) as missing:
            await websockets.connect(url, additional_headers={"known": "1"})

    assert threading.main_thread() not in threads
    assert refused.value.response.status_code == 401
    assert missing.value.response.status_code == 404


async def test_who_cannot_be_identified_in_time_may_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def identify(connection: Any) -> Caller | None:
        await asyncio.Event().wait()
        return None

    async with serving(tmp_path, ["x"], identify=identify) as served:
        call = served.app.state.dependencies.identity.identify
        assert isinstance(call, ProductCall)
        monkeypatch.setattr(call, "_limit_s", 0.05)
        reply = await served.client.get("/api/me")
        alive = await served.client.get("/healthz")

    assert (reply.status_code, reply.json()["code"]) == (503, "hook_timeout")
    assert reply.json()["retryable"] is True
    assert alive.status_code == 200


WRONG: dict[str, Callable[[], Any]] = {
    "the local person": lambda: Caller("local"),
    "no owner": lambda: Caller(""),
    "a long owner": lambda: Caller("x" * 256),
    "a time without a zone": lambda: Caller("ann", expires=datetime(2999, 1, 1)),
    "no caller": lambda: {"owner": "ann"},
    "a generator": lambda: (each for each in [Caller("ann")]),
    "an owner in bytes": lambda: Caller(cast("Any", b"ann")),
    "an owner of half a character": lambda: Caller("ann\ud800"),
    "an account that is no text": lambda: Caller("ann", cast("Any", 7)),
    "a role that is none": lambda: Caller("ann", role=cast("Any", "owner")),
    "scopes in a list": lambda: Caller("ann", scopes=cast("Any", ["ask"])),
    "what cannot be fixed": lambda: Caller("ann", fixed=cast("Any", frozenset({"price"}))),
    "a time in words": lambda: Caller("ann", expires=cast("Any", "tomorrow")),
    "no limits": lambda: Caller("ann", allowance=cast("Any", None)),
    "a limit below 0": lambda: Caller("ann", allowance=Allowance(questions=-1)),
    "answers that never grow": lambda: Caller("ann", allowance=Allowance(growing=0)),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_caller_that_would_mix_people_up_is_none(tmp_path: Path, what: str) -> None:
    async def identify(connection: Any) -> Any:
        return WRONG[what]()

    async with serving(tmp_path, ["x"], identify=identify) as served:
        reply = await served.client.get("/api/conversations")

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert "owner" not in reply.text


@pytest.mark.parametrize("kind", ["async", "plain"])
@pytest.mark.parametrize("error", [SystemExit(3), asyncio.CancelledError(), StopIteration()])
async def test_what_a_hook_raises_ends_a_request_and_not_the_server(
    tmp_path: Path, error: BaseException, kind: str
) -> None:
    def plain(connection: Any) -> Caller | None:
        raise error

    async def identify(connection: Any) -> Caller | None:
        raise error

    hook = plain if kind == "plain" else identify
    async with serving(tmp_path, ["x"], identify=hook) as served:
        reply = await served.client.get("/api/me")
        alive = await served.client.get("/healthz")

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert alive.status_code == 200


async def test_a_refusal_of_identify_is_the_reply(tmp_path: Path) -> None:
    async def identify(connection: Any) -> Caller | None:
        raise Refused("The shop is closed.", code="closed")

    async with serving(tmp_path, ["x"], identify=identify) as served:
        reply = await served.client.get("/api/me")

    assert (reply.status_code, reply.json()["code"]) == (403, "closed")
    assert reply.json()["detail"] == "The shop is closed."


async def test_what_is_fixed_is_told_to_whom_it_concerns(tmp_path: Path) -> None:
    async def identify(connection: Any) -> Caller | None:
        is_plain = "plain" in connection.headers
        return Caller("ann", fixed=frozenset() if is_plain else frozenset({"system", "model"}))

    async with serving(tmp_path, ["x"], identify=identify) as served:
        told = (await served.client.get("/api/me")).json()
        plain = (await served.client.get("/api/me", headers={"plain": "1"})).json()

    assert told["fixed"] == ["model", "system"]
    assert "fixed" not in plain


async def _nobody(connection: Any) -> Caller | None:
    return None


@pytest.mark.parametrize("url", ["/login", "/log-in?from=chat&x=1", "https://example.org/login"])
async def test_the_page_says_where_people_log_in(tmp_path: Path, url: str) -> None:
    settings = Settings(data_dir=tmp_path, model="scripted:echo")
    app = create_app(settings, identify=_nobody, log_in_url=url)
    async with serving_app(app) as address, httpx2.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{address}/")).text

    assert f'data-log-in="{url.replace("&", "&amp;")}">' in page


@pytest.mark.parametrize(
    "url",
    [
        *("login", "//example.org", "/\\example.org", "javascript:alert(1)", ""),
        *("https://", "https:///x", "/log in", "/login\n"),
    ],
)
def test_what_is_no_address_of_a_log_in_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="is no log_in_url"):
        check_log_in(url, has_product=True)


def test_a_log_in_without_anybody_who_knows_people_is_refused() -> None:
    with pytest.raises(ValueError, match="needs identify"):
        create_app(log_in_url="/login")
