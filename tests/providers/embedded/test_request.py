"""What llama.cpp is asked for, and what is kept from it."""

from __future__ import annotations

from typing import Any

import pytest

from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.embedded.request import REPETITION_GUARD, llama_request

DEPTH: Any = {"type": "function", "function": {"name": "depth_at"}}
WIDTH: Any = {"type": "function", "function": {"name": "width_at"}}


def test_a_plain_question_is_guarded_against_circles_and_may_not_be_endless() -> None:
    request = llama_request(Prompt("m", (Turn("user", "?"),)), thinks=False)

    assert REPETITION_GUARD.items() <= request.items()
    assert (request["temperature"], request["max_tokens"]) == (0.3, 1024)
    assert not {"tools", "tool_choice", "chat_template_kwargs"} & request.keys()


def test_a_text_to_go_on_behind_is_the_last_message_and_ends_the_thinking() -> None:
    asked = Prompt("m", (Turn("user", "?"),), Parameters(seed=2**40 + 5), "To the")

    request = llama_request(asked, thinks=True)

    assert request["messages"][-1] == {"role": "assistant", "content": "To the"}
    assert request["chat_template_kwargs"] == {"enable_thinking": False}
    assert request["seed"] == 5


@pytest.mark.parametrize(
    ("choice", "names", "mode"),
    [
        (None, ["depth_at", "width_at"], "auto"),
        ("required", ["depth_at", "width_at"], "required"),
        (WIDTH, ["width_at"], "required"),
        (
            {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [DEPTH]}},
            ["depth_at"],
            "auto",
        ),
    ],
)
def test_a_choice_of_tools_leaves_the_others_out(choice: Any, names: list[str], mode: str) -> None:
    options = {"tools": [DEPTH, WIDTH], "top_k": 3}
    if choice is not None:
        options["tool_choice"] = choice

    request = llama_request(Prompt("m", (Turn("user", "?"),), options=options), thinks=False)

    assert [tool["function"]["name"] for tool in request["tools"]] == names
    assert (request["tool_choice"], request["parallel_tool_calls"]) == (mode, True)
    assert request["top_k"] == 3
    assert not REPETITION_GUARD.keys() & request.keys(), "it would bend the form of the calls"
