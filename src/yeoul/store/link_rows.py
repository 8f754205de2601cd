"""The statements of one-time links and invites; each function is in a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from yeoul.errors import Forbidden, NotFound
from yeoul.store.accounts import Link
from yeoul.store.schema import accounts, links

_unused = links.c.used_at.is_(None)
_is_invite = links.c.account_id.is_(None)


def add(connection: Connection, token_sha256: str, link: Link) -> None:
    """Write a link."""
    if link.created_by is not None:
        _check_admin(connection, link.created_by)
    if link.account_id is not None:
        known = select(accounts.c.id).where(accounts.c.id == link.account_id)
        if connection.execute(known).first() is None:
            raise NotFound.account()
        void_for(connection, link.account_id)
    connection.execute(insert(links), {"token_sha256": token_sha256, **link._asdict()})


def _check_admin(connection: Connection, account_id: str) -> None:
    """Check that an account may make links, now: it may have lost that since it asked."""
    admin = select(accounts.c.id).where(
        accounts.c.id == account_id, accounts.c.role == "admin", accounts.c.disabled_at.is_(None)
    )
    if connection.execute(admin).first() is None:
        raise Forbidden.to_users()


def find(connection: Connection, token_sha256: str, at: datetime) -> Link | None:
    """Return a link that can be used."""
    usable = (links.c.token_sha256 == token_sha256) & _unused & (links.c.expires_at > at)
    row = connection.execute(select(links).where(usable)).first()
    return None if row is None else _link_of(row)


def use(connection: Connection, token_sha256: str, at: datetime, account_id: str) -> None:
    """Note by which account a link was used."""
    this = links.c.token_sha256 == token_sha256
    connection.execute(update(links).where(this).values(used_at=at, used_by=account_id))


def invites(connection: Connection, at: datetime) -> list[Link]:
    """Return the invites that can be used, the newest first."""
    usable = _is_invite & _unused & (links.c.expires_at > at)
    newest = (links.c.created_at.desc(), links.c.id)
    return [
        _link_of(row) for row in connection.execute(select(links).where(usable).order_by(*newest))
    ]


def revoke(connection: Connection, invite_id: str) -> None:
    """Delete an invite that was not used."""
    this = (links.c.id == invite_id) & _is_invite & _unused
    if not connection.execute(delete(links).where(this)).rowcount:
        raise NotFound("There is no such invite, or it was used.")


def void_for(connection: Connection, account_id: str) -> None:
    """Delete the unused links that set the password of an account."""
    connection.execute(delete(links).where((links.c.account_id == account_id) & _unused))


def void_made_by(connection: Connection, account_id: str) -> None:
    """Delete the unused links, and invites, that an account has made.

    Its person knows their tokens, and could come in by them again.
    """
    connection.execute(delete(links).where((links.c.created_by == account_id) & _unused))


def forget(connection: Connection, at: datetime) -> None:
    """Delete what is too old to be used."""
    connection.execute(delete(links).where(links.c.expires_at <= at))


def _link_of(row: Row[Any]) -> Link:
    return Link(row.id, row.account_id, row.role, row.created_by, row.created_at, row.expires_at)
