"""Temporary conversations: kept in memory beside the store, in no list and no file.

`StoreWithTemporary` is two stores in one. A conversation that begins as temporary is written to the
one in memory, and everything that names it or a message of it goes there; all else goes to the
other. Lists, searches and counts know nothing of it. It is gone with the process, when it is
deleted, or when nobody has asked for anything of it for a while.

Its ids are known here from its first question on. Stops that come before that are recorded in both
stores, for either may get the question.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from yeoul.caller import LOCAL_OWNER, Allowance
from yeoul.errors import IdTaken, NotFound, StorageFailed, StorageFull
from yeoul.protocol.conversation import Answer, Conversation, Message
from yeoul.store.accounts import AccountStore
from yeoul.store.assistants import AssistantStore
from yeoul.store.attachments import AttachmentStore
from yeoul.store.base import (
    Ask,
    Beginning,
    ChooseModel,
    ConversationChanges,
    ConversationPage,
    Exchange,
    Ground,
    IdempotencyKey,
    Imported,
    ImportedConversation,
    Regenerate,
    Settlement,
    Spent,
    Store,
    StoreReport,
    as_wished,
)
from yeoul.store.ends import Ended, EndStore, Untold
from yeoul.store.services import ServiceStore
from yeoul.store.shares import ShareStore
from yeoul.store.temporary_attachments import BothAttachments

#: Seconds after which a temporary conversation that nobody uses is gone.
UNUSED_LIFE_S = 3600.0


class StoreWithTemporary(Store):
    """Writes temporary conversations to ``memory`` and all others to ``kept``."""

    def __init__(
        self, kept: Store, memory: Store, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._kept = kept
        self._memory = memory
        self._clock = clock
        #: The conversation of each id of a temporary one: its own, and those of its messages.
        self._place_of: dict[str, str] = {}
        self._attachments: BothAttachments | None = None
        if kept.attachments is not None and memory.attachments is not None:
            self._attachments = BothAttachments(kept.attachments, memory.attachments, clock)
        #: The owner of each temporary conversation, and when it was used last.
        self._used: dict[str, tuple[str, float]] = {}

    @property
    def accounts(self) -> AccountStore | None:
        return self._kept.accounts

    @property
    def shares(self) -> ShareStore | None:
        return self._kept.shares

    @property
    def assistants(self) -> AssistantStore | None:
        return self._kept.assistants

    @property
    def attachments(self) -> AttachmentStore | None:
        return self._attachments

    @property
    def ends(self) -> EndStore | None:
        kept, memory = self._kept.ends, self._memory.ends
        return None if kept is None or memory is None else _BothEnds(kept, memory)

    @property
    def services(self) -> ServiceStore | None:
        return self._kept.services

    async def identity(self) -> str | None:
        return await self._kept.identity()

    def is_temporary(self, thing_id: str) -> bool:
        """Return whether this is the id of a temporary conversation, or of a message of one."""
        return thing_id in self._place_of

    async def expire(self) -> list[str]:
        """Delete what nobody has used for `UNUSED_LIFE_S`; return the ids of its answers.

        A conversation with an answer that grows is in use.
        """
        before = self._clock() - UNUSED_LIFE_S
        if self._attachments is not None:
            await self._attachments.expire(before)
        if not any(used <= before for _, used in self._used.values()):
            return []
        growing = {answer.conversation_id for _, answer in await self._memory.orphans()}
        gone: list[str] = []
        for place in list(self._used):
            # Looked up in its turn: it may have been used, or deleted, while another one went.
            owner, used = self._used.get(place, ("", math.inf))
            if used > before or place in growing:
                continue
            # Its first question may have been undone, and the conversation with it.
            with suppress(NotFound):
                gone += await self._memory.delete_conversation(owner, place, forever=True)
                await self._memory.forget_conversation(owner, place)
            self._drop(place)
        return gone

    def leave(self, owner: str) -> None:
        """Have the next `expire` take all that an owner has here."""
        if self._attachments is not None:
            self._attachments.leave(owner)
        for place, (whose, _) in self._used.items():
            if whose == owner:
                self._used[place] = whose, -math.inf

    def _drop(self, conversation_id: str) -> None:
        """Know the ids of a temporary conversation no longer."""
        if self._used.pop(conversation_id, None) is not None:
            ids = [each for each, place in self._place_of.items() if place == conversation_id]
            for thing_id in ids:
                del self._place_of[thing_id]

    def _of(self, owner: str, thing_id: str) -> Store:
        """Return the store that has a conversation or a message, and note that it is used.

        A stranger is sent to the other one, like everybody whose id leads nowhere: what is asked
        there first, such as whether they may ask any more, is asked of both alike.
        """
        place = self._place_of.get(thing_id)
        if place is None or self._used[place][0] != owner:
            return self._kept
        self._used[place] = owner, self._clock()
        return self._memory

    def _of_anybody(self, thing_id: str) -> Store:
        """Return the store that has what was found for its owner before; it is used."""
        place = self._place_of.get(thing_id)
        return self._kept if place is None else self._of(self._used[place][0], thing_id)

    # -- questions -------------------------------------------------------------------------------

    def _of_wish(self, owner: str, wish: Ask | Regenerate) -> Store:
        """Return the store that a wish goes to."""
        if isinstance(wish, Regenerate):
            return self._of(owner, wish.question_id)
        if wish.conversation_id is not None:
            return self._of(owner, wish.conversation_id)
        return self._memory if wish.temporary else self._kept

    async def look(
        self, owner: str, wish: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange | Ground:
        store = self._of_wish(owner, wish)
        found = await store.look(owner, wish, key)
        if store is self._kept or found.conversation is None:
            return found
        return replace(found, conversation=_marked(found.conversation))

    async def ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        key: IdempotencyKey | None = None,
        *,
        choose: ChooseModel = as_wished,
        allowance: Allowance | None = None,
    ) -> Exchange:
        store = self._of_wish(owner, wish)
        await self._check_ids(wish, store)
        left = await self._left(owner, allowance, store)
        if store is self._kept:
            return await store.ask(owner, wish, key, choose=choose, allowance=left)
        # How many unfinished ones there may be is all that the memory counts for an owner.
        at_once = left and Allowance(unfinished=left.unfinished)
        exchange = await store.ask(owner, wish, key, choose=choose, allowance=at_once)
        await self._count(owner, exchange, key, allowance)
        place = exchange.conversation.id
        self._used[place] = owner, self._clock()
        for thing in (exchange.conversation, exchange.question, exchange.answer):
            self._place_of[thing.id] = place
        return replace(exchange, conversation=_marked(exchange.conversation))

    async def _left(
        self, owner: str, allowance: Allowance | None, store: Store
    ) -> Allowance | None:
        """Return what an allowance leaves for one store, beside unfinished answers in the other.

        Of two that cross, one for each store, neither counts the other.
        """
        if allowance is None or allowance.unfinished is None:
            return allowance
        other = self._memory if store is self._kept else self._kept
        if other is self._memory and not self._used:
            return allowance
        unfinished = await other.count_unfinished(owner)
        return allowance._replace(unfinished=allowance.unfinished - unfinished)

    async def _count(
        self,
        owner: str,
        exchange: Exchange,
        key: IdempotencyKey | None,
        allowance: Allowance | None,
    ) -> None:
        """Count a question that has been written to memory; undo it if it goes too far."""
        if allowance is None or self.accounts is None or exchange.replayed:
            return
        try:
            await self.accounts.count_question(owner, allowance)
        except BaseException:
            await self._memory.withdraw(owner, exchange, key)
            raise

    async def _check_ids(self, wish: Ask | Regenerate, store: Store) -> None:
        """Check that the other store has none of the ids that a client has made for new things.

        Things are looked for by their ids: a temporary one would stand before a kept one.
        """
        given = wish.ids
        if given is None:
            return
        ids = [each for each in (given.answer, given.question, given.conversation) if each]
        if store is self._kept:
            taken = any(map(self.is_temporary, ids))
        else:
            taken = await self._kept.has_any(ids)
        if taken:
            raise IdTaken("Make a new id for each thing that is new.")

    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        store = self._of(owner, exchange.answer.id)
        await store.withdraw(owner, exchange, key)
        if store is self._memory and self.accounts is not None:
            # Counted in the other store. A disk that fails counts one question too many.
            with suppress(StorageFailed, StorageFull):
                await self.accounts.take_back_question(owner, exchange.answer.created_at)

    # -- conversations ---------------------------------------------------------------------------

    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        store = self._of(owner, conversation_id)
        conversation = await store.conversation(owner, conversation_id)
        return conversation if store is self._kept else _marked(conversation)

    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        return await self._of(owner, conversation_id).messages(owner, conversation_id)

    async def message_page(
        self, owner: str, conversation_id: str, *, after: str | None = None, limit: int = 100
    ) -> list[Message]:
        store = self._of(owner, conversation_id)
        return await store.message_page(owner, conversation_id, after=after, limit=limit)

    async def conversations(
        self,
        owner: str,
        *,
        query: str = "",
        deleted: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> ConversationPage:
        return await self._kept.conversations(
            owner, query=query, deleted=deleted, limit=limit, cursor=cursor
        )

    async def count(self, owner: str) -> tuple[int, int]:
        return await self._kept.count(owner)

    async def update_conversation(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        store = self._of(owner, conversation_id)
        conversation = await store.update_conversation(owner, conversation_id, changes)
        return conversation if store is self._kept else _marked(conversation)

    async def delete_conversation(
        self, owner: str, conversation_id: str, *, forever: bool = False
    ) -> list[str]:
        store = self._of(owner, conversation_id)
        return await store.delete_conversation(owner, conversation_id, forever=forever)

    async def restore_conversation(self, owner: str, conversation_id: str) -> Conversation:
        store = self._of(owner, conversation_id)
        return await store.restore_conversation(owner, conversation_id)

    async def forget_conversation(self, owner: str, conversation_id: str) -> None:
        await self._of(owner, conversation_id).forget_conversation(owner, conversation_id)
        self._drop(conversation_id)

    async def import_conversation(self, owner: str, given: ImportedConversation) -> Imported:
        ids = (given.id, *(each.id for each in given.messages))
        if any(self.is_temporary(each) for each in ids):
            # Exported and imported, to be kept after all: it is another one, with ids of its own.
            given = replace(given, id=f"kept {given.id}")
        return await self._kept.import_conversation(owner, given)

    # -- answers ---------------------------------------------------------------------------------

    async def answer(self, owner: str, answer_id: str) -> Answer:
        return await self._of(owner, answer_id).answer(owner, answer_id)

    async def begin(self, owner: str, answer_id: str, epoch: int) -> Beginning:
        beginning = await self._of(owner, answer_id).begin(owner, answer_id, epoch)
        return beginning._replace(temporary=self.is_temporary(answer_id))

    async def request_stop(self, owner: str, answer_id: str) -> Answer | None:
        stopped = await self._of(owner, answer_id).request_stop(owner, answer_id)
        # Its question may be on its way to either store, or have come to memory meanwhile.
        return stopped or await self._memory.request_stop(owner, answer_id)

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
        store = self._of_anybody(answer_id)
        if store is self._memory and not recovery and self.accounts is not None:
            # Before, and not in one transaction: the answer's lock is held, for which waits who
            # stops what grows for a person that has been disabled meanwhile.
            owner, _ = self._used[self._place_of[answer_id]]
            await self.accounts.check_let_in(owner)
            allowance = await self._left(owner, allowance, store)
        return await store.begin_epoch(
            answer_id,
            epoch,
            recovery=recovery,
            beyond=beyond,
            counted=counted,
            allowance=allowance,
        )

    async def note_upstream(self, answer_id: str, epoch: int, upstream_id: str) -> None:
        await self._of_anybody(answer_id).note_upstream(answer_id, epoch, upstream_id)

    async def settle(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        store, spent = self._of_anybody(answer_id), settlement.spent
        counted = spent if spent is not None and spent.owner != LOCAL_OWNER else None
        if store is self._memory and counted is not None:
            await self._count_tokens(answer_id, counted)
        # The memory counts them a second time, for nobody, and notes them with the end.
        await store.settle(answer_id, epoch, settlement)

    async def _count_tokens(self, answer_id: str, spent: Spent) -> None:
        # A settlement that is repeated finds the answer settled.
        if self.accounts is not None and await self._memory.orphans([answer_id]):
            await self.accounts.count_tokens(spent)

    async def find_calls(self, owner: str, sha256: str, *, since: datetime) -> list[Exchange]:
        return await self._kept.find_calls(owner, sha256, since=since)

    async def expire_calls(self, now: datetime) -> list[str]:
        return await self._kept.expire_calls(now)

    async def has_any(self, ids: Sequence[str]) -> bool:
        return await self._kept.has_any(ids) or await self._memory.has_any(ids)

    async def orphans(self, among: Sequence[str] | None = None) -> list[tuple[str, Answer]]:
        if among is None:
            return await self._kept.orphans()
        return [*await self._kept.orphans(among), *await self._memory.orphans(among)]

    async def count_unfinished(self, owner: str) -> int:
        kept = await self._kept.count_unfinished(owner)
        return kept + await self._memory.count_unfinished(owner)

    async def settled_among(self, answer_ids: Sequence[str]) -> list[tuple[str, Answer]]:
        kept = await self._kept.settled_among(answer_ids)
        return [*kept, *await self._memory.settled_among(answer_ids)]

    # -- the store -------------------------------------------------------------------------------

    async def purge(self, now: datetime) -> list[str]:
        await self._memory.purge(now)
        return await self._kept.purge(now)

    async def report(self) -> StoreReport | None:
        return await self._kept.report()

    async def check(self) -> None:
        await self._kept.check()

    async def aclose(self) -> None:
        await self._memory.aclose()
        await self._kept.aclose()


def _marked(conversation: Conversation) -> Conversation:
    return replace(conversation, temporary=True)


class _BothEnds(EndStore):
    """The ends of both stores. Those of temporary answers are in memory, as the answers are."""

    def __init__(self, kept: EndStore, memory: EndStore) -> None:
        self._both = kept, memory

    def begin(self) -> None:
        for each in self._both:
            each.begin()

    async def due(self, now: datetime, limit: int) -> list[Untold]:
        return [untold for each in self._both for untold in await each.due(now, limit)]

    async def tell_later(self, ended: Ended, until: datetime) -> None:
        for each in self._both:
            await each.tell_later(ended, until)

    async def forget(self, ended: Ended) -> None:
        for each in self._both:
            await each.forget(ended)
