"""Cuts the connection of a reply, so that no client takes a partial body for the whole answer.

Ending the body, or closing the connection, would wait until the client has read all sent bytes.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

#: Key in the ASGI scope's extensions under which a server offers it: a function without arguments.
EXTENSION: Final = "yeoul.abort"


async def abort(scope: Any) -> None:
    """Drop the connection without ending the reply, whether or not the client reads it.

    Does nothing under a server that does not offer this; such a server closes the connection when
    the app returns before its reply is complete.
    """
    drop = scope.get("extensions", {}).get(EXTENSION)
    if drop is not None:
        drop()
        await asyncio.sleep(0)
