"""What requests for responses ask for, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.lives import HEAD
from yeoul.api.openai.response_request import ResponseCall, ResponseRequest
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import ToolCall
from yeoul.protocol.turns import Turn

TOOL = {
    "type": "function",
    "name": "look_up",
    "description": "Looks.",
    "parameters": {"type": "object"},
    "strict": True,
}
FUNCTION = {name: value for name, value in TOOL.items() if name != "type"}


def asked(input: Any = "Hi", **fields: Any) -> ResponseCall:
    return ResponseRequest.model_validate({"input": input, **fields}).to_call()


def test_a_text_is_a_message_of_the_user_behind_the_instructions() -> None:
    assert asked("Hi", instructions="Be brief.").wanted.turns == (
        Turn("system", "Be brief."),
        Turn("user", "Hi"),
    )


def test_items_are_turns_and_calls_belong_to_the_turn_before() -> None:
    items = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "input_text", "text": "Look"}]},
        {"type": "reasoning", "summary": []},
        {
            "type": "message",
            "role": "assistant",
            "phase": "commentary",
            "content": [{"type": "output_text", "text": "I look.", "annotations": []}],
        },
        {"type": "function_call", "call_id": "c1", "name": "look_up", "arguments": "{}"},
        {"type": "function_call", "call_id": "c2", "name": "look_up", "arguments": ""},
        {"type": "function_call_output", "call_id": "c1", "output": "cold"},
        {
            "type": "function_call_output",
            "call_id": "c2",
            "output": [{"type": "input_text", "text": "wet"}],
        },
    ]

    calls = (ToolCall(0, "c1", "look_up", "{}"), ToolCall(1, "c2", "look_up", ""))
    assert asked(items).wanted.turns == (
        Turn("system", "Be brief."),
        Turn("user", "Look"),
        Turn("assistant", "I look.", calls),
        Turn("tool", "cold", tool_call_id="c1"),
        Turn("tool", "wet", tool_call_id="c2"),
    )


def test_a_call_without_a_text_is_a_turn_of_its_own() -> None:
    items = [
        {"role": "user", "content": "Look"},
        {"type": "function_call", "call_id": "c1", "name": "look_up", "arguments": "{}"},
    ]

    assert asked(items).wanted.turns[1] == Turn(
        "assistant", "", (ToolCall(0, "c1", "look_up", "{}"),)
    )


def test_what_a_provider_knows_is_passed_on_in_the_words_of_chat_completions() -> None:
    call = asked(
        model="echo",
        temperature=0.5,
        top_p=0.9,
        max_output_tokens=50,
        reasoning={"effort": "low", "summary": "auto"},
        text={"format": {"type": "json_schema", "name": "n", "schema": {}}, "verbosity": "low"},
        tools=[TOOL],
        tool_choice={"type": "function", "name": "look_up"},
        parallel_tool_calls=False,
    ).wanted

    assert call.model == "echo"
    parameters = call.parameters
    assert (parameters.temperature, parameters.top_p, parameters.max_tokens) == (0.5, 0.9, 50)
    assert call.options == {
        "reasoning_effort": "low",
        "verbosity": "low",
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {}}},
        "tools": [{"type": "function", "function": FUNCTION}],
        "tool_choice": {"type": "function", "function": {"name": "look_up"}},
        "parallel_tool_calls": False,
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": []},
        {"tools": [TOOL], "tool_choice": "none"},
        {"text": {"format": {"type": "text"}}},
        {"user": "me", "service_tier": "flex", "include": ["anything"], "truncation": "auto"},
        {"prompt": None, "top_logprobs": 0, "context_management": [{}], "whatever": 1},
    ],
)
def test_what_asks_for_nothing_here_is_ignored(fields: dict[str, Any]) -> None:
    assert asked(**fields).wanted.options == {}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": None}, "input"),
        ({"input": []}, "input"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"conversation": "conv_1", "previous_response_id": "resp_1"}, "conversation"),
        ({"background": True, "store": False}, "background"),
        ({"tools": [{"type": "web_search"}]}, "tools[0]"),
        ({"tools": [TOOL], "tool_choice": {"type": "file_search"}}, "tool_choice"),
        ({"input": [{"type": "item_reference", "id": "x"}]}, "input[0].type"),
        ({"input": [{"content": "x"}]}, "input[0].role"),
        ({"input": [{"type": "function_call", "name": "x"}]}, "input[0]"),
        ({"input": [{"type": "function_call_output", "output": "x"}]}, "input[0].call_id"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image"}]}]},
            "input[0].content[0].image_url",
        ),
        (
            {"input": [{"role": "assistant", "content": [{"type": "input_image"}]}]},
            "input[0].content[0]",
        ),
    ],
)
def test_what_is_not_possible_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked(**({"input": "Hi"} | fields))

    assert raised.value.fields[0][0] == param
    assert param in raised.value.detail


def test_a_response_repeats_its_request() -> None:
    call = asked(
        instructions="Be brief.",
        temperature=0,
        metadata={"a": "b"},
        tools=[TOOL],
        tool_choice="required",
        conversation={"id": "conv_1"},
        background=True,
        stream=True,
        reasoning={"effort": "low"},
    )

    shown = call.head(HEAD).to_json("queued")

    expected = {
        "instructions": "Be brief.",
        "temperature": 0,
        "top_p": 1.0,
        "metadata": {"a": "b"},
        "tools": [TOOL],
        "tool_choice": "required",
        "conversation": {"id": "conv_1"},
        "background": True,
        "store": True,
        "reasoning": {"effort": "low", "summary": None},
    }
    assert {name: shown[name] for name in expected} == expected
    assert (call.background, call.stored, call.wanted.streams) == (True, True, True)
    assert asked(store=False).stored is False
    assert asked(previous_response_id="resp_1").previous_response_id == "resp_1"
