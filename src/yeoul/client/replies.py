"""The server's JSON replies as values. Pure.

Unknown fields are ignored, so that a newer server can add some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from yeoul.errors import ErrorInfo, InvalidCursor
from yeoul.protocol.assistants import Assistant, fields_from_json
from yeoul.protocol.attachments import Attachment
from yeoul.protocol.content import (
    Candidates,
    Content,
    QuestionContent,
    ToolCall,
    call_from_json,
    candidates_from_json,
)
from yeoul.protocol.conversation import BegunWith, Parameters, Question
from yeoul.protocol.events import Cursor, EndNotice, Reason, Status, Timings, Usage, pick_fields

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer at one moment, with its content up to ``cursor``."""

    id: str
    conversation_id: str
    #: The question's id.
    parent_id: str
    model: str
    status: Status
    text: str
    #: None before its first event. `Transcript.from_snapshot` follows from here.
    cursor: Cursor | None
    created_at: datetime
    reasoning: str = ""
    #: The calls of tools that the model asks for, in the order of their ``index``, as far as they
    #: have come: the ``arguments`` of a call are whole JSON once the answer has ended with them.
    tool_calls: tuple[ToolCall, ...] = ()
    #: The reason why it ended; None while it grows.
    reason: Reason | None = None
    error: ErrorInfo | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    #: Oldest messages left out of the prompt because the model's context window is too small.
    omitted_messages: int = 0
    #: What a person should know of its end.
    notice: EndNotice | None = None
    #: How many candidates of each token were asked for; `Client.candidates` reads them.
    candidates: int = 0
    #: Whether `Client.continue_answer` would be accepted.
    continuable: bool = False

    @property
    def content(self) -> Content:
        """Text, thinking and calls as one value, without candidates."""
        return Content(self.text, self.reasoning, self.tool_calls)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation, with the messages of all its branches where it was asked for by its id."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    #: The last message of the branch that is being read.
    leaf_id: str | None
    system: str | None = None
    model: str | None = None
    parameters: Parameters = Parameters()
    #: The assistant that it was begun with, as it was called then; None: with none.
    assistant: BegunWith | None = None
    #: When it was deleted; it can be restored for 30 days. None if it is not deleted.
    deleted_at: datetime | None = None
    #: In the order in which they were written; None in a list.
    messages: tuple[Question | Answer, ...] | None = None


class ConversationPage(NamedTuple):
    """One page of conversations. ``next_cursor`` asks for the next page; None on the last."""

    conversations: list[Conversation]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be asked. ``default`` marks the model of questions that name none."""

    id: str
    provider: str
    title: str
    default: bool
    #: Tokens of prompt and answer together; None if unknown.
    context_length: int | None = None
    #: Whether it goes on behind a text: `Client.continue_answer`, and a ``prefix``.
    continues: bool = False
    #: Whether it sees pictures; None if unknown.
    images: bool | None = None


def read_answer(data: Any) -> Answer:
    """Return the answer that a reply holds. Raises ValueError if it holds none."""
    return _read(_answer, data)


def read_attachment(data: Any) -> Attachment:
    """Return the description of a picture that a reply holds. Raises ValueError if it has none."""
    return _read(_attachment, data)


def read_candidates(data: Any) -> tuple[Candidates, ...]:
    """Return the candidates that a reply holds. Raises ValueError if it holds none."""
    return _read(lambda reply: tuple(map(candidates_from_json, reply["candidates"])), data)


def read_stopped(data: Any) -> Answer | None:
    """Return the answer that a reply to a Stop holds; None if the answer does not exist yet.

    Raises:
        ValueError: the reply holds neither.
    """
    if isinstance(data, Mapping) and {"id", "status"} <= data.keys() and "text" not in data:
        return None
    return read_answer(data)


def read_conversation(data: Any) -> Conversation:
    """Return the conversation that a reply holds. Raises ValueError if it holds none."""
    return _read(_conversation, data)


def read_conversations(data: Any) -> ConversationPage:
    """Return the page that a reply holds. Raises ValueError if it holds none."""
    return _read(
        lambda page: ConversationPage(
            [_conversation(each) for each in page["conversations"]], page["next_cursor"]
        ),
        data,
    )


def read_models(data: Any) -> list[Model]:
    """Return the models that a reply holds. Raises ValueError if it holds none."""
    return _read(lambda reply: [_pick(Model, each) for each in reply["models"]], data)


def read_assistant(data: Any) -> Assistant:
    """Return the assistant that a reply holds. Raises ValueError if it holds none."""
    return _read(_assistant, data)


def read_assistants(data: Any) -> list[Assistant]:
    """Return the assistants that a reply holds. Raises ValueError if it holds none."""
    return _read(lambda reply: [_assistant(each) for each in reply["assistants"]], data)


def read_nothing(data: Any) -> None:
    """Take a reply of which only counts that it came."""


def _assistant(data: Mapping[str, Any]) -> Assistant:
    return Assistant(data["id"], fields_from_json(data), data["shipped"])


def _read(reader: Callable[[Any], T], data: Any) -> T:
    try:
        return reader(data)
    except (TypeError, KeyError, AttributeError, InvalidCursor) as error:
        raise ValueError("a broken reply") from error


def _answer(data: Mapping[str, Any]) -> Answer:
    return _pick(
        Answer,
        data,
        cursor=Cursor.parse,
        created_at=datetime.fromisoformat,
        tool_calls=lambda calls: tuple(map(call_from_json, calls)),
        error=lambda part: pick_fields(ErrorInfo, part),
        usage=lambda part: pick_fields(Usage, part),
        timings=lambda part: pick_fields(Timings, part),
    )


def _conversation(data: Mapping[str, Any]) -> Conversation:
    return _pick(
        Conversation,
        data,
        created_at=datetime.fromisoformat,
        updated_at=datetime.fromisoformat,
        deleted_at=datetime.fromisoformat,
        parameters=lambda part: _pick(Parameters, part),
        assistant=lambda part: _pick(BegunWith, part),
        messages=lambda messages: tuple(map(_message, messages)),
    )


def _message(data: Mapping[str, Any]) -> Question | Answer:
    if data["role"] == "assistant":
        return _answer(data)
    said = {**data, "content": QuestionContent(data["text"])}
    return _pick(
        Question,
        said,
        created_at=datetime.fromisoformat,
        attachments=lambda pictures: tuple(map(_attachment, pictures)),
    )


def _attachment(data: Mapping[str, Any]) -> Attachment:
    known: Attachment = pick_fields(Attachment, data)
    return known


def _pick(shape: type[T], data: Mapping[str, Any], **readers: Callable[[Any], Any]) -> T:
    """Return a ``shape`` with its fields in ``data``. A null leaves a field at its default."""
    found: dict[str, Any] = {}
    for field in fields(shape):  # type: ignore[arg-type]
        value = data.get(field.name)
        if value is not None:
            reader = readers.get(field.name)
            found[field.name] = reader(value) if reader else value
        elif field.name in data and field.default is MISSING:
            found[field.name] = None
    return shape(**found)
