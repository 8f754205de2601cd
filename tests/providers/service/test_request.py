"""A question is put to a service in the way that it has been found to take."""

from __future__ import annotations

import pytest

from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.service import request
from yeoul.providers.service.request import Habits, request_body

TURNS = (Turn("system", "Be brief."), Turn("user", "What is a ford?"))


def test_a_question_is_put_in_the_common_way_first() -> None:
    body = request_body(Prompt("m", TURNS, Parameters(0.0, 0.5, 64, 7)), Habits())

    assert body == {
        "model": "m",
        "stream": True,
        "messages": [{"role": turn.role, "content": turn.content} for turn in TURNS],
        "stream_options": {"include_usage": True},
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 64,
        "seed": 7,
    }


@pytest.mark.parametrize(
    ("reason", "field"),
    [
        ("Unknown field: stream_options", "stream_options"),
        ("Use 'max_completion_tokens' instead of 'max_tokens'", "max_tokens"),
    ],
)
def test_a_field_that_was_refused_is_left_out_from_then_on(reason: str, field: str) -> None:
    prompt, habits = Prompt("m", TURNS, Parameters(max_tokens=64)), Habits()
    asked = request_body(prompt, habits)

    assert habits.note_refusal(asked, reason)
    assert field in asked
    assert field not in request_body(prompt, habits)
    assert not habits.note_refusal(request_body(prompt, habits), reason), "nor asked for ever"


def test_only_the_model_without_a_system_prompt_gets_it_with_the_question() -> None:
    habits = Habits()
    asked = request_body(Prompt("m", TURNS), habits)

    assert habits.note_refusal(asked, "System role not supported")

    assert request_body(Prompt("m", TURNS), habits)["messages"] == [
        {"role": "user", "content": "Be brief.\n\nWhat is a ford?"}
    ]
    assert request_body(Prompt("other", TURNS), habits)["messages"] == asked["messages"]
    answered = (TURNS[0], Turn("assistant", "A ford."), TURNS[1])
    assert request_body(Prompt("m", answered), habits)["messages"] == [
        {"role": "user", "content": "Be brief."},
        {"role": "assistant", "content": "A ford."},
        {"role": "user", "content": "What is a ford?"},
    ]


def test_a_refusal_of_something_else_is_final() -> None:
    assert not Habits().note_refusal(request_body(Prompt("m", TURNS), Habits()), "no such model")


def test_the_memory_of_models_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "MAX_MODELS", 2)
    habits = Habits()
    for model in ("a", "b", "c"):
        habits.note_beginning(model, thinks_first=True)
    habits.note_beginning("a", thinks_first=False)

    assert habits.thinks_first == {"b"}
