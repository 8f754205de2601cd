"""The content of a message goes into JSON and back, and knows its size."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from yeoul.protocol.content import (
    Candidates,
    Content,
    ToolCall,
    call_from_json,
    call_to_json,
    content_from_json,
    content_to_json,
    utf16_length,
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


def test_candidates_read_back_and_end_where_javascript_says() -> None:
    tokens = (
        ("물", -0.25, (("물", -0.25), ("\ufffd", -3.5), ("\ufffd", -4.0, (0xEC,)))),
        (" 👩‍👩‍👧‍👦", None, ()),
        ("", -2.0, ()),
    )
    content = Content("👍물 👩‍👩‍👧‍👦", candidates=(Candidates(2, tokens),))

    assert content_from_json(orjson.loads(orjson.dumps(content_to_json(content)))) == content
    assert content.told_until == utf16_length(content.text) == 15
    assert content.size_bytes() == len(content.text.encode())


def test_content_without_calls_says_nothing_of_calls() -> None:
    assert content_to_json(Content("ab", "hm")) == {"text": "ab", "reasoning": "hm"}


@given(contents)
def test_the_size_of_content_is_that_of_all_its_parts(content: Content) -> None:
    said = content.text + content.reasoning
    said += "".join(f"{call.id}{call.name}{call.arguments}" for call in content.tool_calls)

    assert content.size_bytes() == len(said.encode())
