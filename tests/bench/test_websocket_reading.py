"""The reading of a WebSocket's frames, cut anywhere."""

from __future__ import annotations

import pytest

from bench.websocket_reading import FrameReader

SHORT, LONG, VERY_LONG = b"a" * 5, b"b" * 300, b"c" * 70_000
TEXTS = (
    b"\x81\x05%b" % SHORT
    + b"\x81\x7e"
    + (300).to_bytes(2, "big")
    + LONG
    + b"\x81\x7f"
    + (70_000).to_bytes(8, "big")
    + VERY_LONG
)
PING, CLOSE = b"\x89\x02hi", b"\x88\x02\x03\xe8"


@pytest.mark.parametrize("size", [1, 3, 1000, 100_000])
def test_frames_of_every_length_are_read_wherever_they_are_cut(size: int) -> None:
    reader = FrameReader()
    data = TEXTS + CLOSE

    found = b"".join(reader.feed(data[n : n + size]) for n in range(0, len(data), size))

    assert found == SHORT + LONG + VERY_LONG
    assert reader.closed


def test_a_ping_is_owed_a_masked_pong() -> None:
    reader = FrameReader()

    assert reader.feed(PING) == b""
    assert reader.owed == b"\x8a\x82\0\0\0\0hi"
