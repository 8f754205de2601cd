"""The bounds of a WebSocket, over real sockets and frame by frame."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import pytest
from anyio import wait_all_tasks_blocked
from starlette.websockets import WebSocket

from tests.raw_connections import (
    HANDSHAKE,
    REQUEST,
    UPGRADE,
    HastyProtocol,
    closed,
    connection,
    frame,
    rest,
    status,
)
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.protocol.events import Cursor, Delta, End, Event, Started, encode
from yeoul.serving import websocket_protocol
from yeoul.serving.websocket_protocol import is_handshake
from yeoul.transports import websocket
from yeoul.transports.connection import EXTENSION
from yeoul.transports.stream import Pace
from yeoul.transports.websocket import serve_websocket

pytestmark = pytest.mark.anyio

TEXT, BINARY, CONTINUED, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10
NO_FIN = 0x00
#: The frame by which the server closes with the code 1000.
CLOSED = b"\x88\x02\x03\xe8"
END = End("finished", "stop", None, None, None, "0" * 64)


async def listen(scope: Any, receive: Any, send: Any) -> None:
    """Accept, send a word every tenth of a second, and note how it ends."""
    assert (await receive())["type"] == "websocket.connect"
    await send({"type": "websocket.accept"})
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def told(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return opcode and data of the next frame, which must be a short one."""
    first, length = await reader.readexactly(2)
    assert first & 0x80
    return first & 0x0F, await reader.readexactly(length)


async def test_a_websocket_outlives_every_timer_of_the_request_it_was() -> None:
    async with connection(HastyProtocol, app=listen, keep_alive_s=0) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        await asyncio.wait([asyncio.Future()], timeout=5 * HastyProtocol.body_timeout_s)
        writer.write(frame(PING, b"still there?"))
        assert await told(reader) == (PONG, b"still there?")


@pytest.mark.parametrize("said", [b"", frame(TEXT, b"x")])
async def test_what_comes_before_the_handshake_is_answered_is_heard_after_it(said: bytes) -> None:
    early = said + frame(PING, b"early")
    async with connection(app=listen) as (reader, writer):
        writer.write(HANDSHAKE + early[:3])
        writer.write(early[3:])
        assert await status(reader) == b"101"
        assert await told(reader) == (PONG, b"early")


