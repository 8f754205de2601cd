"""Taking back what asking wrote, where the answer could not begin. One transaction."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select, update

from yeoul.store.base import Exchange, IdempotencyKey
from yeoul.store.schema import conversations, idempotency_keys, messages

_THIS = delete(messages).where(messages.c.id == bindparam("of"))
_ANSWERS = select(messages.c.id).where(messages.c.parent_id == bindparam("of")).limit(1)
_LAST = (
    select(messages.c.id)
    .where(messages.c.conversation_id == bindparam("of"))
    .order_by(messages.c.seq.desc())
    .limit(1)
)
_MOVE_LEAF = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(leaf_id=bindparam("leaf"))
)
_CONVERSATION = delete(conversations).where(conversations.c.id == bindparam("of"))
_KEY = delete(idempotency_keys).where(
    idempotency_keys.c.owner == bindparam("of"), idempotency_keys.c.key == bindparam("key")
)


def withdraw(
    connection: Connection, owner: str, exchange: Exchange, key: IdempotencyKey | None
) -> None:
    """As `Store.withdraw`. A question that has other answers was there before."""
    place = exchange.conversation.id
    connection.execute(_THIS, {"of": exchange.answer.id})
    if connection.execute(_ANSWERS, {"of": exchange.question.id}).first() is None:
        connection.execute(_THIS, {"of": exchange.question.id})
    last = connection.execute(_LAST, {"of": place}).scalar()
    if last is None:
        connection.execute(_CONVERSATION, {"of": place})
    else:
        connection.execute(_MOVE_LEAF, {"of": place, "leaf": last})
    if key is not None:
        connection.execute(_KEY, {"of": owner, "key": key.key})
