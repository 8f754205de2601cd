"""Tool calls come out whole and apart, whatever a service does to their pieces."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.errors import ProviderBroken
from yeoul.protocol.content import ToolCall
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Piece
from yeoul.providers.chat_calls import MAX_LOOKS, MAX_NAME_CHARS, ChatCalls

Json = dict[str, Any]


def called(*deltas: Json | list[Json], is_whole: bool = False) -> list[Piece]:
    """Return the pieces of an answer's deltas; a list is one delta with several entries."""
    calls, pieces = ChatCalls(), list[Piece]()
    for delta in deltas:
        entries = delta if isinstance(delta, list) else [delta]
        calls.read({"tool_calls": entries}, pieces, is_whole=is_whole)
    calls.close(pieces)
    return pieces


def whole(*deltas: Json | list[Json], is_whole: bool = False) -> list[tuple[str | None, ...]]:
    """Return id, name and arguments of each call."""
    growing = GrowingContent()
    for piece in called(*deltas, is_whole=is_whole):
        assert isinstance(piece, ToolCall)
        growing.add(piece)
    calls = growing.whole().tool_calls
    assert [call.index for call in calls] == [*range(len(calls))]
    return [(call.id, call.name, call.arguments) for call in calls]


def entry(arguments: object = None, *, name: str | None = None, **fields: Any) -> Json:
    """Return one entry of a delta; fields that are None are left out."""
    function = {"name": name, "arguments": arguments}
    return fields | {"function": {k: v for k, v in function.items() if v is not None}}


def test_the_pieces_of_a_call_are_passed_on_as_they_come() -> None:
    assert called(
        entry("", name="look", index=0, id="c1", type="function"),
        entry('{"at":', index=0),
        entry('"물"}', index=0),
    ) == [ToolCall(0, "c1", "look", '{"at":'), ToolCall(0, arguments='"물"}')]


@pytest.mark.parametrize(
    "deltas",
    [
        pytest.param(
            [entry("{}", name="look", index=0, id="a"), entry("[]", name="hear", index=1, id="b")],
            id="whole calls, one in each chunk",
        ),
        pytest.param(
            [[entry("{}", name="look", id="a"), entry("[]", name="hear", id="b")]],
            id="whole calls in one chunk, without an index",
        ),
        pytest.param(
            [entry("{}", name="look", index=0, id="a"), entry("[]", name="hear", index=0, id="b")],
            id="all with the same index",
        ),
        pytest.param(
            [
                entry(name="look", index=0, id="a"),
                entry(name="hear", index=1, id="b"),
                entry("[", index=1),
                entry("{}", index=0),
                entry("]", index=1),
            ],
            id="in turns",
        ),
        pytest.param(
            [
                entry(name="look", id="a"),
                entry("{"),
                entry("}"),
                entry("[", name="hear", id="b"),
                entry("]", id="b"),
            ],
            id="pieces without an index",
        ),
        pytest.param(
            [
                entry(name="lo", index=4, id="a"),
                entry(name="ok", index=4),
                entry("{}", index=4),
                entry(name="hear", index=7, id="b"),
                entry("[]", index=7, id="b"),
            ],
            id="the name in pieces, and numbers of their own",
        ),
        pytest.param(
            [
                entry("{", name="look", index=0, id="a"),
                entry("}", name="look", index=0, id="x"),
                entry("[", name="hear", index=1, id="b"),
                entry("]", name="hear", index=1, id="y"),
            ],
            id="the name and a new id in every piece",
        ),
    ],
)
def test_two_calls_are_told_apart(deltas: list[Json]) -> None:
    assert whole(*deltas) == [("a", "look", "{}"), ("b", "hear", "[]")]


def test_calls_without_id_and_index_are_told_apart_by_name_or_by_their_end() -> None:
    look, hear = entry({"at": "물"}, name="look"), entry("{}", name="hear")

    assert whole(look, hear, hear, entry("{", name="hear"), entry("}", name="hear")) == [
        (None, "look", '{"at":"물"}'),
        *[(None, "hear", "{}")] * 3,
    ]


def test_calls_with_the_same_index_and_no_arguments_are_told_apart() -> None:
    assert whole(entry(name="look", index=0, id="a"), entry(name="hear", index=0, id="b")) == [
        ("a", "look", None),
        ("b", "hear", None),
    ]


def test_a_call_of_the_old_form_is_one_call() -> None:
    calls, pieces = ChatCalls(), list[Piece]()
    for function in ({"name": "look", "arguments": ""}, {"arguments": "{"}, {"arguments": "}"}):
        assert calls.read({"function_call": function}, pieces)

    assert pieces == [ToolCall(0, None, "look", "{"), ToolCall(0, arguments="}")]


