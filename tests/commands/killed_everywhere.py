"""Runs a command of yeoul again and again, killed each time at another of its lines.

``python -m tests.commands.killed_everywhere SEED TIMES PREPARE COMMAND…`` forks for each time, so
that nothing is loaded twice. In every fork the folder ``PREPARE`` is copied anew, the command is
killed by SIGKILL at a line of our own code, drawn at random, and then run once more to its end,
where ``{}`` in it stands for the copy. Prints, for each time, where it was killed, and the copy's
name. All threads count: a store writes in threads of its own.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from yeoul import cli

#: The code whose lines count.
OURS = tuple(
    f"/src/yeoul/{name}"
    for name in (
        *("commands/restore.py", "commands/move.py", "commands/store_place.py"),
        *("store/archive.py", "store/copying.py", "store/transfers.py", "store/__init__.py"),
        *("files/private.py", "files/data_dir.py", "store/sqlite_database.py"),
    )
)


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


def main(seed: int, times: int, prepared: Path, command: list[str]) -> None:
    chance = random.Random(seed)

    def copy(name: str) -> tuple[Path, list[str]]:
        target = prepared.with_name(f"{prepared.name}-{name}")
        shutil.copytree(prepared, target)
        return target, [part.format(target) for part in command]

    _, argv = copy("whole")
    status, lines = forked(argv, None)
    assert status == 0, "The command fails when nobody kills it."
    for number in range(times):
        target, argv = copy(str(number))
        # The last lines as often as all others: what is committed there is what counts.
        highest = int(lines)
        lowest = highest * 3 // 4 if number % 2 else 1
        status, where = forked(argv, chance.randint(lowest, highest))
        again, _ = forked(argv, None)
        print(target, os.waitstatus_to_exitcode(status), where, os.waitstatus_to_exitcode(again))
        sys.stdout.flush()


if __name__ == "__main__":
    # Loaded once, for all.
    import yeoul.store.transfers  # noqa: F401
    from yeoul.store import upgrade

    cli.program()
    upgrade.known_revisions()
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
