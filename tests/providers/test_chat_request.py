"""A request has the turns in order, and no field for what was left open."""

from __future__ import annotations

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
