"""One measurement: a fresh server, a fresh upstream and the load generator, each on its core."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench import processes
from bench.plan import Outcome, Plan
from bench.processes import BenchFailed, Cores
from bench.servers import Server, Site

#: On the disk of the checkout: /tmp may be in memory, and the log is to be on a disk.
WORK = Path(__file__).resolve().parent.parent / ".cache" / "bench"
_GRACE_S = 30.0
WARM_UP_TOKENS = 5


@dataclass(frozen=True)
class Scenario:
    """What all servers of a table are asked for."""

    name: str
    title: str
    streams: int
    tokens: int
    rate: int
    ramp_s: float
    limit_s: float


def measure(scenario: Scenario, server: Server, cores: Cores) -> Outcome:
    """Start what is needed, measure once, and end it.

    Raises:
        BenchFailed: the server or the load generator fails.
    """
    with (
        processes.upstream(cores) as (upstream_pid, upstream_port),
        _started(server, upstream_pid, upstream_port, cores) as (pid, port),
    ):
        plan = Plan(
            port=port,
            dialect=server.dialect,
            streams=scenario.streams,
            tokens=scenario.tokens,
            rate=scenario.rate,
            ramp_s=scenario.ramp_s,
            limit_s=scenario.limit_s,
            server_pid=pid,
            upstream_pid=upstream_pid,
        )
        # The first question of a process loads and connects what the others find ready.
        _load(replace(plan, streams=2, tokens=WARM_UP_TOKENS), cores)
        return _load(plan, cores)


@contextlib.contextmanager
def _started(
    server: Server, upstream_pid: int, upstream_port: int, cores: Cores
) -> Iterator[tuple[int, int]]:
    """Run the server; gives its process id and its port."""
    if server.launch is None:
        yield upstream_pid, upstream_port
        return
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as name:
        site = Site(Path(name), processes.free_port(), upstream_port)
        launch = server.launch(site)
        log = site.folder / "output.log"
        with processes.running(launch.argv, cores.server, env=launch.env, log=log) as process:
            processes.wait_until_ready(process, site.port, server.ready_path, log)
            yield process.pid, site.port


def _load(plan: Plan, cores: Cores) -> Outcome:
    argv = [sys.executable, "-m", "bench.load"]
    with processes.running(argv, cores.load, pipe=True) as process:
        try:
            told, _ = process.communicate(plan.to_json() + "\n", timeout=plan.limit_s + _GRACE_S)
        except subprocess.TimeoutExpired:
            raise BenchFailed("The load generator does not come to an end.") from None
    if process.returncode != 0:
        raise BenchFailed(f"The load generator failed with status {process.returncode}.")
    return Outcome.from_json(told)
