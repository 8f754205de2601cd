"""A line to a server on which all that is asked arrives, and no reply comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


@asynccontextmanager
async def deaf_line(url: str) -> AsyncIterator[str]:
    """Serve such a line to ``url``; yields its address."""
    there = urlsplit(url)

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _unread, onward = await asyncio.open_connection(there.hostname, there.port)
        try:
            with suppress(ConnectionError):
                while piece := await reader.read(65536):
                    onward.write(piece)
        finally:
            onward.close()
            writer.close()

    server = await asyncio.start_server(carry, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
