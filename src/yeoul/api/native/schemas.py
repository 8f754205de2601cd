"""The shapes of replies on the wire, as PROTOCOL.md promises them.

They are made from the domain's values by the ``of`` constructors, so that no handler builds JSON by
hand. The page's TypeScript types are generated from these classes, and from those of
request_schemas.py and stream_schemas.py.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from yeoul.api.native.request_schemas import ParametersBody
from yeoul.api.replies import ReplyBody
from yeoul.chat import Match as FoundMatch
from yeoul.chat import Model as ProviderModel
from yeoul.chat import PromptToken
from yeoul.chat import ShownPrompt as PromptOfModel
from yeoul.errors import ErrorInfo
from yeoul.protocol import conversation as domain
from yeoul.protocol.attachments import Attachment as AttachmentFacts
from yeoul.protocol.content import ToolCall, call_to_json
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import EndNotice, Reason, Status

#: The header of a reply to a question, for the API description.
LOCATION: dict[str, Any] = {
    "Location": {
        "description": "Address of the answer.",
        "required": True,
        "schema": {"type": "string", "format": "uri-reference"},
    }
}


def _is_empty(value: object) -> bool:
    return not value


class Error(ReplyBody):
    """The reason why an answer failed or was interrupted."""

    code: str
    title: str
    detail: str
    retryable: bool

    @classmethod
    def of(cls, info: ErrorInfo) -> Error:
        """Return the wire form."""
        return cls(**info._asdict())


class Usage(ReplyBody):
    """Tokens, added up over the epochs of an answer."""

    prompt_tokens: int
    completion_tokens: int


class Timings(ReplyBody):
    """The durations of an answer."""

    queued_ms: int
    first_token_ms: int | None
    total_ms: int
    tokens_per_s: float | None
    #: From the first reasoning to the first text, or to the end; ``null`` where there is none.
    thinking_ms: int | None


class Attachment(ReplyBody):
    """A picture of a question; its bytes are at ``/api/attachments/{id}``."""

    id: str
    media_type: str
    #: Its size as it is kept.
    bytes: int
    width: int
    height: int
    #: That of its file; may be empty.
    name: str

    @classmethod
    def of(cls, attachment: AttachmentFacts) -> Attachment:
        """Return the wire form."""
        return cls(
            id=attachment.id,
            media_type=attachment.media_type,
            bytes=attachment.bytes,
            width=attachment.width,
            height=attachment.height,
            name=attachment.name,
        )


class Question(ReplyBody):
    """A user's message."""

    id: str
    conversation_id: str
    parent_id: str | None
    role: Literal["user"]
    text: str
    #: In their order; left out if there are none.
    attachments: list[Attachment] = Field(default=[], exclude_if=_is_empty)
    created_at: datetime

    @classmethod
    def of(cls, question: domain.Question) -> Question:
        """Return the wire form."""
        return cls(
            id=question.id,
            conversation_id=question.conversation_id,
            parent_id=question.parent_id,
            role="user",
            text=question.text,
            attachments=[Attachment.of(each) for each in question.attachments],
            created_at=question.created_at,
        )


class ToolCallData(ReplyBody):
    """A call of a tool that the model asks for; as ``data`` of ``tool_call``, a piece of one."""

    #: Its place among the answer's calls, from 0.
    index: int
    #: Unknown values of a call are left out.
    id: str | None = Field(default=None, exclude_if=_is_empty)
    name: str | None = Field(default=None, exclude_if=_is_empty)
    #: JSON text; the text of a piece is appended to that of the pieces before.
    arguments: str | None = Field(default=None, exclude_if=_is_empty)

    @classmethod
    def of(cls, call: ToolCall) -> ToolCallData:
        """Return the wire form."""
        return cls(**call_to_json(call))


#: A byte of a part of a character.
Byte = Annotated[int, Field(ge=0, le=255)]
#: A token that the model might have chosen: its text, and the logarithm of its probability; of a
#: part of a character its bytes, too.
CandidateData = tuple[str, float] | tuple[str, float, Annotated[list[Byte], Field(max_length=64)]]
#: A token: its text, the logarithm of its probability, and its candidates, best first.
TokenData = tuple[str, float | None, list[CandidateData]]


