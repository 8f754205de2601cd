"""Replies as values: what is there, what is not yet, and what a newer server adds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from yeoul.client.replies import (
    Answer,
    Conversation,
    Model,
    read_answer,
    read_conversation,
    read_conversations,
    read_models,
    read_stopped,
)
from yeoul.errors import ErrorInfo
from yeoul.protocol.content import QuestionContent
from yeoul.protocol.conversation import Parameters, Question
from yeoul.protocol.events import Cursor, Timings, Usage

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
GROWING = {
    "id": "a1",
    "conversation_id": "c1",
    "parent_id": "q1",
    "role": "assistant",
    "status": "generating",
    "text": "빠른",
    "reasoning": None,
    "model": "m",
    "cursor": "1-7",
    "reason": None,
    "error": None,
    "usage": None,
    "timings": None,
    "omitted_messages": 0,
    "continuable": False,
    "created_at": "2026-01-01T12:00:00Z",
}
QUESTION = {
    "id": "q1",
    "conversation_id": "c1",
    "parent_id": None,
    "role": "user",
    "text": "여울?",
    "created_at": "2026-01-01T12:00:00Z",
}
CONVERSATION = {
    "id": "c1",
    "title": "여울?",
    "created_at": "2026-01-01T12:00:00Z",
    "updated_at": "2026-01-01T12:00:00Z",
    "leaf_id": "a1",
    "system": None,
    "model": None,
    "parameters": {"temperature": 0.5, "top_p": None, "max_tokens": None, "seed": None},
    "deleted_at": None,
}


def test_an_answer_that_grows() -> None:
    assert read_answer(GROWING) == Answer(
        "a1", "c1", "q1", "m", "generating", "빠른", Cursor(1, 7), NOON
    )


def test_an_answer_that_failed() -> None:
    error = ErrorInfo("provider_broken", "It broke", "Ask again.", True)
    failed = read_answer(
        {
            **GROWING,
            "status": "failed",
            "reasoning": "hm",
            "error": error._asdict(),
            "usage": {"prompt_tokens": 3, "completion_tokens": 7},
            "timings": Timings(0, None, 180, None, 29)._asdict(),
            "continuable": True,
        }
    )

    assert (failed.error, failed.usage) == (error, Usage(3, 7))
    assert failed.timings == Timings(0, None, 180, None, 29)
    assert (failed.reasoning, failed.continuable) == ("hm", True)


def test_an_answer_without_events_has_no_cursor() -> None:
    assert read_answer({**GROWING, "cursor": None}).cursor is None


def test_a_conversation_with_its_messages() -> None:
    read = read_conversation({**CONVERSATION, "messages": [QUESTION, GROWING]})

    assert read.parameters == Parameters(temperature=0.5)
    assert read.messages == (
        Question("q1", "c1", None, QuestionContent("여울?"), NOON),
        read_answer(GROWING),
    )


def test_a_page_of_conversations() -> None:
    page = read_conversations({"conversations": [CONVERSATION], "next_cursor": "more"})

    assert page.conversations == [
        Conversation("c1", "여울?", NOON, NOON, "a1", parameters=Parameters(temperature=0.5))
    ]
    assert page.next_cursor == "more"


def test_what_a_newer_server_adds_is_left_out() -> None:
    models = [{"id": "m", "provider": "p", "title": "M", "default": True, "languages": ["ko"]}]

    assert read_models({"models": models}) == [Model("m", "p", "M", True)]


@pytest.mark.parametrize(
    "data",
    [
        [],
        None,
        {},
        {**GROWING, "cursor": "x"},
        {**GROWING, "created_at": "noon"},
        {**GROWING, "usage": 3},
    ],
)
def test_what_is_no_answer_is_a_value_error(data: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the caller tells what it means
        read_answer(data)


def test_a_stop_of_an_answer_that_is_not_there_has_no_answer_whatever_else_is_said() -> None:
    early = {"id": "a1", "status": "stopped"}
    assert read_stopped(early) is None
    assert read_stopped({**early, "until": "later"}) is None
    assert read_stopped(GROWING) == read_answer(GROWING)
    broken: list[object] = [{}, {"status": "stopped"}, [], None, {**early, "text": ""}]
    for nothing in broken:
        with pytest.raises(ValueError, match="broken"):
            read_stopped(nothing)
