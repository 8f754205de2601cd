"""The core that every door asks, for one owner per call: ask, read, follow, stop, continue, change.

A door parses a request, calls `Chat`, and shows the result. Two rules hold because every door comes
through here. An id finds something only together with its owner. And only a caller who may read an
answer gets a `Reader` of it, so that a transport, which is given only the reader, has no right left
to check.

A change is published once the store has it, so that a tab which receives it can read it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from yeoul import failpoints
from yeoul.bus.base import Bus, Change, Listener, What
from yeoul.caller import LOCAL, LOCAL_OWNER, UNLIMITED, Caller
from yeoul.chat.calls import Calls
from yeoul.chat.decisions import Decisions
from yeoul.chat.model_facts import ModelFacts
from yeoul.chat.rights import Rights
from yeoul.chat.shared_reads import SharedReads
from yeoul.errors import (
    InvalidRequest,
    NotFound,
    SearchTimeout,
    ShuttingDown,
    StorageFailed,
    StorageFull,
    YeoulError,
)
from yeoul.eventlog.base import EventLog, Permit, Reader
from yeoul.generation.admission import Admission
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.conversation import Answer, Conversation, Message, is_id
from yeoul.protocol.events import Cursor
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.store.accounts import Used
from yeoul.store.base import (
    Ask,
    ConversationChanges,
    ConversationPage,
    Exchange,
    IdempotencyKey,
    Imported,
    ImportedConversation,
    Regenerate,
    Store,
)
from yeoul.store.search import SEARCH_LIMIT_S

#: Owners who may search at the same time; the store's lane decides how many really do.
_SEARCHES = 100_000


class Chat:
    """The operations on an owner's conversations and answers. For one event loop.

    Every method that takes an ``owner`` raises `NotFound` for things of another owner, and
    `StorageFailed` or `StorageFull` where store or log cannot be used.
    """

    def __init__(
        self,
        store: Store,
        log: EventLog,
        supervisor: Supervisor,
        catalogue: Catalogue,
        bus: Bus,
        rights: Rights | None = None,
        *,
        decisions: Decisions | None = None,
    ) -> None:
        self._store = store
        self._log = log
        self._supervisor = supervisor
        self._catalogue = catalogue
        self._bus = bus
        #: What programs ask about models, beside which there are.
        self.model_facts = ModelFacts(catalogue)
        self._rights = rights or Rights()
        self._searches = Admission(_SEARCHES)
        #: Of an answer, by its owner and id: its readers may all come back at once.
        self._answers = SharedReads[tuple[str, str], Answer](lambda key: store.answer(*key))
        #: Who reads which call of a program.
        self.calls = Calls(self.ask, self.stop, store.find_calls)
        #: None where no product decides about questions.
        self._decisions = decisions

    @property
    def can_be_temporary(self) -> bool:
        """Whether there can be conversations in the memory of the server that was asked."""
        return not self._log.shared

    # -- answers ---------------------------------------------------------------------------------

    async def ask(
        self, caller: Caller, wish: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """Return the new exchange; its answer can be followed, and is being generated.

        A wish without a model takes its conversation's, else the default one. An exchange that was
        asked for with the same ``key`` before is returned, and not asked for again.

        Raises:
            InvalidRequest: it is to be temporary, where that cannot be.
            UnknownModel: no provider offers the model.
            YeoulError: see `Supervisor.ask`.
        """
        if isinstance(wish, Ask) and wish.temporary and not self.can_be_temporary:
            raise InvalidRequest.of(
                "temporary",
                "cannot be true here: the conversation would be in the memory of one of several"
                " servers",
            )
        if self._decisions is not None:
            return await self._decisions.ask(caller, wish, key)
        # The local person is neither limited nor counted.
        allowance = None if caller is LOCAL else caller.allowance
        return await self._supervisor.ask(caller.owner, wish, key, allowance=allowance)

    async def check_may_ask(
        self, caller: Caller, model_id: str | None, *, begins: bool = True
    ) -> None:
        """Check now what `ask` will check of a question with pictures, before those are looked at.

        None: the default model where the question ``begins`` a conversation; else nothing is said
        of it. Where a product decides, it decides on model and limits alike.

        Raises:
            YeoulError: see `Supervisor.check_may_ask`.
        """
        is_decided = self._decisions is not None
        await self._supervisor.check_may_ask(
            caller.owner,
            model_id,
            UNLIMITED if is_decided else caller.allowance,
            with_model=not is_decided and (begins or model_id is not None),
        )

    async def answer(self, owner: str, answer_id: str) -> Answer:
        """Return an answer as it is now, text and cursor of one moment."""
        return await self.refresh(owner, await self._store.answer(owner, answer_id))

    async def refresh(self, owner: str, answer: Answer) -> Answer:
        """Return an answer of `ask` or `messages` as it is now: from the log while it grows."""
        running = self._supervisor.status(answer.id)
        if running is None and answer.settled:
            return answer
        snapshot = await self._log.snapshot(answer.id)
        if snapshot is None or snapshot.end is not None:
            # It ended between the two reads: the store has all of it.
            return await self._store.answer(owner, answer.id)
        # A settlement is not shown before both store and log have it.
        return replace(
            answer,
            status=running or answer.status,
            content=snapshot.content,
            cursor=snapshot.cursor,
            reason="interrupted" if running == "interrupted" else None,
            error=None,
            # The store's values of these belong to an earlier epoch.
            usage=None,
            timings=None,
            notice=None,
            sha256=None,
            omitted_messages=0,
        )

    async def growing(self, owner: str, conversation_id: str) -> list[str]:
        """Return the answers of a conversation that are queued or growing, the oldest first.

        Raises:
            ConversationDeleted
        """
        messages = await self._store.messages(owner, conversation_id)
        return [each.id for each in messages if isinstance(each, Answer) and not each.settled]

    def continuable(self, answer: Answer) -> bool:
        """Return whether `continue_answer` would accept an answer that has ended."""
        return self._supervisor.continuable(answer)

    async def stop(self, owner: str, answer_id: str) -> Answer | None:
        """Stop an answer and return its final state. Does nothing to one that has ended.

        Returns when its upstream call is closed and its text is stored. None if the owner has no
        such answer: a question that arrives with this id within 10 minutes is then stopped.

        Raises:
            NotFound: the id is that of a question, or of an answer in a deleted conversation; or
                `new_id` could not have made it.
            StorageFailed, StorageFull: the Stop, or the end, cannot be written for now.
        """
        if not is_id(answer_id):
            raise NotFound.answer()
        if await self._supervisor.stop(owner, answer_id):
            # The question may have been undone while it was being asked. The store then keeps the
            # Stop for the next try.
            with suppress(NotFound):
                return await self.answer(owner, answer_id)
        return None

    async def stop_all(self, owner: str) -> None:
        """Stop all answers of an owner who may ask no longer; returns when they have ended.

        Where an end cannot be written for now, it is tried again in the background.
        """
        with suppress(StorageFailed, StorageFull):
            await self._supervisor.stop_owner(owner)

    async def continue_answer(self, caller: Caller, answer_id: str) -> Answer:
        """Continue an ended answer in a new epoch and return it. Does nothing while it grows.

        Raises:
            NotContinuable: it has ended for good, its model cannot continue a text, or the product
                decides otherwise by now.
            YeoulError: see `Supervisor.continue_answer`.
        """
        limits = caller.allowance
        if self._decisions is not None:
            limits = await self._decisions.check_continue(caller, answer_id)
        if limits.tokens is not None and self._store.accounts is not None:
            await self._store.accounts.check_tokens(caller.owner, limits)
        await self._supervisor.continue_answer(caller.owner, answer_id, limits=limits)
        return await self.answer(caller.owner, answer_id)

    # -- readers ---------------------------------------------------------------------------------

    async def follow(self, caller: Caller, answer_id: str, after: Cursor | None) -> Reader:
        """Return a reader behind ``after``; None is the start of the current epoch.

        Raises:
            NotFound
            ShuttingDown: the server has let its readers go.
            Unauthenticated, TooManyAtOnce: see `Rights.hold`.
        """
        owner = caller.owner
        # A long poll comes for every few tokens: of an answer that grows here, its job knows all
        # that the store could tell.
        if not self._supervisor.grows(owner, answer_id):
            answer = await self._answers.read((owner, answer_id))
            if not answer.settled:
                # The store knows a question before the log does: a tab that has heard of it may
                # come between the two, and waits here until its epoch is open.
                await self._supervisor.wait_until_opened(owner, answer_id)
            await self._restore(answer)
        return await self._read(caller, answer_id, after)

    async def follow_exchange(self, caller: Caller, exchange: Exchange) -> Reader:
        """Return a reader, from the beginning, of the answer that `ask` has just returned.

        The caller has asked and so may read: the store is not queried again.

        It is not refused for the number of streams, since the question runs already: call
        `check_room` before `ask`.

        Raises:
            NotFound: it was deleted meanwhile.
            Unauthenticated: see `Rights.hold`.
        """
        await self._restore(exchange.answer)
        return await self._read(caller, exchange.answer.id, None, is_checked=True)

    def check_room(self, caller: Caller) -> None:
        """Check that a caller may open one more stream. Raises `TooManyAtOnce`."""
        self._rights.check_room(caller)

    async def _read(
        self, caller: Caller, answer_id: str, after: Cursor | None, *, is_checked: bool = False
    ) -> Reader:
        """Return a reader of an answer that ``caller`` may read. No other way leads to the log."""
        reader = await self._log.follow(Permit(answer_id), after)
        await self._rights.hold(caller, reader, is_checked=is_checked)
        return reader

    async def _restore(self, answer: Answer) -> None:
        """Bring an ended answer back into the log, which may have forgotten it."""
        end = answer.end_event()
        if end is None or answer.cursor is None or self._supervisor.status(answer.id) is not None:
            return
        await self._log.restore(
            answer.started_event(), answer.content, end=end, cursor=answer.cursor
        )

    async def listen(self, caller: Caller) -> Listener:
        """Return a listener for all changes from now on.

        Raises:
            ShuttingDown: the server has let its listeners go.
            Unauthenticated, TooManyAtOnce: see `Rights.hold`.
        """
        listener = self._bus.listen(caller.owner)
        await self._rights.hold(caller, listener)
        return listener

    def end_right(self, owner: str, session: str | None = None) -> None:
        """Let all readers and listeners of an owner go, or those of one ``session`` of theirs.

        For a product that says who asks: its log-out, for example. Answers go on growing.
        """
        self._rights.end(owner, session)

    # -- conversations ---------------------------------------------------------------------------

    async def conversations(
        self, owner: str, *, query: str, deleted: bool, limit: int, cursor: str | None
    ) -> ConversationPage:
        """Return one page of conversations. Arguments and errors: see `Store.conversations`.

        Each person searches once at a time: all searches share a lane, and further ones of one
        owner would fill it.
        """
        page = partial(
            self._store.conversations,
            owner,
            query=query,
            deleted=deleted,
            limit=limit,
            cursor=cursor,
        )
        if not query or owner == LOCAL_OWNER:
            return await page()
        try:
            async with (
                asyncio.timeout(SEARCH_LIMIT_S),
                self._searches.slot(owner, lambda place: None, most=1),
            ):
                return await page()
        except TimeoutError:  # it has waited for an earlier one of the same person
            raise SearchTimeout.after(SEARCH_LIMIT_S) from None

    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        """Return one conversation. Raises `ConversationDeleted` until it is restored."""
        return await self._store.conversation(owner, conversation_id)

    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        """Return the messages of all branches, oldest first, growing answers as they are now.

        Raises:
            ConversationDeleted
        """
        return [
            await self.refresh(owner, message) if isinstance(message, Answer) else message
            for message in await self._store.messages(owner, conversation_id)
        ]

    async def message_page(
        self, owner: str, conversation_id: str, *, after: str | None = None
    ) -> list[Message]:
        """Return the next 100 messages behind ``after``, growing answers as they are now.

        Raises:
            ConversationDeleted
        """
        return [
            await self.refresh(owner, message) if isinstance(message, Answer) else message
            for message in await self._store.message_page(owner, conversation_id, after=after)
        ]

    async def check_right(self, caller: Caller) -> None:
        """Check that the right of a caller still holds who reads for longer than a moment.

        Raises:
            Unauthenticated
        """
        await self._rights.check(caller)

    async def used(self, owner: str) -> Used:
        """Return what an owner has used today.

        Raises:
            NotFound: nobody counts that: it is the local person, or the store keeps no accounts.
        """
        if owner == LOCAL_OWNER or self._store.accounts is None:
            raise NotFound("Usage is not counted on this server.")
        return await self._store.accounts.used(owner)

    async def count(self, owner: str) -> tuple[int, int]:
        """Return how many conversations there are, and how many deleted ones can be restored."""
        return await self._store.count(owner)

    async def change(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        """Change title, leaf, system prompt, model or parameters, pin; return the conversation.

        Raises:
            UnknownModel: no provider offers the model.
            ConversationDeleted
        """
        if changes.model is not None:
            await self._catalogue.find(changes.model)
        conversation = await self._store.update_conversation(owner, conversation_id, changes)
        self._bus.publish(owner, Change("changed", conversation_id))
        return conversation

    async def delete(self, owner: str, conversation_id: str, *, forever: bool = False) -> None:
        """Delete a conversation and stop its answers. It can be restored for 30 days. Idempotent.

        The store records the Stop of its answers in the same transaction, so that a server which
        dies before they have stopped does not generate on when it starts again.

        ``forever`` deletes it for good, or what was deleted before: on return neither store nor log
        has anything of its text, but for what another program holds, which follows. Should the
        server die before that, the next purge does it.

        Raises:
            NotFound: it never existed; or it is gone for good already.
        """
        await self._supervisor.finish_stop(self._delete(owner, conversation_id, forever=forever))

    async def _delete(self, owner: str, conversation_id: str, *, forever: bool) -> None:
        answers = await self._store.delete_conversation(owner, conversation_id, forever=forever)
        self._bus.publish(owner, Change("deleted", conversation_id))
        failpoints.reach("hidden-in-store")
        await self._supervisor.stop_all(owner, answers)
        if forever:
            # Behind the Stop: an answer that still grew would go on writing into the log. And the
            # log first: while the store has them, a purge knows what the log has to forget.
            await self._log.forget(answers)
            failpoints.reach("gone-from-log")
            await self._store.forget_conversation(owner, conversation_id)

    async def restore(self, owner: str, conversation_id: str) -> Conversation:
        """Bring a deleted conversation back, and return it. Idempotent."""
        conversation = await self._store.restore_conversation(owner, conversation_id)
        self._bus.publish(owner, Change("restored", conversation_id))
        return conversation

    async def import_conversation(self, owner: str, given: ImportedConversation) -> Imported:
        """Write a conversation that was had elsewhere; see `Store.import_conversation`."""
        imported = await self._store.import_conversation(owner, given)
        if imported.new or imported.added:
            what: What = "created" if imported.new else "changed"
            self._bus.publish(owner, Change(what, imported.conversation_id))
        return imported

    # -- the server ------------------------------------------------------------------------------

    async def models(self) -> list[Model]:
        """Return the models that can be asked. Raises what `Catalogue.models` raises."""
        return await self._catalogue.models()

    def default_model(self) -> Model | None:
        """Return the default model; None until its service has listed its models."""
        return self._catalogue.known_default()

    def known_model_ids(self) -> tuple[str, ...]:
        """Return the model ids that `ask` accepts; none until every provider has listed its own."""
        return self._catalogue.known_ids()

    @property
    def running(self) -> int:
        """The number of answers that are queued or growing."""
        return self._supervisor.running

    async def readiness(self) -> dict[str, YeoulError | None]:
        """Return the parts that an answer needs, each with the error that makes it unusable."""
        checks = {
            "store": await _failure(self._store.check()),
            "log": await _failure(self._log.check()),
            "model": await _failure(self._catalogue.ready()),
        }
        return checks | ({"server": ShuttingDown()} if self._supervisor.draining else {})

    def release_readers(self) -> None:
        """Let all readers and listeners go, now and from now on; the next process serves them."""
        self.calls.let_all_be()
        self._log.release_readers()
        self._bus.release_listeners()

    async def hand_over(self) -> None:
        """Take no new questions, and give growing answers to other workers, if there are any."""
        await self._supervisor.hand_over()

    async def drain(self, grace_s: float) -> None:
        """Take no new questions; give running answers ``grace_s`` seconds, then settle the rest."""
        await self._supervisor.drain(grace_s)

    async def aclose(self) -> None:
        """Stop no call any more because nobody reads it."""
        await self.calls.aclose()


async def _failure(check: Awaitable[None]) -> YeoulError | None:
    try:
        await check
    except YeoulError as error:
        return error
    return None
