"""Several workers on one store and one log, as processes that tests kill, stop and stall.

Readers roam: every connection of theirs goes to another worker, as behind a balancer that knows
nothing of answers.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import signal
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2

from scripts.engines import Postgres, Valkey
from tests.engines import new_database
from tests.faults.followers import TRANSPORTS, Entry, Follower
from tests.faults.servers import Server


class Installation:
    """Workers, each with a directory and a port of its own."""

    def __init__(self, folder: Path, store_url: str, log_url: str, *arguments: str) -> None:
        self.folder = folder
        self.shared = ("--store-url", store_url, "--log-url", log_url)
        self.arguments = arguments
        self.workers: list[Server] = []

    def add(self, count: int, *, model: str | None = "scripted:river@50") -> None:
        """Start so many more workers, at the same time."""
        new = [
            Server(self.folder / f"w{number}", *self.shared, *self.arguments, model=model)
            for number in range(len(self.workers), len(self.workers) + count)
        ]
        self.workers += new
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda worker: worker.start(), new))

    @property
    def urls(self) -> list[str]:
        """The addresses of the workers whose processes run."""
        return [
            worker.url
            for worker in self.workers
            if worker.process is not None and worker.process.poll() is None
        ]

    def close(self) -> None:
        """Kill what is left."""
        for worker in self.workers:
            if worker.process is not None and worker.process.poll() is None:
                os.kill(worker.pid, signal.SIGCONT)
            worker.close()


class Roaming(Follower):
    """Follows one answer; each connection goes to any worker. Notes when it saw something."""

    def __init__(
        self,
        installation: Installation,
        answer_id: str,
        transport: str,
        chance: random.Random,
    ) -> None:
        super().__init__(installation.urls[0], answer_id, transport)
        self.times: list[float] = []
        self._installation = installation
        self._chance = chance

    def _connection(self, client: httpx2.AsyncClient) -> AsyncGenerator[Entry, None]:
        self.url = self._chance.choice(self._installation.urls)
        return super()._connection(client)

    def apply(self, entry: Entry) -> None:
        super().apply(entry)
        self.times.append(time.monotonic())

    def longest_gap(self, since_s: float) -> float:
        """Return the longest time without anything new, from then on until the end."""
        times = [since_s, *(each for each in self.times if each > since_s)]
        return max((b - a for a, b in itertools.pairwise(times)), default=0.0)


def roaming(
    installation: Installation, answer_ids: Sequence[str], chance: random.Random
) -> list[Roaming]:
    """Return a reader of each answer, the transports in turn."""
    transports = itertools.cycle(TRANSPORTS)
    return [Roaming(installation, answer_id, next(transports), chance) for answer_id in answer_ids]


@contextmanager
def installed(
    folder: Path,
    postgres: Postgres,
    valkey: Valkey,
    count: int,
    *arguments: str,
    model: str | None = "scripted:river@50",
) -> Iterator[Installation]:
    """Run workers on a database and an engine's database of their own."""
    store_url = new_database(postgres)
    # One of the sixteen of an engine: the tests of a process take them in turn.
    log_url = valkey.url.removesuffix("/0") + f"/{next(_DATABASES)}"
    installation = Installation(folder, store_url, log_url, *arguments)
    try:
        installation.add(count, model=model)
        yield installation
    finally:
        installation.close()


_DATABASES = itertools.cycle(range(1, 16))


async def until_ended(readers: Sequence[Follower], running: Sequence[asyncio.Task[None]]) -> None:
    """Wait until all readers have seen an end."""
    await asyncio.gather(*running)
    assert all(reader.end is not None for reader in readers)
