"""Replies read from a connection: the same however the network cuts them, and never mixed up."""

from __future__ import annotations

import asyncio

import pytest

from tests.providers.sides import Side
from yeoul.providers.base import Flow
from yeoul.providers.service import connection
from yeoul.providers.service.connection import (
    MAX_HEAD_BYTES,
    MAX_WAITING_BYTES,
    ConnectionBroken,
    ReadOutcome,
    ServiceConnection,
)

pytestmark = pytest.mark.anyio

BODY = 'data: "여울 👩‍👩‍👧"\r\n\n'.encode()
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-One: 1\r\n\r\n"
    + b"%x;name=value\r\n%b\r\n" % (len(BODY[:7]), BODY[:7])
    + b"%x\r\n%b\r\n0\r\nTrailer: x\r\n\r\n" % (len(BODY[7:]), BODY[7:])
)
COUNTED = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nX-One: 1\r\n\r\n%b" % (len(BODY), BODY)
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
UPGRADE = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\nX-One: 1\r\n\r\n" + BODY
WHOLE = {"chunked": CHUNKED, "counted": COUNTED, "after interim ones": INTERIM + CHUNKED}


@pytest.fixture
async def side() -> Side:
    return Side()


@pytest.mark.parametrize("reply", WHOLE.values(), ids=WHOLE)
async def test_a_reply_is_the_same_wherever_it_is_cut(reply: bytes) -> None:
    side = Side()
    for cut in range(len(reply) + 1):
        head = await side.head(*filter(None, (reply[:cut], reply[cut:])))
        assert head.status == 200
        assert (b"X-One", b"1") in head.headers
        assert await side.body() == BODY
        assert side.connection.reusable, "and the next one can come over the same connection"


@pytest.mark.parametrize("reply", WHOLE.values(), ids=WHOLE)
async def test_a_reply_that_comes_byte_by_byte_is_whole(side: Side, reply: bytes) -> None:
    asked = asyncio.get_running_loop().create_task(side.head())
    await asyncio.sleep(0)
    got = bytearray()
    reading = None
    for byte in reply:
        side.come(bytes([byte]))
        await asyncio.sleep(0)
        if asked.done() and reading is None:
            reading = asyncio.get_running_loop().create_task(side.body(got))
            await asyncio.sleep(0)
    assert reading is not None
    assert await reading == BODY


@pytest.mark.parametrize("reply", [CHUNKED, COUNTED], ids=["chunked", "counted"])
@pytest.mark.parametrize("error", [None, ConnectionResetError()], ids=["FIN", "RST"])
async def test_a_reply_that_is_cut_short_is_never_taken_for_a_whole_one(
    reply: bytes, error: Exception | None
) -> None:
    for cut in range(len(reply)):
        side = Side()
        loop = asyncio.get_running_loop()
        loop.call_soon(side.come, reply[:cut])
        loop.call_soon(side.go, error)
        got = bytearray()
        with pytest.raises(ConnectionBroken):
            await side.reply(got)
        assert BODY.startswith(got)
        assert not side.connection.reusable


async def test_what_came_before_a_cut_is_given_before_it_is_told(side: Side) -> None:
    await side.head(COUNTED[:-3])
    side.go(ConnectionResetError())
    got = bytearray()
    with pytest.raises(ConnectionBroken):
        await side.body(got)
    assert got == BODY[:-3]


async def test_what_came_before_a_broken_frame_is_given_before_it_is_told(side: Side) -> None:
    await side.head(CHUNKED[: CHUNKED.index(b"\r\n0\r\n") + 2] + b"no number\r\n")
    got = bytearray()
    with pytest.raises(ConnectionBroken):
        await side.body(got)
    assert got == BODY
    assert side.wire.aborted


async def test_the_end_of_the_connection_ends_a_body_without_a_length(side: Side) -> None:
    await side.head(UNTIL_CLOSE)
    side.go()
    assert await side.body() == BODY
    assert not side.connection.reusable


async def test_a_reset_is_no_end_of_a_body_without_a_length(side: Side) -> None:
    await side.head(UNTIL_CLOSE)
    side.go(ConnectionResetError())
    with pytest.raises(ConnectionBroken):
        await side.body()


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
async def test_a_reply_without_a_body_is_whole_at_once(side: Side, status: bytes) -> None:
    await side.head(b"HTTP/1.1 " + status + b"\r\n\r\n")
    assert await side.body() == b""
    assert side.connection.reusable


async def test_what_comes_in_one_segment_is_handed_over_in_one_piece(side: Side) -> None:
    at = CHUNKED.index(b"\r\n\r\n") + 4
    await side.head(CHUNKED[:at])
    accepted: list[bytes] = []

    def accept(data: bytes) -> Flow:
        accepted.append(data)
        return Flow.MORE

    asyncio.get_running_loop().call_soon(side.come, CHUNKED[at:])
    assert await side.connection.read_into(accept) is ReadOutcome.FINISHED
    assert accepted == [BODY]


