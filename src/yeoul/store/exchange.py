"""Exchanges: question and answer written together, once per idempotency key, or undone.

Each function runs inside one transaction. A question's begins with the row of its key: of two
requests that cross with one key and the same ids, the later one waits there until the earlier one
is done, and then finds the key. Had it written its messages first, it would find its ids taken.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from yeoul.caller import Allowance
from yeoul.errors import AnswerInProgress, IdTaken, InvalidRequest, NotFound
from yeoul.protocol.content import QuestionContent
from yeoul.protocol.conversation import (
    UNTITLED,
    Answer,
    Conversation,
    Parameters,
    Question,
    new_id,
    title_of,
)
from yeoul.protocol.events import UNBEGUN_END
from yeoul.protocol.turns import Call
from yeoul.store import answers, attachment_rows, call_rows, early_stops, keys, lookup, usage_rows
from yeoul.store.base import (
    Ask,
    ChooseModel,
    Exchange,
    Ground,
    IdempotencyKey,
    Leaf,
    Regenerate,
    Settlement,
)
from yeoul.store.database import is_unique_violation
from yeoul.store.prepared import Prepared
from yeoul.store.rows import (
    answer_values,
    conversation_of,
    conversation_values,
    question_values,
)
from yeoul.store.schema import UNSETTLED, conversations, messages
from yeoul.store.search import fold

_PARENT = Prepared(
    select(messages.c.role, messages.c.status).where(
        messages.c.id == bindparam("id"), messages.c.conversation_id == bindparam("conversation")
    )
)
_ADD_CONVERSATION = Prepared(insert(conversations))
_ADD_MESSAGES = Prepared(insert(messages))
_MOVE_LEAF = Prepared(
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(leaf_id=bindparam("leaf"), updated_at=bindparam("at"))
)

#: Give a title to one in which nobody had said anything.
_NAME = (
    update(conversations)
    .where(conversations.c.id == bindparam("of"))
    .values(title=bindparam("named"), search_title=bindparam("as"))
)

#: Whether an answer is as it was asked for: a Stop that came before it has settled it at once.
_IS_UNBEGUN = or_(
    messages.c.status == "queued",
    and_(
        messages.c.status == "stopped",
        messages.c.cursor_epoch == UNBEGUN_END.epoch,
        messages.c.cursor_seq == UNBEGUN_END.seq + case((messages.c.prefix.is_(None), 0), else_=1),
    ),
)

#: To undo: the answer, the question unless it has other answers, and the leaf shown then.
_DELETE_ANSWER = (
    delete(messages)
    .where(
        messages.c.id == bindparam("of"),
        messages.c.epoch == bindparam("of_epoch"),
        _IS_UNBEGUN,
    )
    .returning(messages.c.stop_requested)
)
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

#: Calls of one digest that a retry chooses from.
_MOST_ALIKE = 8

_CALLS = (
    select(conversations)
    .where(
        conversations.c.owner == bindparam("owner"),
        conversations.c.call_sha256 == bindparam("sha256"),
        conversations.c.deleted_at.is_(None),
        conversations.c.created_at >= bindparam("since"),
    )
    .order_by(conversations.c.created_at.desc())
    .limit(_MOST_ALIKE)
)

#: Those in conversations that are listed. Few are of the last minutes.
_LISTED_CALLS = (
    select(messages.c.parent_id, messages.c.id)
    .join(conversations, conversations.c.id == messages.c.conversation_id)
    .where(
        conversations.c.owner == bindparam("owner"),
        conversations.c.call_sha256.is_(None),
        conversations.c.deleted_at.is_(None),
        conversations.c.updated_at >= bindparam("since"),
        messages.c.created_at >= bindparam("since"),
        # As JSON: to unescape it, a database would look at all strings of the call.
        cast(messages.c.call["sha256"], Text) == bindparam("quoted"),
    )
    .order_by(messages.c.created_at.desc())
    .limit(_MOST_ALIKE)
)


class _NewIds(NamedTuple):
    """The ids of an exchange: the client's, or made here."""

    answer: str
    question: str
    #: That of a new conversation.
    conversation: str


