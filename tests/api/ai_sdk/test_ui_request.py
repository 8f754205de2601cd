"""What pages with `useChat` ask for, and how their requests are told from Ollama's."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from yeoul.api.ai_sdk.ui_request import UiCall, UiRequest, is_ui_request
from yeoul.errors import InvalidRequest

QUESTION = {"id": "q1", "role": "user", "parts": [{"type": "text", "text": "Hi"}]}
ANSWER = {
    "id": "a1",
    "role": "assistant",
    "parts": [{"type": "step-start"}, {"type": "text", "text": "Hello", "state": "done"}],
}
SENT = {"id": "c/1", "messages": [QUESTION], "trigger": "submit-message"}


def asked(**fields: Any) -> UiCall:
    return UiRequest.model_validate(SENT | fields).to_call()


def test_the_last_message_of_the_user_is_the_question() -> None:
    parts = [{"type": "text", "text": "And "}, {"type": "text", "text": "now?"}]
    last = {"id": "q2", "role": "user", "parts": parts, "metadata": {"any": 1}}

    call = asked(messages=[QUESTION, ANSWER, last], model="echo", system="Be brief.", more=1)

    assert call == UiCall(
        *("c/1", "q2", "And now?", None),
        is_first=False,
        regenerates=False,
        message_id=None,
        model="echo",
        system="Be brief.",
    )


def test_a_question_follows_the_last_answer_that_was_given_here() -> None:
    ours, newer = ({**ANSWER, "id": letter * 32} for letter in "ab")
    greeting, next_one = {**ANSWER, "id": "hello"}, {**QUESTION, "id": "q2"}

    assert asked(messages=[greeting, QUESTION])[3:5] == (None, True)
    assert asked(messages=[QUESTION, ours, next_one])[3:5] == ("a" * 32, False)
    assert asked(messages=[QUESTION, ours, newer, greeting, next_one])[3:5] == ("b" * 32, False)
    assert asked(messages=[QUESTION, next_one])[3:5] == (None, False)


@pytest.mark.parametrize("messages", [[QUESTION], [QUESTION, ANSWER]])
def test_another_answer_is_asked_for_by_its_message(messages: list[Any]) -> None:
    call = asked(messages=messages, trigger="regenerate-message", messageId="a1")

    assert (call.regenerates, call.message_id, call.question_id) == (True, "a1", "q1")


@pytest.mark.parametrize(
    ("messages", "param"),
    [
        ([ANSWER], "messages"),
        ([QUESTION, ANSWER], "messages"),
        ([QUESTION | {"parts": []}], "messages[0].parts"),
        ([QUESTION | {"parts": [{"type": "text", "text": " "}]}], "messages[0].parts"),
        ([QUESTION | {"parts": [{"type": "text", "text": "x" * 200_001}]}], "messages[0].parts"),
        (
            [QUESTION | {"parts": [{"type": "file", "url": "data:,", "mediaType": "a/b"}]}],
            "messages[0].parts[0]",
        ),
    ],
)
def test_what_is_not_possible_is_refused_by_name(messages: list[Any], param: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        asked(messages=messages)

    assert raised.value.fields[0][0] == param


@pytest.mark.parametrize("fields", [{"id": ""}, {"messages": []}, {"trigger": "other"}])
def test_a_value_out_of_range_is_a_fault(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**fields)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (SENT, True),
        ({"id": "c", "messages": [QUESTION]}, True),
        ({"trigger": "submit-message"}, True),
        ({"model": "echo", "messages": [{"role": "user", "content": "Hi"}]}, False),
        ({"model": "echo", "messages": []}, False),
        ({"model": "echo", "messages": "x"}, False),
        ({}, False),
    ],
)
def test_a_request_is_told_from_one_for_ollama_by_its_body(
    body: dict[str, Any], *, told: bool
) -> None:
    assert is_ui_request(body) is told
