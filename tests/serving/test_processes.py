"""Several processes and their parent: none dies unseen, and none outlives the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import wait_until_gone

#: Runs workers, each of which waits for a signal; says what happens, a word to a line.
PARENT = """
import os, signal, sys
from yeoul.errors import StartupError
from yeoul.serving.processes import run_workers

def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())

def work(tell):
    def end(number, frame):
        say("signal", os.getpid(), number)
        raise SystemExit
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    try:
        os.close(os.open(sys.argv[1], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        if "fails" in sys.argv:
            raise StartupError("There is no engine.")
    say("child", os.getpid())
    tell(f"w{os.getpid()}")
    while True:
        signal.pause()

try:
    run_workers(3, work, on_ready=lambda: say("ready"), on_death=lambda name: say("died", name))
except StartupError as error:
    say("cannot", error)
say("over")
"""


class Parent:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def read(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split(maxsplit=1)

    def until(self, word: str) -> list[list[str]]:
        """Return what is said up to a word; that is the last of them."""
        said = [self.read()]
        while said[-1][0] != word:
            said.append(self.read())
        return said


@contextmanager
def running(tmp_path: Path, *arguments: str) -> Iterator[Parent]:
    argv = [sys.executable, "-c", PARENT, str(tmp_path / "mark"), *arguments]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Parent(process)
        finally:
            process.kill()


def pids(said: list[list[str]]) -> list[int]:
    return [int(words[1]) for words in said if words[0] == "child"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_reaches_every_worker_once_and_all_end(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running(tmp_path) as parent:
        children = pids(parent.until("ready"))
        parent.process.send_signal(number)
        ends = parent.until("over")[:-1]
        assert sorted(ends) == sorted(["signal", f"{pid} {int(number)}\n"] for pid in children)
        assert parent.process.wait() == 0


def test_a_worker_that_is_killed_is_told_by_its_name_and_another_one_starts(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as parent:
        children = pids(parent.until("ready"))
        os.kill(children[1], signal.SIGKILL)
        assert parent.read() == ["died", f"w{children[1]}\n"]
        [new] = pids(parent.until("child"))
        assert new not in children
        parent.process.terminate()
        assert len(parent.until("over")) == 4


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with running(tmp_path) as parent:
        children = pids(parent.until("ready"))
        parent.process.kill()
        ended = {tuple(parent.until("signal")[-1][1].split()) for _ in children}
        assert ended == {(str(pid), str(int(signal.SIGTERM))) for pid in children}


def test_of_workers_that_cannot_start_all_end_and_the_reason_is_told(tmp_path: Path) -> None:
    (tmp_path / "mark").touch()
    with running(tmp_path, "fails") as parent:
        assert parent.until("over")[-2] == ["cannot", "There is no engine.\n"]
        assert parent.process.wait() == 0


def test_one_that_cannot_start_ends_the_others(tmp_path: Path) -> None:
    with running(tmp_path, "fails") as parent:
        said = parent.until("over")
        assert ["cannot", "There is no engine.\n"] in said
        for pid in pids(said):
            wait_until_gone(pid)
