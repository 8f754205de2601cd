"""One client that floods the server: it costs little memory, holds up nobody, and is no news."""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.faults.servers import Server, server
from tests.raw_connections import REQUEST, UPGRADE, frame

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]

#: So much is sent, unless the server takes it more slowly than in so many seconds.
FLOOD_BYTES, FLOOD_S = 16 << 20, 1.5
#: What all of it may cost.
BYTES_KEPT = 40 << 20

JSON = b"content-type: application/json\r\n"
POST = REQUEST.replace(b"GET / ", b"POST /api/answers ")
GET = REQUEST.replace(b"GET / ", b"GET /healthz ")
REQUESTS = {
    "of the page": REQUEST + b"\r\n",
    "of little": GET + b"\r\n",
    "of nothing": REQUEST.replace(b"GET / ", b"GET /api/nothing ") + b"\r\n",
    "of a stream": REQUEST.replace(b"GET / ", b"GET /api/changes ") + b"\r\n",
    "that are refused": GET.replace(b"localhost", b"evil.test") + b"\r\n",
    "with a body": POST + JSON + b"content-length: 2\r\n\r\n{}",
    "with a refused body": POST + b"content-length: 2\r\n\r\n{}",
    "with a large body": POST + JSON + b"content-length: 100000\r\n\r\n" + b"x" * 100_000,
    "with a body that is too large": POST
    + JSON
    + b"content-length: 99999999\r\n\r\n"
    + b"x" * 1000,
    "in chunks": POST + JSON + b"transfer-encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 100,
    "to upgrade to nothing known": GET + b"connection: upgrade\r\nupgrade: h2c\r\n\r\n",
    "to upgrade, faulty": GET + UPGRADE.replace(b": 13", b": 8") + b"\r\n",
    "to upgrade": GET + UPGRADE + b"\r\n",
    "of nothing but line ends": b"\r\n" * 50,
}
FRAMES = {
    "pings": frame(9, b"x" * 100),
    "empty pings": frame(9),
    "pongs": frame(10),
    "texts": frame(1, b"hello"),
    "empty texts": frame(1),
    "parts of one message": frame(0, first_bits=0x00),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("served") / "data", model="scripted:river@5") as served:
        yield served


@contextlib.contextmanager
def connected(served: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", served.port), timeout=60) as client:
        yield client


def flood(served: Server, client: socket.socket, data: bytes, *, reads: bool) -> int:
    """Send ``data`` again and again; returns the bytes by which the server has grown at most."""
    before = grown = served.resident_bytes()
    sent, data = 0, data * (1 + 65_536 // len(data))
    client.setblocking(False)
    end_s = time.monotonic() + FLOOD_S
    with contextlib.suppress(ConnectionError):  # it may have been cut off
        while sent < FLOOD_BYTES and time.monotonic() < end_s:
            readable, writable, _ = select.select([client] * reads, [client], [], 0.1)
            if readable and not client.recv(1 << 20):
                break
            if writable:
                with contextlib.suppress(BlockingIOError):
                    sent += client.send(data)
            grown = max(grown, served.resident_bytes())
    print(f"{sent >> 10} kB sent, {(grown - before) >> 20} MB grown")
    return grown - before


def check_others(served: Server) -> None:
    """See that others are served, and that nothing was written to the log."""
    reply = httpx2.get(f"{served.url}/healthz", trust_env=False, timeout=10)
    assert reply.status_code == 200
    assert served.told() == ""


@pytest.mark.parametrize("reads", [False, True], ids=["unread", "read"])
@pytest.mark.parametrize("kind", REQUESTS)
def test_requests_that_do_not_wait_for_replies_fill_no_memory(
    served: Server, kind: str, reads: bool
) -> None:
    check_others(served)
    with connected(served) as client:
        assert flood(served, client, REQUESTS[kind], reads=reads) < BYTES_KEPT
        check_others(served)
    check_others(served)


@pytest.mark.parametrize("reads", [False, True], ids=["unread", "read"])
@pytest.mark.parametrize("kind", FRAMES)
def test_frames_of_a_websocket_fill_no_memory(served: Server, kind: str, reads: bool) -> None:
    url = f"{served.url}/api/answers"
    asked = httpx2.post(url, json={"content": "?"}, trust_env=False, timeout=60).json()
    path = f"/api/answers/{asked['answer']['id']}/events".encode()
    with connected(served) as client:
        client.sendall(REQUEST.replace(b"GET / ", b"GET " + path + b" ") + UPGRADE + b"\r\n")
        assert client.recv(12) == b"HTTP/1.1 101"
        if kind == "parts of one message":
            client.sendall(frame(1, first_bits=0x00))
        assert flood(served, client, FRAMES[kind], reads=reads) < BYTES_KEPT
        check_others(served)
    check_others(served)


def test_what_a_flood_has_cost_is_bounded_for_many_of_them(tmp_path: Path) -> None:
    with (
        server(tmp_path / "data", model="scripted:echo") as served,
        contextlib.ExitStack() as stack,
    ):
        check_others(served)
        before = served.resident_bytes()
        for _ in range(20):
            client = stack.enter_context(connected(served))
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    client.send((GET + b"\r\n") * 2000)
        check_others(served)
        assert served.resident_bytes() - before < 20 * (1 << 20) + BYTES_KEPT
