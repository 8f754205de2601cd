"""Numbers say what a client has, and whether the answer still begins with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.lives import HEAD, Life, lives
from yeoul.api.openai import response_numbers as numbers
from yeoul.api.openai.response_object import ResponseHead
from yeoul.api.openai.response_writer import ResponseWriter
from yeoul.protocol.content import Content, ToolCall


@given(lives(), st.data())
def test_a_client_that_is_cut_while_the_answer_grows_has_no_more_than_there_is(
    life: Life, data: st.DataObject
) -> None:
    writer, place = (
        ResponseWriter(ResponseHead(HEAD)),
        data.draw(st.integers(0, len(life.frames) - 1)),
    )
    body = b"".join(map(writer.write, life.frames[: place + 1]))
    last = body.rsplit(b'"sequence_number":', 1)[1]
    after = int(last[: min(last.find(end) % len(last) for end in (b",", b"}"))])

    is_late = life.contents[place].reasoning and after < numbers.THINKING and after > 2
    assert numbers.is_within(life.contents[place], after) is not bool(is_late)


@pytest.mark.parametrize(
    ("content", "after"),
    [
        (Content("one"), numbers.TEXT + 2 + 4),
        (Content("", "hm"), numbers.THINKING + 2 + 3),
        (Content("one", "hm"), numbers.TEXT_BEHIND + 5 + 4),
        (Content("one"), numbers.CALLS + 1),
        (Content("", "", (ToolCall(0, "a", "b", "{}"),)), numbers.CALLS + 1 + 3),
        # What was text is thinking: the client has it as text.
        (Content("Four.", "so"), numbers.TEXT + 2 + 2),
        # The machine has lost all of it.
        (Content(), numbers.THINKING + 2 + 2),
    ],
)
def test_a_client_that_has_more_than_was_kept_has_to_begin_anew(
    content: Content, after: int
) -> None:
    assert not numbers.is_within(content, after)
    assert numbers.is_within(content, numbers.IN_PROGRESS)
