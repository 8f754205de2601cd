"""Pages of other origins: which of them may use the API, and the headers that tell browsers (CORS).

A browser lets a page of another origin read a reply only where the reply names that origin, and
asks before most changes, by a preflight (the Fetch standard, "CORS protocol"). Only origins that
the server's settings list are named, each by itself: they may send the browser's cookies along, and
read errors and streams as the own page does. Where none is listed, no reply says anything of this.

A program's token is no cookie: no browser sends it by itself. So at the doors for clients of other
formats a page of any origin is let in that has one, such as a program made of web pages, and is
shown what that token opens; the browser's cookies are not read, and may not come along.

Preflights have neither cookie nor token, so they are answered before anybody is identified, alike
for every address below a door: they tell nothing of what is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Scope, Send

from yeoul.addresses import parse_origin
from yeoul.api.head import Head
from yeoul.errors import ForbiddenOrigin, Unauthenticated

#: What may be asked for; what an address knows of these, it says itself (405).
METHODS = "GET, HEAD, POST, PATCH, PUT, DELETE"
#: What clients read besides those that every page may read.
EXPOSED = (
    "Allow, Content-Disposition, Location, Request-Id, Retry-After, WWW-Authenticate,"
    " X-Request-Id, X-Should-Retry, X-Yeoul-Answer"
)
#: Seconds for which a browser need not ask again; no browser waits longer than two hours.
MAX_AGE_S = 7200

_FOREIGN_PAGE = (
    "Another site's page tried to use this server{}. If it may, start the server with"
    " --allowed-origins {}."
)
#: What of a request has a token.
_BY_TOKEN = frozenset({"authorization", "x-api-key"})
_NAMES = re.compile(r"[\w!#$%&'*+.^`|~-]+( ?, ?[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
_BY_ORIGIN = ("origin",)
_BY_QUESTION = (
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "access-control-request-private-network",
)


class Foreign(NamedTuple):
    """The page of another origin that may use the API."""

    origin: str
    #: Whether it may by its token alone: the browser sends no cookies along.
    by_token: bool = False


class AllowedOrigins:
    """The origins, as browsers name them, whose pages may use the API."""

    def __init__(self, origins: Collection[str] = ()) -> None:
        self._origins = frozenset(origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def find(self, scope: Scope, headers: Headers, *, guests: bool = False) -> Foreign | None:
        """Return the page of another origin that asks, if it may; None for every other request.

        It may if its origin is one of these; where ``guests`` are let in, also by a token. Whether
        that is known, this does not say.
        """
        named = headers.getlist("origin") if self._origins or guests else ()
        if len(named) != 1:
            return None
        [origin] = named
        if origin in self._origins or f"{origin.partition('://')[0]}://*" in self._origins:
            return Foreign(origin)
        if guests and not _is_own(origin, headers) and _has_token(scope, headers):
            return Foreign(origin, by_token=True)
        return None


def _is_own(origin: str, headers: Headers) -> bool:
    """Return whether this is the server's own page, or a browser's name for none."""
    host = headers.get("host", "")
    return origin.lower() in ("", f"http://{host}".lower(), f"https://{host}".lower())


def _has_token(scope: Scope, headers: Headers) -> bool:
    """Return whether a request has a token of this server, or a preflight asks to send one."""
    if _is_preflight(scope.get("method", ""), headers):
        wanted = ",".join(headers.getlist("access-control-request-headers")).lower()
        return not _BY_TOKEN.isdisjoint(wanted.replace(" ", "").split(","))
    try:
        return Head(scope).token(only_ours=True) is not None
    except Unauthenticated:  # there are two, as it will be told
        return True


def _is_preflight(method: str, headers: Headers) -> bool:
    return method == "OPTIONS" and "access-control-request-method" in headers


def answer_preflight(method: str, headers: Headers) -> Response | None:
    """Return the reply to a preflight, which says what pages may do; None for other requests.

    Whatever headers the page wants to send it may: a proxy, or a product around the server, may
    have some of its own. `tell_origin` says whose page it is.
    """
    if not _is_preflight(method, headers):
        return None
    reply = Response(status_code=204)
    reply.headers["access-control-allow-methods"] = METHODS
    wanted = ",".join(headers.getlist("access-control-request-headers"))
    if _NAMES.fullmatch(wanted):
        reply.headers["access-control-allow-headers"] = wanted
    reply.headers["access-control-max-age"] = str(MAX_AGE_S)
    # From a page of the internet to a machine of this network (Private Network Access).
    if headers.get("access-control-request-private-network") == "true":
        reply.headers["access-control-allow-private-network"] = "true"
    _vary(reply.headers, _BY_QUESTION)
    return reply


def tell_origin(send: Send, foreign: Foreign | None) -> Send:
    """Have browsers show a reply to this page; None: to no page of another origin."""

    async def send_with_origin(message: Message) -> None:
        if message["type"] == "http.response.start":
            _mark(MutableHeaders(scope=message), foreign)
        await send(message)

    return send_with_origin


def _mark(headers: MutableHeaders, foreign: Foreign | None) -> None:
    _vary(headers, _BY_ORIGIN)
    if foreign is None:
        return
    headers["access-control-allow-origin"] = foreign.origin
    if not foreign.by_token:
        headers["access-control-allow-credentials"] = "true"
    headers["access-control-expose-headers"] = EXPOSED


def foreign_page(origins: Sequence[str]) -> ForbiddenOrigin:
    """Return the error for another site's page, with the flag that would let it in.

    ``origins`` are those that the browser has named, if it has.
    """
    try:
        (named,) = origins
        if parse_origin(named) == named:
            # Every panel of that editor is an origin of its own, and has another one tomorrow.
            panel = named.startswith("vscode-webview://")
            flag = "vscode-webview://*" if panel else named
            return ForbiddenOrigin(_FOREIGN_PAGE.format(f", one of {named}", flag))
    except ValueError:
        pass
    return ForbiddenOrigin(_FOREIGN_PAGE.format("", "and the origin of the page"))


def _vary(headers: MutableHeaders, names: Collection[str]) -> None:
    known = headers.get("vary", "").lower()
    for name in names:
        if name not in known.replace(" ", "").split(","):
            headers.add_vary_header(name)
