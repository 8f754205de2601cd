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
from bench.installation import installed
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
    #: How many cores the server could use.
    cores: int = 1


class _Stage(NamedTuple):
    """What runs before a server does: the plan so far, and what the server is told."""

    plan: Plan
    upstream_port: int
    arguments: tuple[str, ...]
    cores: Cores


class _Started(NamedTuple):
    """A server that answers."""

    pid: int
    port: int
    ready_s: float


def measure(scenario: Scenario, server: Server, cores: Cores) -> Measurement:
    """Start what is needed, measure once, and end it.

    Raises:
        BenchFailed: the server or the load generator fails.
    """
    if server.shared is not None and server.shared.spread:
        cores = Cores(*[cores.server | cores.load] * 2)
    with _staged(server, cores) as stage:
        if scenario.kind == "store":
            return _measure_store(scenario, stage)
        with _started(server, stage) as started:
            warm_up = replace(stage.plan, server_pid=started.pid, port=started.port)
            cold = _load(warm_up, cores.load)
            with _second(server, stage, replace(warm_up, scenario=scenario)) as plan:
                outcome = _load(plan, cores.load)
        return Measurement(outcome, started.ready_s, cold, len(cores.server))


@contextlib.contextmanager
def _staged(server: Server, cores: Cores) -> Iterator[_Stage]:
    """Run the upstream, and what several workers share."""
    with contextlib.ExitStack() as stack:
        pid, port = stack.enter_context(processes.upstream(cores))
        plan = Plan(
            scenario=WARM_UP,
            port=port,
            dialect=server.dialect,
            server_pid=pid,
            upstream_pid=pid,
            server_cores=sorted(cores.server),
        )
        if server.shared is None:
            yield _Stage(plan, port, (), cores)
            return
        engines = stack.enter_context(installed(server.shared.fsync, cores))
        plan = replace(
            plan,
            engine_pids=engines.pids,
            store_url=engines.store_url,
            count_store=engines.count_store,
        )
        yield _Stage(plan, port, engines.arguments(server.shared.workers), cores)


@contextlib.contextmanager
def _started(server: Server, stage: _Stage) -> Iterator[_Started]:
    """Run the server; where there is none, that is the upstream."""
    if server.launch is None:
        yield _Started(stage.plan.upstream_pid, stage.upstream_port, 0.0)
        return
    with _folder() as folder:
        site = Site(folder, processes.free_port(), stage.upstream_port, stage.arguments)
        launch = server.launch(site)
        log = site.folder / "output.log"
        cores = stage.cores.server
        started_s = time.monotonic()
        with processes.running(launch.argv, cores, env=launch.env, log=log) as process:
            processes.wait_until_ready(process, site.port, server.ready_path, log)
            yield _Started(process.pid, site.port, time.monotonic() - started_s)


@contextlib.contextmanager
def _second(server: Server, stage: _Stage, plan: Plan) -> Iterator[Plan]:
    """Run a second worker where answers are followed at one, whose costs are told then."""
    if server.shared is None or not server.shared.elsewhere:
        yield plan
        return
    with _started(server, stage) as other:
        yield replace(plan, server_pid=other.pid, other_port=other.port, first_pid=plan.server_pid)


def _measure_store(scenario: Scenario, stage: _Stage) -> Measurement:
    """Ask the store alone, on the server's core."""
    with _folder() as folder:
        url = stage.plan.store_url or f"sqlite:///{folder}/store.db"
        plan = replace(stage.plan, scenario=scenario, store_url=url)
        outcome = _load(plan, stage.cores.server)
        return Measurement(outcome, 0.0, outcome)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK, ignore_cleanup_errors=True) as name:
        yield Path(name)


def _load(plan: Plan, cores: frozenset[int]) -> Outcome:
    argv = [sys.executable, "-m", "bench.loading"]
    limit_s = plan.scenario.limit_s + _GRACE_S
    with processes.running(argv, cores, pipe=True) as process:
        try:
            told, _ = process.communicate(plan.to_json() + "\n", timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise BenchFailed("The load generator does not come to an end.") from None
    if process.returncode != 0:
        raise BenchFailed(f"The load generator failed with status {process.returncode}.")
    return Outcome.from_json(told)
