"""No look-up walks through a whole table, however long the history grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tests.store.tracing import traced
from yeoul.store import (
    account_rows,
    answers,
    conversations,
    exchange,
    link_rows,
    lookup,
    purge,
    session_rows,
    usage_rows,
)
from yeoul.store.base import Ask, ConversationChanges, IdempotencyKey, Regenerate, as_wished
from yeoul.store.sqlite_database import engine_of
from yeoul.store.upgrade import upgrade

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = IdempotencyKey("key-1", "a" * 64)
LIVING, DELETED = conversations.LIVING, conversations.restorable(NOW)
#: Where a page ends whose last conversation is of `NOW`.
CURSOR = f"{int(NOW.timestamp() * 1_000_000)}-{'0' * 32}"

STEPS: dict[str, Callable[[Connection, str, str, str], object]] = {
    "list": lambda c, place, q, a: conversations.page(c, "ann", LIVING, [], 50, None),
    "list deleted": lambda c, place, q, a: conversations.page(c, "ann", DELETED, [], 50, CURSOR),
    "count": lambda c, place, q, a: conversations.count(c, "ann"),
    "search": lambda c, place, q, a: conversations.page(
        c, "ann", LIVING, ["river", "여울"], 50, None
    ),
    "search deleted": lambda c, place, q, a: conversations.page(
        c, "ann", DELETED, ["river", "여울"], 50, None
    ),
    "messages": lambda c, place, q, a: lookup.all_messages(c, "ann", place),
    "thread": lambda c, place, q, a: lookup.thread(c, a),
    "answer": lambda c, place, q, a: lookup.answer(c, "ann", a),
    "ask again": lambda c, place, q, a: exchange.ask(
        c, "ann", Ask("one", "m"), KEY, as_wished, NOW
    ),
    "regenerate": lambda c, place, q, a: exchange.ask(
        c, "ann", Regenerate(q, "m"), None, as_wished, NOW
    ),
    "begin": lambda c, place, q, a: answers.begin(c, "ann", a, 1),
    "stop": lambda c, place, q, a: answers.request_stop(c, "ann", a, NOW),
    "stop early": lambda c, place, q, a: answers.request_stop(c, "ann", "new", NOW),
    "begin epoch": lambda c, place, q, a: answers.begin_epoch(
        c, a, 1, recovery=True, beyond=0, counted=True
    ),
    "count unfinished": lambda c, place, q, a: answers.count_unfinished(c, "ann"),
    "orphans": lambda c, place, q, a: answers.orphans(c, None),
    "some orphans": lambda c, place, q, a: answers.orphans(c, [a]),
    "leaf": lambda c, place, q, a: conversations.change(
        c, "ann", place, ConversationChanges(frozenset({"leaf_id"}), leaf_id=q)
    ),
    "delete": lambda c, place, q, a: conversations.hide(c, "ann", place, NOW),
    "delete for ever": lambda c, place, q, a: conversations.hide(
        c, "ann", place, NOW, forever=True
    ),
    "purge expired": lambda c, place, q, a: purge.forget_expired(c, NOW),
    "due": lambda c, place, q, a: purge.due(c, NOW),
    "purge": lambda c, place, q, a: purge.forget_portion(c, place),
    "message page": lambda c, place, q, a: lookup.message_page(c, "ann", place, q, 100),
    "used days": lambda c, place, q, a: usage_rows.days(c, "ann"),
    "forget removed": lambda c, place, q, a: account_rows.forget_removed(c, "ann", before=NOW),
    "session": lambda c, place, q, a: session_rows.find(c, "0" * 64),
    "see session": lambda c, place, q, a: session_rows.see(c, "s", NOW),
    "sessions": lambda c, place, q, a: session_rows.of_account(c, "ann"),
    "end sessions": lambda c, place, q, a: session_rows.end_all(c, "ann", but="s"),
    "account": lambda c, place, q, a: account_rows.named(c, "Ann"),
    "credential": lambda c, place, q, a: account_rows.credential(c, "password", "ann"),
    "link": lambda c, place, q, a: link_rows.find(c, "0" * 64, NOW),
}


@pytest.mark.parametrize("step", STEPS)
def test_every_statement_finds_its_rows_by_an_index(tmp_path: Path, step: str) -> None:
    upgrade(tmp_path / "store.db")
    engine = engine_of(tmp_path / "store.db", begin="BEGIN", timeout_s=1)
    with engine.begin() as connection:
        asked = exchange.ask(connection, "ann", Ask("one", "m"), KEY, as_wished, NOW)
        place, question, answer = asked.conversation.id, asked.question.id, asked.answer.id
        with traced(connection) as statements:
            STEPS[step](connection, place, question, answer)
        plans = [
            (sql, row.detail)
            for sql in statements
            if not sql.startswith("INSERT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        ]
    engine.dispose()

    assert plans
    assert [
        plan for plan in plans if plan[1].startswith("SCAN") and "SCAN path" not in plan[1]
    ] == []
    if step in ("list", "list deleted", "search", "search deleted", "messages"):
        assert [plan for plan in plans if "TEMP B-TREE" in plan[1]] == []
