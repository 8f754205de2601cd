"""Rows into the domain's values and back; nothing here runs a statement."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from yeoul.protocol.attachments import attachments_from_json, attachments_to_json
from yeoul.protocol.content import Content, QuestionContent, content_from_json, content_to_json
from yeoul.protocol.conversation import (
    Answer,
    BegunWith,
    Conversation,
    Message,
    Parameters,
    Question,
    Terms,
)
from yeoul.protocol.events import Cursor, end_from_json, end_to_json
from yeoul.protocol.turns import Call, call_from_stored, call_to_stored
from yeoul.store.search import fold
from yeoul.store.values import Settlement

#: The time for which a call can be read that is kept for a month.
MONTH = timedelta(days=30)

#: Columns that only new answers have; questions name them too, so that one statement writes both.
_OF_ANSWERS = (
    "status",
    "epoch",
    "model",
    "system",
    "parameters",
    "metadata",
    "terms",
    "call",
    "prefix",
    "reasoning",
    "stop_requested",
    "asked_by",
    "recoveries",
    "asked_candidates",
)


def conversation_of(row: Row[Any]) -> Conversation:
    """Return the conversation in a row of ``conversations``."""
    return Conversation(
        id=row.id,
        title=row.title,
        created_at=row.created_at,
        updated_at=row.updated_at,
        leaf_id=row.leaf_id,
        system=row.system,
        model=row.model,
        parameters=parameters_of(row.parameters),
        pinned=row.pinned,
        is_call=row.call_sha256 is not None,
        assistant=None if row.assistant is None else BegunWith(**row.assistant),
        deleted_at=row.deleted_at,
    )


def message_of(row: Row[Any]) -> Message:
    """Return the question or answer in a row of ``messages``."""
    return question_of(row) if row.role == "user" else answer_of(row)


def question_of(row: Row[Any]) -> Question:
    """Return the question in a row."""
    return Question(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_id,
        content=QuestionContent(row.text),
        created_at=row.created_at,
        attachments=attachments_from_json(row.attachments),
    )


def answer_of(row: Row[Any]) -> Answer:
    """Return the answer in a row."""
    # Content and the fields of ``end`` are in columns of the same names as in JSON; for an open
    # answer they hold the kept values.
    stored = row._asdict()
    end = end_from_json(stored)
    return Answer(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_id,
        model=row.model,
        created_at=row.created_at,
        status=row.status,
        epoch=row.epoch,
        content=content_from_json(stored),
        cursor=None if row.cursor_epoch is None else Cursor(row.cursor_epoch, row.cursor_seq),
        reason=end.reason,
        error=end.error,
        usage=end.usage,
        timings=end.timings,
        sha256=end.sha256,
        omitted_messages=end.omitted_messages,
        notice=end.notice,
        system=row.system,
        parameters=parameters_of(row.parameters),
        candidates=row.asked_candidates or 0,
        metadata=row.metadata or {},
        terms=terms_of(row.terms),
        call=None if row.call is None else call_from_stored(row.call),
        prefix=row.prefix or "",
        stop_requested=row.stop_requested,
        recoveries=row.recoveries,
        upstream_id=row.upstream_id,
    )


def parameters_of(stored: dict[str, Any] | None) -> Parameters:
    """Return the parameters that `parameters_values` stored."""
    return Parameters(**stored) if stored else Parameters()


def parameters_values(parameters: Parameters) -> dict[str, Any] | None:
    """Return the parameters that are set, or None if there are none."""
    if parameters == Parameters():
        return None
    return {name: value for name, value in asdict(parameters).items() if value is not None}


def terms_of(stored: dict[str, Any] | None) -> Terms | None:
    """Return the terms in a column; None where there are none."""
    if stored is None:
        return None
    context = tuple((role, text) for role, text in stored["context"])
    return Terms(stored["system"], context, stored["growing"])


def conversation_values(
    owner: str, conversation: Conversation, call: Call | None = None
) -> dict[str, Any]:
    """Return the row of a new conversation, or of that of a ``call``."""
    return {
        "id": conversation.id,
        "owner": owner,
        "title": conversation.title,
        "search_title": fold(conversation.title),
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
        "leaf_id": conversation.leaf_id,
        "system": conversation.system,
        "model": conversation.model,
        "parameters": parameters_values(conversation.parameters),
        "pinned": conversation.pinned,
        "assistant": None if conversation.assistant is None else asdict(conversation.assistant),
        **_call_values(conversation, call),
    }


def _call_values(conversation: Conversation, call: Call | None) -> dict[str, Any]:
    """Return what hides the conversation of a call, and for how long."""
    if call is None or call.is_listed:
        return {"call_sha256": None, "call_expires_at": None}
    until = conversation.created_at + MONTH if call.kept == "month" else None
    return {"call_sha256": call.sha256, "call_expires_at": until}


def question_values(question: Question) -> dict[str, Any]:
    """Return the row of a new question."""
    return {
        "id": question.id,
        "conversation_id": question.conversation_id,
        "parent_id": question.parent_id,
        "role": "user",
        "created_at": question.created_at,
        "search_text": fold(question.text),
        "text": question.text,
        "attachments": attachments_to_json(question.attachments) or None,
        **dict.fromkeys(_OF_ANSWERS),
    }


def answer_values(answer: Answer, owner: str) -> dict[str, Any]:
    """Return the row of a new answer, which has no text yet."""
    return {
        "id": answer.id,
        "conversation_id": answer.conversation_id,
        "parent_id": answer.parent_id,
        "role": "assistant",
        "created_at": answer.created_at,
        "search_text": "",
        "text": "",
        "status": answer.status,
        "epoch": answer.epoch,
        "model": answer.model,
        "system": answer.system,
        "parameters": parameters_values(answer.parameters),
        "metadata": dict(answer.metadata) or None,
        "terms": None if answer.terms is None else asdict(answer.terms),
        "call": None if answer.call is None else call_to_stored(answer.call),
        "prefix": answer.prefix or None,
        "reasoning": "",
        "stop_requested": False,
        "recoveries": 0,
        "asked_by": owner,
        "asked_candidates": answer.candidates or None,
        "attachments": None,
    }


def settlement_values(settlement: Settlement) -> dict[str, Any]:
    """Return the values that settling changes in an answer's row."""
    content = settlement.content
    return {
        # These overwrite an earlier epoch's values, so absent ones are written too.
        **dict.fromkeys(("notice", *Content._fields)),
        **end_to_json(settlement.end),
        **content_to_json(content),
        "search_text": fold(content.text),
        "cursor_epoch": settlement.cursor.epoch,
        "cursor_seq": settlement.cursor.seq,
    }
