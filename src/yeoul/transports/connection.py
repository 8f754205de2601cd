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
    """A client's connection, once the head of the reply has been sent."""

    def abort(self) -> None:
        """Drop the connection at once, with everything that is unsent."""


def connection_of(scope: Any) -> Any:
    """Return the `Connection` of a request, for bytes or messages; None under another server."""
    return scope.get("extensions", {}).get(EXTENSION)


async def abort(scope: Any) -> None:
    """Drop the connection without ending the reply, whether or not the client reads it.

    Does nothing under a server that does not offer this; such a server closes the connection when
    the app returns before its reply is complete.
    """
    connection = connection_of(scope)
    if connection is not None:
        connection.abort()
        await asyncio.sleep(0)
