"""The pictures of kept and of temporary conversations, as one.

Those of temporary ones are in memory, as these are. One that waits for its question does so for as
long as such a conversation that nobody uses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from yeoul.errors import IdTaken, NotFound, TooManyAtOnce
from yeoul.protocol.attachments import Attachment
from yeoul.store.attachments import AttachmentStore, NewAttachment

#: Bytes of all pictures of temporary conversations, which are in this process's memory.
MAX_PICTURE_BYTES = 256 << 20
#: Bytes of those that one owner sends in the time for which one waits: a question's, and as many.
MAX_OWNER_PICTURE_BYTES = 72 << 20


class _Sent(NamedTuple):
    """A temporary picture, which may have a question by now."""

    owner: str
    at_s: float
    size: int


class BothAttachments(AttachmentStore):
    """The pictures of both stores. ``clock`` is monotonic, in seconds."""

    def __init__(
        self, kept: AttachmentStore, memory: AttachmentStore, clock: Callable[[], float]
    ) -> None:
        self._kept = kept
        self._memory = memory
        self._clock = clock
        #: What was sent lately, by its id.
        self._sent: dict[str, _Sent] = {}

    async def expire(self, before_s: float) -> None:
        """Delete the temporary pictures that came before then, and that no question has."""
        for attachment_id, sent in list(self._sent.items()):
            if sent.at_s <= before_s:
                await self._memory.forget_waiting(sent.owner, attachment_id)
                self._sent.pop(attachment_id, None)

    def leave(self, owner: str) -> None:
        """Have the next `expire` take all of an owner's that wait."""
        for attachment_id, sent in self._sent.items():
            if sent.owner == owner:
                self._sent[attachment_id] = sent._replace(at_s=-math.inf)

    async def add(self, owner: str, given: NewAttachment) -> Attachment:
        store, other = self._kept, self._memory
        if given.temporary:
            store, other = other, store
            await self._check_room(owner, len(given.content))
        if given.id is not None:
            # They are looked for by their ids: a temporary one would stand before a kept one.
            with suppress(NotFound):
                await other.find(owner, given.id)
                raise IdTaken("Make a new id for each picture.")
        added = await store.add(owner, given)
        if given.temporary:
            self._sent[added.id] = _Sent(owner, self._clock(), added.bytes)
        return added

    async def _check_room(self, owner: str, size: int) -> None:
        own = sum(sent.size for sent in self._sent.values() if sent.owner == owner)
        is_full = own + size > MAX_OWNER_PICTURE_BYTES
        if is_full or await self._memory.total_bytes() + size > MAX_PICTURE_BYTES:
            raise TooManyAtOnce(
                "The server has no room for more pictures of temporary chats just now: ask in a"
                " chat that is kept, or try again later.",
                retry_after_s=60,
            )

    async def total_bytes(self) -> int:
        return await self._kept.total_bytes() + await self._memory.total_bytes()

    async def find(self, owner: str, attachment_id: str) -> Attachment:
        with suppress(NotFound):
            return await self._memory.find(owner, attachment_id)
        return await self._kept.find(owner, attachment_id)

    async def of_conversation(self, owner: str, conversation_id: str) -> Sequence[Attachment]:
        found = await self._memory.of_conversation(owner, conversation_id)
        return found or await self._kept.of_conversation(owner, conversation_id)

    async def content(self, owner: str, attachment_id: str) -> bytes:
        with suppress(NotFound):
            return await self._memory.content(owner, attachment_id)
        return await self._kept.content(owner, attachment_id)

    async def forget_waiting(self, owner: str, attachment_id: str) -> None:
        await self._memory.forget_waiting(owner, attachment_id)
        await self._kept.forget_waiting(owner, attachment_id)
