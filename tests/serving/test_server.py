"""Real processes and real signals: what a server does at its beginning and at its end."""

from __future__ import annotations

import logging
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.stopwatch import within
from yeoul.serving.server import configure_logging

ROOT = Path(__file__).parent.parent.parent


class Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self._output = process.stdout
        self.first_line = self.line()
        self._connections: list[socket.socket] = []

    def line(self) -> str:
        return self._output.readline().strip()

    def get(self, path: str, *, await_reply: bool = True) -> bytes:
        port = int(self.first_line.removeprefix("http://127.0.0.1:"))
        connection = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._connections.append(connection)
        connection.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        reply = b""
        while await_reply and b"\r\n\r\n" not in reply:
            reply += connection.recv(4096)
        return reply

    def rest_of(self, number: int) -> bytes:
        """All that still comes on a connection."""
        parts = []
        while part := self._connections[number].recv(65_536):
            parts.append(part)
        return b"".join(parts)

    def end(self, number: signal.Signals) -> float:
        """Send a signal; return the seconds until the process is gone."""
        begin = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        return time.monotonic() - begin

    def output(self) -> str:
        return self._output.read()

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


@contextmanager
def serving(*modes: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "tests.streaming_app", *modes]
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
        stack.callback(process.kill)
        server = Server(process)
        stack.callback(server.close)
        yield server


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_process_cleanly_while_streams_are_open(number: signal.Signals) -> None:
    with serving() as server:
        for _ in range(20):
            server.get("/stream")
        with within(2):
            server.end(number)
        assert server.process.returncode == 0
        drained = "" if number == signal.SIGINT else "drained 7.5\n"
        assert server.output() == drained + "lifespan ended\nstopped\n"


@contextmanager
def ignoring(number: signal.Signals) -> Iterator[None]:
    """Have processes started here inherit that a signal is ignored, as shells and nohup do."""
    before = signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_an_interrupt_ends_a_server_that_a_script_started_in_the_background() -> None:
    with ignoring(signal.SIGINT), serving() as server:
        with within(2):
            server.end(signal.SIGINT)
        assert server.process.returncode == 0


def test_a_server_under_nohup_outlives_its_terminal() -> None:
    with ignoring(signal.SIGHUP), serving() as server:
        server.process.send_signal(signal.SIGHUP)
        assert server.get("/").startswith(b"HTTP/1.1 200")
        server.end(signal.SIGINT)
        assert server.output() == "lifespan ended\nstopped\n"


def test_sigterm_keeps_the_listener_open_while_running_answers_finish() -> None:
    with serving("answer-runs") as server:
        server.get("/stream")
        server.process.send_signal(signal.SIGTERM)
        while not (reply := server.get("/")).startswith(b"HTTP/1.1 503"):
            assert reply.startswith(b"HTTP/1.1 200")
        assert server.process.wait(timeout=60) == 0


def test_an_interrupt_does_not_wait_for_the_drain() -> None:
    with serving("answer-runs") as server:
        server.process.send_signal(signal.SIGTERM)
        while not server.get("/").startswith(b"HTTP/1.1 503"):
            pass
        with within(2):
            server.end(signal.SIGINT)
        assert server.process.returncode == 0


def test_a_stream_that_ignores_its_release_is_cut() -> None:
    with serving() as server:
        server.get("/deaf")
        with within(2):
            server.end(signal.SIGINT)
        assert server.output() == "lifespan ended\nstopped\n"


def test_a_reader_that_takes_no_data_does_not_hold_the_process() -> None:
    with serving() as server:
        server.get("/flood")
        with within(2):
            server.end(signal.SIGTERM)
        assert server.output() == "drained 7.5\nlifespan ended\nstopped\n"


def test_the_watchdog_ends_a_process_whose_event_loop_hangs() -> None:
    with serving() as server:
        server.get("/hang", await_reply=False)
        assert server.line() == "hanging"
        with within(2):
            assert server.end(signal.SIGINT) > 1
        assert server.process.returncode == 0


def test_the_watchdog_ends_a_process_whose_app_does_not_close() -> None:
    with serving("never-ends") as server:
        with within(2):
            assert server.end(signal.SIGINT) > 1
        assert server.process.returncode == 0


def test_a_second_interrupt_ends_the_process_on_the_spot() -> None:
    with serving("never-ends") as server:
        server.get("/stream")
        server.process.send_signal(signal.SIGINT)
        server.rest_of(0)  # ends when the first one has been heard
        server.end(signal.SIGINT)
        assert server.process.returncode == 130  # not 0, as when the watchdog ends it


def test_a_failing_drain_is_reported_and_stops_nothing() -> None:
    with serving("drain-fails") as server:
        with within(2):
            server.end(signal.SIGTERM)
        assert server.process.returncode == 0
        assert "ValueError: as asked" in server.output()


def test_an_error_of_the_lifespan_comes_out_as_it_was_raised_and_without_noise() -> None:
    with serving("refuses-to-start") as server:
        assert server.first_line == "StartupError: The model file is not there."
        assert server.process.wait(timeout=60) == 1
        assert server.output() == ""


def test_any_error_of_the_lifespan_ends_the_start() -> None:
    with serving("breaks-at-start") as server:
        assert server.first_line == "KeyError: 'broken'"
        assert server.process.wait(timeout=60) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_may_open_as_many_connections_as_the_system_allows() -> None:
    with serving() as server:
        limits = Path(f"/proc/{server.process.pid}/limits").read_text()
        line = next(line for line in limits.splitlines() if line.startswith("Max open files"))
        soft, hard = line.split()[3:5]
        assert soft == hard == str(resource.getrlimit(resource.RLIMIT_NOFILE)[1])


def test_replies_do_not_name_the_software() -> None:
    with serving() as server:
        reply = server.get("/").lower()
        assert b"\r\ndate: " in reply
        assert b"uvicorn" not in reply


def test_no_log_has_a_token(capsys: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:]
    token = f"yeoul_abcd2345_{'x' * 42}-"
    try:
        configure_logging("debug")
        try:
            raise ValueError(f"of {token}")
        except ValueError:
            logging.getLogger("yeoul.test").exception("asked by %s, %s", token, f"a{token}b")
    finally:
        logging.getLogger().handlers[:] = before
    told = capsys.readouterr().err
    assert "x" * 9 not in told
    assert told.count("yeoul_…") >= 3
