"""The store on a SQL database: each method is one transaction of the functions beside this file.

Only a purge is many of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection, select

from yeoul.errors import YeoulError
from yeoul.protocol.conversation import Answer, Conversation, Message
from yeoul.store import answers, conversations, exchange, lookup, purge, withdrawal
from yeoul.store.base import (
    Ask,
    Beginning,
    ConversationChanges,
    ConversationPage,
    Exchange,
    IdempotencyKey,
    Regenerate,
    Settlement,
    Store,
)
from yeoul.store.database import Database
from yeoul.store.schema import conversations as conversation_table
from yeoul.store.search import SEARCH_LIMIT_S, words_of

logger = logging.getLogger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SqlStore(Store):
    """Remembers in ``database``; ``now`` tells the time that is written."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self._now = now

    async def ask(self, owner: str, ask: Ask, key: IdempotencyKey | None = None) -> Exchange:
        """As `Store.ask`."""
        now = self._now()
        return await self._database.write(lambda c: exchange.ask(c, owner, ask, key, now))

    async def regenerate(
        self, owner: str, ask: Regenerate, key: IdempotencyKey | None = None
    ) -> Exchange:
        """As `Store.regenerate`."""
        now = self._now()
        return await self._database.write(lambda c: exchange.regenerate(c, owner, ask, key, now))

    async def withdraw(
        self, owner: str, exchange: Exchange, key: IdempotencyKey | None = None
    ) -> None:
        """As `Store.withdraw`."""
        await self._database.write(lambda c: withdrawal.withdraw(c, owner, exchange, key))

    async def replay(self, owner: str, key: IdempotencyKey) -> Exchange | None:
        """As `Store.replay`; in line behind those who ask, whose callers then know it before."""
        now = self._now()
        return await self._database.write(lambda c: exchange.replay(c, owner, key, now))

    async def answer(self, owner: str, answer_id: str) -> Answer:
        """As `Store.answer`."""
        return await self._database.read(lambda c: lookup.answer(c, owner, answer_id))

    async def conversation(self, owner: str, conversation_id: str) -> Conversation:
        """As `Store.conversation`."""
        return await self._database.read(lambda c: lookup.conversation(c, owner, conversation_id))

    async def conversation_of(self, owner: str, message_id: str) -> Conversation:
        """As `Store.conversation_of`."""
        return await self._database.read(lambda c: lookup.conversation_of(c, owner, message_id))

    async def messages(self, owner: str, conversation_id: str) -> list[Message]:
        """As `Store.messages`."""
        return await self._database.read(lambda c: lookup.all_messages(c, owner, conversation_id))

    async def conversations(
        self,
        owner: str,
        *,
        query: str = "",
        deleted: bool = False,
        limit: int = 50,
        cursor: str | None = None,
    ) -> ConversationPage:
        """As `Store.conversations`."""
        which = conversations.restorable(self._now()) if deleted else conversations.LIVING
        words = words_of(query)

        def page(connection: Connection) -> ConversationPage:
            return conversations.page(connection, owner, which, words, limit, cursor)

        if not words:
            return await self._database.read(page)
        return await self._database.search(page, limit_s=SEARCH_LIMIT_S)

    async def count(self, owner: str) -> tuple[int, int]:
        """As `Store.count`."""
        return await self._database.read(lambda c: conversations.count(c, owner))

    async def update_conversation(
        self, owner: str, conversation_id: str, changes: ConversationChanges
    ) -> Conversation:
        """As `Store.update_conversation`."""
        return await self._database.write(
            lambda c: conversations.change(c, owner, conversation_id, changes)
        )

    async def delete_conversation(self, owner: str, conversation_id: str) -> list[str]:
        """As `Store.delete_conversation`."""
        now = self._now()
        return await self._database.write(
            lambda c: conversations.hide(c, owner, conversation_id, now)
        )

    async def restore_conversation(self, owner: str, conversation_id: str) -> Conversation:
        """As `Store.restore_conversation`."""
        now = self._now()
        return await self._database.write(
            lambda c: conversations.restore(c, owner, conversation_id, now)
        )

    async def begin(self, owner: str, answer_id: str) -> Beginning:
        """As `Store.begin`."""
        return await self._database.write(lambda c: answers.begin(c, owner, answer_id))

    async def request_stop(self, owner: str, answer_id: str) -> Answer:
        """As `Store.request_stop`."""
        return await self._database.write(lambda c: answers.request_stop(c, owner, answer_id))

    async def reopen(self, answer_id: str, *, recovery: bool) -> Answer:
        """As `Store.reopen`."""
        return await self._database.write(
            partial(answers.reopen, answer_id=answer_id, recovery=recovery)
        )

    async def settle(self, answer_id: str, settlement: Settlement) -> None:
        """As `Store.settle`."""
        await self._database.write(lambda c: answers.settle(c, answer_id, settlement))

    async def unsettled(self) -> list[tuple[str, Answer]]:
        """As `Store.unsettled`."""
        return await self._database.read(answers.unsettled)

    async def settled_among(self, answer_ids: Sequence[str]) -> list[Answer]:
        """As `Store.settled_among`."""
        return await self._database.read(lambda c: answers.settled_among(c, answer_ids))

    async def purge(self, now: datetime) -> list[str]:
        """As `Store.purge`; what fails is tried again with the next one, and keeps nothing else."""
        gone: list[str] = []
        try:
            await self._database.write(lambda c: purge.forget_keys(c, now))
        except YeoulError as error:
            logger.warning("old idempotency keys stay for now: %s", error.detail)
        for conversation_id in await self._database.read(lambda c: purge.due(c, now)):
            try:
                await self._forget(conversation_id, gone)
            except YeoulError as error:
                logger.warning("conversation %s stays for now: %s", conversation_id, error.detail)
        return gone

    async def _forget(self, conversation_id: str, gone: list[str]) -> None:
        more = True
        while more:
            answer_ids, more = await self._database.write(
                partial(purge.forget_portion, conversation_id=conversation_id)
            )
            gone += answer_ids

    async def check(self) -> None:
        """As `Store.check`."""
        await self._database.read(_glance)

    async def aclose(self) -> None:
        """As `Store.aclose`."""
        await self._database.aclose()


def _glance(connection: Connection) -> None:
    connection.execute(select(conversation_table.c.id).limit(1)).first()
