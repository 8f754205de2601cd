"""The values that a store takes and returns, beside those of `yeoul.protocol.conversation`.

Wishes (`Ask`, `Regenerate`) with the key and the ids of their client, and what comes of them;
pages and changes of conversations; the beginning and the settlement of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NamedTuple

from yeoul.errors import ErrorInfo
from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.conversation import (
    Answer,
    BegunWith,
    Conversation,
    Message,
    Parameters,
    Question,
    Terms,
)
from yeoul.protocol.events import UNBEGUN_END, Cursor, End, Reason, TerminalStatus
from yeoul.protocol.turns import Call

#: The form of a list's cursor: microseconds since 1970, and the id of a conversation. One among the
#: pinned ones begins with ``p``.
PAGE_CURSOR_PATTERN: Final = "^p?(0|[1-9][0-9]{0,15})-[0-9a-f]{32}$"


class Leaf:
    """Type of `LEAF`: "behind the conversation's current leaf"."""


LEAF: Final = Leaf()


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's key for one request, and the digest of the request's body as parsed JSON."""

    key: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that the client has made for new things; the store makes those that are None.

    Each is 32 lower-case hex digits: 128 random bits.
    """

    answer: str
    #: None where an existing question is answered again.
    question: str | None = None
    #: Only where the question begins a conversation.
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What a new conversation keeps of the assistant that it is begun with."""

    assistant: BegunWith
    #: None leaves the choice to the default.
    model: str | None
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Ask:
    """A new question and the parameters of its answer."""

    content: str
    #: The model to ask; None leaves the choice to the conversation, or to a default.
    model: str | None = None
    #: None begins a new conversation.
    conversation_id: str | None = None
    #: The message it follows; None is a new root of the conversation.
    parent_id: str | Leaf | None = LEAF
    #: System prompt, of a new conversation; in an existing one, of this answer only.
    system: str | None = None
    parameters: Parameters = Parameters()
    ids: Ids | None = None
    #: Whether the new conversation is temporary. No meaning in one that exists.
    temporary: bool = False
    #: Given to the answer's provider in each `Prompt`, after a restart too. Shown to nobody else.
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: What a product has decided. ``model`` and ``parameters`` are then exactly these: nothing of
    #: the conversation takes the place of what is None.
    terms: Terms | None = None
    #: What a program brings with its question. `Call.kept` says whether a new conversation of it is
    #: in the list, and for how long it is there; one that is listed lists that which it goes on in.
    call: Call | None = None
    #: How many candidates of each token are asked for, 0 to 20.
    candidates: int = 0
    #: Of a new conversation, and for its further questions; this one says by itself what it wants.
    begun: Begun | None = None
    #: The ids of its pictures, each once, in their order.
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Regenerate:
    """Another answer to an existing question. Fields that are None are the conversation's."""

    question_id: str
    model: str | None = None
    system: str | None = None
    parameters: Parameters = Parameters()
    ids: Ids | None = None
    #: Given to the answer's provider in each `Prompt`, after a restart too. Shown to nobody else.
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)
    #: As in `Ask`.
    terms: Terms | None = None
    #: As in `Ask`; None: as many as the newest answer to the question was asked for.
    candidates: int | None = None
    #: The text with which the answer begins, and behind which the model goes on.
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a wish meets: its conversation, and the question that is to be answered again."""

    #: None: it begins one.
    conversation: Conversation | None = None
    question: Question | None = None
    #: As many candidates as the newest answer to that question was asked for.
    candidates: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """The result of asking. ``replayed``: the idempotency key was known, nothing was written."""

    conversation: Conversation
    question: Question
    answer: Answer
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """One page of a list; ``next_cursor`` is None on the last one."""

    conversations: Sequence[Conversation]
    next_cursor: str | None
    #: Where a search found a conversation, by its id; not those of which only the title matches.
    matches: Mapping[str, Match] = field(default_factory=dict)


class Fragment(NamedTuple):
    """A piece of a snippet. ``hit``: it is a word that was searched for."""

    text: str
    hit: bool


class Match(NamedTuple):
    """The message in which a search found a conversation, and what stands around the words."""

    message_id: str
    #: On one line; an ellipsis stands for what is left out.
    snippet: Sequence[Fragment]


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """Changes to a conversation; a field that is not in ``given`` stays."""

    given: frozenset[Literal["title", "leaf_id", "system", "model", "parameters", "pinned"]]
    title: str = ""
    leaf_id: str | None = None
    system: str | None = None
    model: str | None = None
    parameters: Parameters = Parameters()
    pinned: bool = False


class Spent(NamedTuple):
    """The tokens that one epoch of an answer has cost its owner."""

    owner: str
    prompt_tokens: int
    completion_tokens: int
    #: Whether nobody has counted them: they are estimated by the bytes, and pieces, of the texts.
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final state of an answer: exactly that of its ``end`` event, and the position of that."""

    end: End
    content: Content
    #: Position of the ``end`` event in the log.
    cursor: Cursor
    #: Counted by the first settlement of the epoch; None: nobody counts.
    spent: Spent | None = None

    @classmethod
    def unbegun(
        cls, answer: Answer, status: TerminalStatus, reason: Reason, error: ErrorInfo | None = None
    ) -> Settlement:
        """Return the end of an answer for which no model was asked, with what it begins with."""
        text = answer.prefix
        cursor = UNBEGUN_END._replace(seq=UNBEGUN_END.seq + 1) if text else UNBEGUN_END
        return cls(End.unbegun(status, reason, error, text=text), Content(text), cursor)


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """A message of a file; its id is that of the file, of any form."""

    id: str
    #: A message before it in the file, or one that is here already.
    parent_id: str | None
    role: Literal["user", "assistant"]
    text: str
    created_at: datetime
    #: Of an answer.
    model: str = ""
    reasoning: str = ""
    status: Literal["finished", "stopped", "interrupted"] = "finished"
    tool_calls: tuple[ToolCall, ...] = ()
    #: How many candidates of each token were asked for, and those that were told.
    asked_candidates: int = 0
    candidates: tuple[Candidates, ...] = ()
    #: The ids of a question's pictures, which are here already.
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """A conversation of a file, or a part of it: messages behind those that are here already."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    messages: Sequence[ImportedMessage]
    leaf_id: str | None = None
    system: str | None = None
    model: str | None = None
    parameters: Parameters = Parameters()
    pinned: bool = False
    assistant: BegunWith | None = None


class StoreReport(NamedTuple):
    """What a store without files of its own is."""

    #: Its name and version, and not where it is.
    name: str
    bytes: int


class Imported(NamedTuple):
    """What an import has written of one conversation."""

    conversation_id: str
    #: Messages that were not here before.
    added: int
    #: Whether the conversation was not here before, either.
    new: bool


class Beginning(NamedTuple):
    """The state of an answer at the moment in which its generation begins."""

    #: Whether a Stop was recorded: then there is nothing to generate.
    stop_requested: bool
    #: From the root of the conversation's tree down to the question, oldest first.
    thread: list[Message]
    #: Whether the conversation is temporary, so that nobody should keep the answer.
    temporary: bool = False
