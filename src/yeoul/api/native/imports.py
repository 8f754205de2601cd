"""The route that takes conversations of files: of Yeoul's own exports, and of others.

Clients read the files, however large, and send what is in them bit by bit in one form, that of
Yeoul's exports without what only a growing answer has.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self, TypeGuard

from fastapi import APIRouter, Request
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from yeoul.api.bodies import JsonRoute
from yeoul.api.dependencies import ChatDep, owner_of
from yeoul.api.fields import (
    CandidateCount,
    Id,
    KeptAttachments,
    ModelId,
    RequestBody,
    SystemText,
    Title,
    fault_at,
)
from yeoul.api.native import PREFIX
from yeoul.api.native.request_schemas import ParametersBody
from yeoul.api.native.schemas import TokenData
from yeoul.api.replies import ReplyBody
from yeoul.chat import Imported, ImportedConversation, ImportedMessage
from yeoul.protocol.content import (
    MAX_CALLS,
    MAX_CANDIDATES,
    Candidates,
    ToolCall,
    as_tokens,
    is_told_of,
)
from yeoul.protocol.conversation import BegunWith, Parameters

router = APIRouter(prefix=f"{PREFIX}/imports", tags=["conversations"], route_class=JsonRoute)

#: Conversations, and messages of one, in a request.
MAX_CONVERSATIONS, MAX_MESSAGES = 100, 2_000
#: The ids of other programs are longer than ours.
FileId = Annotated[str, StringConstraints(min_length=1, max_length=128)]


def _check_text(time: object) -> object:
    if not isinstance(time, str):
        raise ValueError("must be a text: a time with its zone, as in RFC 3339")
    return time


#: Strict bodies take no texts for times, but in JSON there is nothing else.
Time = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_check_text)]
Text = Annotated[str, StringConstraints(max_length=4_000_000)]


class CallToImport(RequestBody):
    """A call of a tool that an answer has asked for."""

    index: Annotated[int, Field(ge=0, lt=MAX_CALLS)]
    id: Text | None = None
    name: Text | None = None
    arguments: Text | None = None


def _check_order(calls: list[CallToImport]) -> list[CallToImport]:
    if any(behind.index <= call.index for call, behind in pairwise(calls)):
        raise ValueError("must be in the order of their indexes, each of another one")
    return calls


def _as_tuples(tokens: object) -> object:
    """Return lists of a fixed length as tuples, which a strict body wants in their place."""
    if not isinstance(tokens, list):
        return tokens
    return [
        tuple([*map(tuple, part)] if _are_lists(part) else part for part in token)
        if isinstance(token, list)
        else token
        for token in tokens
    ]


def _are_lists(part: object) -> TypeGuard[list[list[object]]]:
    return isinstance(part, list) and all(isinstance(each, list) for each in part)


class CandidatesToImport(RequestBody):
    """Neighbouring tokens of an answer's text, as an export has them."""

    at: Annotated[int, Field(ge=0)]
    tokens: Annotated[list[TokenData], BeforeValidator(_as_tuples)]

    def to_domain(self) -> Candidates:
        """Return the values as the domain knows them."""
        return Candidates(self.at, as_tokens(self.tokens, MAX_CANDIDATES))


