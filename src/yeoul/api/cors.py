"""Pages of other origins: which of them may use the API, and the headers that tell browsers (CORS).

A browser lets a page of another origin read a reply only where the reply names that origin, and
asks before most changes, by a preflight (the Fetch standard, "CORS protocol"). Only origins that
the server's settings list are named, each by itself: they may send the browser's cookies along, and
read errors and streams as the own page does. Where none is listed, no reply says anything of this.

Preflights have neither cookie nor token, so they are answered before anybody is identified, alike
for every address below a door: they tell nothing of what is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response

from yeoul.addresses import parse_origin
from yeoul.errors import ForbiddenOrigin

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
_NAMES = re.compile(r"[\w!#$%&'*+.^`|~-]+( ?, ?[\w!#$%&'*+.^`|~-]+)*", re.ASCII)
_BY_ORIGIN = ("origin",)
_BY_QUESTION = (
    "origin",
    "access-control-request-method",
    "access-control-request-headers",
    "access-control-request-private-network",
)


class AllowedOrigins:
    """The origins, as browsers name them, whose pages may use the API."""

    def __init__(self, origins: Collection[str] = ()) -> None:
        self._origins = frozenset(origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def find(self, headers: Headers) -> str | None:
        """Return the origin of the page that asks, if it is one of these; None for all others."""
        if not self._origins:
            return None
        named = headers.getlist("origin")
        return named[0] if len(named) == 1 and named[0] in self._origins else None


def answer_preflight(method: str, headers: Headers) -> Response | None:
    """Return the reply to a preflight, which says what pages may do; None for other requests.

    Whatever headers the page wants to send it may: a proxy, or a product around the server, may
    have some of its own. `mark` says whose page it is.
    """
    if method != "OPTIONS" or "access-control-request-method" not in headers:
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


def mark(headers: MutableHeaders, origin: str | None) -> None:
    """Have browsers show a reply to the page of ``origin``; None: to no page of another origin."""
    _vary(headers, _BY_ORIGIN)
    if origin is None:
        return
    headers["access-control-allow-origin"] = origin
    headers["access-control-allow-credentials"] = "true"
    headers["access-control-expose-headers"] = EXPOSED


def foreign_page(origins: Sequence[str]) -> ForbiddenOrigin:
    """Return the error for another site's page, with the flag that would let it in.

    ``origins`` are those that the browser has named, if it has.
    """
    try:
        (named,) = origins
        if parse_origin(named) == named:
            return ForbiddenOrigin(_FOREIGN_PAGE.format(f", one of {named}", named))
    except ValueError:
        pass
    return ForbiddenOrigin(_FOREIGN_PAGE.format("", "and the origin of the page"))


def _vary(headers: MutableHeaders, names: Collection[str]) -> None:
    known = headers.get("vary", "").lower()
    for name in names:
        if name not in known.replace(" ", "").split(","):
            headers.add_vary_header(name)