def ask(
    connection: Connection,
    owner: str,
    wish: Ask | Regenerate,
    key: IdempotencyKey | None,
    choose: ChooseModel,
    now: datetime,
    *,
    allowance: Allowance | None = None,
    notes_end: bool = False,
) -> Exchange:
    """Return the exchange that the key made before, or write the key and a new one."""
    ids = _new_ids(wish)
    claim = keys.Known(ids.question, ids.answer)
    while key and (known := keys.claim(connection, owner, key, claim, now)):
        if not _is_forgotten_call(connection, wish, known):
            return _replay(connection, owner, known)
        keys.free(connection, owner, key, known.answer_id)
    if allowance is not None:
        answers.check_unfinished(connection, owner, allowance)
        usage_rows.count_question(connection, owner, allowance, now)
    if isinstance(wish, Regenerate):
        exchange = _answer_again(connection, owner, wish, ids, choose, now)
    else:
        exchange = _answer_new(connection, owner, wish, ids, choose, now)
    if wish.ids:
        answer = _stopped_early(connection, owner, exchange.answer, now, notes_end=notes_end)
        exchange = replace(exchange, answer=answer)
    return exchange


def look(
    connection: Connection,
    owner: str,
    wish: Ask | Regenerate,
    key: IdempotencyKey | None,
    now: datetime,
) -> Exchange | Ground:
    """Return the exchange that the key made before, or else what the wish meets; only reads."""
    if key and (known := keys.find(connection, owner, key, now)):
        return _replay(connection, owner, known)
    if isinstance(wish, Regenerate):
        question = _question(connection, owner, wish)
        asked = lookup.asked_candidates(connection, question.id, None)
        place = lookup.conversation(connection, owner, question.conversation_id)
        return Ground(place, question, asked)
    if wish.conversation_id is None:
        return Ground()
    return Ground(lookup.conversation(connection, owner, wish.conversation_id))


def _question(connection: Connection, owner: str, wish: Regenerate) -> Question:
    """Return the question that is to be answered again."""
    question = lookup.message(connection, owner, wish.question_id)
    if not isinstance(question, Question):
        raise InvalidRequest("Only a question can be answered again; this is an answer.")
    return question


def _new_ids(wish: Ask | Regenerate) -> _NewIds:
    given = wish.ids
    if isinstance(wish, Regenerate):
        question_id = wish.question_id
    else:
        question_id = (given and given.question) or new_id()
    return _NewIds(
        given.answer if given else new_id(),
        question_id,
        (given and given.conversation) or new_id(),
    )


def _answer_new(
    connection: Connection,
    owner: str,
    wish: Ask,
    ids: _NewIds,
    choose: ChooseModel,
    now: datetime,
) -> Exchange:
    """Write a new question and its answer, and its conversation if that is new."""
    pictures = attachment_rows.wished(connection, owner, wish.attachments)
    title = title_of(wish.content, pictures)
    if wish.conversation_id is None:
        conversation = _new_conversation(wish, title, ids, now)
    else:
        conversation = lookup.conversation(connection, owner, wish.conversation_id)
    model = choose(_model(wish, conversation), pictures=bool(pictures))
    parent_id, content = _parent(connection, conversation, wish), QuestionContent(wish.content)
    question = Question(ids.question, conversation.id, parent_id, content, now, pictures)
    answer = _new_answer(ids.answer, conversation, question, wish, model, now)
    conversation = replace(conversation, leaf_id=answer.id, updated_at=now)
    if wish.conversation_id is None:
        values = conversation_values(owner, conversation, wish.call)
        _add(connection, _ADD_CONVERSATION, values)
    else:
        _move_leaf(connection, conversation)
        conversation = _shown(connection, conversation, title, wish.call)
    is_brief = wish.call is not None and wish.call.kept == "briefly"
    # Nobody ever searches that.
    asked = question_values(question) | ({"search_text": ""} if is_brief else {})
    _add(connection, _ADD_MESSAGES, asked, answer_values(answer, owner))
    attachment_rows.link(connection, question)
    return Exchange(conversation, question, answer)


