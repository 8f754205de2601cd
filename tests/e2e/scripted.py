"""A server in a thread of this process, for scripts that no command line can name."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.served import MODEL, serving
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted


class Seen(threading.Event):
    """A step of a script: it waits until the test has seen what came before."""

    async def wait(self) -> None:  # type: ignore[override]
        while not self.is_set():  # noqa: ASYNC110  # another thread sets it
            await asyncio.sleep(0.01)


@contextmanager
def scripted_server(
    data_dir: Path,
    script: Script,
    *,
    pieces_per_s: float | None = None,
    slots: int = 4096,
    kind: type[Scripted] = Scripted,
) -> Iterator[str]:
    """Serve answers that play ``script`` inside the block; gives the server's address.

    ``kind`` is a provider that says something else of its models.
    """
    ready, over = threading.Event(), threading.Event()
    urls: list[str] = []

    async def serve() -> None:
        provider = kind({MODEL: script}, pieces_per_s=pieces_per_s, slots=slots)
        catalogue = Catalogue([provider])
        async with serving(data_dir, catalogue=catalogue) as served:
            urls.append(served.url)
            ready.set()
            await asyncio.to_thread(over.wait)

    def run() -> None:
        try:
            asyncio.run(serve())
        finally:
            ready.set()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    try:
        assert urls, "the server did not start"
        yield urls[0]
    finally:
        over.set()
        thread.join()
