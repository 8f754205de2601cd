"""An answer's content grows by its events, and is the same however they came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import Delta, End, Event, Reasoning, Reset, Started
from yeoul.protocol.growing_content import GrowingContent

STARTED = Started("a1", "c1", "q1", "m", "2026-01-01T00:00:00Z")
texts = st.text(st.characters(exclude_categories=["Cs"]))
parts = st.none() | texts
calls = st.builds(ToolCall, st.integers(0, 3), parts, parts, parts)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Delta, texts), st.builds(Reasoning, texts), calls, st.builds(Reset, texts, texts)
)


def content_of(*said: Event) -> Content:
    growing = GrowingContent()
    for event in said:
        growing.add(event)
    return growing.whole()


def test_text_and_thinking_are_kept_apart_and_in_order() -> None:
    said = (
        STARTED,
        Reasoning("물"),
        Delta("여"),
        Reasoning("?"),
        Delta("울"),
        End.unbegun("failed", "error"),
    )

    assert content_of(*said) == Content("여울", "물?")


def test_a_reset_replaces_everything() -> None:
    told = (Candidates(0, (("kept", -0.5, ()),)),)
    kept = Content("kept", "thought", (ToolCall(1, "b", "look", "{}"),), told)
    other = Candidates(0, (("a", None, ()),))

    assert content_of(Delta("a"), other, ToolCall(0, "a"), Reset(*kept)) == kept
    assert content_of(Delta("a"), other, Reset("a", "")) == Content("a")
    assert content_of(Delta("a"), Reset(*kept), Delta("!")).text == "kept!"


def test_a_later_epoch_begins_with_nothing_until_its_reset() -> None:
    first = (STARTED, Delta("a"), Reasoning("b"), ToolCall(0, "c"))

    assert content_of(*first, STARTED) == Content()
    assert content_of(*first, STARTED, Reset("a", "b"), Delta("d")) == Content("ad", "b")


def test_the_pieces_of_each_call_are_joined_however_they_are_mixed() -> None:
    pieces = (
        ToolCall(1, name="second"),
        ToolCall(0, "call-0", "look", '{"at'),
        ToolCall(1, arguments="{"),
        ToolCall(0, arguments='":1}'),
        ToolCall(1, "call-1", arguments="}"),
    )

    first = ToolCall(0, "call-0", "look", '{"at":1}')
    second = ToolCall(1, "call-1", "second", "{}")
    assert content_of(Delta("Let me look."), *pieces) == Content(
        "Let me look.", "", (first, second)
    )


def test_a_call_of_which_no_arguments_have_come_has_none_yet() -> None:
    named = ToolCall(0, name="look")

    assert content_of(named) == Content(tool_calls=(ToolCall(0, None, "look", None),))


@given(st.lists(events, max_size=8), st.integers(0, 8))
def test_content_goes_on_behind_what_was_read_as_a_whole(said: list[Event], seam: int) -> None:
    again = GrowingContent(content_of(*said[:seam]))
    for event in said[seam:]:
        again.add(event)

    assert again.whole() == content_of(*said)
