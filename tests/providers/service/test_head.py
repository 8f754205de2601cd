"""Heads as services really send them: whatever the widest-used clients understand is understood."""

from __future__ import annotations

from contextlib import suppress

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.providers.service.head import Head, HeadReader, Unreadable, read_head

CHUNKED = b"Transfer-Encoding: chunked\r\n"


def a_head(*lines: str, first: str = "HTTP/1.1 200 OK", end: str = "\r\n") -> bytes:
    return end.join([first, *lines, "", ""]).encode("latin-1")


def head_of(*lines: str, first: str = "HTTP/1.1 200 OK") -> Head:
    return read_head(a_head(*lines, first=first)[:-4])


def length(count: int) -> bytes:
    return b"Content-Length: %d\r\n" % count


FRAMINGS: dict[str, tuple[list[str], bytes, bool]] = {
    "nothing": ([], b"", False),
    "chunked": (["Transfer-Encoding: chunked"], CHUNKED, True),
    "in capitals": (["TRANSFER-ENCODING: Chunked"], CHUNKED, True),
    "chunked twice": (["transfer-encoding: chunked"] * 2, CHUNKED, True),
    "chunked and chunked": (["transfer-encoding: chunked, chunked"], CHUNKED, True),
    "identity and chunked": (["transfer-encoding: identity, chunked"], CHUNKED, True),
    "identity": (["transfer-encoding: identity", "content-length: 5"], length(5), True),
    "empty": (["transfer-encoding:", "content-length: 5"], length(5), True),
    "a length": (["content-length: 5"], length(5), True),
    "a length twice": (["content-length: 5"] * 2, length(5), True),
    "a list of one length": (["content-length: 5, 5"], length(5), True),
    "two lengths": (["content-length: 5", "content-length: 6"], b"", False),
    "a length that is none": (["content-length: five"], b"", False),
    "a length below nothing": (["content-length: -1"], b"", False),
    "a length with a sign": (["content-length: +5"], b"", False),
    "an empty length": (["content-length:"], b"", False),
    "a length beyond all": ([f"content-length: {10**18}"], b"", False),
    "both": (["transfer-encoding: chunked", "content-length: 5"], CHUNKED, False),
    "both, the other way": (["content-length: 5", "transfer-encoding: chunked"], CHUNKED, False),
    "both, and two lengths": (
        ["content-length: 5, 6", "transfer-encoding: chunked"],
        CHUNKED,
        False,
    ),
    "a space before the colon": (["transfer-encoding : chunked"], CHUNKED, True),
    "folded": (["transfer-encoding:", " chunked"], CHUNKED, True),
    "behind a line of nothing": (["rubbish", ": x", "transfer-encoding: chunked"], CHUNKED, True),
    "closing": (["content-length: 5", "connection: TE, Close"], length(5), False),
}


@pytest.mark.parametrize("name", FRAMINGS)
def test_a_body_is_framed_by(name: str) -> None:
    lines, framing, keeps_alive = FRAMINGS[name]
    head = head_of(*lines)
    assert (head.framing, head.keeps_alive) == (framing, keeps_alive)


@pytest.mark.parametrize("status", [204, 304])
def test_some_replies_have_no_body(status: int) -> None:
    head = head_of(first=f"HTTP/1.1 {status} x")
    assert (head.is_delimited, head.keeps_alive) == (True, True)


@pytest.mark.parametrize(
    ("first", "status", "keeps_alive"),
    [
        ("HTTP/1.1 200", 200, True),
        ("HTTP/1.1 200 ", 200, True),
        ("HTTP/1.1 200 Alles gut, Ü", 200, True),
        ("HTTP/1.1  404\tNot Found", 404, True),
        ("http/1.1 200 OK", 200, True),
        ("HTTP/1.0 200 OK", 200, False),
        ("HTTP/2 200", 200, False),
        ("HTTP/1.1 999 x", 999, True),
    ],
)
def test_a_first_line_is_understood(first: str, status: int, keeps_alive: bool) -> None:
    head = head_of("content-length: 0", first=first)
    assert (head.status, head.keeps_alive) == (status, keeps_alive)


def test_an_old_service_says_that_it_keeps_its_connection() -> None:
    old = "HTTP/1.0 200 OK"
    assert head_of("content-length: 0", "connection: Keep-Alive", first=old).keeps_alive