def _shown(
    connection: Connection, conversation: Conversation, title: str, call: Call | None
) -> Conversation:
    """Show a conversation by the first thing that a person, or a call which lists it, says in it.

    It says no less than before that it was a call, in case that the exchange is withdrawn.
    """
    call_rows.show(connection, conversation, call)
    if conversation.title == UNTITLED and title != UNTITLED:
        connection.execute(_NAME, {"of": conversation.id, "named": title, "as": fold(title)})
        conversation = replace(conversation, title=title)
    return conversation


def _answer_again(
    connection: Connection,
    owner: str,
    wish: Regenerate,
    ids: _NewIds,
    choose: ChooseModel,
    now: datetime,
) -> Exchange:
    """Write another answer to a question."""
    question = _question(connection, owner, wish)
    conversation = lookup.conversation(connection, owner, question.conversation_id)
    model = choose(_model(wish, conversation), pictures=bool(question.attachments))
    answer = _new_answer(ids.answer, conversation, question, wish, model, now)
    asked = lookup.asked_candidates(connection, question.id, wish.candidates)
    answer = replace(answer, call=call_rows.brought_with(connection, question), candidates=asked)
    conversation = replace(conversation, leaf_id=answer.id, updated_at=now)
    _move_leaf(connection, conversation)
    call_rows.show(connection, conversation, None)
    _add(connection, _ADD_MESSAGES, answer_values(answer, owner))
    return Exchange(conversation, question, answer)


def _new_conversation(wish: Ask, title: str, ids: _NewIds, now: datetime) -> Conversation:
    call, begun = wish.call, wish.begun
    is_kept = call is not None and call.kept != "briefly"
    return Conversation(
        id=ids.conversation,
        title=title,
        created_at=now,
        updated_at=now,
        leaf_id=None,
        # The system prompt of a program is that of one answer.
        system=None if is_kept else wish.system,
        model=begun.model if begun else None,
        parameters=begun.parameters if begun else Parameters(),
        assistant=begun.assistant if begun else None,
        is_call=call is not None and not call.is_listed,
    )


def _parent(connection: Connection, conversation: Conversation, wish: Ask) -> str | None:
    """Return the message that a question follows; it must be an answer that has ended."""
    parent_id = conversation.leaf_id if isinstance(wish.parent_id, Leaf) else wish.parent_id
    if parent_id is None:
        return None
    if wish.conversation_id is None:
        raise NotFound("A new conversation has no message to follow.")
    place = {"id": parent_id, "conversation": conversation.id}
    parent = _PARENT.first(connection, place)
    if parent is None:
        raise NotFound("The message to follow is not in this conversation.")
    if parent.role == "user":
        raise InvalidRequest("A question follows an answer, or nothing; this is a question.")
    if parent.status in UNSETTLED:
        raise AnswerInProgress("Wait until the answer before is complete, or stop it.")
    return parent_id


def _new_answer(
    answer_id: str,
    conversation: Conversation,
    question: Question,
    wish: Ask | Regenerate,
    model: str,
    now: datetime,
) -> Answer:
    parameters = wish.parameters
    if wish.terms is None:
        parameters = parameters.over(conversation.parameters)
    return Answer(
        id=answer_id,
        conversation_id=conversation.id,
        parent_id=question.id,
        model=model,
        created_at=now,
        system=conversation.system if wish.system is None else wish.system,
        parameters=parameters,
        candidates=wish.candidates or 0,
        metadata=wish.metadata,
        terms=wish.terms,
        call=wish.call if isinstance(wish, Ask) else None,
        prefix="" if isinstance(wish, Ask) else wish.prefix,
    )


def _model(wish: Ask | Regenerate, conversation: Conversation) -> str | None:
    """Return the model that is wished for; None leaves the choice to a default."""
    return wish.model if wish.terms is not None else wish.model or conversation.model


def _add(connection: Connection, statement: Prepared, *rows: dict[str, Any]) -> None:
    """Insert rows whose ids a client may have chosen."""
    try:
        statement.execute(connection, *rows)
    except IntegrityError as error:
        if not is_unique_violation(error):
            raise
        raise IdTaken("Make a new id for each thing that is new.") from error


