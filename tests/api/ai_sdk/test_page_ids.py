"""Ids made of a page's: the same each time, and another for all that differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yeoul.api.ai_sdk import page_ids
from yeoul.protocol.conversation import is_id

TEXTS = st.text(max_size=4)


@given(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
def test_two_questions_have_one_id_only_if_nothing_differs(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    assert is_id(page_ids.question_id(*one))
    assert (page_ids.question_id(*one) == page_ids.question_id(*other)) == (one == other)
    assert page_ids.question_id(*one) == page_ids.question_id(*one)


def test_no_two_kinds_of_things_have_one_id() -> None:
    question = page_ids.question_id("o", "c", "q", "t")
    made = {
        page_ids.conversation_id("o", "c"),
        page_ids.conversation_id("oc", ""),
        question,
        page_ids.first_answer_id(question),
        page_ids.request_key(question),
        page_ids.request_key(question, None),
        page_ids.request_key(question, ""),
    }
    assert len(made) == 7
