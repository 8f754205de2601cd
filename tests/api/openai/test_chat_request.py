"""What requests of Chat Completions ask for, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yeoul.api.calls import Wanted
from yeoul.api.openai.chat_request import ChatRequest
from yeoul.errors import InvalidRequest
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.turns import Turn

HI = [{"role": "user", "content": "Hi"}]
TOOLS = [{"type": "function", "function": {"name": "look_up"}}]


def asked(messages: Any = HI, **fields: Any) -> Wanted:
    return ChatRequest.model_validate({"messages": messages, **fields}).to_call()


def test_the_parts_of_a_message_are_joined_as_they_are() -> None:
    parts = [{"type": "text", "text": "a "}, {"type": "text", "text": "\nb"}]

    assert asked([{"role": "user", "content": parts}]).turns == (Turn("user", "a \nb"),)


def test_instructions_are_one_system_prompt_wherever_they_stand() -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi", "name": "me"},
        {"role": "system", "content": ""},
        {"role": "developer", "content": [{"type": "text", "text": "In Korean."}]},
    ]

    assert asked(messages).turns == (
        Turn("system", "Be brief.\n\nIn Korean."),
        Turn("user", "Hi"),
    )


def test_a_history_is_kept_with_its_calls_and_their_results() -> None:
    made = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
    messages = [
        *HI,
        {"role": "assistant", "content": None, "tool_calls": [made], "reasoning_content": "hm"},
        {"role": "tool", "tool_call_id": "c1", "content": "cold"},
        {"role": "assistant", "refusal": "No."},
        {"role": "user", "content": ""},
        {"role": "user", "content": "Why?"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "Be"}]},
    ]

    assert asked(messages).turns == (
        Turn("user", "Hi"),
        Turn("assistant", "", (ToolCall(0, "c1", "look_up", "{}"),)),
        Turn("tool", "cold", tool_call_id="c1"),
        Turn("assistant", "No."),
        Turn("user", ""),
        Turn("user", "Why?"),
        Turn("assistant", "Be"),
    )


def test_parameters_are_honoured() -> None:
    call = asked(
        model="echo",
        stream=True,
        stream_options={"include_usage": True, "include_obfuscation": False},
        temperature=0.5,
        top_p=0.9,
        max_tokens=10,
        max_completion_tokens=20,
        seed=5,
    )

    assert call.model == "echo"
    assert call.parameters == Parameters(0.5, 0.9, 20, 5)
    assert (call.streams, call.tells_usage) == (True, True)
    plain = asked()
    assert (plain.streams, plain.tells_usage) == (False, False)
    assert (plain.model, plain.parameters) == (None, Parameters())
    assert asked(max_tokens=10).parameters.max_tokens == 10


def test_what_a_provider_may_know_is_passed_on() -> None:
    given = {
        "frequency_penalty": 0.1,
        "presence_penalty": 0,
        "logit_bias": {"1": 2},
        "reasoning_effort": "low",
        "verbosity": "low",
        "top_k": 5,
        "min_p": 0.1,
        "chat_template_kwargs": {"a": 1},
        "reasoning": {"effort": "low"},
        "response_format": {"type": "json_object"},
        "tools": TOOLS,
        "tool_choice": "required",
        "parallel_tool_calls": False,
    }

    assert asked(**given, stop="END").options == given | {"stop": ["END"]}
    assert asked(stop=["a", "b"]).options == {"stop": ["a", "b"]}


ALLOWED: Any = {"mode": "auto", "tools": TOOLS}


@pytest.mark.parametrize("choice", [TOOLS[0], {"type": "allowed_tools", "allowed_tools": ALLOWED}])
def test_a_choice_of_offered_tools_is_passed_on(choice: Any) -> None:
    untyped = {"function": TOOLS[0]["function"]}

    assert asked(tools=[untyped], tool_choice=choice).options == {
        "tools": TOOLS,
        "tool_choice": choice,
    }


OTHER = {"type": "function", "function": {"name": "other"}}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"tools": [*TOOLS, {"type": "custom", "custom": {"name": "x"}}]}, "tools[1]"),
        ({"tools": [{"type": "function"}]}, "tools[0].function.name"),
        ({"tools": [{"function": {"name": 1}}]}, "tools[0].function.name"),
        ({"tools": TOOLS, "tool_choice": OTHER}, "tool_choice"),
        ({"tools": TOOLS, "tool_choice": {}}, "tool_choice.function.name"),
        ({"tools": TOOLS, "tool_choice": {"type": "custom"}}, "tool_choice"),
        (
            {"tools": TOOLS, "tool_choice": {"allowed_tools": ALLOWED | {"tools": [OTHER]}}},
            "tool_choice.allowed_tools",
        ),
        (
            {"tools": TOOLS, "tool_choice": {"allowed_tools": {"tools": "all"}}},
            "tool_choice.allowed_tools",
        ),
    ],
)
def test_tools_that_nobody_could_call_are_refused_by_name(
    fields: dict[str, Any], param: str
) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked(**fields)

    assert raised.value.fields[0][0] == param


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [], "tool_choice": "auto", "parallel_tool_calls": True, "functions": []},
        {"tools": TOOLS, "tool_choice": "none"},
        {"n": 1, "logprobs": False, "top_logprobs": 0, "modalities": ["text"], "audio": None},
        {"response_format": {"type": "text"}, "stop": None, "seed": None},
        {"user": "me", "store": True, "metadata": {}, "service_tier": "flex", "whatever": [1]},
    ],
)
def test_what_asks_for_nothing_here_is_ignored(fields: dict[str, Any]) -> None:
    assert asked(**fields).options == {}


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": 2}, "n"),
        ({"audio": {"voice": "a"}}, "audio"),
        ({"modalities": ["text", "audio"]}, "modalities"),
        ({"web_search_options": {}}, "web_search_options"),
        ({"functions": [{"name": "f"}]}, "functions"),
        ({"top_logprobs": 2}, "top_logprobs"),
        ({"messages": [{"role": "tool", "content": "x"}]}, "messages[0].tool_call_id"),
        ({"messages": [{"role": "assistant", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "system", "content": ""}]}, "messages"),
        (
            {"messages": [*HI, {"role": "user", "content": [{"type": "image_url"}]}]},
            "messages[1].content[0].image_url",
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages[0].content[0]",
        ),
    ],
)
def test_what_is_not_possible_is_refused_by_name(fields: dict[str, Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked(**({"messages": HI} | fields))

    assert raised.value.fields[0][0] == param
    assert param in raised.value.detail


@pytest.mark.parametrize(
    "fields",
    [
        {"messages": []},
        {"messages": [{"role": "function", "content": "x"}]},
        {"temperature": 2.5},
        {"top_p": -0.1},
        {"max_tokens": 0},
        {"stop": ["a", "b", "c", "d", "e"]},
        {"stop": [""]},
    ],
)
def test_a_value_out_of_range_is_a_fault(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**({"messages": HI} | fields))
