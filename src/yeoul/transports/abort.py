"""Dropping a connection at once, so that nobody takes what was sent for a whole answer."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import Scope

#: Key in the ASGI scope's extensions under which the server offers it (http_limits.py).
EXTENSION: Final = "yeoul.abort"


async def abort(scope: Scope) -> None:
    """Drop the connection without ending what is being sent, whether or not anybody reads it.

    Under a server that does not offer it nothing happens here; such a server closes the connection
    when the app returns before its reply is complete.
    """
    drop = scope.get("extensions", {}).get(EXTENSION)
    if drop is not None:
        drop()
        await asyncio.sleep(0)
