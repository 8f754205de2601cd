"""The core's values in the forms and under the addresses that the native API gives them.

The forms are those of `schemas`, completed with details that only the core knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from starlette.requests import HTTPConnection

from yeoul.api.native import PREFIX, schemas
from yeoul.chat import Chat, Exchange
from yeoul.protocol.conversation import Answer, Message


def show_answer(chat: Chat, answer: Answer) -> schemas.Answer:
    """Return the wire form of an answer."""
    return schemas.Answer.of(answer, continuable=chat.continuable(answer))


def show_messages(
    chat: Chat, messages: Iterable[Message]
) -> list[schemas.Question | schemas.Answer]:
    """Return the wire form of messages."""
    return [
        show_answer(chat, message) if isinstance(message, Answer) else schemas.Question.of(message)
        for message in messages
    ]


def show_exchange(chat: Chat, exchange: Exchange, answer: Answer) -> schemas.Asked:
    """Return the wire form of an exchange; ``answer`` is its answer as it is now."""
    return schemas.Asked(
        conversation=schemas.ConversationSummary.of(exchange.conversation),
        question=schemas.Question.of(exchange.question),
        answer=show_answer(chat, answer),
    )


def address_of(connection: HTTPConnection, answer_id: str) -> str:
    """Return an answer's address, below the path that the app is mounted under."""
    return f"{quote(connection.scope.get('root_path', ''))}{PREFIX}/answers/{answer_id}"
