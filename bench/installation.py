"""What several workers share, while they are measured: PostgreSQL and Valkey, started afresh.

They run on the cores of the load, and their processor time is told apart. PostgreSQL writes to the
disk before it has committed, as where it matters.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import NamedTuple

from bench import accounts, processes
from bench.processes import BenchFailed, Cores
from scripts.engines import Engine, running_postgres, running_valkey

_DURABLE = ("fsync=on", "full_page_writes=on", "shared_preload_libraries=pg_stat_statements")
#: How often tables were read, and how many statements were run, up to now.
_USE = r"""
SELECT coalesce(sum(calls) FILTER (WHERE query ~* '^\s*select\y.*\yfrom\y'), 0),
       coalesce(sum(calls), 0) FROM pg_stat_statements WHERE query !~ 'pg_stat_statements'
"""


class Installation(NamedTuple):
    """Engines that run, and how they are reached."""

    store_url: str
    log_url: str
    pids: list[int]
    #: The command that tells the two numbers of `_USE`.
    count_store: list[str]

    def arguments(self, workers: int) -> tuple[str, ...]:
        """Return what so many workers of one command are started with."""
        shared = ("--store-url", self.store_url, "--log-url", self.log_url)
        return (*shared, "--workers", str(workers))


@contextlib.contextmanager
def installed(fsync: str, cores: Cores) -> Iterator[Installation]:
    """Run the engines; ``fsync`` is Valkey's ``appendfsync``.

    Raises:
        BenchFailed: they are not there, or do not start.
    """
    try:
        with (
            running_postgres(processes.free_port(), *_DURABLE) as postgres,
            running_valkey(processes.free_port(), "--appendfsync", fsync) as valkey,
        ):
            postgres.run("CREATE EXTENSION pg_stat_statements")
            for engine in (postgres, valkey):
                _share(engine, cores.load)
            pids = [postgres.pid, valkey.pid]
            count = postgres.command(_USE)
            yield Installation(postgres.url(), valkey.url, pids, count)
    except (FileNotFoundError, TimeoutError) as error:
        raise BenchFailed(str(error)) from error


def _share(engine: Engine, cores: frozenset[int]) -> None:
    """Put an engine on its cores, with all that it starts from now on."""
    for pid in accounts.family(engine.pid):
        with contextlib.suppress(ProcessLookupError):
            os.sched_setaffinity(pid, cores)
