"""The statements of attachments; each function is in a transaction.

A picture's bytes are in a column of their own, which only `content` reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from yeoul.errors import IdTaken, InvalidRequest, NotFound
from yeoul.protocol.attachments import MAX_QUESTION_BYTES, Attachment
from yeoul.protocol.conversation import Question, new_id
from yeoul.store import usage_rows
from yeoul.store.attachments import MAX_WAITING, MAX_WAITING_BYTES, WAITING_LIFE, NewAttachment
from yeoul.store.database import is_unique_violation
from yeoul.store.schema import attachments, conversations, messages, question_attachments

_COLUMNS = tuple(attachments.c[name] for name in Attachment._fields)
_links = question_attachments.c
_HAS_QUESTION = exists().where(_links.attachment_id == attachments.c.id)
_IS_SHOWN = exists().where(
    _links.attachment_id == attachments.c.id,
    messages.c.id == _links.message_id,
    conversations.c.id == messages.c.conversation_id,
    conversations.c.deleted_at.is_(None),
)

#: Pictures that one transaction deletes: overwriting them takes its time.
PORTION = 10


class Waiting(NamedTuple):
    """A picture that no question has."""

    id: str
    owner: str


def add(connection: Connection, owner: str, given: NewAttachment, now: datetime) -> Attachment:
    """Keep a picture, or return the one that an earlier request with its id has made."""
    usage_rows.check_let_in(connection, owner)
    known = _known(connection, given.id) if given.id else None
    if known is not None:
        sent = (known.source_sha256, known.sha256)
        if known.owner != owner or given.source_sha256 not in sent:
            raise IdTaken("Make a new id for each picture.")
        if connection.execute(_seen(owner, [known.id], [attachments.c.id])).first() is None:
            raise IdTaken("A deleted conversation has this picture: make a new id for it.")
        _wait_anew(connection, known.id, now)
        return _of(known)
    made = Attachment(
        id=given.id or new_id(),
        media_type=given.media_type,
        bytes=len(given.content),
        width=given.width,
        height=given.height,
        name=given.name,
        sha256=hashlib.sha256(given.content).hexdigest(),
    )
    row = {**made._asdict(), "owner": owner, "created_at": now}
    row |= {"source_sha256": given.source_sha256, "content": given.content}
    try:
        connection.execute(insert(attachments), row)
    except IntegrityError as error:
        if not is_unique_violation(error):
            raise
        raise IdTaken("Make a new id for each picture.") from error
    _forget_oldest(connection, owner, but=made.id)
    return made


def _wait_anew(connection: Connection, attachment_id: str, now: datetime) -> None:
    """Have a picture without a question wait on, if much of its time is over."""
    # Not each time: SQLite writes the bytes again with the row.
    old = (attachments.c.id == attachment_id) & (attachments.c.created_at <= now - WAITING_LIFE / 2)
    connection.execute(update(attachments).where(old, ~_HAS_QUESTION).values(created_at=now))


def _known(connection: Connection, attachment_id: str) -> Any:
    known = select(*_COLUMNS, attachments.c.owner, attachments.c.source_sha256)
    return connection.execute(known.where(attachments.c.id == attachment_id)).first()


def _of(row: Any) -> Attachment:
    return Attachment(*row[: len(_COLUMNS)])


def _forget_oldest(connection: Connection, owner: str, *, but: str) -> None:
    """Delete the oldest of an owner that wait, beyond what may."""
    waiting = (
        select(attachments.c.id, attachments.c.bytes)
        .where(attachments.c.owner == owner, ~_HAS_QUESTION)
        .order_by(attachments.c.created_at.desc())
    )
    left, gone = MAX_WAITING_BYTES, []
    for place, row in enumerate(connection.execute(waiting).all()):
        left -= row.bytes
        if (place >= MAX_WAITING or left < 0) and row.id != but:
            gone.append(row.id)
    if gone:
        connection.execute(delete(attachments).where(attachments.c.id.in_(gone)))


def total_bytes(connection: Connection) -> int:
    """Return the bytes of all pictures."""
    return int(connection.execute(select(func.sum(attachments.c.bytes))).scalar() or 0)


def find(connection: Connection, owner: str, attachment_id: str) -> Attachment:
    """Return the description of a picture that its owner may see."""
    row = connection.execute(_seen(owner, [attachment_id], _COLUMNS)).first()
    if row is None:
        raise NotFound.attachment()
    return _of(row)


def of_conversation(connection: Connection, owner: str, conversation_id: str) -> list[Attachment]:
    """Return the descriptions of the pictures of a conversation that its owner may see."""
    linked = (
        select(_links.attachment_id)
        .join(messages, messages.c.id == _links.message_id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(conversations.c.id == conversation_id, conversations.c.deleted_at.is_(None))
    )
    mine = (attachments.c.owner == owner) & attachments.c.id.in_(linked)
    found = select(*_COLUMNS).where(mine).order_by(attachments.c.created_at, attachments.c.id)
    return [_of(row) for row in connection.execute(found)]


def content(connection: Connection, owner: str, attachment_id: str) -> bytes:
    """Return the bytes of a picture that its owner may see."""
    row = connection.execute(_seen(owner, [attachment_id], [attachments.c.content])).first()
    if row is None:
        raise NotFound.attachment()
    return bytes(row.content)


def _seen(owner: str, ids: Sequence[str], columns: Sequence[Any]) -> Any:
    mine = (attachments.c.owner == owner) & attachments.c.id.in_(ids)
    return select(*columns).where(mine, or_(~_HAS_QUESTION, _IS_SHOWN))


def wished(connection: Connection, owner: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
    """Return the descriptions of the pictures that a question is to have, in its order.

    Raises:
        NotFound: the owner has none of an id, which the error names.
        InvalidRequest: together they are too large.
    """
    if not ids:
        return ()
    found = {row.id: _of(row) for row in connection.execute(_seen(owner, ids, _COLUMNS))}
    for attachment_id in ids:
        if attachment_id not in found:
            raise NotFound.attachment(attachment_id)
    if sum(each.bytes for each in found.values()) > MAX_QUESTION_BYTES:
        most = f"{MAX_QUESTION_BYTES >> 20} MiB"
        raise InvalidRequest.of("attachments", f"have more than {most} together: send fewer")
    return tuple(found[attachment_id] for attachment_id in ids)


def link(connection: Connection, question: Question) -> None:
    """Write that a question, whose row is there, has its pictures."""
    rows = [{"message_id": question.id, "attachment_id": each.id} for each in question.attachments]
    if rows:
        connection.execute(insert(question_attachments), rows)


# -- what goes -----------------------------------------------------------------------------------


def forget_some_of(connection: Connection, conversation_id: str) -> bool:
    """Take some pictures from the questions of a conversation that goes; returns if there were any.

    Those that no question is left with are deleted.
    """
    linked = (
        select(_links.attachment_id)
        .distinct()
        .join(messages, messages.c.id == _links.message_id)
        .where(messages.c.conversation_id == conversation_id)
        .limit(PORTION)
    )
    ids = list(connection.execute(linked).scalars())
    if not ids:
        return False
    here = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
    connection.execute(
        delete(question_attachments).where(
            _links.attachment_id.in_(ids), _links.message_id.in_(here)
        )
    )
    connection.execute(delete(attachments).where(attachments.c.id.in_(ids), ~_HAS_QUESTION))
    return True


def waiting_too_long(connection: Connection, now: datetime) -> list[Waiting]:
    """Return the pictures that have waited for their question for too long."""
    due = attachments.c.created_at <= now - WAITING_LIFE
    found = select(attachments.c.id, attachments.c.owner).where(due, ~_HAS_QUESTION)
    return [Waiting(*row) for row in connection.execute(found)]


def forget_some_waiting_of(connection: Connection, owner: str) -> bool:
    """Delete some pictures of an owner that no question has; returns if there were any."""
    waiting = select(attachments.c.id).where(attachments.c.owner == owner, ~_HAS_QUESTION)
    ids = list(connection.execute(waiting.limit(PORTION)).scalars())
    connection.execute(delete(attachments).where(attachments.c.id.in_(ids)))
    return bool(ids)


def forget_waiting(connection: Connection, owner: str, attachment_id: str) -> None:
    """Delete a picture, unless a question has it by now."""
    this = (attachments.c.owner == owner) & (attachments.c.id == attachment_id)
    connection.execute(delete(attachments).where(this, ~_HAS_QUESTION))
