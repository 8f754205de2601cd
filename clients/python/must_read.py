"""What every client is told, and what it must have read in the end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterable

URL = os.environ["YEOUL_URL"]
MODEL = os.environ["YEOUL_MODEL"]
QUESTION = os.environ["YEOUL_QUESTION"]
TEXT = os.environ["YEOUL_TEXT"]
#: Servers without accounts take any.
KEY = "any"
MESSAGES = [{"role": "user", "content": QUESTION}]


def must_read(text: str | None, ended: object, counted: Iterable[int | None]) -> None:
    """Check the text, that it has ended as a whole one, and that its tokens were counted."""
    assert text == TEXT, f"{len(text or '')} of {len(TEXT)} characters: …{(text or '')[-80:]!r}"
    assert ended, f"it has not ended as a whole answer: {ended!r}"
    tokens = list(counted)
    assert tokens, "nothing was counted"
    assert all(tokens), f"tokens were not counted: {tokens}"


class KilledServer:
    """A server of one's own, at the same port after each kill -9."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        where = ["--port", str(port), "--data-dir", tempfile.mkdtemp()]
        self._argv = [*json.loads(os.environ["YEOUL_SERVE"]), *where]
        self.model = self._argv[self._argv.index("--model") + 1]
        self._start()

    def _start(self) -> None:
        env = {**os.environ, "PYTHONPATH": os.environ["YEOUL_SOURCES"]}
        env = {name: value for name, value in env.items() if not name.startswith("YEOUL_")}
        self._process = subprocess.Popen(self._argv, env=env, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert "http://" in self._process.stdout.readline()

    def kill(self) -> None:
        """Kill it, and start it again."""
        self.end()
        self._start()

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> KilledServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