def _stopped_early(
    connection: Connection, owner: str, answer: Answer, now: datetime, *, notes_end: bool
) -> Answer:
    """Return the new answer: already settled if its Stop arrived before it."""
    if not early_stops.take(connection, owner, answer.id, now):
        return answer
    answers.request_stop(connection, owner, answer.id, now)
    stopped = Settlement.unbegun(answer, "stopped", "stopped")
    answers.settle(connection, answer.id, answer.epoch, stopped, now, notes_end=notes_end)
    return lookup.answer(connection, owner, answer.id)


def _move_leaf(connection: Connection, moved: Conversation) -> None:
    place = {"of": moved.id, "leaf": moved.leaf_id, "at": moved.updated_at}
    _MOVE_LEAF.execute(connection, place)


def _replay(connection: Connection, owner: str, known: keys.Known) -> Exchange:
    """Return the exchange that a key made before.

    Raises:
        NotFound: the conversation has been deleted since.
    """
    question = lookup.message(connection, owner, known.question_id)
    answer = lookup.answer(connection, owner, known.answer_id)
    conversation = lookup.conversation(connection, owner, answer.conversation_id)
    assert isinstance(question, Question)
    return Exchange(conversation, question, answer, replayed=True)


def _is_forgotten_call(connection: Connection, wish: Ask | Regenerate, known: keys.Known) -> bool:
    """Return whether a key stands for a call that is gone: calls go before their keys do."""
    is_call = isinstance(wish, Ask) and wish.call is not None
    return is_call and not lookup.places_of(connection, [known.answer_id])


def find_calls(connection: Connection, owner: str, sha256: str, since: datetime) -> list[Exchange]:
    """Return the owner's calls with this digest that were made since then, the latest first."""
    place = {"owner": owner, "sha256": sha256, "since": since}
    hidden = [_call_of(connection, owner, row) for row in connection.execute(_CALLS, place).all()]
    listed = connection.execute(_LISTED_CALLS, place | {"quoted": f'"{sha256}"'}).all()
    found = [*hidden, *(_replay(connection, owner, keys.Known(*row)) for row in listed)]
    return sorted(found, key=lambda each: each.answer.created_at, reverse=True)[:_MOST_ALIKE]


def _call_of(connection: Connection, owner: str, row: Any) -> Exchange:
    """Return the call that a conversation began with: its client may have gone on natively."""
    question, answer = lookup.all_messages(connection, owner, row.id)[:2]
    assert isinstance(question, Question)
    assert isinstance(answer, Answer)
    if answer.candidates:  # which come with none of many messages
        answer = lookup.answer(connection, owner, answer.id)
    return Exchange(conversation_of(row), question, answer, replayed=True)


def withdraw(
    connection: Connection,
    owner: str,
    exchange: Exchange,
    key: IdempotencyKey | None,
    now: datetime,
) -> None:
    """Delete an exchange; keep only a recorded Stop, for the next try with its id.

    A question that has other answers is older than the exchange, and stays.
    """
    place, answer = exchange.conversation.id, exchange.answer
    deleted = connection.execute(_DELETE_ANSWER, {"of": answer.id, "of_epoch": answer.epoch})
    stop_requested = deleted.scalar()
    if stop_requested is None:
        lookup.check_gone(connection, answer.id)
    elif stop_requested:
        early_stops.record(connection, owner, answer.id, now)
    if connection.execute(_ANSWERS, {"of": exchange.question.id}).first() is None:
        connection.execute(_DELETE_MESSAGE, {"of": exchange.question.id})
    last = connection.execute(_LAST, {"of": place}).scalar()
    if last is None:
        connection.execute(_DELETE_CONVERSATION, {"of": place})
    else:
        connection.execute(_SHOW, {"of": place, "leaf": last})
        if exchange.conversation.is_call:
            call_rows.hide_again(connection, exchange.conversation)
    if key is not None:
        keys.free(connection, owner, key, answer.id)
    if stop_requested is not None:  # it was there
        usage_rows.take_back(connection, owner, answer.created_at)
