"""Reads the body of the requests that a page with the AI SDK's `useChat` sends.

A page sends all the messages it shows. The conversation is stored here, so only the last message of
the user counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, StringConstraints

from yeoul.api.brought_pictures import picture_at
from yeoul.api.calls import Lenient
from yeoul.api.fields import MAX_CONTENT_CHARS, ModelId, SystemText
from yeoul.errors import InvalidRequest
from yeoul.protocol.attachments import MAX_ATTACHMENTS, Picture
from yeoul.protocol.conversation import is_id

#: Characters of an id that a page makes; 16 if nobody changes that.
MAX_ID_CHARS = 256
UiId = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID_CHARS)]


class UiCall(NamedTuple):
    """What a request asks for."""

    #: The page's ids of the conversation, and of the question: most often not ours.
    chat_id: str
    question_id: str
    text: str
    #: The last answer of ours before the question, and whether no other question is before it.
    follows: str | None
    is_first: bool
    #: Whether the question has been asked before, and wants another answer.
    regenerates: bool
    #: The message that the request is about, if it says so: by its id, ours or the page's.
    message_id: str | None
    model: str | None
    system: str | None
    #: Pictures of the question, as the page has sent them; and as what they are kept.
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[str, ...] = ()


class UiPart(Lenient):
    """A part of a message."""

    type: str
    text: str | None = None
    #: Of a file.
    media_type: str | None = Field(default=None, alias="mediaType")
    url: str | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is a file that says it is a picture."""
        return self.type == "file" and (self.media_type or "").startswith("image/")


class UiMessage(Lenient):
    """One message that the page shows."""

    id: UiId
    role: Literal["system", "user", "assistant"]
    parts: list[UiPart]


class UiRequest(Lenient):
    """Body of ``POST /api/chat``, as `DefaultChatTransport` sends it."""

    id: UiId
    messages: list[UiMessage] = Field(min_length=1)
    trigger: Literal["submit-message", "regenerate-message"] = "submit-message"
    message_id: UiId | None = Field(default=None, alias="messageId")
    #: What a page adds by its ``body``.
    model: ModelId | None = None
    system: SystemText | None = None

    def to_call(self) -> UiCall:
        """Return what the request asks for.

        Raises:
            InvalidRequest: the last message of the user has more than text and pictures, or there
                is none.
        """
        asked = [(i, each) for i, each in enumerate(self.messages) if each.role == "user"]
        if not asked:
            raise InvalidRequest.of("messages", "must have a message of a user")
        index, question = asked[-1]
        regenerates = self.trigger == "regenerate-message"
        if not regenerates and index != len(self.messages) - 1:
            raise InvalidRequest.of(
                "messages", "must end with the message of the user that is asked"
            )
        before, place = self.messages[:index], f"messages[{index}]"
        return UiCall(
            chat_id=self.id,
            question_id=question.id,
            text=_text_of(question, place),
            follows=next((each.id for each in reversed(before) if _is_answer(each)), None),
            is_first=not any(each.role == "user" for each in before),
            regenerates=regenerates,
            message_id=self.message_id,
            model=self.model,
            system=self.system,
            pictures=_pictures_of(question, place),
        )


def is_ui_request(body: Mapping[str, Any]) -> bool:
    """Return whether a body for ``/api/chat`` is of this format: Ollama's has that address too."""
    messages = body.get("messages")
    if "trigger" in body or not isinstance(messages, list):
        return "trigger" in body
    return any(isinstance(each, Mapping) and "parts" in each for each in messages)


def _is_answer(message: UiMessage) -> bool:
    """Return whether a message is an answer that was given here: its id is ours then."""
    return message.role == "assistant" and is_id(message.id)


def _text_of(question: UiMessage, place: str) -> str:
    """Return a message's text, its parts joined as they are: "" where it has pictures alone."""
    for index, part in enumerate(question.parts):
        if not part.is_picture and (part.type != "text" or part.text is None):
            raise InvalidRequest.of(
                f"{place}.parts[{index}]",
                f"is of the type {part.type!r}: only text and pictures can be read",
            )
    text = "".join(part.text or "" for part in question.parts if part.type == "text")
    if not text.strip() and any(part.is_picture for part in question.parts):
        return ""
    if not text.strip():
        raise InvalidRequest.of(f"{place}.parts", "must have text")
    if len(text) > MAX_CONTENT_CHARS:
        raise InvalidRequest.of(f"{place}.parts", f"may have {MAX_CONTENT_CHARS} characters")
    return text


def _pictures_of(question: UiMessage, place: str) -> tuple[Picture, ...]:
    found = tuple(
        picture_at(part.url, f"{place}.parts[{index}].url")
        for index, part in enumerate(question.parts)
        if part.is_picture
    )
    if len(found) > MAX_ATTACHMENTS:
        raise InvalidRequest.of(f"{place}.parts", f"may have {MAX_ATTACHMENTS} pictures")
    return found
