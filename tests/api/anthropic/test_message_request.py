"""What requests for messages ask for, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yeoul.api.anthropic.message_request import MessageRequest
from yeoul.api.calls import Wanted
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

HI = [{"role": "user", "content": "Hi"}]
TOOL = {"name": "look_up", "description": "Looks.", "input_schema": {"type": "object"}}


def asked(messages: Any = HI, **fields: Any) -> Wanted:
    body = {"model": "echo", "max_tokens": 50, "messages": messages, **fields}
    return MessageRequest.model_validate(body).to_call()


def test_parameters_are_honoured() -> None:
    call = asked(
        stream=True,
        temperature=0.5,
        top_p=0.9,
        top_k=5,
        stop_sequences=["END"],
        thinking={"type": "enabled", "budget_tokens": 1024},
        metadata={"user_id": "me"},
        service_tier="auto",
    )

    assert call.parameters == Parameters(0.5, 0.9, 50, None, True)
    assert (call.model, call.streams) == ("echo", True)
    assert call.options == {"top_k": 5, "stop": ["END"]}
    assert asked(thinking={"type": "disabled"}).parameters.thinking is False
    assert (asked().parameters.thinking, asked().streams) == (None, False)


HISTORY = [
    {"role": "user", "content": [{"type": "text", "text": "Look", "cache_control": {}}]},
    {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "hm", "signature": "s"},
            {"type": "text", "text": "I look."},
            {"type": "tool_use", "id": "c1", "name": "look_up", "input": {"at": "물"}},
            {"type": "tool_use", "id": "c2", "name": "look_up", "input": {}},
        ],
    },
    {
        "role": "user",
        "content": [
            {"type": "tool_result", "tool_use_id": "c1", "content": "cold"},
            {
                "type": "tool_result",
                "tool_use_id": "c2",
                "content": [{"type": "text", "text": "wet"}],
            },
            {"type": "text", "text": "And?"},
        ],
    },
]


def test_a_history_is_kept_with_its_calls_and_their_results() -> None:
    turns = asked(HISTORY, system=[{"type": "text", "text": "Be brief."}]).turns

    calls = (ToolCall(0, "c1", "look_up", '{"at":"물"}'), ToolCall(1, "c2", "look_up", "{}"))
    assert turns == (
        Turn("system", "Be brief."),
        Turn("user", "Look"),
        Turn("assistant", "I look.", calls),
        Turn("tool", "cold", tool_call_id="c1"),
        Turn("tool", "wet", tool_call_id="c2"),
        Turn("user", "And?"),
    )


def test_results_alone_are_no_question() -> None:
    result = {"type": "tool_result", "tool_use_id": "c1"}

    assert asked([{"role": "user", "content": [result]}]).turns == (
        Turn("tool", "", tool_call_id="c1"),
    )


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"type": "auto"}, {"tool_choice": "auto"}),
        ({"type": "any"}, {"tool_choice": "required"}),
        (
            {"type": "tool", "name": "look_up", "disable_parallel_tool_use": True},
            {
                "tool_choice": {"type": "function", "function": {"name": "look_up"}},
                "parallel_tool_calls": False,
            },
        ),
        (None, {}),
    ],
)
def test_tools_are_passed_on_in_the_words_of_chat_completions(choice: Any, told: Any) -> None:
    function = {
        "name": "look_up",
        "description": "Looks.",
        "parameters": {"type": "object"},
    }

    assert asked(tools=[TOOL], tool_choice=choice).options == {
        "tools": [{"type": "function", "function": function}],
        **told,
    }


@pytest.mark.parametrize(
    "fields", [{"tools": []}, {"tools": [TOOL], "tool_choice": {"type": "none"}}]
)
def test_no_tool_is_no_tool(fields: dict[str, Any]) -> None:
    assert asked(**fields).options == {}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        (
            {"messages": [{"role": "user", "content": [{"type": "image"}]}]},
            "messages[0].content[0].source",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "tool_result"}]}]},
            "messages[0].content[0].tool_use_id",
        ),
        (
            {"messages": [{"role": "assistant", "content": [{"type": "tool_use"}]}]},
            "messages[0].content[0]",
        ),
        ({"tools": [{"name": "web_search", "type": "web_search_20250305"}]}, "tools[0]"),
        ({"tools": [TOOL], "tool_choice": {"type": "tool"}}, "tool_choice.name"),
        ({"system": [{"type": "image"}]}, "system[0]"),
    ],
)
def test_what_is_not_possible_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked(**({"messages": HI} | fields))

    assert raised.value.fields[0][0] == param


@pytest.mark.parametrize("fields", [{"messages": []}, {"max_tokens": None}, {"model": ""}])
def test_a_value_out_of_range_is_a_fault(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**({"messages": HI} | fields))
