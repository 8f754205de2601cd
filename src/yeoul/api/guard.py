"""The guard before every route: refuses by host, origin, form, size and caller; sets headers.

Pure ASGI, so that it also guards the WebSocket and costs nothing per event. It reads the scope's
own values, never a URL built from the Host header, and compares strings: it parses no input, so no
input can break the parsing.

``Origin`` and ``Sec-Fetch-Site`` distinguish browsers from other programs: a page of another site
may neither ask nor change anything, nor open a WebSocket, unless its origin is listed, or it has a
token for a door that takes it; it may link to the page, and see whether a server is there. A
changed Host (DNS rebinding) is refused before anything else. Browsers send neither header with a
GET to a name without TLS, so a GET that starts work must be sent in a way that no other site's page
can.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection, Container
from dataclasses import dataclass
from functools import partial

from starlette._utils import get_route_path
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from yeoul.addresses import OWN_NAMES, is_host
from yeoul.api.cors import AllowedOrigins, Foreign, answer_preflight, foreign_page, tell_origin
from yeoul.api.doors import Door
from yeoul.api.encodings import Decoder, open_decoder
from yeoul.api.head import TAKES_KEY
from yeoul.api.identity import KEY, Access, Identity
from yeoul.api.problems import PROBLEM, BodyRefused
from yeoul.api.refusal_page import refusal_page
from yeoul.api.scopes import Scopes
from yeoul.errors import (
    Forbidden,
    ForbiddenHost,
    ForbiddenOrigin,
    ForbiddenProxy,
    MalformedRequest,
    PayloadTooLarge,
    UnsupportedMediaType,
    YeoulError,
)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: ``Sec-Fetch-Site`` of requests that come from no other site's page.
OWN_SITES = frozenset({"same-origin", "none"})

#: Bytes and seconds of a body that are discarded after a reply: a client that is still sending
#: reads the reply only then, and would lose it if the connection were closed before.
PASSED_BYTES = 32 << 20
PASSED_S = 5.0
#: Seconds within which a body counts as sent with its head.
PROMPT_S = 0.5

_PORT = re.compile(r":[0-9]{1,5}")
_LENGTH = re.compile(r"[0-9]{1,18}")

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self';"
    " form-action 'self'; base-uri 'none'; object-src 'none'; frame-src 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)

SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # The page takes dictation, by a recognition that sends no sound anywhere.
    "permissions-policy": "camera=(), microphone=(self), geolocation=()",
}


@dataclass(frozen=True, slots=True)
class Paths:
    """The kinds of paths behind the guard. All are without a mount's prefix."""

    #: First segments of the paths for programs, such as ``api``. All others are the page's.
    programs: frozenset[str]
    #: Paths that start work although they are read with GET.
    working: frozenset[str]
    #: Paths that any site's page may request: it sees that a reply comes, but cannot read it.
    open: frozenset[str]
    #: Paths for programs that need no known caller.
    anonymous: frozenset[str] = frozenset()
    #: Paths of the page that need one.
    private: frozenset[str] = frozenset()

    def is_page(self, path: str) -> bool:
        """Return whether a path is the page, or belongs to it."""
        return path.removeprefix("/").partition("/")[0] not in self.programs

    def needs_caller(self, path: str) -> bool:
        """Return whether a path for programs demands a known caller."""
        return self.access(path, is_page=False) is Access.CALLER

    def access(self, path: str, *, is_page: bool) -> Access:
        """Return what a path demands of its caller: of a program, to be known."""
        if path in self.anonymous:
            return Access.ANYBODY
        if path in self.open or (is_page and path not in self.private):
            return Access.OPEN
        return Access.CALLER


