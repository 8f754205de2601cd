"""Pauses of a connection to a service: a reader that waits for bytes always gets them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.sides import Side
from yeoul.providers.base import Flow
from yeoul.providers.service import connection
from yeoul.providers.service.connection import ReadOutcome

#: Small, so that a short body is too much.
MAX_WAITING_BYTES = 8


@pytest.fixture(autouse=True, scope="module")
def _little_waits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "MAX_WAITING_BYTES", MAX_WAITING_BYTES)
        yield


class Network(Side):
    """A service whose segments come one by one, and not while reading is paused.

    ``in_flight`` of them come all the same: what was read but not handed over, as with TLS.
    """

    def __init__(self, in_flight: int) -> None:
        super().__init__()
        self._allowed = self._in_flight = in_flight
        self._segments: deque[bytes] = deque()

    def send(self, reply: bytes, cuts: list[int]) -> None:
        edges = sorted({0, len(reply), *(cut % len(reply) for cut in cuts)})
        self._segments.extend(reply[start:end] for start, end in pairwise(edges))

    def step(self) -> bool:
        """Have one segment come; False: none can."""
        self._allowed = self._allowed - 1 if self.wire.paused else self._in_flight
        if not self._segments or self._allowed < 0:
            return False
        self.come(self._segments.popleft())
        return True


async def read(network: Network, flows: list[Flow]) -> bytes:
    """Ask, and return the whole body; ``flows`` are the consumer's replies, piece by piece."""
    got = bytearray()
    answers = iter(flows)

    def accept(data: bytes) -> Flow:
        got.extend(data)
        return next(answers, Flow.MORE)

    await network.connection.exchange(b"GET / HTTP/1.1\r\n\r\n")
    while await network.connection.read_into(accept) is ReadOutcome.PAUSED:
        network.step()  # comes between two reads
        await asyncio.sleep(0)
    return bytes(got)


async def drive(network: Network, reading: asyncio.Task[bytes]) -> bytes:
    """Let segments come until the reading is done."""
    turns_without = 0
    while not reading.done():
        await asyncio.sleep(0)  # it asks first
        turns_without = 0 if network.step() else turns_without + 1
        assert turns_without < 100, "it waits for bytes that it does not let come"
    return reading.result()


REPLY = st.tuples(
    st.integers(0, 6 * MAX_WAITING_BYTES),  # bytes of the body
    st.booleans(),  # chunked
    st.lists(st.integers(0, 1 << 16), max_size=8),  # cuts
    st.lists(st.sampled_from(Flow), max_size=12),  # what the consumer replies
)


@given(replies=st.lists(REPLY, min_size=1, max_size=4), in_flight=st.integers(0, 2))
def test_every_reply_over_one_connection_comes_whole_however_its_reader_waits(
    replies: list[tuple[int, bool, list[int], list[Flow]]], in_flight: int
) -> None:
    async def one_after_the_other() -> None:
        network = Network(in_flight)
        loop = asyncio.get_running_loop()
        for size, chunked, cuts, flows in replies:
            body = bytes(index % 251 for index in range(size))
            network.send(framed(body, chunked), cuts)
            assert await drive(network, loop.create_task(read(network, flows))) == body
            assert network.connection.reusable

    asyncio.run(one_after_the_other())


def framed(body: bytes, chunked: bool) -> bytes:
    if not chunked:
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    parts = [body[at : at + 5] for at in range(0, len(body), 5)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
