"""The connection that Yeoul's server offers a stream beyond ASGI, and what a stream does without.

ASGI cannot cut a reply: ending the body, or closing the connection, would wait until the client has
read all sent bytes, and it would take a partial body for the whole answer. And a stream that sends
by ASGI needs a task to be woken for every token.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final, Protocol

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


def connection_of(scope: Any) -> Any:
    """Return the `Connection` of a reply that has begun, for bytes or messages.

    None under another server, and behind a middleware that has kept the head for itself.
    """
    connection = _offered(scope)
    return connection if connection is not None and connection.has_begun else None


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
