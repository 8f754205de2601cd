"""The statements of accounts and credentials; each function is in a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from yeoul.caller import LOCAL_OWNER, Role
from yeoul.errors import (
    AlreadySetUp,
    CredentialTaken,
    LastAdmin,
    LastCredential,
    NameTaken,
    NotFound,
)
from yeoul.store import link_rows, lookup, session_rows, share_rows
from yeoul.store.accounts import Account, Credential, CredentialKind
from yeoul.store.database import is_unique_violation
from yeoul.store.schema import (
    UNSETTLED,
    accounts,
    assistants,
    attachments,
    conversations,
    credentials,
    early_stops,
    idempotency_keys,
    messages,
    removed_accounts,
    sessions,
    shares,
    usage,
)
from yeoul.store.search import fold

#: The tables whose rows change hands.
_OWNED = (conversations, assistants, attachments, idempotency_keys, early_stops)
#: The tables whose rows go at once with their owner's account; conversations go in portions.
_GONE: tuple[Table, ...] = (assistants, idempotency_keys, early_stops, usage, shares)


def is_any(connection: Connection) -> bool:
    """Return whether there is an account."""
    return connection.execute(select(accounts.c.id).limit(1)).first() is not None


def add(
    connection: Connection, account: Account, credential: Credential | None, *, first: bool
) -> None:
    """Write an account; the first one takes over what is the local owner's."""
    if first and is_any(connection):
        raise AlreadySetUp("This server has accounts already: log in.")
    row = {
        "id": account.id,
        "name": account.name,
        "folded_name": fold(account.name),
        "role": account.role,
        "created_at": account.created_at,
        "disabled_at": account.created_at if account.disabled else None,
        "limits": dict(account.limits) or None,
    }
    try:
        connection.execute(insert(accounts), row)
    except IntegrityError as error:
        if is_unique_violation(error):
            raise NameTaken(f"There is an account of the name {account.name!r}.") from error
        raise
    if first:
        _hand_over(connection, LOCAL_OWNER, account.id)
    if credential is not None:
        _write(connection, credential)


def every(connection: Connection) -> list[Account]:
    """Return all accounts with when each was last seen."""
    seen = func.max(sessions.c.seen_at).label("seen_at")
    statement = (
        select(accounts, seen)
        .join(sessions, sessions.c.account_id == accounts.c.id, isouter=True)
        .group_by(accounts.c.id)
        .order_by(accounts.c.created_at, accounts.c.id)
    )
    return [account_of(row, row.seen_at) for row in connection.execute(statement)]


def one(connection: Connection, account_id: str) -> Account:
    """Return an account."""
    row = connection.execute(select(accounts).where(accounts.c.id == account_id)).first()
    if row is None:
        raise NotFound.account()
    return account_of(row)


def named(connection: Connection, name: str) -> Account | None:
    """Return the account of a name."""
    found = connection.execute(select(accounts).where(accounts.c.folded_name == fold(name)))
    row = found.first()
    return None if row is None else account_of(row)


def change(
    connection: Connection,
    account_id: str,
    *,
    role: Role | None,
    disabled: bool | None,
    now: datetime,
) -> Account:
    """Change an account, and end its sessions."""
    before = one(connection, account_id)
    values: dict[str, Any] = {}
    if role not in (None, before.role):
        values["role"] = role
    if disabled not in (None, before.disabled):
        values["disabled_at"] = now if disabled else None
    if values:
        connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))
        if not _has_admin(connection):
            raise LastAdmin.of_others()
        session_rows.end_all(connection, account_id, but=None)
        link_rows.void_made_by(connection, account_id)
    if disabled:
        _stop_answers(connection, account_id)
        share_rows.revoke_all(connection, account_id)
    return one(connection, account_id)


def set_limits(connection: Connection, account_id: str, limits: Mapping[str, int | None]) -> None:
    """Write what differs for an account from the limits that all have."""
    one(connection, account_id)
    values = {"limits": dict(limits) or None}
    connection.execute(update(accounts).where(accounts.c.id == account_id).values(values))


