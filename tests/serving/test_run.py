"""An app of somebody's own, run as `yeoul serve` runs ours."""

from __future__ import annotations

import signal
import socket

import pytest

from tests.serving.test_server import serving
from tests.stopwatch import within
from yeoul import run
from yeoul.errors import StartupError


async def _app(scope: object, receive: object, send: object) -> None: ...


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_mounted_in_an_app_is_let_go_and_drained_with_it(number: signal.Signals) -> None:
    with serving("mounted") as server:
        server.get("/inner/stream")
        with within(2):
            server.end(number)

        assert server.process.returncode == 0
        drained = "" if number == signal.SIGINT else "drained 7.5\n"
        assert server.output() == drained + "stopped\n"


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartupError, match=f"Port {port} of 127.0.0.1 is in use"):
            run(_app, port=port)
