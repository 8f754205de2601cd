"""What a chunk says is found under every name and in every shape that services use."""

from __future__ import annotations

from typing import Any

import pytest

from yeoul.protocol.events import Usage
from yeoul.providers.base import Text, Thought
from yeoul.providers.chat_fields import (
    finish_reason_in,
    parts_in,
    text_in,
    thinking_in,
    usage_in,
)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"finish_reason": "stop"}, "stop"),
        ({"finish_reason": "tool_calls"}, "stop"),
        ({"finish_reason": "COMPLETE"}, "stop"),
        ({"finish_reason": "SAFETY"}, "content_filter"),
        ({"finish_reason": "sensitive"}, "content_filter"),
        ({"finish_reason": "MAX_TOKENS"}, "length"),
        ({"finish_details": {"type": "max_tokens"}}, "length"),
        ({"stop_reason": "end_turn"}, "stop"),
        ({"done_reason": "length"}, "length"),
        ({"finish_reason": None, "stop_reason": "</s>"}, None),
        ({"finish_reason": "null"}, None),
        ({"finish_reason": " "}, None),
        ({"finish_reason": None, "finishReason": "stop"}, "stop"),
        ({"delta": {"finish_reason": "stop"}}, "stop"),
        ({"finish_reason": "content_filter: PROHIBITED_CONTENT"}, "content_filter"),
        ({"finish_reason": "max_completion_tokens"}, "length"),
        ({}, None),
    ],
)
def test_the_end_is_found_under_its_names(choice: dict[str, Any], reason: str | None) -> None:
    assert finish_reason_in(choice) == (reason, None)


@pytest.mark.parametrize("said", ["error", "Abort", "insufficient_system_resource"])
def test_an_answer_that_was_broken_off_has_no_finish_reason(said: str) -> None:
    assert finish_reason_in({"finish_reason": said}) == (None, said.lower())


def test_thinking_that_is_there_twice_is_found_once() -> None:
    assert thinking_in({"reasoning": {"effort": "high"}, "thinking": "hm"}) == "hm"
    assert thinking_in({"reasoning_content": "hm", "reasoning": "hm"}) == "hm"
    assert thinking_in({"reasoning_content": None, "reasoning_details": []}) == ""


def test_parts_are_told_apart_by_their_type() -> None:
    content = [
        "a",
        {"type": "thinking", "thinking": [{"text": "b"}]},
        {"type": "text", "text": {"value": "c"}},
        {"thought": True, "text": "d"},
        {"type": "image_url", "image_url": {"url": "x"}},
    ]

    assert list(parts_in(content)) == [
        (Text, "a"),
        (Thought, "b"),
        (Text, "c"),
        (Thought, "d"),
    ]


def test_parts_within_parts_are_read_only_so_deep() -> None:
    deep: object = "text"
    for _ in range(5_000):
        deep = [deep]

    assert text_in(deep) == ""


def test_thinking_is_known_by_its_key_where_a_part_has_no_type() -> None:
    assert list(parts_in([{"thinking": "hm"}, {"text": "ok"}])) == [(Thought, "hm"), (Text, "ok")]


@pytest.mark.parametrize(
    "counted",
    [
        {"prompt_tokens": 3, "completion_tokens": 4},
        {"input_tokens": 3, "output_tokens": 4},
        {"prompt_tokens": 3.0, "completion_tokens": 4.0},
    ],
)
def test_usage_has_two_pairs_of_names(counted: dict[str, object]) -> None:
    assert usage_in(counted) == Usage(3, 4)


@pytest.mark.parametrize("counted", [None, [1], {}, {"completion_tokens": 1.5}, "3"])
def test_what_is_no_usage_is_none(counted: object) -> None:
    assert usage_in(counted) is None
