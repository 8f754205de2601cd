"""The body of a question by the Responses API, and how refusals change it."""

from __future__ import annotations

import pytest

from yeoul.protocol.attachments import Attachment, Picture
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Prompt, Turn
from yeoul.providers.service.responses_request import ResponsesHabits, responses_body

TURNS = (
    Turn("system", "Be brief."),
    Turn("user", "one"),
    Turn("assistant", "1"),
    Turn("user", "2"),
)


def test_a_question_is_asked_in_the_background_with_its_system_prompt_apart() -> None:
    asked = responses_body(Prompt("m", TURNS, Parameters(0.5, 0.9, 64, 7)), ResponsesHabits())

    assert asked == {
        "model": "m",
        "instructions": "Be brief.",
        "input": [
            {"type": "message", "role": "user", "content": "one"},
            {"type": "message", "role": "assistant", "content": "1"},
            {"type": "message", "role": "user", "content": "2"},
        ],
        "stream": True,
        "background": True,
        "store": True,
        "reasoning": {"summary": "auto"},
        "max_output_tokens": 64,
        "temperature": 0.5,
        "top_p": 0.9,
    }


def test_what_nobody_chose_is_left_to_the_service() -> None:
    asked = responses_body(Prompt("m", TURNS[1:2]), ResponsesHabits())

    assert set(asked) == {"model", "input", "stream", "background", "store", "reasoning"}


def test_a_model_without_thinking_is_not_asked_for_a_summary_of_it_again() -> None:
    habits, prompt = ResponsesHabits(), Prompt("m", TURNS)
    reason = "Unsupported parameter: 'reasoning.summary' is not supported with this model."

    assert habits.note_refusal(responses_body(prompt, habits), reason)

    asked = responses_body(prompt, habits)
    assert "reasoning" not in asked
    assert not habits.note_refusal(asked, reason)
    assert "reasoning" in responses_body(Prompt("other", TURNS), habits)


def test_a_temporary_conversation_is_stored_by_no_service() -> None:
    asked = responses_body(Prompt("m", TURNS, temporary=True), ResponsesHabits())

    assert (asked["background"], asked["store"]) == (False, False)


def test_thinking_that_is_switched_off_is_not_summarised() -> None:
    asked = responses_body(Prompt("m", TURNS, Parameters(thinking=False)), ResponsesHabits())

    assert "reasoning" not in asked


def test_a_service_without_a_background_is_asked_in_the_foreground_and_keeps_nothing() -> None:
    habits, prompt = ResponsesHabits(), Prompt("m", TURNS)

    assert habits.note_refusal(responses_body(prompt, habits), "Unknown parameter: 'background'.")

    asked = responses_body(prompt, habits)
    assert (asked["background"], asked["store"]) == (False, False)
    assert not habits.note_refusal(asked, "Unknown parameter: 'background'.")
    assert responses_body(Prompt("other", TURNS), habits)["background"]


def test_a_refusal_for_another_reason_changes_nothing() -> None:
    habits, prompt = ResponsesHabits(), Prompt("m", TURNS)
    asked = responses_body(prompt, habits)

    for reason in ("The model 'm' does not exist.", "Add credits to restore your access."):
        assert not habits.note_refusal(asked, reason)
    assert responses_body(prompt, habits) == asked


def test_calls_and_their_results_are_items_with_their_ids() -> None:
    calls = ToolCall(0, "c1", "look", '{"at":1}'), ToolCall(1, "c2", "hear", None)
    turns = (
        *TURNS[:2],
        Turn("assistant", "", calls),
        Turn("tool", "0.3 m", (), "c1"),
        Turn("tool", "", (), "c2"),
        Turn("assistant", "So.", calls[:1]),
    )

    items = responses_body(Prompt("m", turns), ResponsesHabits())["input"]

    look = {"type": "function_call", "call_id": "c1", "name": "look", "arguments": '{"at":1}'}
    assert items[1:] == [
        look,
        {"type": "function_call", "call_id": "c2", "name": "hear", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "0.3 m"},
        {"type": "function_call_output", "call_id": "c2", "output": ""},
        {"type": "message", "role": "assistant", "content": "So."},
        look,
    ]


NAMED = {"type": "function", "name": "look"}
NESTED = {"type": "function", "function": {"name": "look"}}


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        (None, None),
        ("required", "required"),
        (NESTED, NAMED),
        (
            {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": [NESTED]}},
            {"type": "allowed_tools", "mode": "auto", "tools": [NAMED]},
        ),
    ],
)
def test_tools_are_offered_in_the_form_of_the_api(choice: object, asked: object) -> None:
    schema = {"type": "object", "properties": {"at": {"type": "string"}}}
    given = {"name": "look", "description": "Look.", "parameters": schema, "strict": True}
    tools = [{"type": "function", "function": given}, NESTED]
    options = {"tools": tools, "parallel_tool_calls": False}
    if choice is not None:
        options["tool_choice"] = choice

    body = responses_body(Prompt("m", TURNS, options=options), ResponsesHabits())

    assert body["tools"] == [
        {"type": "function", **given},
        {**NAMED, "parameters": {"type": "object", "properties": {}}, "strict": False},
    ]
    assert (body.get("tool_choice"), body["parallel_tool_calls"]) == (asked, False)


def test_pictures_come_before_the_words_as_data_urls() -> None:
    seen = Picture(Attachment("id", "image/jpeg", 3, 4, 5, "a.jpg"), b"abc")
    turns = (Turn("user", "one", pictures=(seen,)), Turn("user", "", pictures=(seen,)))
    asked = responses_body(Prompt("m", turns), ResponsesHabits())

    image = {"type": "input_image", "image_url": "data:image/jpeg;base64,YWJj"}
    assert [item["content"] for item in asked["input"]] == [
        [image, {"type": "input_text", "text": "one"}],
        [image],
    ]