class CandidatesData(ReplyBody):
    """``data`` of ``candidates``: neighbouring tokens, and what might have been chosen instead."""

    #: Where the first token begins in the text, in units of UTF-16.
    at: int
    tokens: list[TokenData]


class AnswerCandidates(ReplyBody):
    """The candidates of an answer, in the order of its text."""

    candidates: list[CandidatesData]


class Answer(ReplyBody):
    """An answer at one moment; ``text`` is the text up to ``cursor``."""

    id: str
    conversation_id: str
    parent_id: str
    role: Literal["assistant"]
    status: Status
    text: str
    reasoning: str | None = None
    #: Left out if there are none.
    tool_calls: list[ToolCallData] = Field(default=[], exclude_if=_is_empty)
    model: str
    cursor: str | None
    reason: Reason | None = None
    error: Error | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    #: Oldest messages left out of the prompt because the model's context window is too small.
    omitted_messages: int = 0
    #: What a person should know of its end; left out if there is nothing.
    notice: EndNotice | None = Field(default=None, exclude_if=_is_empty)
    #: How many candidates of each token were asked for; left out where none were.
    candidates: int = Field(default=0, exclude_if=_is_empty)
    #: Whether ``POST …/continue`` would be accepted.
    continuable: bool = False
    created_at: datetime

    @classmethod
    def of(cls, answer: domain.Answer, *, continuable: bool = False) -> Answer:
        """Return the wire form."""
        return cls(
            id=answer.id,
            conversation_id=answer.conversation_id,
            parent_id=answer.parent_id,
            role="assistant",
            status=answer.status,
            text=answer.text,
            reasoning=answer.content.reasoning or None,
            tool_calls=[ToolCallData.of(call) for call in answer.content.tool_calls],
            model=answer.model,
            cursor=str(answer.cursor) if answer.cursor else None,
            reason=answer.reason,
            error=Error.of(answer.error) if answer.error else None,
            usage=Usage(**answer.usage._asdict()) if answer.usage else None,
            timings=Timings(**answer.timings._asdict()) if answer.timings else None,
            omitted_messages=answer.omitted_messages,
            notice=answer.notice,
            candidates=answer.candidates,
            continuable=continuable,
            created_at=answer.created_at,
        )


class TextToken(ReplyBody):
    """A token that is a whole text."""

    id: int
    text: str


class ByteToken(ReplyBody):
    """A token that is no whole text: less than a character of UTF-8."""

    id: int
    bytes: list[int]


class ShownPrompt(ReplyBody):
    """What the model was given for an answer, from the first token to the last."""

    text: str
    #: Joined, they are the text.
    tokens: list[TextToken | ByteToken]
    #: Which of them are the question, the first and the last one, from 0; ``null`` where the
    #: model's template says it in other words.
    question: tuple[int, int] | None

    @classmethod
    def of(cls, prompt: PromptOfModel) -> ShownPrompt:
        """Return the wire form."""
        tokens = [_token(token) for token in prompt.tokens]
        return cls(text=prompt.text, tokens=tokens, question=prompt.question)


def _token(token: PromptToken) -> TextToken | ByteToken:
    try:
        return TextToken(id=token.id, text=token.piece.decode())
    except UnicodeDecodeError:
        return ByteToken(id=token.id, bytes=list(token.piece))


class StoppedEarly(ReplyBody):
    """An answer that does not exist yet: a question that arrives with its id is stopped."""

    id: str
    status: Literal["stopped"]


class BegunWith(ReplyBody):
    """The assistant that a conversation was begun with, as it was called then."""

    #: It may be changed since, or gone.
    id: str
    name: str
    #: The model that it names, where the server did not have it: the default one answers.
    missing_model: str | None = Field(default=None, exclude_if=_is_empty)


