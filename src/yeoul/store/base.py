"""The seam of what is remembered: conversations, messages, idempotency keys.

Everything is looked up by owner; an id of another owner is answered like one that does not exist.
Every method but `Store.purge` is one transaction: done wholly, or not at all when it raises. Safe
for concurrent use.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from yeoul.protocol.conversation import Answer, Conversation, Message, Parameters, Question
from yeoul.protocol.events import Cursor, End

#: The form of a list's cursor: microseconds since 1970, and the id of a conversation.
PAGE_CURSOR_PATTERN: Final = "^(0|[1-9][0-9]{0,15})-[0-9a-f]{32}$"


class Leaf:
    """Type of `LEAF`: "behind the conversation's current leaf"."""


LEAF: Final = Leaf()


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A client's key for one request, and the digest of the request's body as parsed JSON."""

    key: str
    body_sha256: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A new question and the answer it wants."""

    content: str
    #: Model that answers, checked against the providers before the store is asked. None leaves the
    #: choice to the core (`Chat.ask`).
    model: str | None = None
    #: None begins a new conversation.
    conversation_id: str | None = None
    #: The message it follows; None is a new root of the conversation.
    parent_id: str | Leaf | None = LEAF
    #: System prompt, of a new conversation; in an existing one, of this answer only.
    system: str | None = None
    parameters: Parameters = Parameters()


@dataclass(frozen=True, slots=True)
class Regenerate:
    """Another answer to a question that exists. None for ``system`` keeps the conversation's."""

    question_id: str
    model: str | None = None
    system: str | None = None
    parameters: Parameters = Parameters()