def remove(
    connection: Connection, account_id: str, *, as_local: bool, last: bool, now: datetime
) -> None:
    """Delete an account, with all that hangs on it."""
    one(connection, account_id)
    link_rows.void_made_by(connection, account_id)
    connection.execute(delete(accounts).where(accounts.c.id == account_id))
    others = is_any(connection)
    if as_local and others:
        raise LastAdmin("Only what the last account has can become the local person's.")
    if (others or not (last or as_local)) and not _has_admin(connection):
        raise LastAdmin.of_others()
    if as_local:
        share_rows.revoke_all(connection, account_id)
        connection.execute(delete(usage).where(usage.c.owner == account_id))
        _make_room(connection, account_id, LOCAL_OWNER)
        _hand_over(connection, account_id, LOCAL_OWNER)
        return
    _stop_answers(connection, account_id)
    _forget_owned(connection, account_id)
    connection.execute(insert(removed_accounts), {"id": account_id, "removed_at": now})


def removed(connection: Connection) -> list[str]:
    """Return the accounts that are gone, and of which something may be left."""
    return list(connection.execute(select(removed_accounts.c.id)).scalars())


def forget_removed(connection: Connection, account_id: str, *, before: datetime) -> None:
    """Delete what has come of a removed account since; and that it was, if it was ``before``."""
    _forget_owned(connection, account_id)
    left = select(conversations.c.id).where(conversations.c.owner == account_id)
    if connection.execute(left.limit(1)).first() is None:
        this = (removed_accounts.c.id == account_id) & (removed_accounts.c.removed_at <= before)
        connection.execute(delete(removed_accounts).where(this))


def _forget_owned(connection: Connection, owner: str) -> None:
    for table in _GONE:
        connection.execute(delete(table).where(table.c.owner == owner))
    # Calls are in no list, from which they could be deleted one by one: the next purge takes them.
    calls = (conversations.c.owner == owner) & conversations.c.call_sha256.is_not(None)
    connection.execute(update(conversations).where(calls).values(deleted_at=lookup.FOREVER))


def credential(connection: Connection, kind: CredentialKind, external_id: str) -> Credential | None:
    """Return a credential."""
    row = connection.execute(
        select(credentials).where(
            credentials.c.kind == kind, credentials.c.external_id == external_id
        )
    ).first()
    return None if row is None else _credential_of(row)


def credentials_of(connection: Connection, account_id: str) -> list[Credential]:
    """Return the credentials of an account."""
    statement = (
        select(credentials)
        .where(credentials.c.account_id == account_id)
        .order_by(credentials.c.created_at, credentials.c.id)
    )
    return [_credential_of(row) for row in connection.execute(statement)]


def add_credential(connection: Connection, given: Credential) -> None:
    """Write one more credential of an account."""
    one(connection, given.account_id)
    _write(connection, given)


def change_credential(connection: Connection, before: Credential, now: Credential) -> None:
    """Write a credential in the place of what it was."""
    row = connection.execute(select(credentials).where(credentials.c.id == before.id)).first()
    if row is None or row.data != dict(before.data):
        raise NotFound("This way to log in is gone, or was used meanwhile.")
    values = {"data": dict(now.data), "last_used_at": now.last_used_at}
    connection.execute(update(credentials).where(credentials.c.id == now.id).values(values))


def remove_credential(
    connection: Connection, account_id: str, credential_id: str, *, but: str | None
) -> list[str]:
    """Delete a credential that is not the last way in to its account; end its sessions."""
    own = credentials.c.account_id == account_id
    this = own & (credentials.c.id == credential_id)
    kind = connection.execute(select(credentials.c.kind).where(this)).scalar()
    if not connection.execute(delete(credentials).where(this)).rowcount:
        raise NotFound("There is no such way to log in.")
    left = set(connection.execute(select(credentials.c.kind).where(own)).scalars())
    # Passkeys are lost with the name of their site: what is not lost by that does not go before.
    if not left or (kind != "passkey" and left == {"passkey"}):
        raise LastCredential(
            "Nobody could log in to this account then, or by a passkey alone, which is lost with"
            " this server's name: add another way first."
        )
    return session_rows.end_all(connection, account_id, but=but)


