"""`yeoul serve` as a process of its own, for tests that need the whole thing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parent.parent.parent
#: Seconds after which a process that was told to end counts as stuck.
END_LIMIT_S = 60


class ServerProcess:
    """A server; its data stays in the directory when it ends."""

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        port: int = 0,
        program: Sequence[str] = ("yeoul", "serve"),
    ) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("YEOUL_", "OPENAI_")) and name not in ("PORT", "HOST")
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", *program),
                *("--data-dir", str(data_dir), "--port", str(port), *arguments),
            ],
            stdout=subprocess.PIPE,
            text=True,
            # The same code as the tests', wherever that was found.
            env={**clean, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            cwd=data_dir,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.url = next((word for word in line.split() if word.startswith("http://")), "")
        assert self.url, line

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def code(self) -> str:
        """Read on, to the code that a server prints which waits for its first account."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "with the code" in line:
                return line.split()[-1]
        raise AssertionError("it has printed no code")

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        """Send a signal; returns the seconds until the process is gone."""
        begin_s = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=END_LIMIT_S)
        return time.monotonic() - begin_s


Server = TypeVar("Server", bound=ServerProcess)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Kill the server at the end of the block, if it still runs."""
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)
        assert server.process.stdout is not None
        server.process.stdout.close()


def server_process(
    data_dir: Path, *arguments: str, port: int = 0
) -> AbstractContextManager[ServerProcess]:
    """Run a server inside the block."""
    return running(ServerProcess(data_dir, *arguments, port=port))