class ConversationSummary(ReplyBody):
    """A conversation without its messages."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    leaf_id: str | None
    system: str | None = None
    model: str | None = None
    parameters: ParametersBody | None = None
    #: Listed before those that are not.
    pinned: bool = False
    #: Only in memory, in no list, and gone when it is left; left out where it is not.
    temporary: bool = Field(default=False, exclude_if=_is_empty)
    #: Left out where it was begun with none.
    assistant: BegunWith | None = Field(default=None, exclude_if=_is_empty)
    #: When it was deleted; it can be restored for 30 days. ``null`` if it is not deleted.
    deleted_at: datetime | None = None

    @classmethod
    def of(cls, conversation: domain.Conversation) -> ConversationSummary:
        """Return the wire form."""
        return cls(**_conversation_fields(conversation))


class Conversation(ConversationSummary):
    """A conversation with the messages of all its branches."""

    messages: list[Annotated[Question | Answer, Field(discriminator="role")]]

    @classmethod
    def with_messages(
        cls, conversation: domain.Conversation, messages: list[Question | Answer]
    ) -> Conversation:
        """Return the wire form."""
        return cls(**_conversation_fields(conversation), messages=messages)


class SnippetPart(ReplyBody):
    """A piece of a snippet; ``hit``: it is what was searched for."""

    text: str
    hit: bool


class Match(ReplyBody):
    """The message in which a search found a conversation."""

    message_id: str
    #: What stands around the words, on one line. Its texts, put together, are plain text.
    snippet: list[SnippetPart]

    @classmethod
    def of(cls, match: FoundMatch) -> Match:
        """Return the wire form."""
        parts = [SnippetPart(**fragment._asdict()) for fragment in match.snippet]
        return cls(message_id=match.message_id, snippet=parts)


class ListedConversation(ConversationSummary):
    """A conversation as a list has it."""

    #: Of a search; left out where no message has any of the words.
    match: Match | None = Field(default=None, exclude_if=_is_empty)

    @classmethod
    def listed(
        cls, conversation: domain.Conversation, match: FoundMatch | None
    ) -> ListedConversation:
        """Return the wire form."""
        found = Match.of(match) if match else None
        return cls(**_conversation_fields(conversation), match=found)


class ConversationList(ReplyBody):
    """One page: the pinned first, then the last asked; of deleted ones, the last deleted first."""

    conversations: list[ListedConversation]
    next_cursor: str | None


class Asked(ReplyBody):
    """Reply to asking."""

    conversation: ConversationSummary
    question: Question
    answer: Answer


class Model(ReplyBody):
    """A model that can be asked."""

    id: str
    provider: str
    title: str
    default: bool
    #: Tokens of prompt and answer together.
    context_length: int | None = None
    #: BCP 47; ``null`` where nobody says.
    languages: list[str] | None = None
    #: Of its file; ``null`` for a model that is not on the server.
    size_bytes: int | None = None
    #: A sentence for the person who chooses, in English.
    note: str | None = None
    #: Whether it sees images, and whether it thinks before it answers.
    images: bool | None = None
    thinks: bool | None = None
    #: Whether it goes on behind a text: an answer that broke off, or one that begins with a prefix.
    continues: bool = False
    #: Whether it tells the tokens that it might have chosen instead; ``null`` where it has not
    #: shown that yet.
    candidates: bool | None = None

    @classmethod
    def of(cls, model: ProviderModel, *, default: bool) -> Model:
        """Return the wire form."""
        told = asdict(model)
        if model.languages is not None:
            told["languages"] = list(model.languages)
        return cls(**told, default=default)


class ModelList(ReplyBody):
    """All models, those of the service first."""

    models: list[Model]


def _conversation_fields(conversation: domain.Conversation) -> dict[str, Any]:
    parameters = conversation.parameters
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
        "leaf_id": conversation.leaf_id,
        "system": conversation.system,
        "model": conversation.model,
        "parameters": (
            None if parameters == Parameters() else ParametersBody(**asdict(parameters))
        ),
        "pinned": conversation.pinned,
        "temporary": conversation.temporary,
        "assistant": BegunWith(**asdict(conversation.assistant))
        if conversation.assistant
        else None,
        "deleted_at": conversation.deleted_at,
    }
