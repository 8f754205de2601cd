"""The seam of what is remembered: conversations, messages, idempotency keys.

Everything is looked up by owner; an id of another owner is answered like one that does not exist.
Every method but `Store.purge` is one transaction: done wholly, or not at all when it raises. Safe
for concurrent use.

**The fence.** Each answer has an epoch: the number of its current run. The store gives it out, and
the event log opens that one. Asking makes epoch 1; only `Store.begin_epoch` moves it. A write by
the run of an answer names the epoch that it belongs to, and raises `Fenced`, without a trace, if
another run has begun since. Two processes that both take a dead one's answer over ask for the same
next epoch: one gets it. No clock and no lease is part of this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from yeoul.errors import UnknownModel
from yeoul.protocol.content import Content
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
class Ids:
    """Ids that the client has made for what is new. What is None, the store makes.

    Each is 32 lower-case hex digits: 128 random bits.
    """

    answer: str
    #: Of a question that is answered again there is none to make.
    question: str | None = None
    #: Only where the question begins a conversation.
    conversation: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A new question and the answer it wants."""

    content: str
    #: Model that is to answer; None leaves it to the conversation, or to a default.
    model: str | None = None
    #: None begins a new conversation.
    conversation_id: str | None = None
    #: The message it follows; None is a new root of the conversation.
    parent_id: str | Leaf | None = LEAF
    #: System prompt, of a new conversation; in an existing one, of this answer only.
    system: str | None = None
    parameters: Parameters = Parameters()
    ids: Ids | None = None


@dataclass(frozen=True, slots=True)
class Regenerate:
    """Another answer to a question that exists. What is None is the conversation's."""

    question_id: str
    model: str | None = None
    system: str | None = None
    parameters: Parameters = Parameters()
    ids: Ids | None = None


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
    content: Content
    #: Position of the ``end`` event in the log.
    cursor: Cursor


class Beginning(NamedTuple):
    """What is known of an answer in the moment in which its generation begins."""

    #: A Stop was recorded: there is nothing to generate.
    stop_requested: bool
    #: From the root of the conversation's tree down to the question, oldest first.
    thread: list[Message]


#: Returns the id of the model that answers, given the wish's, else the conversation's, else None.
ChooseModel = Callable[[str | None], str]


def as_wished(model: str | None) -> str:
    """Choose the model that is wished for, whatever it is called."""
    if model is None:
        raise UnknownModel("Name a model.")
    return model


class Store(ABC):
    """Remembers conversations. Times given out are aware and in UTC."""

    @abstractmethod
    async def ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        key: IdempotencyKey | None = None,
        *,
        choose: ChooseModel = as_wished,
    ) -> Exchange:
        """Write question and answer (``queued``), and the conversation if it is new.

        The answer is settled as ``stopped`` instead if its Stop was recorded before it came.
        It becomes the conversation's leaf. Fields of the wish that are None take the
        conversation's ``system`` and ``parameters``; the answer stores what holds for it.

        Args:
            owner: Who asks.
            wish: What is asked for.
            key: A known one gives what was made with it, ``replayed``; ``choose`` is not asked
                then, and nothing is written.
            choose: Chooses the model in the middle of the transaction; what it raises undoes it
                all. It may run in another thread, more than once, and must not block.

        Raises:
            NotFound: no such conversation or question, or the parent is not a message of it; or
                what the key made has been deleted since.
            ConversationDeleted: it can be restored, and asked in then.
            AnswerInProgress: the parent is an answer that is not settled.
            InvalidRequest: the parent is a question, or what is to be answered again an answer.
            IdempotencyConflict: the key is known with another body.
            IdTaken: something has one of the wish's ids, whoever owns it.
            StorageFull, StorageFailed
        """

    @abstractmethod
    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        """Undo an `ask` whose answer could not begin: nothing of it is left.

        A conversation that it began is gone; another one shows its last message. A Stop that was
        recorded is kept as `request_stop` keeps one. Idempotent.

        Raises:
            Fenced: another epoch of the answer has begun since.
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
    async def begin(self, owner: str, answer_id: str, epoch: int) -> Beginning:
        """Record that a queued answer begins, and return what its generation has to know.

        Changes nothing in any other status.

        Raises:
            NotFound: as `answer`.
            Fenced: another epoch of the answer has begun since ``epoch``.
        """

    @abstractmethod
    async def request_stop(self, owner: str, answer_id: str) -> Answer | None:
        """Record that an answer is to stop; return it as it is now. Idempotent.

        None if no answer of the owner has this id. The Stop is then kept for 10 minutes, for the
        question that comes with it. Of one owner at most 100 are kept, the latest ones.
        """

    @abstractmethod
    async def begin_epoch(
        self, answer_id: str, epoch: int, *, recovery: bool, beyond: int = 0
    ) -> Answer:
        """Begin the epoch after ``epoch``: a settled or orphaned answer is ``generating`` again.

        Returns the answer, with the epoch that the event log is to open. Whatever wrote for
        ``epoch`` is fenced from here on. Content, cursor, usage and timings stay, for the
        new epoch to build on.

        Args:
            answer_id: The answer, whoever owns it.
            epoch: The answer's epoch as the caller has read it.
            recovery: Whether this takes an orphan over, which is counted. Otherwise a recorded Stop
                is cleared.
            beyond: An epoch that readers have seen already. The new one is above it too, should
                the store have lost its last commits in a power cut and the log have kept them.

        Raises:
            NotFound: no such answer, or its conversation is deleted and this is no recovery.
            Fenced: another epoch has begun since ``epoch``.
        """

    @abstractmethod
    async def settle(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        """Write the final state of an answer at the end of ``epoch``.

        Idempotent. The last settlement of an epoch holds: its one writer may find out that the log
        took less than was settled. Does nothing if the answer is gone.

        Raises:
            Fenced: another epoch has begun since ``epoch``; what it makes of the answer holds.
        """

    @abstractmethod
    async def orphans(self, among: Sequence[str] | None = None) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of answers that wait for a process to end them, oldest first.

        These are the unsettled ones ``among`` those that the caller is about to take over, because
        it knows that nobody generates them; those of deleted conversations are among them. None is
        for a process that has the store for itself: every unsettled answer was its predecessor's.
        Naming too many loses nothing: who takes a growing answer over has to begin its next epoch.
        """

    @abstractmethod
    async def settled_among(self, answer_ids: Sequence[str]) -> list[Answer]:
        """Return those of the answers that exist and are settled, whoever owns them."""

    @abstractmethod
    async def purge(self, now: datetime) -> list[str]:
        """Forget what is due; return the ids of the answers that are gone, for the log to forget.

        Due are conversations deleted 30 days ago, idempotency keys of 24 hours, and Stops whose
        question has not come. Many small transactions; what fails stays for the next purge, and
        keeps nothing else from being forgotten.
        """

    @abstractmethod
    async def check(self) -> None:
        """Check that the store can be read. Raises `StorageFailed` if it cannot."""

    @abstractmethod
    async def aclose(self) -> None:
        """Finish what is under way and close."""
