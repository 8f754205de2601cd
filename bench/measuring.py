"""One measurement: a fresh server, a fresh upstream and the load generator, each on its core."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bench import processes
from bench.plan import Outcome, Plan, Scenario
from bench.processes import BenchFailed, Cores
from bench.servers import Server, Site

#: On the disk of the checkout: /tmp may be in memory, and the log is to be on a disk.
WORK = Path(__file__).resolve().parent.parent / ".cache" / "bench"
#: The first question of a process loads and connects what the others find ready.
WARM_UP = Scenario(streams=1, tokens=5, rate=0, limit_s=30.0)
_GRACE_S = 30.0


class Measurement(NamedTuple):
    """What came of a scenario, and of the server's start before it."""

    outcome: Outcome
    ready_s: float
    cold: Outcome


def measure(scenario: Scenario, server: Server, cores: Cores) -> Measurement:
    """Start what is needed, measure once, and end it.

    Raises:
        BenchFailed: the server or the load generator fails.
    """
    with (
        processes.upstream(cores) as (upstream_pid, upstream_port),
        _started(server, upstream_pid, upstream_port, cores) as (pid, port, ready_s),
    ):
        plan = Plan(
            scenario=WARM_UP,
            port=port,
            dialect=server.dialect,
            server_pid=pid,
            upstream_pid=upstream_pid,
            server_cores=sorted(cores.server),
        )
        cold = _load(plan, cores)
        return Measurement(_load(replace(plan, scenario=scenario), cores), ready_s, cold)


@contextlib.contextmanager
def _started(
    server: Server, upstream_pid: int, upstream_port: int, cores: Cores
) -> Iterator[tuple[int, int, float]]:
    """Run the server; gives its process id, its port, and after how long it was ready."""
    if server.launch is None:
        yield upstream_pid, upstream_port, 0.0
        return
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as name:
        site = Site(Path(name), processes.free_port(), upstream_port)
        launch = server.launch(site)
        log = site.folder / "output.log"
        started_s = time.monotonic()
        with processes.running(launch.argv, cores.server, env=launch.env, log=log) as process:
            processes.wait_until_ready(process, site.port, server.ready_path, log)
            yield process.pid, site.port, time.monotonic() - started_s


def _load(plan: Plan, cores: Cores) -> Outcome:
    argv = [sys.executable, "-m", "bench.loading"]
    limit_s = plan.scenario.limit_s + _GRACE_S
    with processes.running(argv, cores.load, pipe=True) as process:
        try:
            told, _ = process.communicate(plan.to_json() + "\n", timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise BenchFailed("The load generator does not come to an end.") from None
    if process.returncode != 0:
        raise BenchFailed(f"The load generator failed with status {process.returncode}.")
    return Outcome.from_json(told)
