"""The load generator tells what a server does wrong."""

from __future__ import annotations

import math
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.load import QUESTION_TOKENS, Beside, Load
from bench.plan import Outcome, Plan, Scenario
from bench.processes import share_cores, upstream
from bench.tokens import stamp, token

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


def chunks(*places: int) -> bytes:
    texts = [token(0, place, stamp()) for place in places]
    return b"".join(b"%x\r\n%b\r\n" % (len(text), text) for text in texts)


@contextmanager
def serving(response: bytes, *, closes: bool) -> Iterator[int]:
    """A server that gives one response, whatever it is asked."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(response)
                if not closes:
                    done.wait(10)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            done.set()
            thread.join()


def outcome(response: bytes, *, closes: bool = True, limit_s: float = 10.0) -> Outcome:
    scenario = Scenario(streams=1, tokens=3, rate=10, limit_s=limit_s)
    with serving(response, closes=closes) as port:
        return load(scenario, port).run()


def load(scenario: Scenario, port: int) -> Load:
    return Load(Plan(scenario, port, "Chat", os.getpid(), os.getpid(), [0]))


def faults(found: Outcome) -> tuple[int, ...]:
    return found.missing, found.misplaced, found.refused, found.cut, found.unfinished


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (HEAD + chunks(0, 1, 2) + END, (0, 0, 0, 0, 0)),
        (HEAD + chunks(0, 2) + END, (1, 0, 0, 0, 0)),
        (HEAD + chunks(0, 1, 1, 2) + END, (0, 1, 0, 0, 0)),
        (HEAD + chunks(0, 1), (1, 0, 0, 1, 0)),
        (b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", (3, 0, 1, 0, 0)),
        (b"", (3, 0, 0, 1, 0)),
    ],
    ids=["all is well", "one lost", "one repeated", "broken off", "refused", "no reply"],
)
def test_what_a_server_does_wrong_is_told(response: bytes, told: tuple[int, ...]) -> None:
    assert faults(outcome(response)) == told


def test_a_stream_that_does_not_end_is_left_at_the_limit() -> None:
    found = outcome(HEAD + chunks(0, 1), closes=False, limit_s=0.2)

    assert faults(found) == (0, 0, 0, 0, 1)


def test_every_token_is_timed_and_every_byte_counted() -> None:
    response = HEAD + chunks(0, 1, 2) + END

    found = outcome(response)

    assert (found.whole.tokens, found.whole.wire_bytes) == (3, len(response))
    assert (len(found.latency_us), len(found.first_token_us)) == (3, 1)
    assert all(0 < age_us < 10_000_000 for age_us in found.latency_us)


def test_tokens_that_were_born_before_a_moment_are_counted_but_not_timed() -> None:
    with serving(HEAD + chunks(0, 1, 2) + END, closes=True) as port:
        late = load(Scenario(streams=1, tokens=3, rate=10), port)
        late.timed_from_s = math.inf
        found = late.run()

    assert (found.whole.tokens, found.latency_us) == (3, [])


def test_beside_questions_only_the_streams_are_timed() -> None:
    scenario = Scenario(streams=2, tokens=30, rate=30, kind="beside", questions=20)
    with upstream(share_cores()) as (pid, port):
        found = Beside(Plan(scenario, port, "Completion", pid, pid, [0])).run()

    assert faults(found) == (0, 0, 0, 0, 0)
    assert found.whole.tokens == 2 * 30 + 20 * QUESTION_TOKENS
    assert len(found.first_token_us) == 20
    assert 0 < len(found.latency_us) < 2 * 30