class Guard:
    """ASGI middleware. ``allowed_hosts`` are host names besides those of this machine.

    ``allowed_origins`` are those whose pages may use the paths for programs. ``door_at`` gives the
    door of a path and a request's headers, if they lead to one: its refusals have the form that the
    door's clients read, and bodies are as large as it takes. ``identity`` says who asks, and
    ``scopes`` what programs reach.
    """

    def __init__(
        self,
        app: ASGIApp,
        paths: Paths,
        *,
        allowed_hosts: Collection[str],
        max_body_bytes: int,
        allowed_origins: Collection[str] = (),
        door_at: Callable[[str, Container[str]], Door | None] = lambda path, headers: None,
        identity: Identity | None = None,
        scopes: Scopes | None = None,
    ) -> None:
        self._app = app
        self._scopes = scopes or Scopes({})
        self._identity = identity or Identity()
        self._paths = paths
        self._origins = AllowedOrigins(allowed_origins)
        self._hosts = OWN_NAMES | {host.lower() for host in allowed_hosts}
        self._max_body_bytes = max_body_bytes
        self._door_at = door_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on and add the headers to the reply (ASGI)."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # As the router reads it: were the two to differ, an address could be asked for past a rule.
        # Its patterns end before a last line feed.
        path = get_route_path(scope).removesuffix("\n")
        is_page = self._paths.is_page(path)
        door = self._door_at(path, headers)
        most_bytes, is_picture = self._most_bytes(door, path)
        body = _Body(receive, headers, most_bytes)
        scope[TAKES_KEY] = door is not None and door.takes_key
        guests = scope[TAKES_KEY] and self._identity.knows_tokens
        foreign = None if is_page else self._origins.find(scope, headers, guests=guests)
        if scope["type"] == "http":
            if not is_page and (self._origins or guests):
                send = tell_origin(send, foreign)
            send = _with_headers(send, path, body, door, is_page=is_page)
        access = self._paths.access(path, is_page=is_page)
        try:
            self._check(scope, path, headers, is_page=is_page, foreign=foreign)
            reply = None if foreign is None else answer_preflight(scope.get("method", ""), headers)
            if reply is None:
                if scope.get("method", "GET") not in SAFE_METHODS:
                    body.check_head(headers, door, is_picture=is_picture)
                await self._admit(scope, path, access, foreign)
        except YeoulError as error:
            reply = self._refusal(error, scope, door, headers)
        if reply is not None:
            await self._reply(reply, scope, body, send)
            return
        if access is Access.CALLER:
            body.check_late(partial(self._identity.admit_again, scope))
        await self._app(scope, receive if scope["type"] == "websocket" else body, send)

    def _most_bytes(self, door: Door | None, path: str) -> tuple[int, bool]:
        """Return how large a body may be at a path, and whether it has to be a picture."""
        if door is not None and path in door.pictures:
            return door.pictures[path], True
        return max(self._max_body_bytes, (door and door.max_body_bytes) or 0), False

    async def _admit(
        self, scope: Scope, path: str, access: Access, foreign: Foreign | None
    ) -> None:
        """Settle who asks, and check that they reach this."""
        await self._identity.admit(scope, access)
        caller, method = scope[KEY], scope.get("method", "GET")
        if access is Access.CALLER:
            self._scopes.check(caller, method, path)
        elif not self._scopes.reaches(caller, method, path):
            # Where everybody may come, so may a program whose token says nothing of it.
            scope[KEY] = None
        if foreign is not None and foreign.by_token and scope[KEY] is None:
            raise foreign_page([foreign.origin])

    def _check(
        self, scope: Scope, path: str, headers: Headers, *, is_page: bool, foreign: Foreign | None
    ) -> None:
        host, name = self._host(headers, scope)
        safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
        if safe and is_page:
            _check_visit(headers)
        elif foreign is None and not (safe and path in self._paths.open):
            _check_site(headers, host)
        if path in self._paths.working:
            _check_work(headers, name)
        if scope["type"] == "http":
            _check_upgrade(headers)

    def _host(self, headers: Headers, scope: Scope) -> tuple[str, str]:
        """Return the server's name in the request, with the port and without.

        The address at which a connection has arrived is always one: nobody can have led a name
        there, as it is none.

        Raises:
            ForbiddenHost
        """
        hosts = headers.getlist("host")
        host = hosts[0].lower() if len(hosts) == 1 else ""
        name = host[: host.rfind("]") + 1] if host.startswith("[") else host.split(":", 1)[0]
        port = host[len(name) :]
        if port and not _PORT.fullmatch(port):
            name = ""
        if name not in self._hosts and host not in self._hosts and not _is_own(name, scope):
            flag = f" {name}" if name.isascii() and is_host(name) else ""
            raise ForbiddenHost(
                f"This server does not answer to the name {name!r}. If it should, start it with"
                f" --allowed-hosts{flag}."
            )
        return host, name

    def _refusal(
        self, error: YeoulError, scope: Scope, door: Door | None, headers: Headers
    ) -> Response:
        if isinstance(error, Forbidden | ForbiddenHost | ForbiddenOrigin | ForbiddenProxy):
            self._identity.on_refusal(error.code)
        form, page = door.errors if door else PROBLEM, None
        if form is PROBLEM:  # other doors' addresses are for programs alone
            root_path = scope.get("root_path", "")
            page = refusal_page(error, scope.get("method", ""), headers, root_path=root_path)
        return page or form.reply(error)

    async def _reply(self, reply: Response, scope: Scope, body: _Body, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocket(scope, body.receive, send).send_denial_response(reply)
            return
        if body.is_too_long:
            reply.headers["connection"] = "close"
        await reply(scope, body, send)


def _is_own(name: str, scope: Scope) -> bool:
    """Return whether a host is the address of this machine at which the connection arrived."""
    try:
        asked = ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        arrived = ipaddress.ip_address((scope.get("server") or ("",))[0].partition("%")[0])
    except ValueError:
        return False
    return asked == arrived and (asked.version == 6) == name.startswith("[")


def _check_body(headers: Headers, most_bytes: int, *, is_picture: bool) -> None:
    """Refuse a body that is known to be too large, or says that it is not what is taken.

    Raises:
        MalformedRequest, PayloadTooLarge, UnsupportedMediaType
    """
    length = headers.get("content-length", "0")
    if not _LENGTH.fullmatch(length):
        raise MalformedRequest("Content-Length is not a number.")
    if int(length) > most_bytes:
        raise PayloadTooLarge(f"A request may be {most_bytes:,} bytes long, not more.")
    has_body = int(length) > 0 or "transfer-encoding" in headers
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if is_picture:
        if has_body and not media_type.startswith("image/"):
            raise UnsupportedMediaType(
                "Send a picture as the body, with its Content-Type: image/jpeg, for example."
            )
    elif has_body and media_type != "application/json":
        raise UnsupportedMediaType("Send the body with Content-Type: application/json.")


def _decoder(headers: Headers, door: Door | None) -> Decoder | None:
    """Return what decodes the body; None for one that is not encoded.

    Raises:
        UnsupportedMediaType: the door does not take its encoding.
    """
    encoding = ",".join(headers.getlist("content-encoding")).strip().lower()
    if encoding in ("", "identity"):
        return None
    taken = door.encodings if door else frozenset()
    if encoding not in taken:
        by = f" or by {' or '.join(sorted(taken))}" if taken else ""
        raise UnsupportedMediaType(f"Send the body uncompressed{by}.")
    return open_decoder(encoding)


def _check_site(headers: Headers, host: str) -> None:
    """Refuse the requests of another site's page.

    Without either header, the client is not a browser, or a browser that opens a typed address or
    sends a GET to a name without TLS.

    Raises:
        ForbiddenOrigin
    """
    origins = [origin.lower() for origin in headers.getlist("origin")]
    own = origins in ([], [f"http://{host}"], [f"https://{host}"])
    if not own or not OWN_SITES.issuperset(headers.getlist("sec-fetch-site")):
        raise foreign_page(() if own else origins)


def _check_visit(headers: Headers) -> None:
    """Refuse another site's requests for parts of the page, but let it link to the page.

    Raises:
        ForbiddenOrigin
    """
    led = headers.getlist("sec-fetch-mode") == ["navigate"]
    if not led and not OWN_SITES.issuperset(headers.getlist("sec-fetch-site")):
        raise foreign_page(())


def _check_work(headers: Headers, name: str) -> None:
    """Refuse a GET that would start work, unless no other site's page can have sent it.

    This site's ``Sec-Fetch-Site`` or ``Origin`` proves that, or a header that a page may not send
    to another site without a preflight. Without any, only a program on this machine is trusted:
    every browser names Mozilla, and older ones send nothing else.

    Raises:
        ForbiddenOrigin
    """
    if not {"sec-fetch-site", "origin", "x-requested-with"}.isdisjoint(headers):
        return
    if headers.get("authorization", "")[:7].lower() == "bearer ":
        return
    if name not in OWN_NAMES or "mozilla/" in headers.get("user-agent", "").lower():
        raise ForbiddenOrigin(
            "A page of another site could have sent this. Add the header X-Requested-With to it,"
            " with any value."
        )


def _check_upgrade(headers: Headers) -> None:
    """Refuse a handshake that the server has not recognized as valid.

    Raises:
        MalformedRequest
    """
    if headers.get("upgrade", "").lower() == "websocket":
        options = ",".join(headers.getlist("connection")).lower().split(",")
        if "upgrade" in (option.strip() for option in options):
            raise MalformedRequest(
                "This is not a WebSocket handshake, which needs GET by HTTP/1.1, without a body,"
                " Sec-WebSocket-Version: 13, and a Sec-WebSocket-Key of 16 bytes in Base64."
            )


class _Body:
    """Reads a body up to the limit, whatever its declared length.

    FastAPI's own limit replies in plain text, hence this one.
    """

    def __init__(self, receive: Receive, headers: Headers, limit: int) -> None:
        self.receive = receive
        #: Bytes that it may still have, as they arrive and once they are decoded.
        self._left = self._left_decoded = limit
        self._decoder: Decoder | None = None
        length = headers.get("content-length", "0")
        chunked = "transfer-encoding" in headers
        #: Whether it may be too long to be worth discarding.
        self.is_too_long = chunked or not _LENGTH.fullmatch(length) or int(length) > limit
        self._is_unread = chunked or length != "0"
        self._check: Callable[[], Awaitable[None]] | None = None
        self._begun_s = 0.0

    def check_late(self, check: Callable[[], Awaitable[None]]) -> None:
        """Have a body that takes its time checked by ``check`` once it is there.

        A client may take a minute to send it, and its right may end meanwhile.
        """
        if self._is_unread:
            self._check, self._begun_s = check, asyncio.get_running_loop().time()

    def check_head(self, headers: Headers, door: Door | None, *, is_picture: bool) -> None:
        """Refuse a body that the door does not take; have it decoded, if it is encoded."""
        _check_body(headers, self._left, is_picture=is_picture)
        self._decoder = _decoder(headers, door)

    async def __call__(self) -> Message:
        message = await self._next()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise _too_long()
            if self._decoder is not None:
                message = self._decoded(message, self._decoder)
            if self._check is not None and not self._is_unread:
                await self._check_in_time(self._check)
        return message

    def _decoded(self, message: Message, decoder: Decoder) -> Message:
        """Return a message with the decoded content of its part."""
        more = message.get("more_body", False)
        try:
            # One byte more than there may be tells that there is more.
            content = decoder.feed(message.get("body", b""), self._left_decoded + 1)
            if not more:
                decoder.check_ended()
        except MalformedRequest as error:
            raise BodyRefused(error) from error
        self._left_decoded -= len(content)
        if self._left_decoded < 0:
            raise _too_long()
        return {"type": "http.request", "body": content, "more_body": more}

    async def _check_in_time(self, check: Callable[[], Awaitable[None]]) -> None:
        self._check = None
        if asyncio.get_running_loop().time() - self._begun_s < PROMPT_S:
            return
        try:
            await check()
        except YeoulError as error:
            raise BodyRefused(error) from error

    async def _next(self) -> Message:
        message = await self.receive()
        self._is_unread = self._is_unread and message.get("more_body", False)
        return message

    @property
    def is_unread(self) -> bool:
        """Whether part of the body has not been read yet."""
        return self._is_unread

    async def pass_over(self) -> None:
        """Read and discard the rest of the body, within limits."""
        left = PASSED_BYTES
        try:
            async with asyncio.timeout(PASSED_S):
                while self._is_unread and left > 0:
                    left -= len((await self._next()).get("body", b""))
        except TimeoutError:
            return


def _too_long() -> BodyRefused:
    return BodyRefused(PayloadTooLarge("The request is longer than this server takes."))


def _with_headers(send: Send, path: str, body: _Body, door: Door | None, *, is_page: bool) -> Send:
    own = door.reply_headers() if door else {}
    unread = False

    async def send_with_headers(message: Message) -> None:
        nonlocal unread
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (*SECURITY_HEADERS.items(), *own.items()):
                headers.setdefault(name, value)
            kept = _cache_control(path, message["status"], is_page=is_page)
            headers.setdefault("cache-control", kept)
            unread = body.is_unread
        elif unread and not message.get("more_body", False):
            await send({**message, "more_body": True})
            await body.pass_over()
            message = {"type": "http.response.body", "body": b""}
        await send(message)

    return send_with_headers


def _cache_control(path: str, status: int, *, is_page: bool) -> str:
    """Return the Cache-Control of a reply whose route sets none.

    The page's assets carry their content's hash in their names, and the page itself is
    revalidated; conversations are never cached.
    """
    if path.startswith("/assets/") and status == 200:
        return "public, max-age=31536000, immutable"
    return "no-cache" if is_page else "no-store"
