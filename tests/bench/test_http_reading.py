"""The reading of responses, cut anywhere."""

from __future__ import annotations

import pytest

from bench.http_reading import ResponseReader

HEAD = b"HTTP/1.1 200 OK\r\nServer: x\r\n"
CHUNKED = (
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\n\r\n"
)
MEASURED = HEAD + b"content-length: 11\r\n\r\nhello world"
UNTIL_CLOSE = HEAD + b"\r\nhello world"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("data", [CHUNKED, MEASURED], ids=["chunked", "with a length"])
def test_a_body_is_freed_of_its_framing(data: bytes, size: int) -> None:
    reader = ResponseReader()

    body = b"".join(reader.feed(data[n : n + size]) for n in range(0, len(data), size))

    assert (reader.status, body, reader.complete) == (200, b"hello world", True)


@pytest.mark.parametrize("data", [CHUNKED, MEASURED], ids=["chunked", "with a length"])
def test_a_body_that_is_cut_off_is_not_complete(data: bytes) -> None:
    reader = ResponseReader()

    reader.feed(data[:-8])
    reader.close()

    assert not reader.complete


def test_a_body_without_framing_ends_with_the_connection() -> None:
    reader = ResponseReader()

    body = reader.feed(UNTIL_CLOSE)
    assert (body, reader.complete) == (b"hello world", False)

    reader.close()
    assert reader.complete


def test_a_response_without_content_is_complete_at_once() -> None:
    reader = ResponseReader()

    assert reader.feed(b"HTTP/1.1 204 No Content\r\n\r\n") == b""
    assert (reader.status, reader.complete) == (204, True)


def test_nothing_before_the_head_closes_a_response() -> None:
    reader = ResponseReader()

    reader.close()

    assert not reader.complete