def put_credential(
    connection: Connection,
    given: Credential,
    *,
    replacing: str | None = None,
    ends_sessions: bool = False,
) -> list[str]:
    """Write a credential in the place of one like it; return the sessions that end by it."""
    one(connection, given.account_id)
    like_it = (credentials.c.kind == given.kind) & (credentials.c.external_id == given.external_id)
    if replacing is not None:
        like_it &= credentials.c.id == replacing
    replaced = connection.execute(delete(credentials).where(like_it)).rowcount
    if replacing is not None and not replaced:
        raise NotFound("This credential has been replaced meanwhile.")
    _write(connection, given)
    if given.kind == "password":
        link_rows.void_for(connection, given.account_id)
    return session_rows.end_all(connection, given.account_id, but=None) if ends_sessions else []


def _write(connection: Connection, given: Credential) -> None:
    try:
        connection.execute(insert(credentials), {**given._asdict(), "data": dict(given.data)})
    except IntegrityError as error:
        if is_unique_violation(error):
            raise CredentialTaken("This log-in belongs to an account already.") from error
        raise


def redeem(
    connection: Connection, token_sha256: str, at: datetime, account: Account, given: Credential
) -> list[str]:
    """Use a link up; return the sessions that end by it.

    The link decides for whom it is, whatever the caller has read before.
    """
    link = link_rows.find(connection, token_sha256, at)
    if link is None:
        raise NotFound.link()
    ended: list[str] = []
    if link.account_id is None:
        add(connection, replace(account, role=link.role or "user"), given, first=False)
    else:
        theirs = given._replace(account_id=link.account_id)
        if theirs.kind == "password":
            ended = put_credential(connection, theirs, ends_sessions=True)
        else:  # never in the place of one like it, which may be another's
            add_credential(connection, theirs)
            ended = session_rows.end_all(connection, link.account_id, but=None)
    link_rows.use(connection, token_sha256, at, link.account_id or account.id)
    return ended


def _has_admin(connection: Connection) -> bool:
    admins = select(accounts.c.id).where(
        accounts.c.role == "admin", accounts.c.disabled_at.is_(None)
    )
    return connection.execute(admins.limit(1)).first() is not None


def _make_room(connection: Connection, owner: str, to: str) -> None:
    """Delete of ``to`` the assistants that ``owner`` has as well: those that ship share an id."""
    theirs = select(assistants.c.id).where(assistants.c.owner == owner)
    both = (assistants.c.owner == to) & assistants.c.id.in_(theirs.scalar_subquery())
    connection.execute(delete(assistants).where(both))


def _hand_over(connection: Connection, owner: str, to: str) -> None:
    for table in _OWNED:
        connection.execute(update(table).where(table.c.owner == owner).values(owner=to))


def _stop_answers(connection: Connection, owner: str) -> None:
    """Record that all answers of an owner are to stop, also for a server that starts again."""
    theirs = select(conversations.c.id).where(conversations.c.owner == owner)
    unsettled = messages.c.status.in_(UNSETTLED) & messages.c.conversation_id.in_(theirs)
    connection.execute(update(messages).where(unsettled).values(stop_requested=True))


def _credential_of(row: Row[Any]) -> Credential:
    return Credential(*(getattr(row, name) for name in Credential._fields))


def account_of(row: Row[Any], seen_at: datetime | None = None) -> Account:
    """Return the account in a row."""
    return Account(
        id=row.id,
        name=row.name,
        role=row.role,
        created_at=row.created_at,
        disabled=row.disabled_at is not None,
        limits=row.limits or {},
        seen_at=seen_at,
    )
