"""The attachments in a SQL database: each method runs functions of `attachment_rows`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from yeoul.protocol.attachments import Attachment
from yeoul.store import attachment_rows
from yeoul.store.attachments import AttachmentStore, NewAttachment
from yeoul.store.database import Database


class SqlAttachmentStore(AttachmentStore):
    """Stores in ``database``, beside the conversations; ``now`` returns the time to write."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def add(self, owner: str, given: NewAttachment) -> Attachment:
        now = self._now()
        return await self._database.write(
            lambda c: attachment_rows.add(c, owner, given, now), of=[owner]
        )

    async def total_bytes(self) -> int:
        return await self._database.read(attachment_rows.total_bytes)

    async def find(self, owner: str, attachment_id: str) -> Attachment:
        return await self._database.read(lambda c: attachment_rows.find(c, owner, attachment_id))

    async def of_conversation(self, owner: str, conversation_id: str) -> list[Attachment]:
        return await self._database.read(
            lambda c: attachment_rows.of_conversation(c, owner, conversation_id)
        )

    async def content(self, owner: str, attachment_id: str) -> bytes:
        return await self._database.read(lambda c: attachment_rows.content(c, owner, attachment_id))

    async def forget_waiting(self, owner: str, attachment_id: str) -> None:
        await self._database.write(
            lambda c: attachment_rows.forget_waiting(c, owner, attachment_id), of=[owner]
        )
