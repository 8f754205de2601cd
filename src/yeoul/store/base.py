"""The seam of the store: conversations, messages, idempotency keys.

Everything is looked up by owner; an id of another owner is answered like one that does not exist.
Every method but `Store.purge` and `Store.forget_conversation` is one transaction: done wholly, or
not at all when it raises. Safe for concurrent use.

**The fence.** Each answer has an epoch: the number of its current run. The store assigns it, and
the event log opens that one. Asking makes epoch 1; only `Store.begin_epoch` raises it. A write by
the run of an answer names the epoch that it belongs to, and raises `Fenced`, without a trace, if
another run has begun since. Two processes that both take over a dead process's answer ask for the
same next epoch: one gets it. This needs neither a clock nor a lease.

An implementation and its callers find all names of the seam here; the values are those of
`yeoul.store.values`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from yeoul.caller import Allowance
from yeoul.errors import UnknownModel
from yeoul.protocol.conversation import Answer, Conversation, Message
from yeoul.store.accounts import AccountStore
from yeoul.store.assistants import AssistantStore
from yeoul.store.attachments import AttachmentStore
from yeoul.store.ends import EndStore
from yeoul.store.services import ServiceStore
from yeoul.store.shares import ShareStore
from yeoul.store.values import (
    LEAF,
    PAGE_CURSOR_PATTERN,
    Ask,
    Beginning,
    Begun,
    ConversationChanges,
    ConversationPage,
    Exchange,
    Fragment,
    Ground,
    IdempotencyKey,
    Ids,
    Imported,
    ImportedConversation,
    ImportedMessage,
    Leaf,
    Match,
    Regenerate,
    Settlement,
    Spent,
    StoreReport,
)

__all__ = [
    "LEAF",
    "PAGE_CURSOR_PATTERN",
    "Ask",
    "Beginning",
    "Begun",
    "ChooseModel",
    "ConversationChanges",
    "ConversationPage",
    "Exchange",
    "Fragment",
    "Ground",
    "IdempotencyKey",
    "Ids",
    "Imported",
    "ImportedConversation",
    "ImportedMessage",
    "Leaf",
    "Match",
    "Regenerate",
    "Settlement",
    "Spent",
    "Store",
    "StoreReport",
    "as_wished",
]


class ChooseModel(Protocol):
    """Returns the id of the model that answers."""

    def __call__(self, model: str | None, /, *, pictures: bool) -> str:
        """Choose, given the wish's model, else the conversation's, else None.

        ``pictures``: the question has some.
        """


def as_wished(model: str | None, *, pictures: bool = False) -> str:
    """Return the wished model, whatever its name."""
    if model is None:
        raise UnknownModel("Name a model.")
    return model


class Store(ABC):
    """Stores conversations. The times that it returns are aware and in UTC.

    Every method but `aclose` raises `StorageFailed`, and those that write `StorageFull` too.
    """

    @property
    def accounts(self) -> AccountStore | None:
        """The accounts beside the conversations; None for a store that keeps none."""
        return None

    @property
    def shares(self) -> ShareStore | None:
        """The shares of conversations; None for a store that keeps none."""
        return None

    @property
    def assistants(self) -> AssistantStore | None:
        """The assistants of all owners; None for a store that keeps none."""
        return None

    @property
    def attachments(self) -> AttachmentStore | None:
        """The pictures of questions; None for a store that keeps none."""
        return None

    @property
    def ends(self) -> EndStore | None:
        """The ends that a product has not been told; None for a store that notes none."""
        return None

    @property
    def services(self) -> ServiceStore | None:
        """The services that people connect; None for a store that keeps none."""
        return None

    async def identity(self) -> str | None:
        """Return what the data in one place alone have; None where only one process has them."""
        return None

    @abstractmethod
    async def look(
        self, owner: str, wish: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange | Ground:
        """Return the exchange that ``key`` has made before, or else what the wish meets.

        Writes nothing. What `ask` would refuse besides, it still refuses.

        Raises:
            NotFound, ConversationDeleted: as `ask`, but a parent is not looked for.
            InvalidRequest: the message to answer again is an answer.
            IdempotencyConflict: as `ask`.
        """

    @abstractmethod
    async def ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        key: IdempotencyKey | None = None,
        *,
        choose: ChooseModel = as_wished,
        allowance: Allowance | None = None,
    ) -> Exchange:
        """Write question and answer (``queued``), and the conversation if it is new.

        The answer is settled as ``stopped`` instead if its Stop was recorded before it arrived.
        It becomes the conversation's leaf. Fields of the wish that are None take the
        conversation's ``system`` and ``parameters``; the answer stores the resulting values.

        Args:
            owner: The owner of the question.
            wish: The question, or the question to answer again.
            key: A known key returns the exchange made with it, ``replayed``; ``choose`` is not
                called then, and nothing is written. Of requests that cross with one key, one
                writes and the others wait for it, whatever ids they bring.
            choose: Chooses the model in the middle of the transaction; an error in it undoes
                everything. It may run in another thread, more than once, and must not block.
            allowance: Counts the question among those of the owner's day, and refuses it where it
                goes beyond that, or where as many of the owner's answers are not settled as may
                be: of many at once, no more are asked. None: nobody counts.

        Raises:
            QuotaExceeded, TooManyAtOnce: it goes beyond the ``allowance``.
            Unauthenticated: the question would be counted, and the owner's account is disabled.
            NotFound: no such conversation or question, or the parent is not a message of it; or
                one of the pictures is not there; or the exchange made with the key has been
                deleted since.
            ConversationDeleted: it can be restored, and then takes questions again.
            AnswerInProgress: the parent is an answer that is not settled.
            InvalidRequest: the parent is a question, the message to answer again is an answer, a
                text is not valid Unicode, or the pictures are too large together.
            IdempotencyConflict: the key is known with another body.
            IdTaken: one of the wish's ids is in use, by any owner, and the key is unknown.
        """

    @abstractmethod
    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        """Undo an `ask` whose answer could not begin, without leaving a trace of it.

        If it was counted, it is no longer.
        A conversation that it began is deleted; an older one shows its last message again. A
        recorded Stop is kept as `request_stop` keeps one. Idempotent.

        Raises:
            Fenced: the answer has begun, or another epoch of it.
        """

    @abstractmethod
    async def answer(self, owner: str, answer_id: str) -> Answer:
        """Return one answer.

        Raises:
            NotFound: it does not exist, belongs to another owner, or its conversation is deleted.
        """

    @abstractmethod
    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        """Return one conversation.

        Raises:
            NotFound: it does not exist, or belongs to another owner.
            ConversationDeleted: it was deleted; it cannot be read until it is restored.
        """

    @abstractmethod
    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        """Return all messages of all branches, in the order they were written.

        Answers come without their candidates, which are many times as large as their texts.

        Raises as `conversation`.
        """

    @abstractmethod
    async def message_page(
        self, owner: str, conversation_id: str, *, after: str | None = None, limit: int = 100
    ) -> list[Message]:
        """Return the next messages of all branches behind the one with the id ``after``.

        Raises as `conversation`. Answers come without their candidates, as in `messages`.
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
        """Return conversations, the pinned and the last asked first; with ``query`` matching ones.

        With ``deleted`` only those that can be restored, the last deleted first; otherwise no
        deleted ones. A conversation matches if every word of ``query`` occurs in its title or in
        one of its messages, anywhere in a word, whatever its case and width; a single Korean
        syllable is enough. Where a message matches, the page says which, with a snippet of it. A
        search delays only other searches, and ends when its caller is cancelled.

        Raises:
            SearchTimeout: a search was not done within 2 seconds.
            InvalidCursor: ``cursor`` does not have the form that this method returns.
            InvalidRequest: ``query`` is longer than 1 000 characters.
        """

    @abstractmethod
    async def count(self, owner: str) -> tuple[int, int]:
        """Return how many conversations there are, and how many deleted ones can be restored."""

    @abstractmethod
    async def update_conversation(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        """Change title, leaf, system prompt, model or parameters; pin or unpin.

        A question given as the leaf stands for its newest answer.

        Raises:
            NotFound: no such conversation, or ``leaf_id`` is not a message of it.
            ConversationDeleted: as `conversation`.
            InvalidRequest: a text is not valid Unicode.
        """

    @abstractmethod
    async def delete_conversation(
        self, owner: str, conversation_id: str, *, forever: bool = False
    ) -> list[str]:
        """Hide a conversation; it can be restored for 30 days. Idempotent.

        With ``forever`` it cannot be restored any more, whether it was hidden before or not, and
        the next `purge` deletes it; `forget_conversation` does so at once.

        Its shares end with it, and do not come back. Returns the ids of its unsettled answers, for
        the caller to stop, or of all its answers if they go ``forever``. The Stop of the unsettled
        ones is recorded with the deletion.

        Raises:
            NotFound: it never existed, or belongs to another owner.
        """

    @abstractmethod
    async def restore_conversation(self, owner: str, conversation_id: str) -> Conversation:
        """Undo `delete_conversation`. Idempotent.

        Raises:
            NotFound: as in `delete_conversation`, or it was deleted 30 days ago.
        """

    @abstractmethod
    async def forget_conversation(self, owner: str, conversation_id: str) -> None:
        """Delete a conversation that was deleted ``forever``, once its answers are settled.

        Nothing of its texts is left in the database's own files then, as far as the database can
        overwrite them; what another program reads at that moment is overwritten behind it. Many
        small transactions, as in `purge`.

        Raises:
            NotFound: it can still be restored or read, or never existed.
        """

    @abstractmethod
    async def import_conversation(self, owner: str, given: ImportedConversation) -> Imported:
        """Write a conversation that was had elsewhere, with its times. Idempotent.

        What is here already, by the ids of its file, stays as it is; a deleted one is restored.
        Messages that are missing are added, and then its leaf is that of the file.

        Raises:
            InvalidRequest: its messages are no tree of questions and answers, or a text is not
                valid Unicode.
            NotFound: it was deleted for good a moment ago, and is not gone yet.
            Unauthenticated: the owner's account has been disabled or removed meanwhile.
        """

    @abstractmethod
    async def begin(self, owner: str, answer_id: str, epoch: int) -> Beginning:
        """Record that a queued answer begins, and return the state that its generation needs.

        Changes nothing in any other status. Answers of the thread come without their candidates.

        Raises:
            NotFound: as `answer`.
            Fenced: another epoch of the answer has begun since ``epoch``.
        """

    @abstractmethod
    async def request_stop(self, owner: str, answer_id: str) -> Answer | None:
        """Record that an answer is to stop; return it as it is now. Idempotent.

        None if nothing of the owner has this id. The Stop is then kept for 10 minutes, for a
        question that arrives with the id. The latest 100 of each owner are kept, the one recorded
        last always.

        A Stop that races with its question is never lost: either it finds the answer, or `ask`
        finds the Stop. The two write different rows, so a database must run their transactions as
        if one came after the other.

        Raises:
            NotFound: the id is that of a question, or of an answer in a deleted conversation.
                Nothing is kept for it.
        """

    @abstractmethod
    async def begin_epoch(
        self,
        answer_id: str,
        epoch: int,
        *,
        recovery: bool,
        beyond: int = 0,
        counted: bool = True,
        allowance: Allowance | None = None,
    ) -> Answer:
        """Begin the epoch after ``epoch``, of an orphaned answer or a settled one.

        A settled answer is ``generating`` again, an orphan stays what it was.

        Returns the answer, with the epoch that the event log has to open. The writer of ``epoch``
        is fenced from now on. Content, cursor, usage and timings stay, for the new epoch to build
        on. A recovery and the settlement of ``epoch`` may race: one of them is refused.

        Args:
            answer_id: The answer, of any owner.
            epoch: The answer's epoch as the caller has read it.
            recovery: True takes an unsettled answer over, and keeps its Stop. False continues a
                settled one, and clears its Stop.
            beyond: An epoch that readers have seen already. The new one is above it too, in case a
                power cut took the last commits of the store but not of the log.
            counted: Count a takeover, so that an answer which ends its servers ends itself.
            allowance: Refuses it where as many of the owner's answers are not settled as may be,
                as in `ask`. A recovery is given none.

        Raises:
            TooManyAtOnce: it goes beyond the ``allowance``.
            NotFound: no such answer, or its conversation is deleted and this is not a recovery.
            Unauthenticated: its owner's account is disabled, and this is not a recovery.
            Fenced: another epoch has begun since ``epoch``; or the answer to take over has been
                settled, or the one to continue has not.
        """

    @abstractmethod
    async def note_upstream(self, answer_id: str, epoch: int, upstream_id: str) -> None:
        """Record the id under which a service keeps an answer that is growing.

        A takeover keeps it. A Continue clears it: what comes behind it is asked for again. Does
        nothing if the answer is gone.

        Raises:
            Fenced: another epoch has begun since ``epoch``.
        """

    @abstractmethod
    async def settle(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        """Write the final state of an answer at the end of ``epoch``.

        Idempotent. The last settlement of an epoch counts: its one writer may find out that the log
        took less than was settled. Does nothing if the answer is gone.

        Raises:
            Fenced: another epoch has begun since ``epoch``; its outcome counts.
        """

    @abstractmethod
    async def has_any(self, ids: Sequence[str]) -> bool:
        """Return whether a conversation or a message, of any owner, has one of these ids."""

    @abstractmethod
    async def orphans(self, among: Sequence[str] | None = None) -> list[tuple[str, Answer]]:
        """Return (owner, answer) of answers that wait for a process to end them, oldest first.

        These are the unsettled answers in ``among``, which the caller is about to take over because
        it knows that no process generates them; deleted conversations are included. None is for
        the only process that uses the store: every unsettled answer was its predecessor's. Naming
        too many loses nothing: taking over a growing answer means beginning its next epoch.
        """

    @abstractmethod
    async def count_unfinished(self, owner: str) -> int:
        """Return how many answers of the owner are not settled."""

    @abstractmethod
    async def settled_among(self, answer_ids: Sequence[str]) -> list[tuple[str, Answer]]:
        """Return (owner, answer) for the existing, settled ones of these answers, of any owner."""

    @abstractmethod
    async def purge(self, now: datetime) -> list[str]:
        """Delete everything that has expired; return the answers' ids, for the log to forget them.

        Conversations expire 30 days after their deletion, idempotency keys after 24 hours, Stops
        without a question after 10 minutes, and shares at their own time. Runs many small
        transactions; one that fails stays for the next purge, and does not stop the others.
        """

    @abstractmethod
    async def find_calls(self, owner: str, sha256: str, *, since: datetime) -> list[Exchange]:
        """Return the owner's calls with this digest made ``since`` then: the latest 8, those first.

        Deleted ones are not among them; those in conversations that are listed are.
        """

    @abstractmethod
    async def expire_calls(self, now: datetime) -> list[str]:
        """Delete expired calls; return the ids of their answers, for the log to forget them.

        A call that is kept briefly expires 10 minutes after this method has first seen that its
        answer has ended, and one that is kept for a month, a month after it was made. Runs many
        small transactions, as `purge` does.
        """

    async def report(self) -> StoreReport | None:
        """Return what the store is and how large; None where its files tell that."""
        return None

    @abstractmethod
    async def check(self) -> None:
        """Check that the store can be read. Raises `StorageFailed` if it cannot."""

    @abstractmethod
    async def aclose(self) -> None:
        """Finish running transactions and close."""
