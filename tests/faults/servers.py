"""`yeoul serve` as a process that tests kill, stop, starve and start again on the same port.

Most of what a start costs is Python's loading of libraries, so that a process is forked from one
that has loaded them. Where the interpreter itself must be another one, it is started for real.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.faults.forks import Forked
from tests.ports import free_port
from yeoul.settings import BORROWED_ENV

ROOT = Path(__file__).parent.parent.parent
#: Seconds until a server must have told its address.
START_LIMIT_S = 60


class Server:
    """One data directory and one port, and the processes that serve them, one after the other."""

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        model: str | None = "scripted:river@200",
        wrapper: Sequence[str] = (),
    ) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.log = data_dir.with_name(data_dir.name + ".log")
        #: The arguments of the processes to come.
        self.arguments = [*(("--model", model) if model else ()), *arguments]
        self._wrapper = wrapper
        self.process: subprocess.Popen[str] | Forked | None = None
        #: Seconds from the start of the last process until it accepted requests.
        self.ready_s = 0.0
        data_dir.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        wait: bool = True,
        program: str = "yeoul",
        afresh: bool = False,
    ) -> None:
        """Start a process, and wait until it accepts requests or has ended.

        ``program`` is the module that is run instead of Yeoul itself; ``afresh`` has it load every
        library itself.
        """
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("YEOUL_") and name not in BORROWED_ENV.values()
        }
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self.close()
        environ = {**clean, "PYTHONPATH": os.pathsep.join(paths), **(environ or {})}
        place = ("--data-dir", str(self.data_dir), "--port", str(self.port))
        arguments = ["serve", *place, *self.arguments]
        begin_s = time.monotonic()
        if not afresh and not self._wrapper:
            self.process = Forked(program, arguments, environ, self.data_dir, self.log)
        else:
            with self.log.open("a") as log:
                self.process = subprocess.Popen(
                    [*self._wrapper, sys.executable, "-m", program, *arguments],
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    env=environ,
                    cwd=self.data_dir,
                )
        if wait:
            self.ready()
        self.ready_s = time.monotonic() - begin_s

    def ready(self) -> bool:
        """Wait for the address; False if the process ended without one."""
        assert self.process is not None
        assert self.process.stdout is not None
        return "http://" in self.process.stdout.readline()

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals) -> float:
        """Send a signal; returns the seconds until the process is gone."""
        begin_s = time.monotonic()
        assert self.process is not None
        self.process.send_signal(number)
        return self.gone(begin_s)

    def gone(self, begin_s: float) -> float:
        """Wait until the process is gone; returns the seconds since ``begin_s``."""
        assert self.process is not None
        self.process.wait(timeout=START_LIMIT_S)
        self.close()
        return time.monotonic() - begin_s

    def close(self) -> None:
        """Kill the process if there is one, and let go of it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=START_LIMIT_S)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def resident_bytes(self) -> int:
        """Return the memory of the process that is in RAM."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")

    def sockets(self) -> int:
        """Return how many sockets the process has open."""
        count = 0
        for each in Path(f"/proc/{self.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                count += os.readlink(each).startswith("socket:")
        return count

    def told(self) -> str:
        """Return what the processes have written to standard error."""
        return self.log.read_text()


@contextmanager
def server(
    data_dir: Path,
    *arguments: str,
    model: str | None = "scripted:river@200",
    wrapper: Sequence[str] = (),
    start: bool = True,
) -> Iterator[Server]:
    """Run a server inside the block; whatever process is left at its end is killed."""
    served = Server(data_dir, *arguments, model=model, wrapper=wrapper)
    if start:
        served.start()
    try:
        yield served
    finally:
        served.close()
