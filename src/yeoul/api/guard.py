"""What stands before every route: who may ask at all, in which form, and which headers go back.

Pure ASGI, so that it also guards the WebSocket and costs nothing per event. Decides on the scope's
own values, never on a URL put together from the Host header.

Browsers are told apart from other programs by ``Origin`` and ``Sec-Fetch-Site``: a page of another
site may neither change anything nor open a WebSocket. A changed Host (DNS rebinding) is refused
before anything else.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from yeoul.api.problems import problem
from yeoul.errors import (
    ForbiddenHost,
    ForbiddenOrigin,
    MalformedRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
    YeoulError,
)

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Addresses that start work although they are read with GET.
WORKING_PATHS = frozenset({"/completion"})

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-src 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)

SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Guard:
    """ASGI middleware. ``allowed_hosts`` are names beside those of this machine."""

    def __init__(
        self, app: ASGIApp, *, allowed_hosts: Collection[str] = (), max_body_bytes: int = 1 << 20
    ) -> None:
        self._app = app
        self._hosts = LOOPBACK_NAMES | {host.lower() for host in allowed_hosts}
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers to the reply (ASGI)."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
        except YeoulError as error:
            await self._refuse(error, scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
            return
        capped = _CappedBody(receive, self._max_body_bytes)
        await self._app(scope, capped, _with_headers(send, scope["path"]))

    def _check(self, scope: Scope, headers: Headers) -> None:
        self._check_host(headers)
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes or scope["path"] in WORKING_PATHS:
            _check_origin(headers)
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            self._check_body(headers)

    def _check_host(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        name = hosts[0].lower() if len(hosts) == 1 else ""
        bare = name[: name.rfind("]") + 1] if name.startswith("[") else name.split(":", 1)[0]
        port = name[len(bare) :]
        if not (port == "" or (port[0] == ":" and port[1:].isdigit())):
            bare = ""
        if bare not in self._hosts and name not in self._hosts:
            raise ForbiddenHost(
                f"This server does not answer to the name {bare!r}. If it should, start it with"
                " --allowed-hosts."
            )

    def _check_body(self, headers: Headers) -> None:
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise MalformedRequest("Content-Length is not a number.")
        if int(length) > self._max_body_bytes:
            raise PayloadTooLarge(
                f"A request may be {self._max_body_bytes:,} bytes long, not more."
            )
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType("Send the body uncompressed.")
        has_body = int(length) > 0 or "transfer-encoding" in headers
        media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        if has_body and media_type != "application/json":
            raise UnsupportedMediaType("Send the body with Content-Type: application/json.")

    async def _refuse(self, error: YeoulError, scope: Scope, receive: Receive, send: Send) -> None:
        reply = problem(error)
        reply.headers["connection"] = "close"
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send).send_denial_response(reply)
        else:
            await reply(scope, receive, _with_headers(send, scope["path"]))


def _check_origin(headers: Headers) -> None:
    """Refuse what a page of another site asks.

    Neither header means: not a browser, or one asking for its own address bar.
    """
    site = headers.get("sec-fetch-site")
    origins = headers.getlist("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise ForbiddenOrigin("Another site's page tried to use this server.")
    if not origins:
        return
    parts = urlsplit(origins[0]) if len(origins) == 1 else urlsplit("")
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != headers["host"].lower():
        raise ForbiddenOrigin("Another site's page tried to use this server.")


class _CappedBody:
    """Reads a body until it is longer than it may be, whatever length it was said to have.

    FastAPI's own limit replies in plain text, hence this one. The exception is Starlette's because
    FastAPI takes any other one, while it reads a body, for a fault in the JSON.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise HTTPException(PayloadTooLarge.status)
        return message


def _with_headers(send: Send, path: str) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", _cache_control(path, message["status"]))
        await send(message)

    return send_with_headers


def _cache_control(path: str, status: int) -> str:
    """The page's assets carry their content's hash in their names; all else is asked for anew."""
    if path.startswith("/assets/") and status == 200:
        return "public, max-age=31536000, immutable"
    return "no-store" if path.startswith("/api/") else "no-cache"
