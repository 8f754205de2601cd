"""Thinking is told from the text by its tags, however they are cut, and an answer keeps its own."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.providers.base import Moved, Text, Thought
from yeoul.providers.thinking_tags import ThinkingTags, without_thinking

PAIRS = [
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<THINK>", "</Think>"),
    ("<thought>", "</thought>"),
    ("<reasoning>", "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("<longcat_think>", "</longcat_think>"),
    ("<reason>", "</reason>"),
    (
        "<|start|>assistant<|channel|>analysis<|message|>",
        "<|start|>assistant<|channel|>final<|message|>",
    ),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|channel>thought", "<channel|>"),
    (
        "<|channel|>analysis<|message|>",
        "<|end|><|start|>assistant<|channel|>final<|message|>",
    ),
]


def fold(*parts: str, thinks_first: bool = False, whole: bool = True) -> tuple[str, str]:
    """Return what a reader holds in the end: text and thinking."""
    tags = ThinkingTags(thinks_first=thinks_first)
    text, thought = "", ""
    for said in [*(s for part in parts for s in tags.read(part)), *tags.finish(whole=whole)]:
        if isinstance(said, Text):
            text += said.text
        elif isinstance(said, Thought):
            thought += said.text
        elif said.to == "thinking":
            text, thought = "", (thought + text).strip()
        else:
            text, thought = thought + text, ""
    return text, thought


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_thinking_between_tags_is_told_apart_wherever_they_are_cut(
    opening: str, closing: str
) -> None:
    answer = f"\n{opening}\nHow many? 1 < 2 [sic]\n{closing}\n\nTwo, <b>surely</b>."

    for cut in range(len(answer)):
        assert fold(answer[:cut], answer[cut:]) == (
            "Two, <b>surely</b>.",
            "How many? 1 < 2 [sic]",
        )
    assert fold(*answer) == ("Two, <b>surely</b>.", "How many? 1 < 2 [sic]")


@pytest.mark.parametrize(("opening", "closing"), PAIRS)
def test_a_closing_tag_that_nothing_opened_moves_what_came_before_it(
    opening: str, closing: str
) -> None:
    answer = f"Hm, let me see.\n{closing}\n\nTwo."

    assert fold(answer) == fold(*answer) == ("Two.", "Hm, let me see.")


@pytest.mark.parametrize(
    "thought",
    [
        "Say `yes`",
        'Say "yes."',
        "So it is **two.**",
        "It is two. ",
        "A lone ` here.\nDone",
        "```\ncode\n```\n",
        "| a | b |",
        "(two)",
    ],
)
def test_a_closing_tag_right_behind_a_thought_closes_it(thought: str) -> None:
    answer = f"{thought}</think>Two."

    assert fold(answer) == fold(*answer) == ("Two.", thought.strip())


@pytest.mark.parametrize("space", ["\n\n    ", "\n \n\t", "\r\n\r\n  "])
def test_what_indents_the_first_line_behind_thinking_is_kept(space: str) -> None:
    answer = f"<think>a</think>{space}code()\n    more()"
    expected = space.rpartition("\n")[2] + "code()\n    more()"

    assert fold(answer) == fold(*answer) == (expected, "a")
    assert fold("<think>a</think> Two") == ("Two", "a")
    assert fold("<think>a</think>", "\n", "\n") == ("", "a")


def test_many_tags_that_are_written_about_cost_no_more_than_their_length() -> None:
    started_s = time.process_time()
    answer = '"</think>" ' * 100_000

    assert fold(answer) == (answer, "")
    assert time.process_time() - started_s < 5.0


@pytest.mark.parametrize("end", ["</think>", "\n</think>\n\n"])
def test_a_closing_tag_at_the_very_end_takes_no_answer_away(end: str) -> None:
    tags = ThinkingTags()
    tags.read(f"Hello.{end}")

    assert tags.finish(whole=True)[-1] == Moved("text")
    assert not tags.thinks_first
    assert fold(f"Hello.{end}")[0].strip() == "Hello."
    assert fold(f"Hello.{end}", whole=False) == ("", "Hello.")


def test_from_then_on_the_model_is_known_to_begin_with_thinking() -> None:
    tags = ThinkingTags()
    tags.read("Hm.\n</think>\n\nTwo.")
    assert tags.thinks_first

    again = ThinkingTags(thinks_first=tags.thinks_first)

    assert again.read("Let me") == [Thought("Let me")]
    assert again.read(" see.\n</think>\n\nThree.") == [Thought(" see."), Text("Three.")]
    assert again.thinks_first


def test_what_was_presumed_to_be_thinking_and_never_closed_was_the_answer() -> None:
    tags = ThinkingTags(thinks_first=True)

    assert tags.read("Just text. ") == [Thought("Just text.")]
    assert tags.finish(whole=True) == [Thought(" "), Moved("text")]
    assert not tags.thinks_first
    assert fold("Just text.\n", thinks_first=True) == ("Just text.\n", "")


def test_thinking_that_was_cut_off_stays_thinking() -> None:
    assert fold("<think>Let me", whole=False) == ("", "Let me")
    assert fold("Let me", thinks_first=True, whole=False) == ("", "Let me")


def test_an_opening_tag_that_is_never_closed_makes_all_of_it_thinking() -> None:
    assert fold("<think>\nAll the way <") == ("", "All the way <")


def test_empty_thinking_leaves_nothing() -> None:
    assert fold("<think>\n\n</think>\n\nHello") == ("Hello", "")
    assert fold("</think>\n\nHello") == ("Hello", "")


def test_several_thoughts_before_the_answer_are_all_thinking() -> None:
    assert fold("<think>a</think>\n<think>b</think> c") == ("c", "ab")


@pytest.mark.parametrize(
    "answer",
    [
        "The tag `</think>` closes the thinking.",
        'It ends with "</think>".',
        "Models write <think> and then </think> around it.",
        "The model ends with </think> and then answers.",
        "It ends with **</think>**, or *</think>*, or (</think>), or \\</think>.",
        "Split at \"</think>\" or '</think>' or “</think>”.",
        "| tag | use |\n|---|---|\n| </think> | ends |\n",
        "Tags:\n- </think>\n- </thinking>\n",
        "Like this:\n```\n</think>\n```\nDone.",
        "Like this:\n```xml\nhm `x\n</think>\nTwo.\n```\nDone.",
        "1. Like this:\n   ~~~\n</think>\n   ~~~\nDone.",
        "```one line```\n```\n</think>\n```\n",
        "Like this:\n```\n<think>\nhm\n</think>\n```\nDone.",
        "Code `a</think>b` here.",
        "x = a[THINK] and [1] < [2] <|",
        "In the end <think",
        " \n",
        "<thinker>a</thinker>",
        "<thin",
    ],
)
def test_an_answer_may_write_about_tags(answer: str) -> None:
    assert fold(answer) == (answer, "")
    assert fold(*answer) == (answer, "")


def test_thinking_that_comes_apart_leaves_the_text_alone() -> None:
    tags = ThinkingTags(thinks_first=True)

    assert tags.note_apart() == []
    assert tags.read(" Two <think>, or </think> three") == [Text(" Two <think>, or </think> three")]
    assert not tags.thinks_first


def test_a_closing_tag_left_over_behind_thinking_that_came_apart_is_dropped() -> None:
    tags = ThinkingTags()
    tags.note_apart()

    assert tags.read("\n</think>\n\nTwo.") == [Text("Two.")]


def test_what_is_held_back_comes_when_thinking_comes_apart() -> None:
    tags = ThinkingTags()
    assert tags.read("<th") == []

    assert tags.note_apart() == [Text("<th")]


@given(
    parts=st.lists(
        st.text(st.sampled_from("<>/[]thinkTHINK|` \na가")) | st.sampled_from([o for o, _ in PAIRS])
    ),
    cuts=st.lists(st.integers(0, 200)),
)
def test_where_a_text_is_cut_changes_nothing(parts: list[str], cuts: list[int]) -> None:
    answer = "".join(parts)
    places = sorted({0, *(cut % (len(answer) + 1) for cut in cuts), len(answer)})
    pieces = [answer[a:b] for a, b in pairwise(places)]

    assert fold(*pieces) == fold(answer)


@given(st.text(st.characters(exclude_characters="<[◁", codec="utf-8")))
def test_a_text_without_tags_comes_out_as_it_is(answer: str) -> None:
    assert fold(answer) == fold(*answer) == (answer, "")


def test_much_white_space_is_not_held_for_ever() -> None:
    tags = ThinkingTags()
    told = tags.read("<think>a")
    for _ in range(10_000):
        told += tags.read("\n\n")

    assert sum(len(said.text) for said in told if isinstance(said, Thought)) > 10_000


def test_the_text_of_a_whole_answer_is_given_without_its_thinking() -> None:
    assert without_thinking("<think>hm</think>\n\nTwo.") == "Two."
    assert without_thinking("hm\n</think>\nTwo.") == "Two."
    assert without_thinking("Two.") == "Two."


@pytest.mark.parametrize("tag", [tag for pair in PAIRS for tag in pair])
def test_a_text_with_a_tag_in_it_is_not_taken_for_plain(tag: str) -> None:
    tags = ThinkingTags()
    tags.read("Some text, ")
    assert tags.read_plain("and more, ")
    assert not tags.read_plain(f"and then {tag}")
