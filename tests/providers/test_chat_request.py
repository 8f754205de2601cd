"""A request has the turns in order, and no field for what was left open."""

from __future__ import annotations

from yeoul.protocol.attachments import Attachment, Picture
from yeoul.protocol.content import ToolCall
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Turn
from yeoul.providers.chat_request import chat_request

TURNS = (Turn("system", "Be brief."), Turn("user", "여울?"))


def test_all_that_is_given_is_asked_for() -> None:
    assert chat_request(TURNS, Parameters(0.0, 0.5, 64, 7)) == {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "여울?"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 64,
        "seed": 7,
    }


def test_what_is_left_open_is_not_sent() -> None:
    assert set(chat_request(TURNS, Parameters())) == {"messages", "stream", "stream_options"}


def test_calls_and_their_results_go_up_again_with_their_ids() -> None:
    calls = ToolCall(0, "c1", "look", '{"at":1}'), ToolCall(1, None, "hear", None)
    turns = (
        *TURNS,
        Turn("assistant", "", calls),
        Turn("tool", "0.3 m", (), "c1"),
        Turn("assistant", "So.", calls[:1]),
    )

    first, result, second = chat_request(turns, Parameters())["messages"][2:]

    function = {"name": "look", "arguments": '{"at":1}'}
    one = {"id": "c1", "type": "function", "function": function}
    two = {"type": "function", "function": {"name": "hear", "arguments": "{}"}}
    assert first == {"role": "assistant", "content": None, "tool_calls": [one, two]}
    assert result == {"role": "tool", "content": "0.3 m", "tool_call_id": "c1"}
    assert second == {"role": "assistant", "content": "So.", "tool_calls": [one]}


def test_pictures_come_before_the_words_as_data_urls() -> None:
    seen = Picture(Attachment("id", "image/jpeg", 3, 4, 5, "a.jpg"), b"abc")
    asked = chat_request(
        (Turn("user", "여울?", pictures=(seen,)), Turn("user", " ", pictures=(seen, seen))),
        Parameters(),
    )
    image = {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,YWJj"}}
    assert [message["content"] for message in asked["messages"]] == [
        [image, {"type": "text", "text": "여울?"}],
        [image, image],
    ]
