"""The counting and timing of tokens."""

from __future__ import annotations

import pytest

from bench.tokens import LENGTH, TokenReader, stamp, token


def text(stream: int, *places: int) -> bytes:
    return b"".join(b'data: {"text":"%b"}\n\n' % token(stream, n, stamp()) for n in places)


def test_a_token_has_one_length() -> None:
    assert {len(token(s, n, stamp())) for s, n in ((0, 0), (7, 399), (1999, 9998))} == {LENGTH}


@pytest.mark.parametrize("size", [1, 2, 5, LENGTH, 1000])
def test_tokens_are_found_wherever_the_bytes_are_cut(size: int) -> None:
    data = text(3, *range(20))
    reader = TokenReader(3, 20)

    ages = [a for n in range(0, len(data), size) for a in reader.feed(data[n : n + size])]

    assert (reader.seen, reader.missing, reader.misplaced) == (20, 0, 0)
    assert len(ages) == 20
    assert all(0 <= age_us < 10_000_000 for age_us in ages)


def test_a_lost_token_is_missing() -> None:
    reader = TokenReader(3, 4)

    reader.feed(text(3, 0, 1, 3))

    assert (reader.seen, reader.missing, reader.misplaced) == (3, 1, 0)


@pytest.mark.parametrize(
    ("stream", "places"),
    [(3, (0, 1, 1)), (3, (0, 2, 1)), (4, (0,)), (2, (9999,)), (3, (3,))],
    ids=["repeated", "too late", "another stream's", "the one before's", "beyond the end"],
)
def test_a_token_out_of_its_place_is_noticed(stream: int, places: tuple[int, ...]) -> None:
    reader = TokenReader(3, 3)

    reader.feed(text(stream, *places))

    assert reader.misplaced == 1


def test_a_text_that_comes_once_more_at_the_end_counts_once() -> None:
    text = b"".join(token(0, place, stamp()) for place in range(3))
    reader = TokenReader(0, 3, repeats=True)
    assert len(reader.feed(text + text[:40])) == 3
    assert reader.feed(text[40:] + text) == []
    assert (reader.seen, reader.misplaced, reader.missing) == (3, 0, 0)
    cut = TokenReader(0, 3, repeats=True)
    cut.feed(text[: len(text) // 3] + text[2 * len(text) // 3 :] + text)
    assert cut.misplaced > 0
