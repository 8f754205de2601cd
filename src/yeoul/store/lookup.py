"""The one place that decides what an owner may see; all other code asks here.

An id of another owner and an unknown id are the same: `NotFound`. So is that of a message whose
conversation is deleted; only the conversation's own id shows its owner the deletion, unless that is
for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CTE, Connection, Select, bindparam, func, select

from yeoul.errors import ConversationDeleted, Fenced, NotFound
from yeoul.protocol.conversation import Answer, Conversation, Message
from yeoul.store import rows
from yeoul.store.prepared import Prepared
from yeoul.store.rows import answer_of, message_of
from yeoul.store.schema import MESSAGE_COLUMNS, THREAD_COLUMNS, conversations, messages

#: When one was deleted that is deleted for ever: so long ago that it is due to be purged.
FOREVER = datetime(1970, 1, 1, tzinfo=UTC)

#: Ids in one statement: as many parameters as every dialect accepts.
_PORTION = 500

_CONVERSATION = Prepared(
    select(conversations).where(
        conversations.c.id == bindparam("id"), conversations.c.owner == bindparam("owner")
    )
)

_MESSAGE = Prepared(
    select(*MESSAGE_COLUMNS)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(
        messages.c.id == bindparam("id"),
        conversations.c.owner == bindparam("owner"),
        conversations.c.deleted_at.is_(None),
    )
)

_HIDDEN_TOO: Select[Any] = (
    select(*MESSAGE_COLUMNS, conversations.c.owner, conversations.c.deleted_at)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(messages.c.id == bindparam("id"))
)

_EPOCH = select(messages.c.epoch).where(messages.c.id == bindparam("id"))


def _path() -> CTE:
    """Return the steps from a message up to its root."""
    step = select(messages.c.seq, messages.c.parent_id).where(messages.c.id == bindparam("id"))
    path = step.cte("path", recursive=True)
    above = select(messages.c.seq, messages.c.parent_id).where(messages.c.id == path.c.parent_id)
    return path.union_all(above)


def _thread() -> Select[Any]:
    path = _path()
    # A message is always written after the one it follows.
    return select(*THREAD_COLUMNS).join(path, path.c.seq == messages.c.seq).order_by(messages.c.seq)


_THREAD = Prepared(_thread())


def _thread_chars() -> Select[Any]:
    path = _path()
    texts = select(func.sum(func.length(messages.c.text)))
    return texts.join(path, path.c.seq == messages.c.seq)


_THREAD_CHARS = _thread_chars()

_MESSAGES = (
    select(*THREAD_COLUMNS)
    .where(messages.c.conversation_id == bindparam("id"))
    .order_by(messages.c.seq)
)


_CANDIDATES = (
    select(messages.c.asked_candidates)
    .where(messages.c.parent_id == bindparam("of"))
    .order_by(messages.c.seq.desc())
    .limit(1)
)


def conversation(connection: Connection, owner: str, conversation_id: str) -> Conversation:
    """Return a conversation that is not deleted."""
    row = conversation_row(connection, owner, conversation_id)
    if row.deleted_at == FOREVER:
        raise NotFound.conversation()
    if row.deleted_at is not None:
        raise ConversationDeleted("Restore it first: that is possible for 30 days.")
    return rows.conversation_of(row)


def conversation_row(connection: Connection, owner: str, conversation_id: str) -> Any:
    """Return the row of a conversation, deleted or not."""
    row = _CONVERSATION.first(connection, {"id": conversation_id, "owner": owner})
    if row is None:
        raise NotFound.conversation()
    return row


def message(connection: Connection, owner: str, message_id: str) -> Message:
    """Return a question or an answer."""
    row = _MESSAGE.first(connection, {"id": message_id, "owner": owner})
    if row is None:
        raise NotFound("There is no such message.")
    return message_of(row)


def answer(connection: Connection, owner: str, answer_id: str) -> Answer:
    """Return an answer; a question's id is not one of an answer."""
    found = message(connection, owner, answer_id)
    if not isinstance(found, Answer):
        raise NotFound.answer()
    return found


def answer_or_nothing(connection: Connection, owner: str, answer_id: str) -> Answer | None:
    """Return an answer, or None if the owner has nothing of this id, hidden or not.

    Raises:
        NotFound: the id is that of a question, or of something in a deleted conversation.
    """
    row = connection.execute(_HIDDEN_TOO, {"id": answer_id}).first()
    if row is None or row.owner != owner:
        return None
    if row.role != "assistant" or row.deleted_at is not None:
        raise NotFound.answer()
    return answer_of(row)


def check_answer(connection: Connection, answer_id: str, *, hidden: bool) -> None:
    """Check that an answer of any owner exists, which its conversation may hide if ``hidden``."""
    row = connection.execute(_HIDDEN_TOO, {"id": answer_id}).first()
    if row is None or row.role != "assistant" or (row.deleted_at is not None and not hidden):
        raise NotFound.answer()


def check_unfenced(connection: Connection, answer_id: str, epoch: int) -> None:
    """Check that the answer, if there is one, is in ``epoch``."""
    current = connection.execute(_EPOCH, {"id": answer_id}).scalar()
    if current is not None and current != epoch:
        raise fenced()


def check_gone(connection: Connection, answer_id: str) -> None:
    """Check that the answer is not there: what is has become another's to end."""
    if connection.execute(_EPOCH, {"id": answer_id}).first() is not None:
        raise fenced()


def fenced() -> Fenced:
    """Return the error for a write to an epoch that is over."""
    return Fenced("Another epoch of this answer has begun.")


def thread(connection: Connection, message_id: str) -> list[Message]:
    """Return the path from the root to a message that the owner may see, without candidates."""
    return [message_of(row) for row in _THREAD.all(connection, {"id": message_id})]


def thread_chars(connection: Connection, message_id: str) -> int:
    """Return about how many characters all texts of `thread` have, without reading them."""
    return connection.execute(_THREAD_CHARS, {"id": message_id}).scalar() or 0


def asked_candidates(connection: Connection, question_id: str, wished: int | None) -> int:
    """Return how many candidates are wished for: unsaid, as many as of the newest answer."""
    if wished is not None:
        return wished
    return connection.execute(_CANDIDATES, {"of": question_id}).scalar() or 0


def all_messages(connection: Connection, owner: str, conversation_id: str) -> list[Message]:
    """Return the messages of a conversation in the order they were written, without candidates."""
    conversation(connection, owner, conversation_id)
    return [message_of(row) for row in connection.execute(_MESSAGES, {"id": conversation_id})]


def message_page(
    connection: Connection, owner: str, conversation_id: str, after: str | None, limit: int
) -> list[Message]:
    """Return the messages of a conversation that were written behind one of it."""
    conversation(connection, owner, conversation_id)
    statement = _MESSAGES.limit(limit)
    if after is not None:
        place = select(messages.c.seq).where(
            messages.c.id == after, messages.c.conversation_id == bindparam("id")
        )
        statement = statement.where(messages.c.seq > place.scalar_subquery())
    return [message_of(row) for row in connection.execute(statement, {"id": conversation_id})]


def places_of(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the conversation of each of these ids that is in use, by any owner."""
    places: dict[str, str] = {}
    for some in in_portions(ids):
        for column, place in (
            (messages.c.id, messages.c.conversation_id),
            (conversations.c.id, conversations.c.id),
        ):
            found = connection.execute(select(column, place).where(column.in_(some)))
            places.update((row[0], row[1]) for row in found)
    return places


def in_portions(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids, as many at a time as one statement holds."""
    for start in range(0, len(ids), _PORTION):
        yield ids[start : start + _PORTION]
