"""The shapes of the native API's requests."""

from __future__ import annotations

from typing import Any, Self

from pydantic import (
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from yeoul.api.fields import (
    Attachments,
    CandidateCount,
    Content,
    Id,
    MaxTokens,
    ModelId,
    NewId,
    RequestBody,
    Seed,
    SystemText,
    Title,
    fault_at,
)
from yeoul.chat import Ids
from yeoul.errors import IdTaken
from yeoul.protocol.conversation import Parameters, is_free_id


class ParametersBody(RequestBody):
    """Parameters of generation; the provider chooses those that are absent or null."""

    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: MaxTokens | None = None
    seed: Seed | None = None
    #: Whether a model that can think before it answers does so.
    thinking: bool | None = None

    def to_domain(self) -> Parameters:
        """Return the values as the domain knows them."""
        return Parameters(self.temperature, self.top_p, self.max_tokens, self.seed, self.thinking)


_ABSENT: dict[str, Any] = {"type": "null"}
_IDS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}

#: What a question says: words, perhaps with pictures; or pictures alone.
_SAID: list[tuple[str, dict[str, Any]]] = [
    ("content", {"content": {"type": "string"}}),
    ("attachments", {"content": _ABSENT, "attachments": {**_IDS, "minItems": 1}}),
]


def _ask_kinds() -> list[Any]:
    """Return the kinds of `AskRequest`, as JSON Schema distinguishes them.

    It begins a conversation, goes on in one, or answers a question again. Each names the ids of the
    new things, and no others.
    """
    begins = {"question_id": _ABSENT, "conversation_id": _ABSENT, "prefix": _ABSENT}
    goes_on = {
        "question_id": _ABSENT,
        "conversation_id": {"type": "string"},
        "assistant_id": _ABSENT,
        "ids": {"properties": {"conversation": _ABSENT}},
        "prefix": _ABSENT,
        "temporary": {"const": False},
    }
    again = {
        "content": _ABSENT,
        "attachments": {**_IDS, "maxItems": 0},
        "question_id": {"type": "string"},
        "assistant_id": _ABSENT,
        "conversation_id": False,
        "parent_id": False,
        "ids": {"properties": {"conversation": _ABSENT, "question": _ABSENT}},
        "temporary": {"const": False},
    }
    return [
        *({"required": [name], "properties": said | begins} for name, said in _SAID),
        *(
            {"required": [name, "conversation_id"], "properties": said | goes_on}
            for name, said in _SAID
        ),
        {"required": ["question_id"], "properties": again},
    ]


class NewIds(RequestBody):
    """Ids that the client makes for the new things of this request: 128 random bits each."""

    answer: NewId
    #: Absent where a question is answered again.
    question: NewId | None = None
    #: Only where the question begins a conversation.
    conversation: NewId | None = None

    def to_domain(self) -> Ids:
        """Return the values as the domain knows them.

        Raises:
            IdTaken: no client may choose such an id.
        """
        given = self.answer, self.question, self.conversation
        if not all(is_free_id(id) for id in given if id is not None):
            raise IdTaken("Ids that begin like this are not for clients: make random ones.")
        return Ids(*given)


class AskRequest(ParametersBody):
    """Body of ``POST /api/answers``: a new question, or a ``question_id`` to regenerate."""

    model_config = ConfigDict(json_schema_extra={"oneOf": _ask_kinds()})

    content: Content | None = None
    conversation_id: Id | None = None
    #: Absent: behind the conversation's leaf. null: a new root.
    parent_id: Id | None = None
    question_id: Id | None = None
    #: Begins the new conversation with its instructions, its model and its parameters: each where
    #: this request says nothing else.
    assistant_id: Id | None = None
    model: ModelId | None = None
    system: SystemText | None = None
    #: With ``question_id``: the text with which the answer begins; the model goes on behind it.
    prefix: Content | None = None
    #: The ids of a new question's pictures, in their order; an edited one names those it keeps.
    attachments: Attachments = Field(default=[])
    ids: NewIds | None = None
    #: A new conversation is in no list and no file, and gone when it is left.
    temporary: bool = False
    #: How many candidates of each token are wished for. Absent or null: none; of a question that is
    #: answered again, as many as its newest answer was asked for.
    candidates: CandidateCount | None = None

    @field_validator("ids")
    @classmethod
    def _of_what_is_new(cls, ids: NewIds | None, before: ValidationInfo) -> NewIds | None:
        """Check that each id is for a thing that this request makes."""
        if ids is None:
            return None
        again = before.data.get("question_id") is not None
        if ids.question and again:
            raise fault_at("question", "must be absent: no question is new here")
        if ids.conversation and (again or before.data.get("conversation_id") is not None):
            raise fault_at("conversation", "must be absent: no conversation is new here")
        return ids

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        asks = self.content is not None or bool(self.attachments)
        if asks == (self.question_id is not None):
            raise ValueError("give either content (a new question) or question_id (regenerate)")
        if (
            self.question_id is not None
            and {"conversation_id", "parent_id"} & self.model_fields_set
        ):
            raise ValueError("question_id stands alone: its conversation and parent are known")
        if self.prefix is not None and self.question_id is None:
            raise fault_at("prefix", "needs a question_id: it begins another answer to a question")
        if self.assistant_id is not None and (self.question_id or self.conversation_id):
            raise fault_at(
                "assistant_id",
                "must be absent: an assistant begins a conversation, and this one has begun",
            )
        if self.temporary and (self.question_id or self.conversation_id):
            raise ValueError("only a conversation that begins here can be temporary")
        return self


class ConversationPatch(RequestBody):
    """Body of ``PATCH /api/conversations/{id}``: only the given fields change."""

    #: May be absent but not null, like ``leaf_id`` and ``pinned``: none has a default to return to.
    title: Title = Field(default_factory=str)
    leaf_id: Id = Field(default_factory=str)
    pinned: bool = Field(default_factory=bool, strict=True)
    system: SystemText | None = None
    model: ModelId | None = None
    parameters: ParametersBody | None = None
