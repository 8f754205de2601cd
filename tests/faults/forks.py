"""Processes of Python programs that are forked from one which has loaded the libraries already.

They look like those of `subprocess.Popen`, as far as these tests use them, and may be started,
waited for and killed by several threads at once.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.processes import FORKS

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

FORKS.set_forkserver_preload(["tests.e2e.loaded", "tests.faults.loaded"])
#: Starting a process looks at the others, and a status can be read only once.
_LOCK = threading.Lock()


class Forked:
    """``python -m program …``: its output is to be read, its errors go to a file."""

    def __init__(
        self,
        program: str,
        arguments: Sequence[str],
        environ: Mapping[str, str],
        home: Path,
        errors: Path,
    ) -> None:
        output, its_output = FORKS.Pipe(duplex=False)
        self.args = [program, *arguments]
        self._process: ForkServerProcess = FORKS.Process(
            target=_become,
            args=(program, arguments, dict(environ), home, its_output, errors),
            daemon=True,
        )
        with _LOCK:
            self._process.start()
        its_output.close()
        assert self._process.pid is not None
        self.pid = self._process.pid
        self.stdout = os.fdopen(os.dup(output.fileno()), encoding="utf-8")
        output.close()

    @property
    def returncode(self) -> int | None:
        """Its status, or the number of the signal that it died from, below zero."""
        return self.poll()

    def poll(self) -> int | None:
        """Return its status, or None while it runs."""
        with _LOCK:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended.

        Raises:
            subprocess.TimeoutExpired: it has not, for so many seconds.
        """
        status = self.poll()
        if status is None:
            wait([self._process.sentinel], timeout)
            status = self.poll()
        if status is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired(self.args, timeout)
        return status

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)


def _become(
    program: str,
    arguments: Sequence[str],
    environ: Mapping[str, str],
    home: Path,
    output: Connection,
    errors: Path,
) -> None:
    """Be a program from now on, as if a shell had started it."""
    os.dup2(output.fileno(), 1)
    output.close()
    with errors.open("ab") as file:
        os.dup2(file.fileno(), 2)
    # What it had may have been files, and is remembered as such.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environ)
    sys.path[:0] = environ.get("PYTHONPATH", "").split(os.pathsep)
    os.chdir(home)
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)
