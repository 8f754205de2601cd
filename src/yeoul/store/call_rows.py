"""What calls of programs are in the tables: their conversations are in no list, until one is shown.

Functions of a connection, which the transactions of exchange.py use.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from yeoul.protocol.conversation import Conversation, Question
from yeoul.protocol.turns import Call, call_from_stored
from yeoul.store.rows import MONTH
from yeoul.store.schema import conversations, messages

#: Hide a conversation as that of a call; without a digest, show it in the list for good.
_HIDE = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(call_sha256=bindparam("sha256"), call_expires_at=bindparam("until"))
)

_BROUGHT = (
    select(messages.c.call)
    .where(messages.c.parent_id == bindparam("of"), messages.c.call.is_not(None))
    .limit(1)
)
_FIRST_CALL = (
    select(messages.c.call)
    .where(messages.c.conversation_id == bindparam("of"), messages.c.call.is_not(None))
    .order_by(messages.c.seq)
    .limit(1)
)


def show(connection: Connection, conversation: Conversation, call: Call | None) -> None:
    """List the conversation of a call: a person goes on there, who would lose it with the call."""
    if conversation.is_call and (call is None or call.is_listed):
        connection.execute(_HIDE, {"of": conversation.id, "sha256": None, "until": None})


def brought_with(connection: Connection, question: Question) -> Call | None:
    """Return what a program has brought with a question that is answered again, by a person."""
    stored = connection.execute(_BROUGHT, {"of": question.id}).scalar()
    return call_from_stored(stored)._replace(outlives_readers=True) if stored else None


def hide_again(connection: Connection, conversation: Conversation) -> None:
    """Make a conversation that of its first call alone, as it was before it was listed."""
    stored = connection.execute(_FIRST_CALL, {"of": conversation.id}).scalar()
    if stored:
        first = call_from_stored(stored)
        # One that is kept briefly is dated anew, when its end is seen.
        until = conversation.created_at + MONTH if first.kept == "month" else None
        hidden = {"of": conversation.id, "sha256": first.sha256, "until": until}
        connection.execute(_HIDE, hidden)
