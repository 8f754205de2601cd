"""What a client has of a text is known without keeping it; its rest is cut at characters."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.lives import TEXTS
from yeoul.api.sent_text import KeptText, SentText, characters_in


@given(st.sampled_from([SentText, KeptText]), st.lists(TEXTS, max_size=5), TEXTS)
def test_the_rest_of_a_text_is_what_lies_behind_what_was_sent(
    kind: type[SentText], pieces: list[str], rest: str
) -> None:
    sent = kind()
    for piece in pieces:
        sent.add(orjson.dumps(piece))
    whole = "".join([*pieces, rest])

    assert sent.begins(whole)
    assert orjson.loads(sent.rest_of(whole) or b"") == rest
    assert sent.rest_of(whole) is None
    assert sent.length == len(orjson.dumps(whole)) - 2


@pytest.mark.parametrize("kind", [SentText, KeptText])
@pytest.mark.parametrize("other", ["", "여", "연기", "another text"])
def test_the_rest_of_another_text_is_all_of_it(kind: type[SentText], other: str) -> None:
    sent = kind()
    sent.add(orjson.dumps("여울"))

    assert not sent.begins(other)
    assert orjson.loads(sent.rest_of(other) or b'""') == other
    assert sent.begins(other)


def test_a_kept_text_is_there_as_a_whole() -> None:
    sent = KeptText()
    sent.add(orjson.dumps('여"'))
    sent.add(orjson.dumps("\n울"))

    assert sent.whole() == '여"\n울'
    sent.rest_of("other")
    assert sent.whole() == "other"


@given(TEXTS | st.text('\\"\n\0a여👩', min_size=1))
def test_characters_are_counted_as_code_points(text: str) -> None:
    assert characters_in(orjson.dumps(text)) == len(text)
