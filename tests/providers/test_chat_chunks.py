"""Chunks become pieces, whatever services put into them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.prompts import text_of
from yeoul.errors import ProviderBroken, ProviderRejected, YeoulError
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Piece, Progress, Text, Thought
from yeoul.providers.chat_chunks import ChatChunks
from yeoul.providers.error_bodies import read_error

#: What a chunk may hold anywhere in it.
NAMES = ("choices", "content", "delta", "error", "message", "reasoning", "text", "usage")


def new_chunks() -> ChatChunks:
    return ChatChunks(lambda error: ProviderRejected(read_error(error).message))


def delta(reason: str | None = None, **fields: Any) -> bytes:
    choice = {"index": 0, "delta": fields, "finish_reason": reason}
    return json.dumps({"choices": [choice]}).encode()


def read(*raws: bytes) -> list[Piece]:
    return new_chunks().read(raws)


def test_text_and_both_spellings_of_thinking_are_read() -> None:
    told = read(delta(content="a"), delta(reasoning_content="b"), delta(reasoning="c"))

    assert told == [Text("a"), Thought("b"), Thought("c")]


@pytest.mark.parametrize("first", [0, 1, "a", None])
def test_only_the_choice_that_comes_first_is_read(first: object) -> None:
    def choice(index: object, said: str) -> bytes:
        return json.dumps({"choices": [{"index": index, "delta": {"content": said}}]}).encode()

    assert read(choice(first, "a"), choice(2, "other"), choice(first, "b")) == [
        Text("a"),
        Text("b"),
    ]


def test_a_role_or_thinking_may_have_another_index_than_the_text() -> None:
    def choice(index: int, **said: str) -> bytes:
        return json.dumps({"choices": [{"index": index, "delta": said}]}).encode()

    told = read(choice(0, role="assistant"), choice(0, reasoning="hm"), choice(1, content="ok"))

    assert told == [Thought("hm"), Text("ok")]


@pytest.mark.parametrize("prefix", [b"data: ", b"data:", b"data: data: ", b"data:" * 100_000])
def test_data_may_be_wrapped_as_data_once_more(prefix: bytes) -> None:
    chunks = new_chunks()

    assert chunks.read([prefix + delta(content="a"), prefix + b"[DONE]"]) == [Text("a")]
    assert chunks.done


def test_messages_that_grow_say_only_what_they_add() -> None:
    def message(said: str) -> bytes:
        return json.dumps({"choices": [{"message": {"content": said}}]}).encode()

    so_far = ["", "na", "na na", "na na na", "na na na"]

    assert text_of(read(*map(message, so_far))) == "na na na"
    assert text_of(read(*map(message, ["na", "na", "ab"]))) == "nanaab"


@pytest.mark.parametrize(
    "last",
    [
        {"choices": [], "x_groq": {"usage": {"prompt_tokens": 1, "completion_tokens": 2}}},
        {
            "choices": [
                {"finish_reason": "stop", "usage": {"prompt_tokens": 1, "completion_tokens": 2}}
            ]
        },
    ],
)
def test_usage_may_stand_elsewhere(last: object) -> None:
    chunks = new_chunks()
    chunks.read([delta("stop", content="a"), json.dumps(last).encode()])

    assert chunks.finish() == [Finish("stop", Usage(1, 2))]


def test_an_error_may_stand_beside_the_choices() -> None:
    chunks = new_chunks()
    chunks.read([b'{"choices":[{"delta":{}}],"x_groq":{"id":"r","error":"over capacity"}}'])

    assert chunks.failure is not None
    assert chunks.failure.detail == "over capacity"


def test_the_word_for_the_end_is_told_where_nothing_else_came() -> None:
    chunks = new_chunks()
    chunks.read([delta("MALFORMED_FUNCTION_CALL")])

    assert "'MALFORMED_FUNCTION_CALL'" in str(chunks.finish()[-1])


def test_chunks_that_no_blank_line_parts_are_read_one_by_one() -> None:
    chunks = new_chunks()

    assert chunks.read([delta(content="a") + b"\n" + delta(content="b") + b"\n[DONE]"]) == [
        Text("a"),
        Text("b"),
    ]
    assert chunks.done


@pytest.mark.parametrize("raw", [b"[DONE]", b" [DONE] ", b'"[DONE]"', b"[done]"])
def test_done_is_read_in_every_spelling(raw: bytes) -> None:
    chunks = new_chunks()
    chunks.read([raw])

    assert chunks.done


def test_a_refusal_is_text() -> None:
    assert read(delta(content=None, refusal="No.")) == [Text("No.")]


def test_parts_are_joined_to_text() -> None:
    assert read(delta(content=[{"type": "text", "text": "a"}, {"type": "x"}])) == [Text("a")]


@pytest.mark.parametrize(
    "raw",
    [
        delta(content=""),
        delta(role="assistant", content=None),
        delta(tool_calls=[{"index": 0, "function": {"arguments": "{}"}}]),
        b'{"choices":[]}',
        b'{"choices":null,"usage":null}',
        b'{"choices":[{"index":0,"delta":null}]}',
        b'{"choices":["odd"],"usage":"odd"}',
        b'{"choices":true,"usage":[]}',
        b'{"choices":7}',
        b'{"choices":[{"index":0,"delta":{"content":7}}]}',
        b"{}",
    ],
)
def test_what_is_no_text_of_the_first_choice_gives_nothing(raw: bytes) -> None:
    chunks = new_chunks()

    assert chunks.read([raw]) == []
    assert chunks.failure is None
    assert not chunks.has_reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("content_filter", "content_filter"),
        ("tool_calls", "stop"),
        ("eos", "stop"),
    ],
)
def test_the_finish_reason_is_one_of_three(said: str, reason: str) -> None:
    chunks = new_chunks()
    chunks.read([delta(said)])

    [finish] = chunks.finish()

    assert isinstance(finish, Finish)
    assert finish.reason == reason


def test_usage_comes_with_the_finish() -> None:
    chunks = new_chunks()
    usage = b'{"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}'
    chunks.read([delta("stop"), usage])

    assert chunks.finish() == [Finish("stop", Usage(4, 2))]


@pytest.mark.parametrize("count", ["-1", "true", "null", "2.5", '"7"', "1" + "0" * 25, str(2**53)])
def test_a_number_of_tokens_that_cannot_be_one_is_not_believed(count: str) -> None:
    chunks = new_chunks()
    chunks.read([delta("stop"), f'{{"usage":{{"completion_tokens":{count}}}}}'.encode()])

    assert chunks.finish() == [Finish("stop", None)]


def test_a_silly_count_does_not_take_a_good_one_back() -> None:
    chunks = new_chunks()
    for counted in ({"prompt_tokens": -4, "completion_tokens": 2}, {"completion_tokens": -2}):
        chunks.read([json.dumps({"usage": counted}).encode()])
    chunks.read([delta("stop")])

    assert chunks.finish() == [Finish("stop", Usage(0, 2))]


def test_a_finish_reason_of_error_is_a_failure() -> None:
    chunks = new_chunks()
    chunks.read([delta("error")])

    assert isinstance(chunks.failure, ProviderRejected)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"error":{"message":"no"}}',
        b'{"error":"no"}',
        b'{"object":"error","message":"no"}',
    ],
)
def test_every_form_of_an_error_is_one(raw: bytes) -> None:
    chunks = new_chunks()

    assert chunks.read([delta(content="a"), raw, delta(content="b")]) == [Text("a")]
    assert chunks.failure is not None
    assert chunks.failure.detail == "no"


@pytest.mark.parametrize("raw", [b"", b" ", b"null", b"[]", b"1", b'"text"', b"ping", b"<html>"])
def test_what_is_no_chunk_is_a_sign_of_life(raw: bytes) -> None:
    assert read(delta(content="a"), raw, delta(content="b")) == [Text("a"), Text("b")]


def test_the_last_word_of_a_service_that_said_nothing_else_is_told() -> None:
    chunks = new_chunks()
    chunks.read([b"no GPU is free", b"", b"[DONE]"])

    [finish] = chunks.finish()

    assert isinstance(finish, Finish)
    assert "no GPU is free" in str(finish.instead)


@pytest.mark.parametrize("raw", [b"{", b'{"a":"\xff', b"[" * 5_000])
def test_a_chunk_that_is_cut_is_a_failure(raw: bytes) -> None:
    chunks = new_chunks()

    assert chunks.read([raw]) == []
    assert isinstance(chunks.failure, ProviderBroken)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "error"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=8,
)


@given(delta=VALUES, reason=VALUES, rest=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_whatever_a_chunk_holds_is_read_or_told(delta: Any, reason: Any, rest: Any) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunks = new_chunks()
    for chunk in ({"choices": [choice]} | rest, rest):
        pieces = chunks.read([json.dumps(chunk).encode()])
        assert all(isinstance(piece, Text | Thought | Progress) for piece in pieces)
    try:
        last = chunks.finish()[-1]
    except YeoulError:
        assert chunks.failure is not None or not chunks.has_reason
    else:
        assert isinstance(last, Finish)


def test_invalid_utf8_becomes_a_replacement_character() -> None:
    assert read(b'{"choices":[{"index":0,"delta":{"content":"a\xff\xfeb"}}]}') == [
        Text("a\ufffd\ufffdb")
    ]


def test_nul_becomes_a_replacement_character() -> None:
    assert read(delta(content="a\0b")) == [Text("a\ufffdb")]


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert read(delta(content="a\ud800b"), delta(content="\udc00c")) == [
        Text("a\ufffdb"),
        Text("\ufffdc"),
    ]


def test_a_surrogate_pair_that_is_cut_in_two_is_joined() -> None:
    assert read(delta(content="a\ud83d"), delta(content="\ude00b")) == [Text("a"), Text("😀b")]


def test_half_a_pair_before_another_kind_or_the_end_becomes_a_replacement_character() -> None:
    chunks = new_chunks()

    told = chunks.read([delta(content="\ud83d"), delta(reasoning="x"), delta(content="y\ud83d")])
    told += chunks.read([delta("stop")])

    assert told == [Text("\ufffd"), Thought("x"), Text("y")]
    assert chunks.finish() == [Text("\ufffd"), Finish("stop", None)]


#: Nothing that a tag of thinking begins with: the strings of the sources are drawn, too.
characters = st.characters(exclude_characters="\0<[◁", codec="utf-8")


@given(st.lists(st.text(characters, min_size=1)))
def test_text_is_never_empty_and_always_encodable(texts: list[str]) -> None:
    halves = [half for text in texts for half in _utf16_halves(text)]

    chunks = new_chunks()
    told = chunks.read([delta(content=half) for half in halves]) + chunks.held_back()

    assert text_of(told) == "".join(texts)
    assert all(isinstance(piece, Text) and piece.text for piece in told)


def _utf16_halves(text: str) -> list[str]:
    units = text.encode("utf-16-le", "surrogatepass")
    return [units[i : i + 2].decode("utf-16-le", "surrogatepass") for i in range(0, len(units), 2)]


def test_progress_of_the_prompt_is_thinking() -> None:
    raw = b'{"choices":[{"index":0,"delta":{"content":null}}],"prompt_progress":{"processed":1}}'

    assert read(raw) == [Progress("thinking")]