class MessageToImport(RequestBody):
    """A question or an answer, behind the message that it follows."""

    id: FileId
    parent_id: FileId | None = None
    role: Literal["user", "assistant"]
    text: Text
    created_at: Time
    #: Of an answer: the name of the model, which need not be known here.
    model: ModelId | None = None
    reasoning: Text | None = None
    tool_calls: (
        Annotated[list[CallToImport], Field(max_length=MAX_CALLS), AfterValidator(_check_order)]
        | None
    ) = None
    status: Literal["finished", "stopped", "interrupted"] = "finished"
    #: Of a question: the ids of its pictures, which were sent before by ``POST /api/attachments``.
    attachments: KeptAttachments = Field(default=[])
    #: How many candidates of each token were asked for, and what was told of the text.
    candidates: CandidateCount | None = None
    token_candidates: list[CandidatesToImport] | None = None

    @model_validator(mode="after")
    def _of_the_text(self) -> Self:
        """Check that each token stands where it says, behind the ones before it."""
        if self.token_candidates:
            told = [each.to_domain() for each in self.token_candidates]
            if not is_told_of(self.text, told):
                raise ValueError("token_candidates are not those of the text")
        return self

    @model_validator(mode="after")
    def _of_a_question(self) -> Self:
        if self.attachments and self.role != "user":
            raise fault_at("attachments", "must be absent: an answer has no pictures")
        return self

    def to_domain(self) -> ImportedMessage:
        """Return the values as the domain knows them."""
        return ImportedMessage(
            id=self.id,
            parent_id=self.parent_id,
            role=self.role,
            text=self.text,
            created_at=self.created_at,
            model=self.model or "unknown",
            reasoning=self.reasoning or "",
            status=self.status,
            tool_calls=tuple(
                ToolCall(call.index, call.id, call.name, call.arguments)
                for call in self.tool_calls or ()
            ),
            asked_candidates=self.candidates or 0,
            candidates=tuple(each.to_domain() for each in self.token_candidates or ()),
            attachments=tuple(self.attachments),
        )


class BegunWithToImport(RequestBody):
    """The assistant that a conversation was begun with: only shown, so it need not be here."""

    id: FileId
    name: Title
    missing_model: ModelId | None = None

    def to_domain(self) -> BegunWith:
        """Return the values as the domain knows them."""
        return BegunWith(self.id, self.name, self.missing_model)


class ConversationToImport(RequestBody):
    """A conversation, or a part of it: messages behind those that were sent before."""

    id: FileId
    title: Title
    created_at: Time
    updated_at: Time
    leaf_id: FileId | None = None
    system: SystemText | None = None
    model: ModelId | None = None
    parameters: ParametersBody | None = None
    pinned: bool = False
    assistant: BegunWithToImport | None = None
    messages: Annotated[list[MessageToImport], Field(min_length=1, max_length=MAX_MESSAGES)]

    def to_domain(self) -> ImportedConversation:
        """Return the values as the domain knows them."""
        return ImportedConversation(
            id=self.id,
            title=self.title.strip(),
            created_at=self.created_at,
            updated_at=self.updated_at,
            messages=[message.to_domain() for message in self.messages],
            leaf_id=self.leaf_id,
            system=self.system,
            model=self.model,
            parameters=self.parameters.to_domain() if self.parameters else Parameters(),
            pinned=self.pinned,
            assistant=self.assistant.to_domain() if self.assistant else None,
        )


class ImportRequest(RequestBody):
    """Body of ``POST /api/imports``."""

    conversations: Annotated[
        list[ConversationToImport], Field(min_length=1, max_length=MAX_CONVERSATIONS)
    ]


class ImportedItem(ReplyBody):
    """What became of one conversation."""

    #: Its id in the request.
    id: str
    #: Its id here.
    conversation_id: Id
    #: ``extended``: it was here without some of its messages.
    outcome: Literal["imported", "extended", "unchanged"]
    #: Messages that were not here before.
    added: int

    @classmethod
    def of(cls, given: ConversationToImport, imported: Imported) -> ImportedItem:
        """Return the wire form."""
        outcome: Literal["imported", "extended", "unchanged"] = "unchanged"
        if imported.new:
            outcome = "imported"
        elif imported.added:
            outcome = "extended"
        return cls(
            id=given.id,
            conversation_id=imported.conversation_id,
            outcome=outcome,
            added=imported.added,
        )


class ImportReply(ReplyBody):
    """What became of each conversation, in their order."""

    results: list[ImportedItem]


@router.post("", response_model=ImportReply, summary="Import conversations")
async def take(request: Request, chat: ChatDep, body: ImportRequest) -> ImportReply:
    """Write conversations that were had elsewhere, with their times, branches and models.

    To send one again changes nothing; messages that it lacks here are added. Each conversation is
    written whole or not at all; one that is refused refuses those behind it.
    """
    owner = owner_of(request)
    results = [
        ImportedItem.of(given, await chat.import_conversation(owner, given.to_domain()))
        for given in body.conversations
    ]
    return ImportReply(results=results)
