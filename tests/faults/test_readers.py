"""One answer, a thousand followers, and a hundred readers that never read."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.faults.followers import Follower, ask, open_client
from tests.faults.servers import server
from tests.faults.volumes import LIMIT_S, VOLUMES
from yeoul.protocol.sse import SseParser

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

FOLLOWERS, STOPPED = 1_000, 100
#: Words of 1 500 bytes, so many that the sockets of a stopped reader do not hold them.
WORDS = 380
QUESTION = " ".join(["여울" * 250] * WORDS)
SEND_TIMEOUT_S = 2
#: Bytes of memory that each open stream may cost while all of them are behind.
BYTES_EACH = 400_000


class Digest:
    """A follower that keeps nothing but a digest of the frames, without heartbeats."""

    def __init__(self) -> None:
        self.sum = hashlib.sha256()
        self.frames = 0
        self.ended = False
        self._rest = b""

    def take(self, data: bytes) -> None:
        *frames, self._rest = (self._rest + data).split(b"\n\n")
        for frame in frames:
            if frame.startswith(b"id: "):
                self.sum.update(frame)
                self.frames += 1
                self.ended = b"\nevent: end\n" in frame

    async def follow(self, port: int, path: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_request(path))
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0]
        while not self.ended:
            size = int(await reader.readline(), 16)
            self.take((await reader.readexactly(size + 2))[:-2])
        writer.transport.abort()


def _request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n".encode()


def never_reading(port: int, path: str) -> socket.socket:
    """Ask for a stream and take nothing of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    # With small segments the server's socket takes little, too; else megabytes.
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.connect(("127.0.0.1", port))
    connection.sendall(_request(path))
    connection.setblocking(False)
    return connection


async def cut(connection: socket.socket) -> bytes | None:
    """Return what had come of a stream that the server has cut short; None if it has not."""
    loop = asyncio.get_running_loop()
    data = b""
    try:
        while part := await asyncio.wait_for(loop.sock_recv(connection, 1 << 16), 5):
            data += part
    except ConnectionError:
        return data
    except TimeoutError:
        return None
    finally:
        connection.close()
    return None if b"event: end" in data else data


async def test_stopped_readers_are_cut_and_disturb_nobody(tmp_path: Path) -> None:
    for number in range(VOLUMES.crowds):
        await crowd(tmp_path / str(number))


async def crowd(tmp_path: Path) -> None:
    """Let a crowd follow one answer, while others never read."""
    arguments = ("--send-timeout-s", str(SEND_TIMEOUT_S))
    async with open_client() as client:
        with server(tmp_path / "data", *arguments, model="scripted:echo@1000") as served:
            before = served.resident_bytes()
            asked = await ask(client, served.url, QUESTION)
            answer_id = asked["answer"]["id"]
            path = f"/api/answers/{answer_id}/events"
            quiet = served.sockets()
            stopped = [never_reading(served.port, path) for _ in range(STOPPED)]
            digests = [Digest() for _ in range(FOLLOWERS)]
            async with asyncio.timeout(LIMIT_S - 60):
                await asyncio.gather(*(digest.follow(served.port, path) for digest in digests))
            grown = served.resident_bytes() - before
            print(f"{grown / 2**20:.0f} MiB for {len(digests) + len(stopped)} streams")
            assert {digest.ended for digest in digests} == {True}
            assert len({digest.sum.digest() for digest in digests}) == 1
            assert {digest.frames for digest in digests} == {WORDS + 2}
            assert grown < BYTES_EACH * (len(digests) + len(stopped))
            while served.sockets() > quiet:  # noqa: ASYNC110  # of another process
                await asyncio.sleep(0.05)
            told = await asyncio.gather(*map(cut, stopped))
            assert None not in told
            await resumes(client, Follower(served.url, answer_id), max(filter(None, told), key=len))


async def resumes(client: httpx2.AsyncClient, reader: Follower, told: bytes) -> None:
    """See that one that was cut goes on behind what it had been told, and ends with all of it."""
    for event in SseParser().feed(unchunked(told.partition(b"\r\n\r\n")[2])):
        if event.event != "heartbeat":
            data = orjson.loads(event.data)
            reader.apply({"id": event.id, "event": event.event, "data": data})
    assert reader.cursor is not None
    assert len(reader.text) < len(QUESTION)
    await reader.run(client)
    assert reader.faults == []
    assert reader.resets == 0
    assert reader.text == QUESTION


def unchunked(body: bytes) -> bytes:
    """Return the data of a chunked body that may break off."""
    data = b""
    while b"\r\n" in body:
        size, _, body = body.partition(b"\r\n")
        data += body[: int(size, 16)]
        body = body[int(size, 16) + 2 :]
    return data
