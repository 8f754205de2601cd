"""`yeoul serve` as a process of its own, for tests that need the whole thing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds until a server must have told its address.
START_LIMIT_S = 60


class ServerProcess:
    """A server; its data stays in the directory when it ends."""

    def __init__(self, data_dir: Path, *arguments: str, port: int = 0) -> None:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("YEOUL_", "OPENAI_")) and name not in ("PORT", "HOST")
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "yeoul", "serve"),
                *("--data-dir", str(data_dir), "--port", str(port), *arguments),
            ],
            stdout=subprocess.PIPE,
            text=True,
            env=clean,
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

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        """Send a signal; returns the seconds until the process is gone."""
        begin_s = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - begin_s


@contextmanager
def server_process(data_dir: Path, *arguments: str, port: int = 0) -> Iterator[ServerProcess]:
    """Run a server inside the block."""
    data_dir.mkdir(parents=True, exist_ok=True)
    server = ServerProcess(data_dir, *arguments, port=port)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end(signal.SIGKILL)
        assert server.process.stdout is not None
        server.process.stdout.close()
