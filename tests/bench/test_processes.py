"""Processes are started where they belong, and ended whatever happens."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

import pytest

from bench import accounts, processes
from bench.processes import BenchFailed

CORES = processes.share_cores()
#: A process with a child; both ignore what asks them gently.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_process_and_its_children_are_ended_also_when_something_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "END_S", 0.1)
    handles: list[int] = []

    def interrupted() -> None:
        argv = [sys.executable, "-c", STUBBORN]
        with processes.running(argv, CORES.server, pipe=True) as process:
            assert process.stdout is not None
            child = int(process.stdout.readline())
            assert sorted(accounts.family(process.pid)) == sorted([process.pid, child])
            handles.extend(os.pidfd_open(pid) for pid in (process.pid, child))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    for handle in handles:  # readable once its process has ended
        assert select.select([handle], [], [], 10.0)[0]
        os.close(handle)


def test_server_and_load_have_cores_of_their_own_where_there_are_two() -> None:
    code = "import os; print(sorted(os.sched_getaffinity(0)))"

    with processes.running([sys.executable, "-c", code], CORES.server, pipe=True) as process:
        assert process.stdout is not None
        assert process.stdout.read() == f"{sorted(CORES.server)}\n"

    assert CORES.server | CORES.load == os.sched_getaffinity(0)
    assert len(CORES.server) == 1
    assert CORES.server.isdisjoint(CORES.load) or len(os.sched_getaffinity(0)) == 1


def test_a_server_that_does_not_start_is_told_with_what_it_said(tmp_path: Path) -> None:
    log = tmp_path / "log"
    argv = [sys.executable, "-c", "raise SystemExit('no disk')"]

    with (
        processes.running(argv, CORES.server, log=log) as process,
        pytest.raises(BenchFailed, match="no disk"),
    ):
        processes.wait_until_ready(process, processes.free_port(), "/", log)


def test_the_accounts_count_what_a_process_takes() -> None:
    me = [os.getpid()]
    before_s = accounts.cpu_s(me)

    sum(range(2_000_000))

    assert accounts.cpu_s(me) > before_s
    assert accounts.memory_bytes(me) > 1_000_000
    assert accounts.cores_busy_s(sorted(CORES.load)) > 0