async def test_nothing_is_handed_over_to_a_consumer_that_has_asked_to_wait(side: Side) -> None:
    await side.head(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
    accepted: list[bytes] = []

    def accept(data: bytes) -> Flow:
        accepted.append(data)
        return Flow.WAIT

    asyncio.get_running_loop().call_soon(side.come, b"a", b"b")
    assert await side.connection.read_into(accept) is ReadOutcome.PAUSED
    assert accepted == [b"a"]
    assert await side.connection.read_into(accept) is ReadOutcome.PAUSED
    assert accepted == [b"a", b"b"]


async def test_a_service_waits_while_what_it_sends_is_not_read(side: Side) -> None:
    size = MAX_WAITING_BYTES * 2
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (size + 1)
    await side.head(head + b"x" * MAX_WAITING_BYTES)
    before = side.wire.paused
    side.come(b"x" * MAX_WAITING_BYTES)
    assert (before, side.wire.paused) == (False, True)
    asyncio.get_running_loop().call_soon(side.come, b"x")
    assert await side.body() == b"x" * (size + 1)
    assert not side.wire.paused


async def test_what_a_consumer_raises_ends_the_read(side: Side) -> None:
    await side.head(COUNTED[:-5])

    def accept(data: bytes) -> Flow:
        if len(data) < 5:
            raise KeyError("no room")
        return Flow.MORE

    asyncio.get_running_loop().call_soon(side.come, COUNTED[-5:-3])
    with pytest.raises(KeyError, match="no room"):
        await side.connection.read_into(accept)


@pytest.mark.parametrize(
    "beginning",
    [
        b"HTTP/1.1 200 OK\r\nX-Endless: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Endless: ",
    ],
    ids=["header", "chunk extension", "trailer"],
)
async def test_what_has_no_end_is_refused(side: Side, beginning: bytes) -> None:
    endless = [beginning, *[b"x" * 1024] * (MAX_HEAD_BYTES // 1024)]
    with pytest.raises(ConnectionBroken):
        await side.reply(bytearray(), *endless)
    assert side.wire.aborted


async def test_endless_interim_replies_are_refused(side: Side) -> None:
    with pytest.raises(ConnectionBroken):
        await side.head(*[INTERIM] * MAX_HEAD_BYTES)


@pytest.mark.parametrize(
    "noise", [b"SSH-2.0-OpenSSH_9\r\n", b"\x16\x03\x01\x02\x00", b"HTTP/1.1 2x\r\n\r\n", UPGRADE]
)
async def test_what_is_no_http_is_told_as_broken(side: Side, noise: bytes) -> None:
    with pytest.raises(ConnectionBroken):
        await side.head(noise)
    assert side.wire.aborted


async def test_a_reply_that_nobody_asked_for_is_never_that_to_the_next_question(
    side: Side,
) -> None:
    await side.head(COUNTED)
    assert await side.body() == BODY
    side.come(COUNTED)
    assert not side.connection.reusable


async def test_a_reply_behind_the_one_that_was_asked_for_spoils_only_the_connection(
    side: Side,
) -> None:
    await side.head(CHUNKED + COUNTED)
    assert await side.body() == BODY
    assert not side.connection.reusable


@pytest.mark.parametrize(
    "reply",
    [
        COUNTED.replace(b"X-One: 1", b"Connection: close"),
        COUNTED.replace(b"HTTP/1.1", b"HTTP/1.0"),
        CHUNKED.replace(b"X-One: 1", b"Content-Length: 5"),
    ],
    ids=["close", "HTTP/1.0", "framed twice"],
)
async def test_a_connection_that_the_service_closes_is_not_used_again(
    side: Side, reply: bytes
) -> None:
    await side.head(reply)
    assert await side.body() == BODY
    assert not side.connection.reusable


async def test_an_exchange_on_a_connection_that_is_gone_is_refused(side: Side) -> None:
    side.go()
    with pytest.raises(ConnectionBroken):
        await side.connection.exchange(b"?")
    assert side.wire.sent == b""


async def lost(side: Side) -> ServiceConnection:
    """Return the connection behind an exchange that ended without a reply."""
    with pytest.raises(ConnectionBroken):
        await side.connection.exchange(b"POST / HTTP/1.1\r\n\r\n")
    return side.connection


async def test_a_request_on_a_connection_that_is_gone_is_unread(side: Side) -> None:
    side.go()
    assert (await lost(side)).request_unread


async def test_a_request_on_a_connection_that_was_used_and_is_closing_is_unread(
    side: Side,
) -> None:
    await side.head(COUNTED)
    await side.body()
    side.wire.abort()
    assert (await lost(side)).request_unread


@pytest.mark.parametrize(("too_late", "unread"), [(False, True), (True, False)])
async def test_a_request_behind_which_the_connection_ends_is_unread_for_a_moment(
    side: Side, too_late: bool, unread: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if too_late:
        monkeypatch.setattr(connection, "UNREAD_S", -1.0)
    asyncio.get_running_loop().call_soon(side.go)
    assert (await lost(side)).request_unread is unread


@pytest.mark.parametrize("came", [b"H", b"HTTP/1.1 503 Busy\r\n", INTERIM])
async def test_a_request_that_something_came_back_for_was_read(side: Side, came: bytes) -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(side.come, came)
    loop.call_soon(side.go)
    assert not (await lost(side)).request_unread


@pytest.mark.parametrize("all_of_it", [False, True])
async def test_a_request_is_unread_until_its_last_byte_has_left(
    side: Side, all_of_it: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "UNREAD_S", -1.0)
    loop = asyncio.get_running_loop()
    loop.call_soon(side.connection.pause_writing)
    if all_of_it:
        loop.call_soon(side.connection.resume_writing)
    loop.call_soon(side.go)
    assert (await lost(side)).request_unread is not all_of_it


async def test_one_who_gives_up_leaves_nothing_that_fails_later(side: Side) -> None:
    await side.head(COUNTED[:-3])
    got = bytearray()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await side.body(got)
    side.come(COUNTED[-3:])
    side.go(ConnectionResetError())
    assert await side.body(got) == BODY
