"""What clients of Ollama ask for, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yeoul.api.calls import Wanted
from yeoul.api.ollama.chat_request import OllamaRequest
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

HI = [{"role": "user", "content": "Hi"}]


def asked(messages: Any = HI, **fields: Any) -> Wanted:
    body = {"model": "echo", "messages": messages, **fields}
    return OllamaRequest.model_validate(body).to_call()


def test_it_streams_unless_told_not_to() -> None:
    assert asked() == Wanted("echo", (Turn("user", "Hi"),), Parameters(), {}, True)
    assert asked(stream=False).streams is False


def test_options_are_honoured() -> None:
    options = {
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": 5,
        "num_predict": 20,
        "stop": ["END"],
        "top_k": 5,
        "num_ctx": 4096,
    }

    call = asked(options=options, think="low", keep_alive="5m")

    assert call.parameters == Parameters(0.5, 0.9, 20, 5, True)
    assert call.options == {"stop": ["END"], "top_k": 5, "reasoning_effort": "low"}
    assert asked(options={"num_predict": -1}, think=False).parameters == Parameters(thinking=False)


@pytest.mark.parametrize(
    ("format", "wish"),
    [
        ("json", {"type": "json_object"}),
        (
            {"type": "object"},
            {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": {"type": "object"}},
            },
        ),
    ],
)
def test_a_form_is_asked_for_in_the_words_of_chat_completions(format: Any, wish: Any) -> None:
    assert asked(format=format).options == {"response_format": wish}


@pytest.mark.parametrize(
    "fields", [{"tools": []}, {"options": {}, "format": ""}, {"tools": None, "whatever": 1}]
)
def test_what_asks_for_nothing_is_ignored(fields: dict[str, Any]) -> None:
    assert asked(**fields).options == {}


def test_results_belong_to_calls_though_neither_has_an_id() -> None:
    made = [
        {"function": {"name": "look", "arguments": {"at": "물"}}},
        {"function": {"name": "hear"}},
        {"function": {"name": "look", "arguments": {}}},
    ]
    messages = [
        {"role": "system", "content": "Be brief."},
        *HI,
        {"role": "assistant", "content": "", "tool_calls": made, "thinking": "hm"},
        {"role": "tool", "content": "quiet", "tool_name": "hear"},
        {"role": "tool", "content": "cold", "tool_name": "look"},
        {"role": "tool", "content": "wet"},
    ]

    call = asked(messages, tools=[{"type": "function", "function": {"name": "look"}}])

    calls = (
        ToolCall(0, "call_2_0", "look", '{"at":"물"}'),
        ToolCall(1, "call_2_1", "hear", "{}"),
        ToolCall(2, "call_2_2", "look", "{}"),
    )
    assert call.turns == (
        Turn("system", "Be brief."),
        Turn("user", "Hi"),
        Turn("assistant", "", calls),
        Turn("tool", "quiet", tool_call_id="call_2_1"),
        Turn("tool", "cold", tool_call_id="call_2_0"),
        Turn("tool", "wet", tool_call_id="call_2_2"),
    )
    assert call.options.keys() == {"tools"}


@pytest.mark.parametrize(
    ("message", "param"),
    [
        ({"role": "user", "content": "x", "images": ["aaa"]}, "messages[0].images"),
        ({"role": "assistant", "content": "x", "images": ["aaaa"]}, "messages[0].images"),
        ({"role": "tool", "content": "x"}, "messages[0]"),
        ({"role": "assistant", "content": "x"}, "messages"),
    ],
)
def test_what_is_not_possible_is_refused_by_name(message: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked([message])

    assert raised.value.fields[0][0] == param


@pytest.mark.parametrize(
    "fields", [{"model": ""}, {"options": {"temperature": 3}}, {"think": "much"}]
)
def test_a_value_out_of_range_is_a_fault(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**fields)
