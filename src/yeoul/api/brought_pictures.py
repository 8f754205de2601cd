"""Pictures that programs bring with their history: in it, as data URLs or in base64.

Nothing is fetched for a program: an address of a picture is refused. What it brings is looked at
and kept as a person's pictures are, under an id that follows from owner and bytes: the history of
the next request has the same ones again.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

from yeoul.chat import Attachments
from yeoul.errors import IdTaken, InvalidRequest, NotFound
from yeoul.protocol.attachments import (
    MAX_CALL_ATTACHMENTS,
    MAX_UPLOAD_BYTES,
    Attachment,
    Picture,
)
from yeoul.protocol.conversation import MADE_ID
from yeoul.protocol.turns import Turn

_DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,", re.IGNORECASE)
#: Bytes of a picture that are given to its decoder at a time.
_PART_BYTES: Final = 1 << 16
#: Characters of base64 that the largest file has.
_MAX_ENCODED: Final = -(-MAX_UPLOAD_BYTES // 3) * 4
_UNKNOWN: Final = Attachment("", "", 0, 0, 0, "")


def picture_at(url: object, param: str) -> Picture:
    """Return the picture in a data URL.

    Raises:
        InvalidRequest: it is none; ``param`` is told.
    """
    head = _DATA_URL.match(url) if isinstance(url, str) else None
    if head is None or not isinstance(url, str):
        raise InvalidRequest.of(
            param, "must be a picture as data:image/…;base64,…: nothing is fetched from addresses"
        )
    return picture_in(url[head.end() :], param)


def picture_in(encoded: object, param: str) -> Picture:
    """Return the picture that is in base64; raises as `picture_at`."""
    try:
        if not isinstance(encoded, str):
            raise ValueError
        if len(encoded) > _MAX_ENCODED:
            raise InvalidRequest.of(param, f"has more than {MAX_UPLOAD_BYTES // 1_000_000} MB")
        return Picture(_UNKNOWN, b64decode(encoded, validate=True))
    except (Base64Error, ValueError):
        raise InvalidRequest.of(param, "must be a picture in base64") from None


async def keep_pictures(
    attachments: Attachments | None,
    owner: str,
    turns: Sequence[Turn],
    check: Callable[[], Awaitable[None]],
) -> tuple[Turn, ...]:
    """Return the turns with their pictures kept, each described as it is kept.

    ``check`` may refuse the question before anything is decoded. It is not called where all is kept
    already: a request that comes again gets its answer also where no new one may be asked for.

    Raises:
        InvalidRequest: there are too many, or this server keeps none.
        PictureRefused: one is none that is taken.
        YeoulError: as `Attachments.add`.
    """
    brought = [picture for turn in turns for picture in turn.pictures if not picture.about.id]
    if not brought:
        return tuple(turns)
    if attachments is None or len(brought) > MAX_CALL_ATTACHMENTS:
        most = 0 if attachments is None else MAX_CALL_ATTACHMENTS
        raise InvalidRequest(f"A request has at most {most} pictures.")
    # Megabytes are hashed: not on the event loop.
    ids = await asyncio.to_thread(_ids_of, owner, [each.content for each in brought])
    kept = {each: await _find(attachments, owner, own) for each, own in ids.items()}
    if None in kept.values():
        await check()
    described_as = {
        each: kept[each] or await _keep(attachments, owner, each, own) for each, own in ids.items()
    }

    def described(picture: Picture) -> Picture:
        return picture if picture.about.id else Picture(described_as[picture.content])

    return tuple(turn._replace(pictures=tuple(map(described, turn.pictures))) for turn in turns)


def ids_in(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the ids of all pictures, each once."""
    ids = (picture.about.id for turn in turns for picture in turn.pictures)
    return tuple(dict.fromkeys(ids))


def _ids_of(owner: str, contents: Sequence[bytes]) -> dict[bytes, tuple[str, str]]:
    """Return the ids that each picture may have.

    The second is for a picture that only a deleted conversation has.
    """
    rest, ids = 32 - len(MADE_ID), dict[bytes, tuple[str, str]]()
    for content in dict.fromkeys(contents):
        digest = hashlib.sha256(owner.encode() + b"\0" + content).hexdigest()
        ids[content] = MADE_ID + digest[:rest], MADE_ID + digest[rest : 2 * rest]
    return ids


async def _find(attachments: Attachments, owner: str, ids: Sequence[str]) -> Attachment | None:
    for own in ids:
        with suppress(NotFound):
            return await attachments.find(owner, own)
    return None


async def _keep(
    attachments: Attachments, owner: str, content: bytes, ids: Sequence[str]
) -> Attachment:
    for own in ids:
        with suppress(IdTaken):
            return await attachments.add(owner, _file(content), id=own)
    return await attachments.add(owner, _file(content))


async def _file(content: bytes) -> AsyncIterator[bytes]:
    """Yield a file in parts, as it would come over the network."""
    for start in range(0, len(content), _PART_BYTES):
        yield content[start : start + _PART_BYTES]
