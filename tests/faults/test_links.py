"""A link carries, stalls, cuts and loses as it is told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.faults.links import Link, Network


class Echo:
    """A server that gives back what it gets, and keeps it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def serve(self) -> None:
        with self.socket:
            while True:
                connection, _ = self.socket.accept()
                with connection:
                    while data := connection.recv(100):
                        if data == b"bye":
                            return
                        self.heard.append(data)
                        connection.sendall(data)


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    thread = threading.Thread(target=echo.serve)
    thread.start()
    yield echo
    with socket.create_connection(("127.0.0.1", echo.port)) as connection:
        connection.sendall(b"bye")
    thread.join()


@pytest.fixture
def link(echo: Echo) -> Iterator[Link]:
    with closing(Network()) as network:
        yield network.link(echo.port)


@contextmanager
def connected(link: Link) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", link.port)) as connection:
        connection.settimeout(10)
        yield connection


def says(connection: socket.socket, data: bytes) -> bytes:
    """Say something, and return the reply; nothing if the connection ends instead."""
    try:
        connection.sendall(data)
        return connection.recv(100)
    except ConnectionError:
        return b""


def test_what_is_stalled_comes_when_the_way_is_open_again(link: Link, echo: Echo) -> None:
    with connected(link) as connection:
        assert says(connection, b"one") == b"one"
        link.stall("replies")
        connection.settimeout(0.1)
        with pytest.raises(TimeoutError):
            says(connection, b"two")
        assert echo.heard == [b"one", b"two"]
        link.stall("requests")
        with pytest.raises(TimeoutError):
            says(connection, b"three")
        assert echo.heard == [b"one", b"two"]
        link.mend()
        connection.settimeout(10)
        assert connection.recv(3) == b"two"
        assert connection.recv(5) == b"three"


def test_a_request_whose_reply_is_lost_has_arrived(link: Link, echo: Echo) -> None:
    with connected(link) as connection:
        link.lose_replies(lambda data: data == b"COMMIT")
        assert says(connection, b"one") == b"one"
        assert says(connection, b"COMMIT") == b""
    assert (echo.heard, link.replies_lost) == ([b"one", b"COMMIT"], 1)


def test_a_cut_link_lets_nobody_through_until_it_is_mended(link: Link, echo: Echo) -> None:
    with connected(link) as connection:
        assert says(connection, b"one") == b"one"
        link.cut()
        assert says(connection, b"two") == b""
    with connected(link) as connection:
        assert says(connection, b"two") == b""
    link.mend()
    with connected(link) as connection:
        assert says(connection, b"three") == b"three"
    assert echo.heard == [b"one", b"three"]
