"""The statements of sessions; each function is in a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from yeoul.errors import NotFound
from yeoul.store.accounts import MAX_SESSIONS, Session
from yeoul.store.schema import accounts, credentials, sessions

_COLUMNS = tuple(sessions.c[name] for name in Session._fields)
_WITH_ACCOUNT = select(
    *(column.label(f"session_{column.name}") for column in _COLUMNS), accounts
).join(accounts, accounts.c.id == sessions.c.account_id)


def add(
    connection: Connection, token_sha256: str, session: Session, credential_id: str | None
) -> list[str]:
    """Write a session; end those that are too many for its person, and return their ids."""
    active = (accounts.c.id == session.account_id) & accounts.c.disabled_at.is_(None)
    if connection.execute(select(accounts.c.id).where(active)).first() is None:
        raise NotFound.account()
    if credential_id is not None:
        used = (credentials.c.id == credential_id) & (
            credentials.c.account_id == session.account_id
        )
        if connection.execute(select(credentials.c.id).where(used)).first() is None:
            raise NotFound.account()
    connection.execute(insert(sessions), {"token_sha256": token_sha256, **session._asdict()})
    others = (sessions.c.account_id == session.account_id) & (sessions.c.id != session.id)
    newest = select(sessions.c.id).where(others).order_by(sessions.c.seen_at.desc(), sessions.c.id)
    ended = list(connection.execute(newest.offset(MAX_SESSIONS - 1)).scalars())
    for session_id in ended:
        connection.execute(delete(sessions).where(sessions.c.id == session_id))
    return ended


def find(connection: Connection, token_sha256: str) -> tuple[Any, Session] | None:
    """Return the session of a token, behind the row of its account."""
    row = connection.execute(_WITH_ACCOUNT.where(sessions.c.token_sha256 == token_sha256)).first()
    if row is None:
        return None
    return row, Session(*(getattr(row, f"session_{name}") for name in Session._fields))


def renew(connection: Connection, session_id: str, token_sha256: str) -> None:
    """Give a session another token."""
    this = update(sessions).where(sessions.c.id == session_id)
    if not connection.execute(this.values(token_sha256=token_sha256)).rowcount:
        raise NotFound("There is no such session.")


def see(connection: Connection, session_id: str, at: datetime) -> None:
    """Note when a session was last seen."""
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))


def of_account(connection: Connection, account_id: str) -> list[Session]:
    """Return the sessions of an account."""
    statement = (
        select(*_COLUMNS)
        .where(sessions.c.account_id == account_id)
        .order_by(sessions.c.seen_at.desc(), sessions.c.id)
    )
    return [Session(*row) for row in connection.execute(statement)]


def end(connection: Connection, account_id: str, session_id: str) -> None:
    """Delete a session of an account."""
    this = (sessions.c.id == session_id) & (sessions.c.account_id == account_id)
    if not connection.execute(delete(sessions).where(this)).rowcount:
        raise NotFound("There is no such session.")


def end_all(connection: Connection, account_id: str, *, but: str | None) -> list[str]:
    """Delete the sessions of an account."""
    these = sessions.c.account_id == account_id
    if but is not None:
        these &= sessions.c.id != but
    ended = list(connection.execute(select(sessions.c.id).where(these)).scalars())
    connection.execute(delete(sessions).where(these))
    return ended


def forget(connection: Connection, *, expired: datetime, unseen: datetime) -> None:
    """Delete the sessions that are over."""
    over = or_(sessions.c.expires_at <= expired, sessions.c.seen_at <= unseen)
    connection.execute(delete(sessions).where(over))