#: What a client may send, and the code with which it is closed.
FAULTS = {
    "text that is not UTF-8": (frame(TEXT, b"\xff"), 1007),
    "text cut within a character": (frame(TEXT, "여".encode()[:2]), 1007),
    "a part of a text that is not UTF-8": (
        frame(TEXT, "여".encode()[:2], first_bits=NO_FIN) + frame(CONTINUED, b"x"),
        1007,
    ),
    "a reserved bit": (frame(TEXT, b"x", first_bits=0xC0), 1002),
    "an unknown opcode": (frame(3), 1002),
    "an unknown control opcode": (frame(11), 1002),
    "a frame without a mask": (b"\x81\x01x", 1002),
    "a ping in parts": (frame(PING, first_bits=NO_FIN), 1002),
    "a ping that is too long": (b"\x89\xfe\x00\x7e" + b"\0" * 130, 1002),
    "a text within a text": (frame(TEXT, b"x", first_bits=NO_FIN) + frame(TEXT, b"x"), 1002),
    "a continuation of nothing": (frame(CONTINUED, b"x"), 1002),
    "a close of one byte": (frame(CLOSE, b"x"), 1002),
    "a close with a code that there is not": (frame(CLOSE, b"\x00\x01"), 1002),
    "a close whose reason is not UTF-8": (frame(CLOSE, b"\x03\xe8\xff"), 1007),
    "a message that is too long": (b"\x82\xff" + (1 << 40).to_bytes(8, "big"), 1009),
    "a length that there is not": (b"\x82\xff" + b"\xff" * 8, 1009),
    "no frame": (REQUEST + b"\r\n", 1002),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_a_frame_is_answered_by_a_close_and_is_no_news(
    fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    sent, code = FAULTS[fault]
    left = asyncio.Event()

    async def talk(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            while True:
                await send({"type": "websocket.send", "text": "x"})
                await asyncio.sleep(0)
        except OSError:
            left.set()  # which is how an app is told that its client has left

    async with connection(app=talk) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        writer.write(sent)
        while (heard := await told(reader))[0] == TEXT:
            pass
        assert heard[0] == CLOSE
        assert int.from_bytes(heard[1][:2], "big") == code
        assert await closed(reader)
        await left.wait()
    assert caplog.records == []


async def test_what_a_client_says_is_dropped_where_it_arrives() -> None:
    received: list[str] = []

    async def note(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        while not received or received[-1] != "websocket.disconnect":
            received.append((await receive())["type"])

    parts = frame(TEXT, b"x", first_bits=NO_FIN) + frame(CONTINUED, first_bits=NO_FIN) * 300
    async with connection(app=note) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        writer.write(frame(TEXT, b"hello") + frame(BINARY, b"\xff") + parts + frame(CONTINUED))
        writer.write(frame(CLOSE, b"\x03\xe8"))
        assert await told(reader) == (CLOSE, b"\x03\xe8")
        assert await closed(reader)
    assert received == ["websocket.connect", "websocket.disconnect"]


async def test_a_flood_is_parsed_by_turns_while_others_are_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_protocol, "TURN_S", 3600.0)
    async with connection(app=listen) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        ping = frame(PING, b"12345678")
        writer.write(ping * 10_000)
        pongs = b""
        while part := await asyncio.wait_for(reader.read(65_536), 60):
            pongs += part
            if len(pongs) >= websocket_protocol.TURN_BYTES // len(ping) * 10:
                break
        assert pongs == b"\x8a\x0812345678" * (websocket_protocol.TURN_BYTES // len(ping))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)


async def test_the_rest_of_a_flood_is_answered_in_later_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket_protocol, "TURN_S", 0.001)
    async with connection(app=listen) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        writer.write(frame(PING, b"12345678") * 10_000)
        assert await reader.readexactly(100_000) == b"\x8a\x0812345678" * 10_000


async def test_a_client_that_takes_nothing_behind_its_close_is_cut() -> None:
    """The close waits behind what is unsent, and would be waited for."""
    lost = asyncio.Event()

    async def say_much(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            async with asyncio.timeout(0.1):
                while True:
                    await send({"type": "websocket.send", "bytes": b"x" * 60_000})
        except TimeoutError:
            pass
        while (await receive())["type"] != "websocket.disconnect":
            pass
        lost.set()

    async with connection(app=say_much, send_timeout_s=0.2) as (_, writer):
        writer.write(HANDSHAKE)
        await lost.wait()


def grown(size: int, end: End | None = None) -> Epochs:
    """Return the epochs of an answer with about ``size`` bytes of text."""
    epochs, epoch = Epochs(), Epoch(Started("a1", "c1", "q1", "m1", "t"), 1)
    epochs.put(epoch)
    events: list[Event] = [epoch.started, *(Delta("x" * 10_000) for _ in range(size // 10_000))]
    events += [end] if end else []
    epoch.publish([encode(Cursor(1, seq), event) for seq, event in enumerate(events, 1)], end)
    return epochs


def following(epochs: Epochs) -> Any:
    """Return an app that follows the answer; the system holds little of what is unread."""

    async def follow(scope: Any, receive: Any, send: Any) -> None:
        transport = scope["extensions"][EXTENSION]._transport
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        reader = epochs.follow("a1", None)
        await serve_websocket(WebSocket(scope, receive, send), reader, Pace(60.0, 30.0))

    return follow


async def test_a_client_that_reads_slowly_gets_the_end_before_the_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(websocket, "CLOSE_TIMEOUT_S", 0.0)
    epochs = grown(1_000_000, END)
    async with connection(app=following(epochs)) as (reader, writer):
        client = writer.get_extra_info("socket")
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        await wait_all_tasks_blocked()
        received = b""
        while not received.endswith(CLOSED) and (part := await reader.read(65_536)):
            received += part
    assert received.endswith(CLOSED)
    assert b'"sha256"' in received[-500:]


async def test_a_client_that_reads_slowly_is_heard_and_gets_nothing_behind_the_close() -> None:
    epochs = grown(64 << 20)
    async with connection(app=following(epochs)) as (reader, writer):
        writer.write(HANDSHAKE)
        assert await status(reader) == b"101"
        await wait_all_tasks_blocked()
        writer.write(frame(CLOSE, b"\x03\xe8"))
        received = await rest(reader)
    assert received.endswith(CLOSED)
    assert len(received) < 32 << 20


@pytest.mark.parametrize(
    ("head", "taken"),
    [
        (HANDSHAKE, True),
        (HANDSHAKE.replace(b"GET", b"POST"), False),
        (HANDSHAKE.replace(b"HTTP/1.1", b"HTTP/1.0"), False),
        (HANDSHAKE.replace(b"version: 13", b"version: 8"), False),
        (HANDSHAKE.replace(b"AAAA=", b"AA="), False),
        (HANDSHAKE.replace(b"GET /", b"GET /" + b"a" * 9000), False),
        (HANDSHAKE.replace(b"host", b"sec-websocket-protocol: ,;\r\nhost"), False),
        (REQUEST + UPGRADE + b"x: y\r\n" * 200 + b"\r\n", False),
        (REQUEST + UPGRADE + b"content-length: 2\r\n\r\n", False),
        (REQUEST + b"\r\n", False),
    ],
)
def test_a_handshake_is_what_the_library_takes(head: bytes, taken: bool) -> None:
    assert is_handshake(head) is taken


async def test_a_faulty_handshake_is_a_request_that_the_app_answers() -> None:
    kinds: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        kinds.append(scope["type"])
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})

    faulty = HANDSHAKE.replace(b"version: 13", b"version: 8")
    async with connection(app=app) as (reader, writer):
        writer.write(faulty + faulty)
        for _ in range(2):
            assert await status(reader) == b"400"
            assert await reader.readexactly(12) == b"2\r\nno\r\n0\r\n\r\n"
    assert kinds == ["http", "http"]