def test_messages_that_repeat_themselves_are_read_once() -> None:
    first, more = entry('{"a":', name="look", id="a"), entry('{"a":1}', name="look", id="a")
    other = entry("{}", name="hear")

    for messages in ([[first], [more], [more, other], [more, other]], [[more, other]]):
        assert whole(*messages, is_whole=True) == [
            ("a", "look", '{"a":1}'),
            (None, "hear", "{}"),
        ]
    assert len(whole([other], [entry('{"b":2}', name="hear")], is_whole=True)) == 2


def test_a_name_that_never_comes_is_told_at_the_end() -> None:
    calls, pieces = ChatCalls(), list[Piece]()
    calls.read({"tool_calls": [entry("{}", index=0)]}, pieces)

    assert (pieces, bool(calls)) == ([], True)
    calls.close(pieces)
    assert pieces == [ToolCall(0, None, None, "{}")]


@pytest.mark.parametrize(
    "odd",
    [None, 7, "x", [], [None, 7, []], [{}], [{"index": 0}], [{"function": 7}], {"id": None}],
)
def test_what_says_nothing_is_no_call(odd: object) -> None:
    calls, pieces = ChatCalls(), list[Piece]()

    assert not calls.read({"tool_calls": odd, "function_call": odd}, pieces)
    assert (pieces, bool(calls)) == ([], False)


def test_arguments_that_are_no_text_are_repaired() -> None:
    assert whole(entry({"\ud800": 2**80}, name="a\0", id="\udc00")) == [
        ("\ufffd", "a\ufffd", '{"\ufffd":' + str(2**80) + "}")
    ]


def test_arguments_that_are_too_deep_fail_the_answer() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}

    with pytest.raises(ProviderBroken):
        called(entry(deep, name="look"))


def test_a_service_that_makes_arguments_be_read_again_and_again_costs_no_more_than_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = list[str]()

    def look(text: str) -> bool:
        looks.append(text)
        return False

    monkeypatch.setattr("yeoul.providers.chat_calls._is_object", look)
    pieces = (entry("}", name="look", index=0, id=str(number)) for number in range(1_000))

    assert whole(*pieces) == [("0", "look", "}" * 1_000)]
    assert len(looks) == MAX_LOOKS


def test_a_surrogate_pair_that_was_cut_in_two_is_joined() -> None:
    assert called(
        entry('{"a":"\ud83d', name="look", index=0),
        entry("\ude00\ud83d", index=0),
        entry('"}', index=0),
    ) == [
        ToolCall(0, None, "look", '{"a":"'),
        ToolCall(0, arguments="😀"),
        ToolCall(0, arguments='\ufffd"}'),
    ]


def test_a_name_that_does_not_end_fails_the_answer() -> None:
    """It is held back as it grows, so no limit of the answer ends it."""
    assert called(entry(name="n" * MAX_NAME_CHARS)) == [ToolCall(0, None, "n" * MAX_NAME_CHARS)]
    for pieces in (["n" * 2**20], (f"{number:04}" for number in range(2**20))):
        with pytest.raises(ProviderBroken):
            called(*(entry(name=piece, index=0) for piece in pieces))


@given(st.data())
def test_calls_cut_anywhere_come_out_as_they_were_written(data: st.DataObject) -> None:
    """However a service counts them, and wherever it cuts them."""
    written = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["look", "hear"]),
                st.dictionaries(st.text(max_size=3), st.text(max_size=5), max_size=3),
            ),
            min_size=1,
            max_size=4,
        )
    )
    form = data.draw(st.sampled_from(["counted", "known", "the same index", "new ids"]))
    deltas, expected = list[Json](), list[tuple[str | None, ...]]()
    for at, (name, given_) in enumerate(written):
        arguments = json.dumps(given_, ensure_ascii=False)
        cuts = sorted(data.draw(st.sets(st.integers(1, len(arguments) - 1), max_size=4)))
        lengths = [b - a for a, b in zip([0, *cuts], [*cuts, len(arguments)], strict=True)]
        ends = [*accumulate(lengths)]
        parts = [arguments[end - length : end] for end, length in zip(ends, lengths, strict=True)]
        index = {"known": None, "the same index": 0}.get(form, at)
        for number, part in enumerate(parts):
            begins = number == 0
            id = f"c{at}" if begins else f"c{at}{number}" if form == "new ids" else None
            fields: Json = {"index": index, "id": id, "name": name if begins else None}
            deltas.append(entry(part, **{k: v for k, v in fields.items() if v is not None}))
        expected.append((f"c{at}", name, arguments))

    assert whole(*deltas) == expected
