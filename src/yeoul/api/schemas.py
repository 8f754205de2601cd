"""The shapes of requests and replies on the wire: DESIGN of the contract is PROTOCOL.md.

Requests are strict: an unknown field is an error that names it. Replies are made from the domain's
values by the ``of`` constructors, so that no handler builds JSON by hand. The page's TypeScript
types are generated from these classes, and from those of stream_schemas.py.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Annotated, Any, Literal, Self

from fastapi import Path
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from yeoul import conversation as domain
from yeoul.conversation import Parameters
from yeoul.errors import ErrorInfo
from yeoul.events import Reason, Status
from yeoul.providers.base import Model as ProviderModel

#: Unknown fields of a request that are looked at.
MAX_UNKNOWN_FIELDS = 20
#: Characters of one question, and of a system prompt.
MAX_CONTENT_CHARS = 200_000

#: Some character that is no white space, whoever reads the pattern: Python, Rust or ECMAScript.
NOT_BLANK = r"[^\s\x1c-\x1f\x85\ufeff]"

#: Printable ASCII; HTTP takes spaces away from both ends of a header.
PRINTABLE = "^[!-~]([ -~]*[!-~])?$"

#: What is wrong with a text that does not match.
MISMATCHES = {
    NOT_BLANK: "must not be blank",
    PRINTABLE: "must be 1 to 255 printable ASCII characters",
}

Content = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_CONTENT_CHARS, pattern=NOT_BLANK)
]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NOT_BLANK)]
SystemText = Annotated[str, StringConstraints(max_length=MAX_CONTENT_CHARS)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
#: An id in an address. One of another form names nothing, like any other that is not there.
PathId = Annotated[str, Path(json_schema_extra={"minLength": 1, "maxLength": 64})]
ModelId = Annotated[str, StringConstraints(min_length=1, max_length=256)]


def _whole(number: Any) -> Any:
    """Return ``5.0`` as 5: JSON knows no difference."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


MaxTokens = Annotated[int, Field(ge=1, le=1_000_000), BeforeValidator(_whole)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(_whole)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _some_faults_are_enough(cls, given: Any) -> Any:
        """Leave out unknown fields beyond those that a reply names: each costs a fault."""
        known = cls.model_fields
        if not isinstance(given, dict) or len(given) <= len(known) + MAX_UNKNOWN_FIELDS:
            return given
        unknown = islice((name for name in given if name not in known), MAX_UNKNOWN_FIELDS)
        return {name: given[name] for name in (*known.keys() & given.keys(), *unknown)}


class Reply(BaseModel):
    """Base of what is sent."""

    model_config = ConfigDict(frozen=True)


class ParametersBody(_Request):
    """How the model is to generate; what is absent or null is left to the provider."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: MaxTokens | None = None
    seed: Seed | None = None

    def to_domain(self) -> Parameters:
        """Return the values as the domain knows them."""
        return Parameters(self.temperature, self.top_p, self.max_tokens, self.seed)


#: The two kinds of `AskRequest`, as JSON Schema tells them apart.
_ASK_KINDS: list[Any] = [
    {
        "required": ["content"],
        "properties": {"content": {"type": "string"}, "question_id": {"type": "null"}},
    },
    {
        "required": ["question_id"],
        "properties": {
            "content": {"type": "null"},
            "question_id": {"type": "string"},
            "conversation_id": False,
            "parent_id": False,
        },
    },
]


class AskRequest(ParametersBody):
    """Body of ``POST /api/answers``: a new question, or a ``question_id`` to regenerate."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ASK_KINDS})

    content: Content | None = None
    conversation_id: Id | None = None
    #: Absent: behind the conversation's leaf. null: a new root.
    parent_id: Id | None = None
    question_id: Id | None = None
    model: ModelId | None = None
    system: SystemText | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.content is None) == (self.question_id is None):
            raise ValueError("give either content (a new question) or question_id (regenerate)")
        if (
            self.question_id is not None
            and {"conversation_id", "parent_id"} & self.model_fields_set
        ):
            raise ValueError("question_id stands alone: its conversation and parent are known")
        return self


class ConversationPatch(_Request):
    """Body of ``PATCH /api/conversations/{id}``: only what is given changes."""

    #: Absent, but never null, like ``leaf_id``: there is nothing to take them back to.
    title: Title = Field(default_factory=str)
    leaf_id: Id = Field(default_factory=str)
    system: SystemText | None = None
    model: ModelId | None = None
    parameters: ParametersBody | None = None


class Error(Reply):
    """Why an answer failed or was interrupted."""

    code: str
    title: str
    detail: str
    retryable: bool

    @classmethod
    def of(cls, info: ErrorInfo) -> Error:
        """Return the wire form."""
        return cls(**info._asdict())


class FieldError(Reply):
    """One fault of a request body."""

    field: str
    message: str


class Problem(Reply):
    """An error reply (RFC 9457, ``application/problem+json``)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    errors: list[FieldError] | None = None


class Usage(Reply):
    """Tokens, added up over the epochs of an answer."""

    prompt_tokens: int
    completion_tokens: int


class Timings(Reply):
    """How long an answer took."""

    queued_ms: int
    first_token_ms: int | None
    total_ms: int
    tokens_per_s: float | None
    #: From the first reasoning to the first text, or to the end; ``null`` where there is none.
    thinking_ms: int | None


class Question(Reply):
    """A user's message."""

    id: str
    conversation_id: str
    parent_id: str | None
    role: Literal["user"]
    text: str
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
            created_at=question.created_at,
        )


class Answer(Reply):
    """An answer at one moment; ``text`` is what the log holds up to ``cursor``."""

    id: str
    conversation_id: str
    parent_id: str
    role: Literal["assistant"]
    status: Status
    text: str
    reasoning: str | None = None
    model: str
    cursor: str | None
    reason: Reason | None = None
    error: Error | None = None
    usage: Usage | None = None
    timings: Timings | None = None
    #: Oldest messages that the model was not given: its context window is too small for them.
    omitted_messages: int = 0
    #: Whether ``POST …/continue`` would be taken.
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
            reasoning=answer.reasoning or None,
            model=answer.model,
            cursor=str(answer.cursor) if answer.cursor else None,
            reason=answer.reason,
            error=Error.of(answer.error) if answer.error else None,
            usage=Usage(**answer.usage._asdict()) if answer.usage else None,
            timings=Timings(**answer.timings._asdict()) if answer.timings else None,
            omitted_messages=answer.omitted_messages,
            continuable=continuable,
            created_at=answer.created_at,
        )


class ConversationSummary(Reply):
    """A conversation without its messages."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    leaf_id: str | None
    system: str | None = None
    model: str | None = None
    parameters: ParametersBody | None = None
    #: From here on 30 days remain to restore it; ``null`` unless it is deleted.
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


class ConversationList(Reply):
    """One page of conversations, newest first; of deleted ones, the last deleted first."""

    conversations: list[ConversationSummary]
    next_cursor: str | None


class Asked(Reply):
    """Reply to asking."""

    conversation: ConversationSummary
    question: Question
    answer: Answer


class Model(Reply):
    """A model that can be asked."""

    id: str
    provider: str
    title: str
    default: bool
    context_length: int | None = None

    @classmethod
    def of(cls, model: ProviderModel, *, default: bool) -> Model:
        """Return the wire form."""
        return cls(
            id=model.id,
            provider=model.provider,
            title=model.title,
            default=default,
            context_length=model.context_length,
        )


class ModelList(Reply):
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
        "deleted_at": conversation.deleted_at,
    }
