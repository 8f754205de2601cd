"""Several workers on one store and one log, as processes that tests kill, stop and stall.

Readers roam: every connection of theirs goes to another worker, as behind a balancer that knows
nothing of answers.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx2

from scripts.engines import Postgres, Valkey, running_postgres, running_valkey
from tests.faults.followers import TRANSPORTS, Entry, Follower
from tests.faults.links import Link, Network
from tests.faults.servers import Server
from tests.ports import free_port


class Links(NamedTuple):
    """The ways of a worker to its engines."""

    store: Link
    log: Link


class Installation:
    """Workers, each with a directory and a port of its own."""

    def __init__(
        self,
        folder: Path,
        postgres: Postgres,
        valkey: Valkey,
        *arguments: str,
        network: Network | None = None,
    ) -> None:
        self.folder = folder
        self.postgres = postgres
        self.valkey = valkey
        self.shared = ("--store-url", postgres.url(), "--log-url", valkey.url)
        self.arguments = arguments
        self.workers: list[Server] = []
        #: The address of what is in front of them, where something is.
        self.front: str | None = None
        #: Of each worker, if there is a network.
        self.links: list[Links] = []
        self._network = network

    def add(self, count: int, *, model: str | None = "scripted:river@50") -> None:
        """Start so many more workers, at the same time."""
        new = [
            Server(self.folder / f"w{number}", *self._engines(), *self.arguments, model=model)
            for number in range(len(self.workers), len(self.workers) + count)
        ]
        self.workers += new
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda worker: worker.start(), new))

    def _engines(self) -> Sequence[str]:
        """Return the addresses of the engines for the next worker."""
        if self._network is None:
            return self.shared
        ports = self.postgres.port, self.valkey.port
        links = Links(*(self._network.link(port) for port in ports))
        self.links.append(links)
        ways = {port: link.port for port, link in zip(ports, links, strict=True)}
        return [
            re.sub(r":(\d+)/", lambda found: f":{ways[int(found[1])]}/", each)
            for each in self.shared
        ]

    @property
    def urls(self) -> list[str]:
        """The addresses of the workers whose processes run."""
        return [worker.url for worker in self.workers if _runs(worker)]

    @property
    def doors(self) -> list[str]:
        """The addresses by which people come in."""
        return self.urls if self.front is None else [self.front]

    def restore(self, *, without: Server | None = None) -> None:
        """Start what was killed again, at the same time, and let go on what was stalled."""
        ended = [each for each in self.workers if not _runs(each) and each is not without]
        for worker in self.workers:
            if _runs(worker):
                os.kill(worker.pid, signal.SIGCONT)
        with ThreadPoolExecutor() as threads:
            list(threads.map(lambda worker: worker.start(), ended))

    def close(self) -> None:
        """Kill what is left."""
        for worker in self.workers:
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
        super().__init__(installation.doors[0], answer_id, transport)
        self.times: list[float] = []
        self._installation = installation
        self._chance = chance

    def _connection(self, client: httpx2.AsyncClient) -> AsyncGenerator[Entry, None]:
        self.url = self._chance.choice(self._installation.doors)
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


def _runs(worker: Server) -> bool:
    return worker.process is not None and worker.process.poll() is None


@contextmanager
def installed(
    folder: Path,
    count: int,
    *arguments: str,
    model: str | None = "scripted:river@50",
    has_links: bool = False,
) -> Iterator[Installation]:
    """Run workers, and engines of their own; to which each worker has links, if wanted."""
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres(free_port()))
        valkey = stack.enter_context(running_valkey(free_port(), "--appendfsync", "always"))
        network = stack.enter_context(closing(Network())) if has_links else None
        installation = Installation(folder, postgres, valkey, *arguments, network=network)
        stack.callback(installation.close)
        installation.add(count, model=model)
        yield installation
