"""The shapes of requests, with all limits that a schema can tell.

An unknown field is an error that names it. What JSON does not tell apart is not told apart: ``5.0``
is a whole number.
"""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any, Self

from fastapi import Path
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from yeoul.conversation import Parameters

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