@pytest.mark.parametrize(
    "first",
    ["HTTP/1.1", "HTTP/1.1 OK", "HTTP/1.1 20", "HTTP/1.1 2000", "HTTP/1.1 099", "HTTP/x 200"],
)
def test_a_first_line_without_a_status_is_no_http(first: str) -> None:
    with pytest.raises(Unreadable, match="does not speak HTTP"):
        head_of(first=first)


def test_no_head_has_a_nul_in_it() -> None:
    with pytest.raises(Unreadable):
        head_of("x: a\0b")


@pytest.mark.parametrize("coding", ["gzip", "gzip, chunked", "chunked;q=1"])
def test_an_encoding_for_the_way_that_nobody_asked_for_is_named(coding: str) -> None:
    with pytest.raises(Unreadable, match="transfer encoding that was not asked for"):
        head_of(f"transfer-encoding: {coding}")


def test_a_header_that_is_there_twice_is_there_once() -> None:
    kind = "content-type: text/event-stream"
    assert head_of(kind, kind, "x: 1", "x: 2").headers == [
        (b"content-type", b"text/event-stream"),
        (b"x", b"1"),
        (b"x", b"2"),
    ]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("before", [b"", b"\r\n", b"\n\r\n"])
def test_a_head_is_the_same_wherever_it_is_cut(end: str, before: bytes) -> None:
    raw = (
        before
        + a_head("x: 여울".encode().decode("latin-1"), "content-length: 2", end=end)
        + b"\n\n"
    )
    for cut in range(len(raw) + 1):
        reader, found = HeadReader(), None
        for part in (raw[:cut], raw[cut:]):
            found = (found[0], found[1] + part) if found else reader.feed(part)
        assert found is not None
        assert found[0].headers == [(b"x", "여울".encode()), (b"content-length", b"2")]
        assert found[1] == b"\n\n"


def test_interim_heads_come_one_after_the_other() -> None:
    reader = HeadReader()
    raw = a_head("link: </a>", first="HTTP/1.1 103 Early") + a_head("content-length: 0") + b"x"
    first = reader.feed(raw)
    assert first is not None
    assert first[0].is_interim
    second = reader.feed(first[1])
    assert second is not None
    assert (second[0].status, second[1]) == (200, b"x")


@pytest.mark.parametrize("noise", [b"SSH-2.0-x", b"\x15\x03\x01", b"<html>", b"data: hi\n\n"])
def test_what_is_no_http_is_refused_before_it_ends(noise: bytes) -> None:
    with pytest.raises(Unreadable):
        HeadReader().feed(noise)


@given(st.binary(), st.lists(st.sampled_from([*FRAMINGS]), max_size=3), st.binary())
def test_whatever_comes_is_a_head_or_refused(noise: bytes, names: list[str], end: bytes) -> None:
    lines = "\r\n".join(line for name in names for line in FRAMINGS[name][0]).encode()
    raw = b"HTTP/1.1 200 OK\r\n" + noise + b"\r\n" + lines + end
    for some in (raw, noise):
        with suppress(Unreadable):
            HeadReader().feed(some)


_name = st.sampled_from(["x", "Content-Type", "content-length", "transfer-encoding", "connection"])
_value = st.sampled_from(["", "0", "5", "5, 5", "6", "chunked", "close", "keep-alive", "a b", "é"])


@given(
    st.lists(st.tuples(_name, _value)),
    st.sampled_from(["1.0", "1.1"]),
    st.sampled_from([200, 204, 404]),
    st.sampled_from(["\r\n", "\n"]),
)
def test_what_another_reader_understands_is_understood_alike(
    pairs: list[tuple[str, str]], version: str, status: int, end: str
) -> None:
    lines = [f"{name}: {value}" for name, value in pairs]
    raw = a_head(*lines, first=f"HTTP/{version} {status} x", end=end)
    other = h11.Connection(h11.CLIENT)
    other.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
    other.send(h11.EndOfMessage())
    other.receive_data(raw)
    try:
        theirs = other.next_event()
    except h11.RemoteProtocolError:
        return
    assert isinstance(theirs, h11.Response)
    found = HeadReader().feed(raw)
    assert found is not None
    ours = found[0]
    assert ours.status == theirs.status_code
    encodings = [v for n, v in theirs.headers if n == b"transfer-encoding"]
    lengths = [v for n, v in theirs.headers if n == b"content-length"]
    if encodings:
        assert ours.framing == CHUNKED
    elif lengths:
        assert ours.framing == length(int(lengths[0]))
    else:
        assert ours.framing == b""
