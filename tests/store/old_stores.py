"""Files of older schemas, with rows of every kind as the code of that time wrote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, text

from yeoul.store.sqlite_database import engine_of
from yeoul.store.upgrade import alembic_config
from yeoul.testing.stores import OWNER, STRANGER

AT = "2026-01-01 00:00:00.000000"
LATER = "2026-01-02 00:00:00.000000"

CONVERSATIONS: list[dict[str, Any]] = [
    {"id": "c1", "owner": OWNER, "title": "One", "search_title": "one", "leaf_id": "a-settled"},
    {
        "id": "c2",
        "owner": OWNER,
        "title": "Gone",
        "search_title": "gone",
        "leaf_id": "a-of-deleted",
        "deleted_at": LATER,
    },
    {
        "id": "c3",
        "owner": STRANGER,
        "title": "여울",
        "search_title": "여울",
        "leaf_id": "a-failed",
        "system": "Be brief.",
        "model": "m1",
        "parameters": json.dumps({"temperature": 0.5}),
    },
]

_FIGURES: dict[str, Any] = {
    "usage": json.dumps({"prompt_tokens": 3, "completion_tokens": 7}),
    "timings": json.dumps(
        {
            "queued_ms": 0,
            "first_token_ms": 41,
            "total_ms": 180,
            "tokens_per_s": 50.5,
            "thinking_ms": 29,
        }
    ),
}
_SETTLED: dict[str, Any] = {
    "status": "finished",
    "reason": "stop",
    "sha256": "0" * 64,
    "omitted_messages": 2,
}
_ERROR = {"code": "interrupted", "title": "Cut", "detail": "It was cut.", "retryable": True}


def _answer(
    name: str, conversation_id: str = "c1", question: str = "q1", **more: Any
) -> dict[str, Any]:
    plain = {"status": "queued", "reasoning": "", "stop_requested": False, "recoveries": 0}
    place = {"id": f"a-{name}", "conversation_id": conversation_id, "parent_id": question}
    return {**place, "role": "assistant", "model": "m1", "text": "", **plain, **more}


def _question(message_id: str, conversation_id: str) -> dict[str, Any]:
    place = {"id": message_id, "conversation_id": conversation_id, "parent_id": None}
    return {**place, "role": "user", "text": "What is a yeoul?"}


MESSAGES: list[dict[str, Any]] = [
    _question("q1", "c1"),
    _answer("queued"),
    _answer("growing", status="generating"),
    _answer("to-stop", status="generating", stop_requested=True),
    _answer("continued", status="generating", text="A", cursor_epoch=1, cursor_seq=4, **_FIGURES),
    _answer("taken-over", status="generating", recoveries=2),
    _answer("taken-over-later", status="generating", cursor_epoch=3, cursor_seq=4, recoveries=1),
    _answer("settled", text="A", cursor_epoch=1, cursor_seq=9, **_SETTLED, **_FIGURES),
    _answer(
        "settled-later",
        text="여울",
        reasoning="Hm",
        cursor_epoch=4,
        cursor_seq=5,
        recoveries=2,
        system="Rhyme.",
        parameters=json.dumps({"seed": 7}),
        **_SETTLED,
    ),
    _question("q2", "c2"),
    _answer("of-deleted", "c2", "q2", status="generating", stop_requested=True),
    _question("q3", "c3"),
    _answer(
        "failed",
        "c3",
        "q3",
        status="interrupted",
        reason="interrupted",
        error=json.dumps(_ERROR),
        cursor_epoch=2,
        cursor_seq=3,
    ),
]

#: The epoch that each answer has to stand in afterwards: none below one that readers have seen.
EPOCHS = {
    "a-queued": 1,
    "a-growing": 1,
    "a-to-stop": 1,
    "a-continued": 2,
    "a-taken-over": 3,
    "a-taken-over-later": 5,
    "a-settled": 1,
    "a-settled-later": 4,
    "a-of-deleted": 1,
    "a-failed": 2,
}

KEY = {
    "owner": OWNER,
    "key": "key-1",
    "body_sha256": "a" * 64,
    "question_id": "q1",
    "answer_id": "a-settled",
    "created_at": AT,
}


def make(path: Path, revision: str) -> None:
    """Make a file of an earlier revision, filled."""
    engine = engine_of(path, begin="BEGIN IMMEDIATE", timeout_s=1)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for row in CONVERSATIONS:
            _insert(connection, "conversations", {"created_at": AT, "updated_at": AT, **row})
        for row in MESSAGES:
            more = {"epoch": EPOCHS.get(row["id"])} if revision >= "0004" else {}
            row = {"created_at": AT, "search_text": row["text"], **row, **more}
            _insert(connection, "messages", row)
        _insert(connection, "idempotency_keys", KEY)
    engine.dispose()


def _insert(connection: Connection, table: str, row: dict[str, Any]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), row)
