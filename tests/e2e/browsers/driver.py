"""The seam to a browser: the little that all of them can do, so that scenarios are written once.

Keys and pointers move by the actions of W3C WebDriver (https://www.w3.org/TR/webdriver2/#actions),
which WebDriver BiDi has taken over word for word.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from tests.e2e.driving import PATIENCE_MS

#: Seconds that a browser may take for one command: longer than a page waits for anything.
PATIENCE_S = 2 * PATIENCE_MS / 1000

Actions = Sequence[Mapping[str, Any]]


class Driver(Protocol):
    """One window, with a profile of its own."""

    def open(self, url: str) -> None:
        """Go to an address; the page has loaded afterwards."""

    def reload(self) -> None:
        """Load the page again, as a person does; it has loaded afterwards."""

    def evaluate(self, expression: str) -> Any:
        """Return the JSON value of a JavaScript expression, or of the promise that it is.

        Raises:
            AssertionError: it threw.
        """

    def act(self, sources: Actions) -> None:
        """Let keys and pointers move."""

    def choose_file(self, selector: str, path: Path) -> None:
        """Give a file to the input of that selector, as the system's dialog would."""


class Browser(Protocol):
    """A browser that runs."""

    def window(self, watch: str) -> AbstractContextManager[Driver]:
        """Open a window for the block.

        ``watch`` is a function of JavaScript that is called in every page: before the page's own
        scripts where the browser can do that, else as soon as the page has loaded.
        """


@contextmanager
def program(argv: Sequence[str], port: int, log: Path, **env: str) -> Iterator[None]:
    """Run a program that serves a port on loopback, and everything that it starts, in the block."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
            start_new_session=True,
        )
    try:
        _await_port(process, port, log)
        yield
    finally:
        # A browser is many processes. They are one group, which is there until its first is reaped.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _await_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline_s = time.monotonic() + PATIENCE_S
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        told = log.read_text(errors="replace")
        assert process.poll() is None, f"{process.args!r} ended: {told}"
        assert time.monotonic() < deadline_s, f"{process.args!r} does not listen: {told}"
        time.sleep(0.05)