@dataclass(frozen=True, slots=True)
class Exchange:
    """What asking made. ``replayed``: the idempotency key was known, nothing new was written."""

    conversation: Conversation
    question: Question
    answer: Answer
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """One page of a list; ``next_cursor`` is None on the last one."""

    conversations: Sequence[Conversation]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ConversationChanges:
    """What to change of a conversation; a field that is not in ``given`` stays."""

    given: frozenset[Literal["title", "leaf_id", "system", "model", "parameters"]]
    title: str = ""
    leaf_id: str | None = None
    system: str | None = None
    model: str | None = None
    parameters: Parameters = Parameters()


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final state of an answer: exactly what its ``end`` event says, and where that stands."""

    end: End
    text: str
    reasoning: str
    #: Position of the ``end`` event in the log.
    cursor: Cursor


class Beginning(NamedTuple):
    """What is known of an answer in the moment in which its generation begins."""

    #: A Stop was recorded: there is nothing to generate.
    stop_requested: bool
    #: From the root of the conversation's tree down to the question, oldest first.
    thread: list[Message]


class Store(ABC):
    """Remembers conversations. Times given out are aware and in UTC."""

    @abstractmethod
    async def ask(self, owner: str, ask: Ask, key: IdempotencyKey | None = None) -> Exchange:
        """Write question and answer (``queued``), and the conversation if it is new.

        The new answer becomes the conversation's leaf. Fields of ``ask`` that are None take the
        conversation's ``system`` and ``parameters``; the answer stores what holds for it.

        Raises:
            NotFound: no such conversation, or the parent is not a message of it.
            ConversationDeleted: it can be restored, and asked in then.
            AnswerInProgress: the parent is an answer that is not settled.
            InvalidRequest: the parent is a question.
            IdempotencyConflict: the key is known with another body.
            StorageFull, StorageFailed
        """

    @abstractmethod
    async def regenerate(
        self, owner: str, ask: Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """Write another answer (``queued``) beside those the question has.

        Raises as `ask`; `InvalidRequest` if ``question_id`` is an answer's.
        """

    @abstractmethod
    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        """Undo an `ask` or a `regenerate` whose answer could not begin: nothing of it is left.

        A conversation that it began is gone; another one shows its last message. Idempotent.
        """

    @abstractmethod
    async def replay(self, owner: str, key: IdempotencyKey) -> Exchange | None:
        """Return what `ask` or `regenerate` made with the key before; None if it is new.

        Raises:
            NotFound: the conversation has been deleted since.
            IdempotencyConflict: the key is known with another body.
        """

    @abstractmethod
    async def answer(self, owner: str, answer_id: str) -> Answer:
        """Return one answer.

        Raises:
            NotFound: it does not exist, is another's, or its conversation is deleted.
        """

    @abstractmethod
    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        """Return one conversation.

        Raises:
            NotFound: it does not exist, or is another's.
            ConversationDeleted: it was deleted; nothing of it can be read until it is restored.
        """

    @abstractmethod
    async def conversation_of(self, owner: str, message_id: str) -> Conversation:
        """Return the conversation of a message. Raises `NotFound` as `answer`."""

    @abstractmethod
    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        """Return all messages of all branches, in the order they were written.

        Raises as `conversation`.
        """

    @abstractmethod
    async def conversations(
        self,
        owner: str,
        *,
        query: str = "",
        deleted: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> ConversationPage:
        """Return conversations, the last asked first; with ``query`` only matching ones.

        With ``deleted`` only those that can be restored, the last deleted first; else none of them.
        A conversation matches if every word of ``query`` occurs in its title or in one of its
        messages, anywhere in a word, whatever its case and width. Two Korean syllables, or one, do.
        Nothing but another search waits for a search. It ends early when its caller is cancelled.

        Raises:
            SearchTimeout: a search was not done within 2 seconds.
            InvalidCursor: ``cursor`` is not of the form of those that this method gives out.
            InvalidRequest: ``query`` is longer than 1 000 characters.
        """

    @abstractmethod
    async def count(self, owner: str) -> tuple[int, int]:
        """Return how many conversations there are, and how many deleted ones can be restored."""

    @abstractmethod
    async def update_conversation(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        """Change title, leaf, system prompt, model or parameters.

        A question given as the leaf stands for its newest answer.

        Raises:
            NotFound: no such conversation, or ``leaf_id`` is not a message of it.
            ConversationDeleted: as `conversation`.
        """

    @abstractmethod
    async def delete_conversation(self, owner: str, conversation_id: str) -> list[str]:
        """Hide a conversation; it can be restored for 30 days. Idempotent.

        Returns the ids of its answers that are not settled, for the caller to stop; that they are
        to stop is recorded with the deletion.

        Raises:
            NotFound: it never existed, or is another's.
        """

    @abstractmethod
    async def restore_conversation(self, owner: str, conversation_id: str) -> Conversation:
        """Undo `delete_conversation`. Idempotent.

        Raises:
            NotFound: as there, or it was deleted 30 days ago.
        """

    @abstractmethod
    async def begin(self, owner: str, answer_id: str) -> Beginning:
        """Record that a queued answer begins, and return what its generation has to know.

        Changes nothing in any other status.

        Raises:
            NotFound: as `answer`.
        """

    @abstractmethod
    async def request_stop(self, owner: str, answer_id: str) -> Answer:
        """Record that an answer is to stop; returns it as it is now. Idempotent."""

    @abstractmethod
    async def reopen(self, answer_id: str, *, recovery: bool) -> Answer:
        """Make a settled or orphaned answer ``generating`` again, for a new epoch.

        ``recovery`` counts it as taken up by a restarted server. Clears a recorded Stop otherwise.
        Text, reasoning, cursor, usage and timings stay, for the next epoch to build on.

        Raises:
            NotFound: no such answer, or its conversation is deleted and this is no recovery.
        """

    @abstractmethod
    async def settle(self, answer_id: str, settlement: Settlement) -> None:
        """Write the final state of an answer. Idempotent; the last settlement holds."""

    @abstractmethod
    async def unsettled(self) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of every answer that is not settled, oldest first."""

    @abstractmethod
    async def settled_among(self, answer_ids: Sequence[str]) -> list[Answer]:
        """Return those of the answers that exist and are settled, whoever owns them."""

    @abstractmethod
    async def purge(self, now: datetime) -> list[str]:
        """Forget what is due: conversations deleted 30 days ago, idempotency keys of 24 hours.

        Returns the ids of the answers that are gone, for the event log to forget too. Many small
        transactions; what fails stays for the next purge, and keeps nothing else from being
        forgotten.
        """

    @abstractmethod
    async def check(self) -> None:
        """Check that the store can be read. Raises `StorageFailed` if it cannot."""

    @abstractmethod
    async def aclose(self) -> None:
        """Finish what is under way and close."""
