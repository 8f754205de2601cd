"""Compressed bodies: decoded in parts of any size, into no more bytes than are asked for."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterable

import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st

from yeoul.api.encodings import GZIP, ZSTD, open_decoder
from yeoul.errors import MalformedRequest

ENCODINGS: dict[str, Callable[[bytes], bytes]] = {GZIP: gzip.compress, ZSTD: zstd.compress}


def decode(encoding: str, parts: Iterable[bytes]) -> bytes:
    decoder = open_decoder(encoding)
    content = b"".join(decoder.feed(part, 1 << 20) for part in parts)
    decoder.check_ended()
    return content


encodings = st.sampled_from(sorted(ENCODINGS))


@given(encodings, st.binary(max_size=5_000), st.integers(1, 700))
def test_a_body_is_decoded_whatever_its_parts(encoding: str, content: bytes, size: int) -> None:
    packed = ENCODINGS[encoding](content)

    parts = [packed[at : at + size] for at in range(0, len(packed), size)]

    assert decode(encoding, parts) == content


@given(encodings, st.binary(max_size=300), st.integers(0, 300))
def test_a_body_that_lacks_its_end_is_noticed(encoding: str, content: bytes, cut: int) -> None:
    packed, decoder = ENCODINGS[encoding](content), open_decoder(encoding)

    decoder.feed(packed[: min(cut, len(packed) - 1)], 1 << 20)
    with pytest.raises(MalformedRequest, match=encoding):
        decoder.check_ended()


@given(encodings, st.lists(st.binary(max_size=60), max_size=4))
def test_anything_else_is_refused_as_what_it_is_not(encoding: str, parts: list[bytes]) -> None:
    with pytest.raises(MalformedRequest, match=encoding):
        decode(encoding, parts)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "behind", [b"x", ENCODINGS[GZIP](b""), ENCODINGS[ZSTD](b"")], ids=["text", GZIP, ZSTD]
)
@pytest.mark.parametrize("together", [True, False])
def test_nothing_may_follow_a_body(encoding: str, behind: bytes, *, together: bool) -> None:
    packed = ENCODINGS[encoding](b"{}")
    parts = [packed + behind] if together else [packed, b"", behind]
    with pytest.raises(MalformedRequest):
        decode(encoding, parts)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_more_is_in_memory_than_was_asked_for(encoding: str) -> None:
    bomb = ENCODINGS[encoding](bytes(200 << 20))
    decoder = open_decoder(encoding)
    decoder.feed(b"", 1)
    tracemalloc.start()
    try:
        assert len(decoder.feed(bomb, 1_000_001)) == 1_000_001
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_frame_may_not_ask_for_a_huge_window() -> None:
    option = zstd.CompressionParameter
    packer = zstd.ZstdCompressor(options={option.window_log: 27, option.content_size_flag: 0})
    packed = packer.compress(bytes(1 << 20)) + packer.flush()

    with pytest.raises(MalformedRequest):
        open_decoder(ZSTD).feed(packed, 1 << 21)


def test_raw_deflate_is_not_gzip() -> None:
    with pytest.raises(MalformedRequest):
        open_decoder(GZIP).feed(zlib.compress(b"{}"), 100)
