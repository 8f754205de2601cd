"""The page that a link to a conversation leads to, for people whom nobody knows.

It is the page's own HTML file with what the link shows inside it, so nothing else has to be asked
for but its pictures, which are below its own address: no cookie is read, and nothing else is open
to strangers for its sake. A link that is unknown, has expired or was revoked gets the same file,
with nothing in it and with 404; it says so in the language of its reader. The token is told to
nobody: not to a log, nor to other sites.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from typing import Final

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

from yeoul.api.dependencies import dependencies_of
from yeoul.api.guard import CONTENT_SECURITY_POLICY
from yeoul.api.page import Page
from yeoul.api.problems import SHARED_PATH
from yeoul.api.replies import picture_headers
from yeoul.chat import Shared, SharedPicture
from yeoul.transports.paged import PagedBody

#: Readings of links from one address at once, and seconds until there is room for another one.
MOST_AT_ONCE, SECONDS_EACH = 60, 1.0
#: The pictures of each reading, as many as there are in most of them.
PICTURES_EACH: Final = 20
#: Pictures of all links that are in memory at once, until their readers have taken them, and the
#: seconds that one waits for its turn.
PICTURES_AT_ONCE: Final = 16
PATIENCE_S: Final = 10.0
#: Bytes of a picture that are sent at a time.
_PART_BYTES: Final = 1 << 16
#: Addresses that are remembered.
MAX_KEPT: Final = 10_000

#: The page's own, without images of any text.
SECURITY_POLICY = CONTENT_SECURITY_POLICY.replace("img-src 'self' data: blob:", "img-src 'self'")

_PRIVATE = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
}
HEADERS = {**_PRIVATE, "content-security-policy": SECURITY_POLICY}

#: Stands in the page's head for a script that finds it; as data, it is run by nothing.
DATA = '<script type="application/json" id="shared">{}</script>'


class Readings:
    """How often each address may read links: so often at once, and then in this pace.

    It keeps a flood of requests from the store. No token can be guessed, however many are tried.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        *,
        most: int = MOST_AT_ONCE,
        seconds_each: float = SECONDS_EACH,
    ) -> None:
        self._clock = clock
        self._seconds_each = seconds_each
        self._most_s = most * seconds_each
        #: When each address will have all its readings again; the one that came last is at the end.
        self._whole_at_s: dict[str, float] = {}

    def wait_s(self, address: str) -> float:
        """Count a reading, and return 0; or the seconds until the next one may come."""
        now_s = self._clock()
        whole_at_s = max(now_s, self._whole_at_s.pop(address, 0.0)) + self._seconds_each
        wait_s = whole_at_s - now_s - self._most_s
        if wait_s > 0:
            whole_at_s -= self._seconds_each
        while len(self._whole_at_s) >= MAX_KEPT:
            del self._whole_at_s[next(iter(self._whole_at_s))]
        self._whole_at_s[address] = whole_at_s
        return max(wait_s, 0.0)


class _PictureInTurn(Response):
    """A picture that is read, and then sent, when there is room for it: 404 where there is none."""

    def __init__(
        self,
        room: asyncio.Semaphore,
        read: Callable[[], Awaitable[SharedPicture | None]],
        *,
        send_timeout_s: float,
    ) -> None:
        super().__init__()
        self._room = room
        self._read = read
        self._send_timeout_s = send_timeout_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the response (ASGI)."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._room.acquire()
        except TimeoutError:
            busy = Response(status_code=429, headers=HEADERS | _later(1))
            await busy(scope, receive, send)
            return
        try:
            await (await self._shown())(scope, receive, send)
        finally:
            self._room.release()

    async def _shown(self) -> Response:
        found = await self._read()
        if found is None:
            return Response(status_code=404, headers=HEADERS)
        return PagedBody(
            _parts(found.content),
            media_type=found.media_type,
            timeout_s=self._send_timeout_s,
            headers={**picture_headers(found.media_type), **_PRIVATE},
            on_close=lambda: None,
        )


async def _parts(content: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(content), _PART_BYTES):
        yield content[start : start + _PART_BYTES]


def install(app: FastAPI, page: Page, readings: Readings | None = None) -> None:
    """Serve what links lead to in ``app``, by the files of ``page``."""
    counted, room = readings or Readings(), asyncio.Semaphore(PICTURES_AT_ONCE)
    pictures = Readings(
        most=MOST_AT_ONCE * PICTURES_EACH, seconds_each=SECONDS_EACH / PICTURES_EACH
    )

    async def picture(request: Request, token: str, number: int) -> Response:
        wait_s = _wait_s(pictures, request)
        if wait_s > 0:
            return Response(status_code=429, headers=HEADERS | _later(wait_s))
        deps = dependencies_of(request)
        if deps.sharing is None:
            return Response(status_code=404, headers=HEADERS)
        read = partial(deps.sharing.picture, token, number)
        return _PictureInTurn(room, read, send_timeout_s=deps.pace.send_timeout_s)

    async def shared(request: Request, token: str) -> HTMLResponse:
        wait_s = _wait_s(counted, request)
        headers = dict(HEADERS)
        if wait_s > 0:
            status, data = 429, b'"later"'
            headers |= _later(wait_s)
        else:
            shares = dependencies_of(request).sharing
            # Programs that find links in texts put a slash behind one.
            found = await shares.find(token.rstrip("/")) if shares is not None else None
            status, data = (404, b"null") if found is None else (200, _data_of(found))
        text = await page.text("index.html", request.scope)
        script = DATA.format(data.replace(b"<", b"\\u003c").decode())
        return HTMLResponse(text.replace("</head>", f"{script}</head>", 1), status, headers)

    app.router.add_api_route(
        f"{SHARED_PATH}{{token}}/pictures/{{number:int}}", picture, include_in_schema=False
    )
    app.router.add_api_route(f"{SHARED_PATH}{{token:path}}", shared, include_in_schema=False)


def _wait_s(readings: Readings, request: Request) -> float:
    """Count a reading, unless nobody knows whose it is; return the seconds until it may come."""
    address = _address_of(request)
    return readings.wait_s(address) if address else 0.0


def _later(wait_s: float) -> dict[str, str]:
    return {"retry-after": str(int(wait_s) + 1)}


def _data_of(found: Shared) -> bytes:
    share, snapshot = found
    times = {"created_at": share.created_at, "expires_at": share.expires_at}
    return orjson.dumps({**times, "branch": orjson.Fragment(snapshot)})


def _address_of(request: Request) -> str:
    """Return the network of an address; nothing for this machine, where a proxy may stand for all.

    One person may have all addresses of a /64 of IPv6.
    """
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:  # a socket of this machine
        return ""
    if address.is_loopback:
        return ""
    prefix = 32 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
