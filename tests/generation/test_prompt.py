"""From a branch to a prompt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.errors import ContextTooLong
from yeoul.generation.prompt import alternate, fit, turns_for, turns_of, without_open_calls
from yeoul.protocol.content import Content, QuestionContent, ToolCall
from yeoul.protocol.conversation import Answer, Message, Question, Terms
from yeoul.protocol.turns import Call
from yeoul.providers.base import Turn

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def thread(*texts: str) -> list[Message]:
    """Questions and answers by turns."""
    return [
        Answer(f"m{n}", "c", f"m{n - 1}", "model", NOW, content=Content(text))
        if n % 2
        else Question(f"m{n}", "c", None, QuestionContent(text), NOW)
        for n, text in enumerate(texts)
    ]


def test_the_branch_becomes_turns_behind_the_system_prompt() -> None:
    assert turns_of(thread("q1", "a1", "q2"), "Be brief.") == [
        Turn("system", "Be brief."),
        Turn("user", "q1"),
        Turn("assistant", "a1"),
        Turn("user", "q2"),
    ]


def test_without_a_system_prompt_the_question_comes_first() -> None:
    assert turns_of(thread("  q1 \n"), None) == [Turn("user", "  q1 \n")]


def test_a_products_context_parts_no_call_of_a_tool_from_its_result() -> None:
    look = ToolCall(0, "c1", "look_up", "{}")
    brought = (
        Turn("user", "q1"),
        Turn("assistant", "", (look,)),
        Turn("tool", "r1", tool_call_id="c1"),
    )
    added, last = Turn("user", "the price"), Turn("user", "q2")
    answer = Answer(
        "m1", "c", "m0", "model", NOW, terms=Terms("Be brief.", (("user", "the price"),), 1)
    )

    def turns(*brought: Turn) -> list[Turn]:
        return turns_for(replace(answer, call=Call(brought, {}, "0")), [])

    system = Turn("system", "Be brief.")
    assert turns(*brought) == [system, added, *brought]
    assert turns(*brought, last) == [system, *brought, added, last]
    assert turns(*brought[1:]) == [system, *brought[1:], added]


def test_an_answer_without_text_is_left_out() -> None:
    assert turns_of(thread("q1", "", "q2"), "") == [Turn("user", "q1"), Turn("user", "q2")]


@pytest.mark.parametrize("blank", [" ", "\n\n", "<think>hm</think>", "<think>\n\n</think>\n"])
def test_an_answer_without_a_word_is_no_turn(blank: str) -> None:
    assert turns_of(thread("q1", blank, "q2"), " ") == [Turn("user", "q1"), Turn("user", "q2")]


@pytest.mark.parametrize("answer", ["<think>hm</think>\n\na1", "hm\n</think>\na1"])
def test_no_thinking_of_an_earlier_answer_is_sent(answer: str) -> None:
    assert turns_of(thread("q1", answer, "q2"), None)[1] == Turn("assistant", "a1")


def test_calls_without_a_result_are_no_part_of_what_a_person_asks() -> None:
    calls = ToolCall(0, "c1", "depth", "{}"), ToolCall(1, "c2", "tide", "{}")
    result, other = Turn("tool", "3 m", (), "c1"), Turn("tool", "low", (), "c2")
    question = Turn("user", "And now?")

    assert without_open_calls([Turn("assistant", "", calls), question]) == [question]
    assert without_open_calls([Turn("assistant", "", calls), result, question]) == [question]
    assert without_open_calls([Turn("assistant", "So:", calls), result, question]) == [
        Turn("assistant", "So:"),
        question,
    ]
    whole = [Turn("assistant", "", calls), result, other, Turn("assistant", "3 m."), question]
    assert without_open_calls(whole) == whole


def test_questions_without_an_answer_between_them_are_asked_as_one() -> None:
    turns = turns_of(thread("q1", "a1", "q2", "", "q3"), "system")

    assert alternate(turns) == [*turns[:3], Turn("user", "q2\n\nq3")]


@given(st.lists(st.sampled_from(["", " ", "text"]), min_size=1, max_size=9), st.booleans())
def test_roles_alternate_and_no_turn_is_empty(answers: list[str], system: bool) -> None:
    texts = [text for answer in answers for text in ("question", answer)]

    asked = alternate(turns_of(thread(*texts, "last"), "system" if system else None))

    told = asked[1:] if system else asked
    assert [turn.role for turn in told] == (["user", "assistant"] * len(told))[: len(told)]
    assert told[-1].content.endswith("last")
    assert all(turn.content.strip() for turn in asked)


def test_the_oldest_turns_give_way_and_an_answer_never_leads() -> None:
    turns = turns_of(thread("q1", "a1", "q2", "a2", "q3"), "system")
    kept = fit(turns, [1, 10, 10, 10, 10, 10], 41)
    assert kept == [turns[0], *turns[3:]]


def test_a_question_that_does_not_fit_alone_is_refused() -> None:
    turns = turns_of(thread("q1", "a1", "q2"), "system")
    with pytest.raises(ContextTooLong, match="20 tokens"):
        fit(turns, [5, 1, 1, 16], 20)


@given(
    st.integers(0, 12).flatmap(
        lambda pairs: st.tuples(
            st.just(2 * pairs + 1),
            st.lists(st.integers(1, 50), min_size=2 * pairs + 1, max_size=2 * pairs + 1),
            st.integers(50, 400),
            st.booleans(),
        )
    )
)
def test_what_is_kept_fits_and_is_the_end_of_the_branch(
    case: tuple[int, list[int], int, bool],
) -> None:
    count, costs, budget, with_system = case
    turns = turns_of(thread(*(f"m{n}" for n in range(count))), "s" if with_system else None)
    all_costs = [0, *costs] if with_system else costs
    kept = fit(turns, all_costs, budget)
    head = int(with_system)
    tail = kept[head:]
    assert kept[:head] == turns[:head]
    assert tail == turns[-len(tail) :]
    assert tail[0].role == tail[-1].role == "user"
    assert sum(costs[-len(tail) :]) <= budget
    longer = len(tail) + 2
    assert longer > count or sum(costs[-longer:]) > budget
