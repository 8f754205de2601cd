"""The pictures of all owners, as the doors have them: taken, described, and given out.

A picture is looked at by `yeoul.pictures` before anything of it is kept. Owners take turns at that,
as it takes a processor and memory. While a picture comes, it waits for nobody's: so one with a slow
connection holds up no other owner, unless there are very many of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from yeoul.errors import TooManyAtOnce
from yeoul.generation.admission import Admission
from yeoul.pictures.decoding import Decoded, decode
from yeoul.protocol.attachments import Attachment
from yeoul.store.attachments import AttachmentStore, NewAttachment

#: Pictures that are looked at at the same time, and those of one owner among them.
AT_ONCE: Final = 6
AT_ONCE_OF_OWNER: Final = 3
#: Pictures that come at the same time: each waits in a process of its own.
COMING: Final = 24
COMING_OF_OWNER: Final = 6
#: Seconds that one waits until it may come. A body that is not read for much longer is cut off,
#: without a word.
PATIENCE_S: Final = 20.0


class Attachments:
    """The pictures of questions. For one event loop. Errors of the store: `AttachmentStore`."""

    def __init__(self, store: AttachmentStore) -> None:
        self._store = store
        self._coming = Admission(COMING)
        self._looking = Admission(AT_ONCE)

    async def add(
        self,
        owner: str,
        file: AsyncIterator[bytes],
        *,
        name: str = "",
        id: str | None = None,
        temporary: bool = False,
    ) -> Attachment:
        """Keep the picture in a file, until a question has it; it waits for a day at most.

        With an ``id`` the same file may be sent again.

        Raises:
            PictureRefused: the file is no picture that is taken.
            TooManyAtOnce: others have all the room that there is.
            YeoulError: see `AttachmentStore.add`.
        """
        found = await self._decode(owner, file)
        given = NewAttachment(
            media_type=found.media_type,
            width=found.width,
            height=found.height,
            content=found.content,
            source_sha256=found.source_sha256,
            name=name,
            id=id,
            temporary=temporary,
        )
        return await self._store.add(owner, given)

    async def _decode(self, owner: str, file: AsyncIterator[bytes]) -> Decoded:
        def turn() -> AbstractAsyncContextManager[None]:
            return self._looking.slot(owner, lambda place: None, most=AT_ONCE_OF_OWNER)

        try:
            async with asyncio.timeout(PATIENCE_S) as patience:
                async with self._coming.slot(owner, lambda place: None, most=COMING_OF_OWNER):
                    patience.reschedule(None)
                    return await decode(file, turn)
        except TimeoutError:
            raise TooManyAtOnce(
                "Too many pictures are on their way just now: send this one again in a moment.",
                retry_after_s=5,
            ) from None

    async def find(self, owner: str, attachment_id: str) -> Attachment:
        """Return the description of a picture. Raises `NotFound`."""
        return await self._store.find(owner, attachment_id)

    async def of_conversation(self, owner: str, conversation_id: str) -> Sequence[Attachment]:
        """Return the descriptions of all pictures of a conversation."""
        return await self._store.of_conversation(owner, conversation_id)

    async def content(self, owner: str, attachment_id: str) -> bytes:
        """Return the bytes of a picture. Raises `NotFound`."""
        return await self._store.content(owner, attachment_id)
