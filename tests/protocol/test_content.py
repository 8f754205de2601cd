"""What an answer says grows piece by piece, and is the same however it came."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from yeoul.protocol.content import (
    Content,
    GrowingContent,
    ToolCall,
    call_from_json,
    call_to_json,
    content_from_json,
    content_to_json,
)

texts = st.text(st.characters(exclude_categories=["Cs"]))
parts = st.none() | texts
calls = st.builds(ToolCall, st.integers(0, 3), parts, parts, parts)
contents = st.builds(
    lambda text, reasoning, some: Content(
        text, reasoning, tuple(ToolCall(at, "id", "name", given) for at, given in enumerate(some))
    ),
    texts,
    texts,
    st.lists(texts, max_size=3),
)


@given(contents)
def test_content_reads_back_what_it_writes(content: Content) -> None:
    assert content_from_json(orjson.loads(orjson.dumps(content_to_json(content)))) == content


@given(calls)
def test_a_piece_of_a_call_reads_back_what_it_writes(piece: ToolCall) -> None:
    assert call_from_json(orjson.loads(orjson.dumps(call_to_json(piece)))) == piece


def test_content_without_calls_says_nothing_of_calls() -> None:
    assert content_to_json(Content("ab", "hm")) == {"text": "ab", "reasoning": "hm"}


def test_the_pieces_of_each_call_are_joined_however_they_are_mixed() -> None:
    growing = GrowingContent(Content("Let me look."))
    for piece in (
        ToolCall(1, name="second"),
        ToolCall(0, "call-0", "look", '{"at'),
        ToolCall(1, arguments="{"),
        ToolCall(0, arguments='":1}'),
        ToolCall(1, "call-1", arguments="}"),
    ):
        growing.add_call(piece)

    first = ToolCall(0, "call-0", "look", '{"at":1}')
    second = ToolCall(1, "call-1", "second", "{}")
    assert growing.whole() == Content("Let me look.", "", (first, second))


def test_a_call_of_which_no_arguments_have_come_has_none_yet() -> None:
    growing = GrowingContent()
    growing.add_call(ToolCall(0, name="look"))

    assert growing.whole() == Content(tool_calls=(ToolCall(0, None, "look", None),))


@given(st.lists(calls, max_size=8), st.integers(0, 8))
def test_calls_go_on_behind_what_was_read_as_a_whole(pieces: list[ToolCall], seam: int) -> None:
    growing, again = GrowingContent(), GrowingContent()
    for piece in pieces:
        growing.add_call(piece)
    for piece in pieces[:seam]:
        again.add_call(piece)
    again = GrowingContent(again.whole())
    for piece in pieces[seam:]:
        again.add_call(piece)

    assert again.whole() == growing.whole()


@given(contents)
def test_the_size_of_content_is_that_of_all_its_parts(content: Content) -> None:
    said = content.text + content.reasoning
    said += "".join(f"{call.id}{call.name}{call.arguments}" for call in content.tool_calls)

    assert content.size_bytes() == len(said.encode())
