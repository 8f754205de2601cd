"""The store on a SQL database: each method runs functions of this package in one transaction.

Only a purge, of one conversation or of many, is many transactions.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from yeoul.caller import Allowance
from yeoul.errors import YeoulError
from yeoul.protocol.conversation import Answer, Conversation, Message, utc_now
from yeoul.store import answers, attachment_rows, conversations, imports, lookup, purge
from yeoul.store import exchange as exchanges
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
    Store,
    StoreReport,
    as_wished,
)
from yeoul.store.database import Database
from yeoul.store.schema import conversations as conversation_table
from yeoul.store.search import SEARCH_LIMIT_S, words_of
from yeoul.store.sql_accounts import SqlAccountStore
from yeoul.store.sql_assistants import SqlAssistantStore
from yeoul.store.sql_attachments import SqlAttachmentStore
from yeoul.store.sql_ends import SqlEndStore
from yeoul.store.sql_services import SqlServiceStore
from yeoul.store.sql_shares import SqlShareStore

logger = logging.getLogger(__name__)


class SqlStore(Store):
    """Stores in ``database``; ``now`` returns the time to write."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._now = now
        self._accounts = SqlAccountStore(database, now)
        self._shares = SqlShareStore(database, now)
        self._assistants = SqlAssistantStore(database, now)
        self._attachments = SqlAttachmentStore(database, now)
        self._ends = SqlEndStore(database)
        self._services = SqlServiceStore(database)

    @property
    def accounts(self) -> SqlAccountStore:
        return self._accounts

    @property
    def shares(self) -> SqlShareStore:
        return self._shares

    @property
    def assistants(self) -> SqlAssistantStore:
        return self._assistants

    @property
    def attachments(self) -> SqlAttachmentStore:
        return self._attachments

    @property
    def ends(self) -> SqlEndStore:
        return self._ends

    @property
    def services(self) -> SqlServiceStore:
        return self._services

    async def identity(self) -> str | None:
        return await self._database.identity()

    async def look(
        self, owner: str, wish: Ask | Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange | Ground:
        now = self._now()
        return await self._database.read(lambda c: exchanges.look(c, owner, wish, key, now))

    async def ask(
        self,
        owner: str,
        wish: Ask | Regenerate,
        key: IdempotencyKey | None = None,
        *,
        choose: ChooseModel = as_wished,
        allowance: Allowance | None = None,
    ) -> Exchange:
        now, notes_end = self._now(), self._ends.notes
        return await self._database.write(
            lambda c: exchanges.ask(
                c, owner, wish, key, choose, now, allowance=allowance, notes_end=notes_end
            ),
            of=[owner],
        )

    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        now = self._now()
        await self._database.write(
            lambda c: exchanges.withdraw(c, owner, exchange, key, now),
            of=[owner, exchange.answer.id],
        )

    async def answer(self, owner: str, answer_id: str) -> Answer:
        return await self._database.read(lambda c: lookup.answer(c, owner, answer_id))

    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        return await self._database.read(lambda c: lookup.conversation(c, owner, conversation_id))

    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        return await self._database.read(lambda c: lookup.all_messages(c, owner, conversation_id))

    async def message_page(
        self, owner: str, conversation_id: str, *, after: str | None = None, limit: int = 100
    ) -> list[Message]:
        return await self._database.read(
            lambda c: lookup.message_page(c, owner, conversation_id, after, limit)
        )

    async def conversations(
        self,
        owner: str,
        *,
        query: str = "",
        deleted: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> ConversationPage:
        which = conversations.restorable(self._now()) if deleted else conversations.LIVING
        words = words_of(query)

        def page(connection: Connection) -> ConversationPage:
            return conversations.page(connection, owner, which, words, limit, cursor)

        if not words:
            return await self._database.read(page)
        return await self._database.search(page, limit_s=SEARCH_LIMIT_S)

    async def count(self, owner: str) -> tuple[int, int]:
        return await self._database.read(lambda c: conversations.count(c, owner))

    async def update_conversation(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        return await self._database.write(
            lambda c: conversations.change(c, owner, conversation_id, changes), of=[owner]
        )

    async def delete_conversation(
        self, owner: str, conversation_id: str, *, forever: bool = False
    ) -> list[str]:
        now = self._now()
        return await self._database.write(
            lambda c: conversations.hide(c, owner, conversation_id, now, forever=forever),
            of=[owner],
        )

    async def restore_conversation(self, owner: str, conversation_id: str) -> Conversation:
        now = self._now()
        return await self._database.write(
            lambda c: conversations.restore(c, owner, conversation_id, now), of=[owner]
        )

    async def forget_conversation(self, owner: str, conversation_id: str) -> None:
        now = self._now()
        await self._database.read(lambda c: purge.check_due(c, owner, conversation_id, now))
        await self._forget(conversation_id, [])
        await self._database.scrub()

    async def import_conversation(self, owner: str, given: ImportedConversation) -> Imported:
        now = self._now()
        return await self._database.write(lambda c: imports.bring(c, owner, given, now), of=[owner])

    async def begin(self, owner: str, answer_id: str, epoch: int) -> Beginning:
        return await self._database.write(
            lambda c: answers.begin(c, owner, answer_id, epoch), of=[owner, answer_id]
        )

    async def request_stop(self, owner: str, answer_id: str) -> Answer | None:
        now = self._now()
        return await self._database.write(
            lambda c: answers.request_stop(c, owner, answer_id, now), of=[owner, answer_id]
        )

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
        names = [answer_id]
        if not recovery:
            # Its conversation is not deleted, nor another answer of the owner begun, meanwhile.
            names.append(await self._database.read(lambda c: answers.owner_of(c, answer_id)))
        begin = partial(
            answers.begin_epoch,
            recovery=recovery,
            beyond=beyond,
            counted=counted,
            allowance=allowance,
        )
        return await self._database.write(lambda c: begin(c, answer_id, epoch), of=names)

    async def note_upstream(self, answer_id: str, epoch: int, upstream_id: str) -> None:
        await self._database.write(
            lambda c: answers.note_upstream(c, answer_id, epoch, upstream_id), of=[answer_id]
        )

    async def settle(self, answer_id: str, epoch: int, settlement: Settlement) -> None:
        now, notes_end = self._now(), self._ends.notes
        await self._database.write(
            lambda c: answers.settle(c, answer_id, epoch, settlement, now, notes_end=notes_end),
            of=[answer_id],
        )

    async def has_any(self, ids: Sequence[str]) -> bool:
        return bool(await self._database.read(lambda c: lookup.places_of(c, ids)))

    async def orphans(self, among: Sequence[str] | None = None) -> list[tuple[str, Answer]]:
        return await self._database.read(lambda c: answers.orphans(c, among))

    async def count_unfinished(self, owner: str) -> int:
        return await self._database.read(lambda c: answers.count_unfinished(c, owner))

    async def settled_among(self, answer_ids: Sequence[str]) -> list[tuple[str, Answer]]:
        return await self._database.read(lambda c: answers.settled_among(c, answer_ids))

    async def purge(self, now: datetime) -> list[str]:
        gone: list[str] = []
        try:
            await self._database.write(lambda c: purge.forget_expired(c, now), of=[])
        except YeoulError as error:
            logger.warning("old idempotency keys, Stops and shares stay for now: %s", error.detail)
        due = await self._database.read(lambda c: purge.due(c, now))
        for conversation_id in due:
            try:
                await self._forget(conversation_id, gone)
            except YeoulError as error:
                logger.warning("conversation %s stays for now: %s", conversation_id, error.detail)
        await self._forget_waiting(now)
        try:
            # Also when nothing was due: a server that died may have left it to this one.
            await self._database.scrub()
        except YeoulError as error:
            logger.warning("what is gone stays in the files for now: %s", error.detail)
        return gone

    async def _forget_waiting(self, now: datetime) -> None:
        """Delete the pictures that have waited for a question for too long."""
        try:
            waiting = await self._database.read(lambda c: attachment_rows.waiting_too_long(c, now))
            for each in waiting:
                # In its owner's turn: it is being given to a question, or not there any more.
                await self._attachments.forget_waiting(each.owner, each.id)
        except YeoulError as error:
            logger.warning("pictures without a question stay for now: %s", error.detail)

    async def find_calls(self, owner: str, sha256: str, *, since: datetime) -> list[Exchange]:
        return await self._database.read(lambda c: exchanges.find_calls(c, owner, sha256, since))

    async def expire_calls(self, now: datetime) -> list[str]:
        gone: list[str] = []
        due = await self._database.write(lambda c: purge.due_calls(c, now), of=[])
        for conversation_id in due:
            await self._forget(conversation_id, gone)
        return gone

    async def _forget(self, conversation_id: str, gone: list[str]) -> None:
        owner = await self._database.read(lambda c: purge.owner_of(c, conversation_id))
        more = True
        while more:
            answer_ids, more = await self._database.write(
                partial(purge.forget_portion, conversation_id=conversation_id), of=[owner]
            )
            gone += answer_ids

    async def report(self) -> StoreReport | None:
        return await self._database.report()

    async def check(self) -> None:
        await self._database.read(_glance)

    async def aclose(self) -> None:
        await self._database.aclose()


def _glance(connection: Connection) -> None:
    connection.execute(select(conversation_table.c.id).limit(1)).first()
