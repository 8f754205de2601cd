"""`yeoul serve` as a process of its own, for tests that need the whole thing.

Most of what a start costs is Python's loading of libraries. So one process loads them once, serves
nothing, and forks for every server: in a third of the time, a process that has nothing of another.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

from yeoul.cli import main as yeoul

ROOT = Path(__file__).parent.parent.parent
#: Seconds after which a process that was told to end counts as stuck.
END_LIMIT_S = 60

#: Starts processes that have loaded what servers need.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.e2e.loaded"])


class ServerProcess:
    """A server; its data stays in the directory when it ends."""

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        port: int = 0,
        main: Callable[[], None] = yeoul,
        command: Sequence[str] = ("serve",),
    ) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("YEOUL_", "OPENAI_")) and name not in ("PORT", "HOST")
        }
        # The same code as the tests', wherever that was found.
        environ = {**clean, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
        argv = [*command, "--data-dir", str(data_dir), "--port", str(port), *arguments]
        self._output, output = FORKS.Pipe(duplex=False)
        self.process = FORKS.Process(
            target=_become, args=(main, argv, environ, data_dir, output), daemon=True
        )
        self.process.start()
        output.close()
        self._lines = os.fdopen(self._output.fileno(), encoding="utf-8", closefd=False)
        line = self._lines.readline()
        self.url = next((word for word in line.split() if word.startswith("http://")), "")
        assert self.url, line

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def code(self) -> str:
        """Read on, to the code that a server prints which waits for its first account."""
        for line in self._lines:
            if "with the code" in line:
                return line.split()[-1]
        raise AssertionError("it has printed no code")

    def tell(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def await_end(self) -> None:
        """Wait until the process is gone."""
        self.process.join(END_LIMIT_S)
        assert not self.process.is_alive()

    def end(self, number: signal.Signals = signal.SIGINT) -> float:
        """Send a signal; returns the seconds until the process is gone."""
        begin_s = time.monotonic()
        self.tell(number)
        self.await_end()
        return time.monotonic() - begin_s

    def close(self) -> None:
        """Kill the process, if it still runs, and leave nothing of it."""
        self.process.kill()
        self.await_end()
        self._lines.close()
        self._output.close()
        self.process.close()


def _become(
    main: Callable[[], None],
    argv: Sequence[str],
    environ: Mapping[str, str],
    home: Path,
    output: Connection,
) -> None:
    """Be a command from now on, as if a shell had started it."""
    os.dup2(output.fileno(), 1)
    output.close()
    # What it had may have been a file, and is remembered as one.
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(home)
    sys.argv = ["yeoul", *argv]
    main()


Server = TypeVar("Server", bound=ServerProcess)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Kill the server at the end of the block, if it still runs."""
    try:
        yield server
    finally:
        server.close()


def server_process(
    data_dir: Path, *arguments: str, port: int = 0
) -> AbstractContextManager[ServerProcess]:
    """Run a server inside the block."""
    return running(ServerProcess(data_dir, *arguments, port=port))
