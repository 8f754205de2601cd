"""Exchanges: question and answer written together, once per idempotency key, or taken back.

Each function runs inside one transaction that nobody else writes beside.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from yeoul.errors import AnswerInProgress, IdempotencyConflict, InvalidRequest, NotFound
from yeoul.protocol.conversation import (
    Answer,
    Conversation,
    Parameters,
    Question,
    new_id,
    title_from,
)
from yeoul.store import lookup
from yeoul.store.base import Ask, Exchange, IdempotencyKey, Leaf, Regenerate
from yeoul.store.rows import (
    answer_values,
    conversation_values,
    parameters_values,
    question_values,
)
from yeoul.store.schema import UNSETTLED, conversations, idempotency_keys, messages

#: How long an idempotency key is remembered.
KEY_LIFE = timedelta(hours=24)

_KEY = select(idempotency_keys).where(
    idempotency_keys.c.owner == bindparam("owner"), idempotency_keys.c.key == bindparam("key")
)
_PARENT = select(messages.c.role, messages.c.status).where(
    messages.c.id == bindparam("id"), messages.c.conversation_id == bindparam("conversation")
)
_ADD_CONVERSATION = insert(conversations)
_ADD_MESSAGES = insert(messages)
_MOVE_LEAF = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(leaf_id=bindparam("leaf"), updated_at=bindparam("at"))
)

#: Taking back: one message, whether a question has answers, what a conversation then shows.
_DELETE_MESSAGE = delete(messages).where(messages.c.id == bindparam("of"))
_ANSWERS = select(messages.c.id).where(messages.c.parent_id == bindparam("of")).limit(1)
_LAST = (
    select(messages.c.id)
    .where(messages.c.conversation_id == bindparam("of"))
    .order_by(messages.c.seq.desc())
    .limit(1)
)
_SHOW = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(leaf_id=bindparam("leaf"))
)
_DELETE_CONVERSATION = delete(conversations).where(conversations.c.id == bindparam("of"))
_DELETE_KEY = delete(idempotency_keys).where(
    idempotency_keys.c.owner == bindparam("owner"), idempotency_keys.c.key == bindparam("key")
)


def ask(
    connection: Connection, owner: str, wanted: Ask, key: IdempotencyKey | None, now: datetime
) -> Exchange:
    """Write a new question and its answer, and its conversation if that is new."""
    if key and (earlier := _earlier(connection, owner, key, now)):
        return earlier
    if wanted.conversation_id is None:
        conversation, parent_id = _new_conversation(wanted, now), None
    else:
        conversation = lookup.conversation(connection, owner, wanted.conversation_id)
        parent_id = _parent(connection, conversation, wanted.parent_id)
    question = Question(
        id=new_id(),
        conversation_id=conversation.id,
        parent_id=parent_id,
        text=wanted.content,
        created_at=now,
    )
    answer = _new_answer(conversation, question, wanted, now)
    conversation = replace(conversation, leaf_id=answer.id, updated_at=now)
    if wanted.conversation_id is None:
        connection.execute(_ADD_CONVERSATION, conversation_values(owner, conversation))
    else:
        _move_leaf(connection, conversation)
    connection.execute(_ADD_MESSAGES, [question_values(question), answer_values(answer)])
    return _made_known(connection, owner, key, Exchange(conversation, question, answer), now)


def regenerate(
    connection: Connection,
    owner: str,
    wanted: Regenerate,
    key: IdempotencyKey | None,
    now: datetime,
) -> Exchange:
    """Write another answer to a question."""
    if key and (earlier := _earlier(connection, owner, key, now)):
        return earlier
    question = lookup.message(connection, owner, wanted.question_id)
    if not isinstance(question, Question):
        raise InvalidRequest("Only a question can be answered again; this is an answer.")
    conversation = lookup.conversation(connection, owner, question.conversation_id)
    answer = _new_answer(conversation, question, wanted, now)
    conversation = replace(conversation, leaf_id=answer.id, updated_at=now)
    _move_leaf(connection, conversation)
    connection.execute(_ADD_MESSAGES, [answer_values(answer)])
    return _made_known(connection, owner, key, Exchange(conversation, question, answer), now)


def _new_conversation(wanted: Ask, now: datetime) -> Conversation:
    if isinstance(wanted.parent_id, str):
        raise NotFound("A new conversation has no message to follow.")
    return Conversation(
        id=new_id(),
        title=title_from(wanted.content),
        created_at=now,
        updated_at=now,
        leaf_id=None,
        system=wanted.system,
    )


def _parent(
    connection: Connection, conversation: Conversation, wanted: str | Leaf | None
) -> str | None:
    parent_id = conversation.leaf_id if isinstance(wanted, Leaf) else wanted
    if parent_id is None:
        return None
    place = {"id": parent_id, "conversation": conversation.id}
    parent = connection.execute(_PARENT, place).first()
    if parent is None:
        raise NotFound("The message to follow is not in this conversation.")
    if parent.role == "user":
        raise InvalidRequest("A question follows an answer, or nothing; this is a question.")
    if parent.status in UNSETTLED:
        raise AnswerInProgress("Wait until the answer before is complete, or stop it.")
    return parent_id


def _new_answer(
    conversation: Conversation, question: Question, wanted: Ask | Regenerate, now: datetime
) -> Answer:
    assert wanted.model is not None  # the core has chosen it
    return Answer(
        id=new_id(),
        conversation_id=conversation.id,
        parent_id=question.id,
        model=wanted.model,
        created_at=now,
        system=conversation.system if wanted.system is None else wanted.system,
        parameters=_over(conversation.parameters, wanted.parameters),
    )


def _move_leaf(connection: Connection, moved: Conversation) -> None:
    place = {"of": moved.id, "leaf": moved.leaf_id, "at": moved.updated_at}
    connection.execute(_MOVE_LEAF, place)


def _made_known(
    connection: Connection,
    owner: str,
    key: IdempotencyKey | None,
    exchange: Exchange,
    now: datetime,
) -> Exchange:
    """Return what was made, and remember the key that it was made with."""
    if key:
        row = {
            "owner": owner,
            "key": key.key,
            "body_sha256": key.body_sha256,
            "question_id": exchange.question.id,
            "answer_id": exchange.answer.id,
            "created_at": now,
        }
        connection.execute(insert(idempotency_keys), row)
    return exchange


def _over(kept: Parameters, wanted: Parameters) -> Parameters:
    return replace(kept, **(parameters_values(wanted) or {}))


def replay(
    connection: Connection, owner: str, key: IdempotencyKey, now: datetime
) -> Exchange | None:
    """Return what the key made before; None if it is new or its time is over."""
    known = connection.execute(_KEY, {"owner": owner, "key": key.key}).first()
    if known is None or known.created_at <= now - KEY_LIFE:
        return None
    return _made(connection, owner, key, known)


def _earlier(
    connection: Connection, owner: str, key: IdempotencyKey, now: datetime
) -> Exchange | None:
    """Return what the key made before; a key whose time is over is forgotten."""
    known = connection.execute(_KEY, {"owner": owner, "key": key.key}).first()
    if known is None:
        return None
    if known.created_at <= now - KEY_LIFE:
        connection.execute(_DELETE_KEY, {"owner": owner, "key": key.key})
        return None
    return _made(connection, owner, key, known)


def _made(connection: Connection, owner: str, key: IdempotencyKey, known: Row[Any]) -> Exchange:
    if known.body_sha256 != key.body_sha256:
        raise IdempotencyConflict("Use a new Idempotency-Key for another request.")
    question = lookup.message(connection, owner, known.question_id)
    answer = lookup.answer(connection, owner, known.answer_id)
    conversation = lookup.conversation(connection, owner, answer.conversation_id)
    assert isinstance(question, Question)
    return Exchange(conversation, question, answer, replayed=True)


def withdraw(
    connection: Connection, owner: str, exchange: Exchange, key: IdempotencyKey | None
) -> None:
    """Leave nothing of an exchange. A question that has other answers was there before."""
    place = exchange.conversation.id
    connection.execute(_DELETE_MESSAGE, {"of": exchange.answer.id})
    if connection.execute(_ANSWERS, {"of": exchange.question.id}).first() is None:
        connection.execute(_DELETE_MESSAGE, {"of": exchange.question.id})
    last = connection.execute(_LAST, {"of": place}).scalar()
    if last is None:
        connection.execute(_DELETE_CONVERSATION, {"of": place})
    else:
        connection.execute(_SHOW, {"of": place, "leaf": last})
    if key is not None:
        connection.execute(_DELETE_KEY, {"owner": owner, "key": key.key})
