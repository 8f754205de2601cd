"""Scripts are cut behind a prefix exactly, and those that ship are worth reading."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.providers.prompts import prompt
from yeoul.errors import ProviderBroken
from yeoul.protocol.content import ToolCall
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import Finish, Progress, Text, Thought, Turn
from yeoul.providers.script_steps import RIVER, Pause, Step, beats, call, echo, river


def told(steps: list[Step], behind: int = 0) -> str:
    """Return the text of the steps behind a seam."""
    pieces = [
        piece for beat in beats(steps, behind=behind) if isinstance(beat, list) for piece in beat
    ]
    return "".join(piece.text for piece in pieces if isinstance(piece, Text))


def test_every_kind_of_step_comes_through_in_one_form() -> None:
    failure = ProviderBroken("no")
    steps: list[Step] = [
        "a",
        Text("b"),
        Thought("c"),
        Progress("thinking"),
        ToolCall(0, "c1", "look_up"),
        [Text("d"), Finish("stop", None)],
        Pause(1.0),
        failure,
    ]

    assert list(beats(steps, behind=0)) == [
        [Text("a")],
        [Text("b")],
        [Thought("c")],
        [Progress("thinking")],
        [ToolCall(0, "c1", "look_up")],
        [Text("d"), Finish("stop", None)],
        Pause(1.0),
        failure,
    ]


@given(st.lists(st.text()), st.integers(min_value=0, max_value=40))
def test_exactly_the_text_behind_the_seam_is_told(texts: list[str], behind: int) -> None:
    assert told(list(texts), behind) == "".join(texts)[behind:]


def test_what_lies_before_the_seam_is_left_out_with_it() -> None:
    steps: list[Step] = [Thought("t"), "ab", Pause(1.0), ProviderBroken("early"), "cd", Pause(2.0)]

    assert list(beats(steps, behind=3)) == [[Text("d")], Pause(2.0)]


def test_a_failure_right_at_the_seam_does_not_come_again() -> None:
    steps: list[Step] = ["ab", ProviderBroken("again"), Pause(1.0), "cd"]

    assert list(beats(steps, behind=2)) == [Pause(1.0), [Text("cd")]]
    assert isinstance(list(beats(steps, behind=0))[1], ProviderBroken)


def test_an_echo_is_the_question() -> None:
    question = " What  is\n여울? 👍🏽 "

    assert told(list(echo(prompt(question)))) == question


def test_a_call_asks_the_first_tool_and_then_tells_what_it_returned() -> None:
    tools = [{"type": "function", "function": {"name": "depth_at"}}, {"type": "function"}]
    asked = replace(prompt("Depth of 여울?"), options={"tools": tools})

    growing = GrowingContent()
    for piece in call(asked):
        assert isinstance(piece, ToolCall)
        growing.add(piece)
    (made,) = growing.whole().tool_calls
    history = (*asked.turns, Turn("assistant", "", (made,)), Turn("tool", "0.3 m", (), made.id))

    assert made == ToolCall(0, "call_1", "depth_at", '{"question":"Depth of 여울?"}')
    assert told(list(call(replace(asked, turns=history)))) == "0.3 m"


def test_a_call_is_made_of_something_where_nothing_is_offered() -> None:
    first, *_ = call(prompt())

    assert first == ToolCall(0, "call_1", "look_up")


def test_the_river_has_what_markdown_and_unicode_can_do() -> None:
    text = told(list(river(prompt())))

    assert text == RIVER
    for part in ("여울", "👩‍👩‍👧‍👦", "🇰🇷", "e\u0301", "```python", "| place |", "> ", "](https://"):
        assert part in text
