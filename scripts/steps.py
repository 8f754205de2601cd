"""One step of a set-up: a line that says what happens and how long it took, and a log.

The output of the commands goes to ``.cache/logs/``; it is shown only when one of them fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".cache" / "logs"
#: Lines of a failed command that are shown, from its beginning and from its end.
HEAD_LINES, TAIL_LINES = 10, 20
#: Seconds that an interrupted command gets to end by itself.
GRACE_S = 5.0


class Command(NamedTuple):
    """A command, the folder it runs in, and its whole environment (None = this one's)."""

    argv: Sequence[str]
    cwd: Path = ROOT
    env: Mapping[str, str] | None = None


class StepFailed(Exception):
    """Raised when a command of a step fails; the message is for the waiting person."""


def seconds(duration_s: float) -> str:
    """Return a duration for a person to read."""
    return f"{duration_s:.1f} s" if duration_s < 60 else f"{duration_s / 60:.1f} min"


def step(title: str, *commands: Command) -> None:
    """Run ``commands`` one after the other; print ``title`` and, at the end, the time.

    Raises:
        StepFailed: a command failed; the message names the log and shows its end.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / ("".join(c if c.isalnum() else "-" for c in title.lower()) + ".log")
    started = time.monotonic()
    print(f"  {title} … ", end="", flush=True)
    with log.open("wb") as output:
        for command in commands:
            output.write(f"$ {' '.join(command.argv)}\n".encode())
            output.flush()
            status = _run(command, output.fileno(), title, started)
            if status != 0:
                print("failed", flush=True)
                raise StepFailed(_failure(title, status, log))
    print(seconds(time.monotonic() - started), flush=True)


def _run(command: Command, output: int, title: str, started: float) -> int:
    """Run one command into ``output``; on a terminal, count the seconds meanwhile."""
    try:
        process = subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=command.env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise StepFailed(f"{title}: {command.argv[0]} cannot be started: {error}") from error
    try:
        while True:
            try:
                return process.wait(timeout=1.0)
            except subprocess.TimeoutExpired:
                if sys.stdout.isatty():
                    elapsed = time.monotonic() - started
                    print(f"\r  {title} … {elapsed:.0f} s ", end="\b", flush=True)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command of an interrupted step."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _failure(title: str, status: int, log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    if len(lines) > HEAD_LINES + TAIL_LINES:
        lines[HEAD_LINES:-TAIL_LINES] = ["…"]
    shown = "\n".join(f"  | {line}" for line in lines)
    return f"{shown}\n{title}: failed with status {status}. The whole log is {log}"
