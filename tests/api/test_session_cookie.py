"""The session's cookie, by the head of a request: which one is trusted, and at what price."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from yeoul.accounts import Accounts, By, Visit
from yeoul.accounts.rate import Rate
from yeoul.api.identity import Access, Identity
from yeoul.api.session_cookie import SessionCookie, SessionIdentity
from yeoul.caller import Caller
from yeoul.errors import ForbiddenOrigin, InsecureAddress, Unauthenticated
from yeoul.store import open_store

pytestmark = pytest.mark.anyio

PASSWORD = "a ford is where one wades"
#: What it may cost to identify a caller: so many times what a sum of a thousand numbers costs, some
#: 10 µs. A busy machine takes longer for both.
MOST_SUMS = 3.0


class Browser:
    """Somebody who is logged in, and the requests of their browser."""

    def __init__(self, accounts: Accounts, token: str) -> None:
        self._identities = {
            plain: SessionIdentity(
                accounts, SessionCookie(insecure_http=plain), frozenset({"/completion"})
            )
            for plain in (False, True)
        }
        self.accounts, self.token = accounts, token

    def request(self, *headers: tuple[str, str], **scope: Any) -> HTTPConnection:
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers]
        given = {"type": "http", "method": "GET", "path": "/api/me", "headers": encoded}
        return HTTPConnection({**given, **scope})

    async def api_token(self) -> str:
        """Make an API token of the same person."""
        caller = await self.accounts.sessions.find_caller(self.token)
        assert caller is not None
        tokens = self.accounts.tokens
        return (await tokens.make(caller, "x", {"ask"}, None, by=By(caller.owner))).token

    async def known(
        self, *headers: tuple[str, str], insecure_http: bool = False, **scope: Any
    ) -> bool:
        try:
            caller = await self._identities[insecure_http](self.request(*headers, **scope))
        except Unauthenticated:  # by a token that is none
            return False
        return caller is not None

    def identity(self) -> Identity:
        return Identity(self._identities[False])


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    store = await open_store("memory:")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    await accounts.add("ann", "admin", password=PASSWORD, first=True)
    await accounts.open()
    _, token = await accounts.log_in("ann", PASSWORD, Visit())
    yield Browser(accounts, token)
    await accounts.aclose()
    await store.aclose()


HERE, LAN = ("host", "localhost:8000"), ("host", "chat.lan:8000")


async def test_the_cookie_of_tls_is_trusted_everywhere_and_the_other_one_here(
    browser: Browser,
) -> None:
    secure = ("cookie", f"__Host-yeoul-8000={browser.token}")
    plain = ("cookie", f"yeoul-8000={browser.token}")
    for host in (HERE, LAN, ("host", "[::1]:8000"), ("host", "LOCALHOST:8000")):
        assert await browser.known(host, secure)
        assert await browser.known(host, plain) is (host != LAN)
        assert await browser.known(host, plain, insecure_http=True)
    # Of another server on this machine, with another port.
    assert not await browser.known(("host", "localhost:8001"), plain)
    assert await browser.known(("host", "localhost"), ("cookie", f"yeoul-80={browser.token}"))
    assert await browser.known(("host", "box"), ("cookie", f"__Host-yeoul={browser.token}"))
    # Of another server on the same host, whichever way.
    for name in ("__Host-yeoul", "__Host-yeoul-8443", "yeoul-8443"):
        assert not await browser.known(HERE, ("cookie", f"{name}={browser.token}"))


async def test_a_cookie_that_is_over_hides_no_good_one(browser: Browser) -> None:
    """As at localhost, where a browser sends that of https with plain http, too."""
    for secure, plain in (("x", browser.token), (browser.token, "x")):
        both = ("cookie", f"__Host-yeoul-8000={secure}; yeoul-8000={plain}")
        assert await browser.known(HERE, both)
        assert await browser.known(LAN, both) is (secure == browser.token)


@pytest.mark.parametrize(
    "form", ["{0}", "a=b; {0}", "{0};a=b", "a=b;{0} ; c", '  {1}="{2}"', "x{1}=y; {0}", "{0}; x{0}"]
)
async def test_it_is_found_among_others(browser: Browser, form: str) -> None:
    name = "yeoul-8000"
    text = form.format(f"{name}={browser.token}", name, browser.token)
    assert await browser.known(HERE, ("cookie", text))
    assert await browser.known(HERE, ("cookie", "a=b"), ("cookie", text), ("cookie", "c=d"))


@pytest.mark.parametrize(
    "text",
    ["", "=", ";", "yeoul-8000", "yeoul-8000=", "Yeoul-8000={0}", "xyeoul-8000={0}", "é={0}"],
)
async def test_nothing_else_is_taken_for_it(browser: Browser, text: str) -> None:
    assert not await browser.known(HERE, ("cookie", text.format(browser.token)))
    assert not await browser.known(HERE)


async def test_a_token_in_the_head_counts_alone(browser: Browser) -> None:
    cookie = ("cookie", f"yeoul-8000={browser.token}")
    assert not await browser.known(HERE, cookie, ("authorization", "Bearer x"))
    assert not await browser.known(HERE, ("authorization", f"bearer {browser.token}"), cookie)
    assert not await browser.known(HERE, ("authorization", f"Bearer {browser.token}"))
    token = await browser.api_token()
    assert await browser.known(HERE, ("authorization", f"bearer  {token}"))
    assert await browser.known(HERE, ("authorization", f"Bearer {token}"), ("cookie", "yeoul-80=x"))
    # Of a proxy in front.
    basic = ("authorization", "Basic YW5uOng=")
    assert await browser.known(HERE, cookie, basic)
    # Of two, nobody can tell which one counts: neither does, and nor does the cookie.
    right = ("authorization", f"Bearer {token}")
    for other in (right, ("authorization", "Bearer x"), basic):
        assert not await browser.known(HERE, cookie, right, other)
        assert not await browser.known(HERE, cookie, other, right)


async def test_a_change_and_a_websocket_need_a_word_on_where_they_come_from(
    browser: Browser,
) -> None:
    cookie = ("cookie", f"yeoul-8000={browser.token}")
    changes: list[dict[str, Any]] = [
        {"method": "POST"},
        {"method": "DELETE"},
        {"type": "websocket"},
    ]
    for scope in changes:
        with pytest.raises(ForbiddenOrigin):
            await browser.known(HERE, cookie, **scope)
        assert await browser.known(HERE, cookie, ("origin", "http://localhost:8000"), **scope)
        assert await browser.known(HERE, cookie, ("sec-fetch-site", "same-origin"), **scope)
        # Without a session there is nothing to take advantage of.
        assert not await browser.known(HERE, ("cookie", "yeoul-8000=x"), **scope)
    assert not await browser.known(HERE, cookie, path="/completion")


async def test_a_token_carries_no_authority_of_a_browser(browser: Browser) -> None:
    """So it says nothing of where it comes from, and is enough where no cookie is."""
    bearer = ("authorization", f"Bearer {await browser.api_token()}")
    scopes: list[dict[str, Any]] = [
        {"method": "POST"},
        {"type": "websocket"},
        {"path": "/completion"},
    ]
    for scope in scopes:
        assert await browser.known(HERE, bearer, **scope)


@pytest.mark.parametrize("by", ["cookie", "token"])
async def test_to_identify_a_caller_costs_next_to_nothing(
    browser: Browser, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.accounts.tokens, "_rate", Rate(10_000_000))
    right = (
        ("cookie", f"theme=dark; yeoul-8000={browser.token}")
        if by == "cookie"
        else ("authorization", f"Bearer {await browser.api_token()}")
    )
    headers = (
        HERE,
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"),
        ("accept", "text/event-stream"),
        ("sec-fetch-site", "same-origin"),
        right,
    )
    identity, best, shortest_sum = browser.identity(), 1.0, 1.0
    for _ in range(50):  # the shortest of many: a busy machine takes more for the others
        scopes = [browser.request(*headers).scope for _ in range(200)]
        begin = time.process_time()
        for scope in scopes:
            await identity.admit(scope, Access.CALLER)
        between = time.process_time()
        for _ in scopes:
            sum(range(1_000))
        best = min(best, between - begin)
        shortest_sum = min(shortest_sum, time.process_time() - between)
    assert isinstance(scopes[0]["yeoul.caller"], Caller)
    assert best < MOST_SUMS * shortest_sum


@pytest.mark.parametrize(
    ("headers", "client", "is_secure"),
    [
        ({"origin": "https://chat.lan:8000"}, "192.168.1.9", True),
        ({"origin": "http://chat.lan:8000"}, "192.168.1.9", False),
        # That another page has TLS says nothing of the way here.
        ({"origin": "https://app.example"}, "192.168.1.9", False),
        ({"origin": "https://chat.lan"}, "192.168.1.9", False),
        ({"origin": "https://chat.lan:8000.evil.test"}, "192.168.1.9", False),
        # Only a proxy on this machine is believed.
        ({"x-forwarded-proto": "https"}, "127.0.0.1", True),
        ({"x-forwarded-proto": "HTTP, https"}, "::1", True),
        ({"x-forwarded-proto": "https"}, None, True),
        ({"x-forwarded-proto": "https, http"}, "127.0.0.1", False),
        ({"x-forwarded-proto": "http"}, "127.0.0.1", False),
        ({"x-forwarded-proto": "https"}, "192.168.1.9", False),
        ({"x-forwarded-proto": "https", "origin": "https://app.example"}, "192.168.1.9", False),
        ({"forwarded": "proto=https", "x-forwarded-ssl": "on"}, "127.0.0.1", False),
        ({}, "127.0.0.1", False),
    ],
)
async def test_a_password_is_taken_where_the_way_here_has_tls(
    browser: Browser, headers: dict[str, str], client: str | None, is_secure: bool
) -> None:
    peer = None if client is None else (client, 50_000)
    request = browser.request(LAN, *headers.items(), method="POST", client=peer)
    cookie, reply = SessionCookie(insecure_http=False), Response()
    if not is_secure:
        with pytest.raises(InsecureAddress):
            cookie.check(request)
    else:
        cookie.check(request)
    cookie.write(reply, request, "token")
    name = "__Host-yeoul-8000=" if is_secure else "yeoul-8000="
    assert reply.headers["set-cookie"].startswith(name)
    assert ("Secure" in reply.headers["set-cookie"]) is is_secure


async def test_a_request_by_tls_needs_no_other_word(browser: Browser) -> None:
    for scheme in ("https", "wss"):
        request = browser.request(LAN, method="POST", client=("192.168.1.9", 1), scheme=scheme)
        SessionCookie(insecure_http=False).check(request)
