"""The connection that Yeoul's server offers a stream beyond ASGI, and what a stream does without.

ASGI cannot cut a reply: ending the body, or closing the connection, would wait until the client has
read all sent bytes, and it would take a partial body for the whole answer. And a stream that sends
by ASGI needs a task to be woken for every token.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

from yeoul.transports.pump import Outlet, Taken

#: Key in the ASGI scope's extensions under which a server offers the `Connection`.
EXTENSION: Final = "yeoul.connection"


class Connection(Outlet[Taken], Protocol[Taken]):
    """A client's connection.

    What is written passes no middleware: one that changes bodies takes the extension out of the
    scope that it passes on.
    """

    @property
    def has_begun(self) -> bool:
        """Whether the reply's head has been sent, so that content may be written."""

    def abort(self) -> None:
        """Drop the connection at once, with everything that is unsent."""


class NextReply(NamedTuple):
    """A reply of a `Series`."""

    #: What the next request has in the place of the last one's value; None: the series ends here.
    value: bytes | None
    body: bytes


class Series(Protocol):
    """The replies to a request that its client repeats, each time with the last reply's value.

    If `take` or `idle` raises, the request goes to the app, as any other. To end a series, let them
    raise, and call what `watch` was given. The app decides the rest.
    """

    #: Seconds after which a request gets the `idle` reply.
    wait_s: float

    def take(self) -> NextReply | None:
        """Return the reply to the request that waits; None while there is none."""

    def idle(self) -> NextReply:
        """Return the reply to a request that has waited for nothing."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called whenever `take` may have something new, until `close`."""

    def close(self) -> None:
        """Release the resources of the series. Idempotent."""


def connection_of(scope: Any) -> Any:
    """Return the `Connection` of a reply that has begun, for bytes or messages.

    None under another server, and behind a middleware that has kept the head for itself.
    """
    connection = _offered(scope)
    return connection if connection is not None and connection.has_begun else None


def offer_series(scope: Any, field: bytes, value: bytes, first: NextReply, series: Series) -> bool:
    """Offer to answer the repetitions of a request; returns whether the server takes them over.

    The server then closes ``series``. It recognizes a repetition by its bytes, all of which are
    equal, but for the ``value`` of one ``field`` of the query. ``first`` is the reply that the app
    is about to send; the others get the same head. To the app, a series is one request.
    """
    connection = _offered(scope)
    return connection is not None and bool(connection.offer_series(field, value, first, series))


async def abort(scope: Any) -> None:
    """Drop the connection without ending the reply, whether or not the client reads it.

    Does nothing under a server that does not offer this; such a server closes the connection when
    the app returns before its reply is complete.
    """
    connection = _offered(scope)
    if connection is not None:
        connection.abort()
        await asyncio.sleep(0)


def _offered(scope: Any) -> Any:
    return scope.get("extensions", {}).get(EXTENSION)
