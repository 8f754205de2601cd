"""Runs a command of yeoul again and again, killed each time at another of its lines.

`killed` has a process of its own fork for each time, so that nothing is loaded twice. For every
fork a folder is copied anew. The command is killed by SIGKILL at a line of our own code, drawn at
random, and then run once more to its end. All threads count: a store writes in threads of its own.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple, TypedDict

from tests.commands.yeoul_process import environment
from yeoul import cli

#: The code whose lines count.
OURS = tuple(
    f"/src/yeoul/{name}"
    for name in (
        *("commands/restore.py", "commands/move.py", "commands/store_place.py"),
        *("store/archive.py", "store/copying.py", "store/transfers.py", "store/__init__.py"),
        *("store/postgres/database.py", "store/postgres/upgrade.py"),
        *("files/private.py", "files/data_dir.py", "store/sqlite_database.py"),
    )
)


class Order(TypedDict):
    """What is to be killed, and how often."""

    seed: int
    times: int
    prepared: str
    command: list[str]
    values: list[str]


class Try(NamedTuple):
    """One time that the command was killed, and run again."""

    #: The folder that it worked on.
    copy: Path
    status: int
    where: str
    #: The status of the second run.
    again: int


def killed(
    prepared: Path,
    *command: str,
    seed: int,
    times: int,
    values: Sequence[str] = (),
) -> list[Try]:
    """Kill a command at so many of its lines, and run it again behind each.

    In it, ``{}`` stands for the copy of ``prepared`` that it works on, and ``{:}`` for one of
    ``values``, of which the first is for a run that nobody kills.
    """
    order: Order = {
        "seed": seed,
        "times": times,
        "prepared": str(prepared),
        "command": [*command],
        "values": [*values],
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.commands.killed_everywhere", json.dumps(order)],
        env=environment(prepared),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    tries = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(tries) == times
    return [Try(Path(copy), status, where, again) for copy, status, where, again in tries]


def run(argv: list[str], kill_at: int | None, told: int) -> None:
    """Run a command in this process, which ends behind it; tells how many lines it had."""
    count = 0
    lock = threading.Lock()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if event == "line":
            with lock:
                count += 1
                if count == kill_at:
                    where = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
                    os.write(told, where.encode())
                    os.kill(os.getpid(), signal.SIGKILL)
        return local

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        return local if frame.f_code.co_filename.endswith(OURS) else None

    threading.settrace(trace)
    sys.settrace(trace)
    sys.argv = ["yeoul", *argv]
    status = 0
    try:
        cli.main()
    except SystemExit as end:
        status = int(end.code or 0)
    sys.settrace(None)
    os.write(told, str(count).encode())
    sys.stdout.flush()
    os._exit(status)


def forked(argv: list[str], kill_at: int | None) -> tuple[int, str]:
    """Return how a fork ended that runs a command, and what it told."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        run(argv, kill_at, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    return os.waitpid(pid, 0)[1], told


def main(order: Order) -> None:
    """Do what `killed` has ordered; prints a line for each time."""
    chance = random.Random(order["seed"])
    prepared = Path(order["prepared"])

    def prepare(number: int) -> tuple[Path, list[str]]:
        target = prepared.with_name(f"{prepared.name}-{number}")
        shutil.copytree(prepared, target)
        value = order["values"][number] if order["values"] else ""
        replaced = {"{}": str(target), "{:}": value}
        return target, [replaced.get(part, part) for part in order["command"]]

    _, argv = prepare(0)
    status, lines = forked(argv, None)
    assert status == 0, "The command fails when nobody kills it."
    for number in range(1, order["times"] + 1):
        target, argv = prepare(number)
        # The last lines as often as all others: what is committed there is what counts.
        highest = int(lines)
        lowest = highest * 3 // 4 if number % 2 else 1
        status, where = forked(argv, chance.randint(lowest, highest))
        again, _ = forked(argv, None)
        ends = os.waitstatus_to_exitcode(status), os.waitstatus_to_exitcode(again)
        print(json.dumps([str(target), ends[0], where, ends[1]]), flush=True)


if __name__ == "__main__":
    # Loaded once, for all.
    import yeoul.store.postgres.upgrade
    import yeoul.store.transfers  # noqa: F401
    from yeoul.store import upgrade

    cli.program()
    upgrade.known_revisions()
    main(json.loads(sys.argv[1]))
