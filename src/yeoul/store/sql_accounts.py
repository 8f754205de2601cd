"""The accounts in a SQL database: each method runs a function of this package in a transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from yeoul.caller import Allowance, Role
from yeoul.store import (
    account_rows,
    attachment_rows,
    audit_rows,
    link_rows,
    session_rows,
    token_rows,
    usage_rows,
)
from yeoul.store.accounts import (
    Account,
    AccountStore,
    Credential,
    CredentialKind,
    Link,
    Session,
    Used,
    check_used,
)
from yeoul.store.audit import Note, Noted
from yeoul.store.database import Database
from yeoul.store.purge import PORTION
from yeoul.store.tokens import Token
from yeoul.store.values import Spent

T = TypeVar("T")


class SqlAccountStore(AccountStore):
    """Stores in ``database``, beside the conversations; ``now`` returns the time to write.

    A ``note`` is written with each change.
    """

    def __init__(
        self, database: Database, now: Callable[[], datetime], note: Note | None = None
    ) -> None:
        self._database = database
        self._now = now
        self._note = note

    def now(self) -> datetime:
        return self._now()

    async def _write(
        self, change: Callable[[Connection], T], *, of: Sequence[str] | None = None
    ) -> T:
        """Run ``change`` as a transaction; the one way in which anything is written here.

        What changes who may come in runs alone; what people do all day long does not.
        """
        if self._note is None:
            return await self._database.write(change, of=of)
        note, now = self._note, self._now()

        def change_and_note(connection: Connection) -> T:
            result = change(connection)
            audit_rows.write(connection, note, now)
            return result

        return await self._database.write(change_and_note, of=of)

    def noting(self, note: Note) -> AccountStore:
        return SqlAccountStore(self._database, self._now, note)

    async def note(self, note: Note) -> None:
        now = self._now()
        await self._database.write(lambda c: audit_rows.write(c, note, now), of=[])

    async def noted(self, limit: int) -> list[Noted]:
        return await self._database.read(lambda c: audit_rows.read(c, limit))

    async def forget_notes(self, *, before: datetime, most: int) -> None:
        await self._write(lambda c: audit_rows.forget_old(c, before), of=[])
        # All are looked at, which takes long where there are many: no writer waits for that.
        over = await self._database.read(lambda c: audit_rows.beyond(c, most))
        for start in range(0, len(over), PORTION):
            numbers = over[start : start + PORTION]
            await self._write(partial(audit_rows.forget, numbers=numbers), of=[])

    async def any(self) -> bool:
        return await self._database.read(account_rows.is_any)

    async def add(
        self,
        account: Account,
        credential: Credential | None,
        *,
        first: bool = False,
        link: tuple[str, Link] | None = None,
    ) -> None:
        def add(connection: Connection) -> None:
            account_rows.add(connection, account, credential, first=first)
            if link is not None:
                link_rows.add(connection, *link)

        await self._write(add)

    async def accounts(self) -> list[Account]:
        return await self._database.read(account_rows.every)

    async def account(self, account_id: str) -> Account:
        return await self._database.read(lambda c: account_rows.one(c, account_id))

    async def named(self, name: str) -> Account | None:
        return await self._database.read(lambda c: account_rows.named(c, name))

    async def change(
        self,
        account_id: str,
        *,
        role: Role | None = None,
        disabled: bool | None = None,
        limits: Mapping[str, int | None] | None = None,
    ) -> Account:
        now = self._now()

        def change(connection: Connection) -> Account:
            if limits is not None:
                account_rows.set_limits(connection, account_id, limits)
            return account_rows.change(
                connection, account_id, role=role, disabled=disabled, now=now
            )

        return await self._write(change)

    async def remove(self, account_id: str, *, as_local: bool = False, last: bool = False) -> None:
        now = self._now()
        await self._write(
            lambda c: account_rows.remove(c, account_id, as_local=as_local, last=last, now=now)
        )

    async def removed(self) -> list[str]:
        return await self._database.read(account_rows.removed)

    async def forget_removed(self, owner: str, *, before: datetime) -> None:
        while await self._write(lambda c: attachment_rows.forget_some_waiting_of(c, owner)):
            pass
        await self._write(lambda c: account_rows.forget_removed(c, owner, before=before))

    async def credential(self, kind: CredentialKind, external_id: str) -> Credential | None:
        return await self._database.read(lambda c: account_rows.credential(c, kind, external_id))

    async def put_credential(
        self,
        credential: Credential,
        *,
        replacing: str | None = None,
        ends_sessions: bool = False,
    ) -> list[str]:
        return await self._write(
            lambda c: account_rows.put_credential(
                c, credential, replacing=replacing, ends_sessions=ends_sessions
            )
        )

    async def credentials(self, account_id: str) -> list[Credential]:
        return await self._database.read(lambda c: account_rows.credentials_of(c, account_id))

    async def add_credential(self, credential: Credential) -> None:
        await self._write(lambda c: account_rows.add_credential(c, credential))

    async def remove_credential(
        self, account_id: str, credential_id: str, *, but: str | None = None
    ) -> list[str]:
        return await self._write(
            lambda c: account_rows.remove_credential(c, account_id, credential_id, but=but)
        )

    async def change_credential(
        self, credential: Credential, data: Mapping[str, Any], *, used_at: datetime | None = None
    ) -> Credential:
        changed = credential._replace(data=data, last_used_at=used_at or credential.last_used_at)
        await self._write(
            lambda c: account_rows.change_credential(c, credential, changed),
            of=[credential.account_id],
        )
        return changed

    async def add_session(
        self, token_sha256: str, session: Session, *, credential_id: str | None = None
    ) -> list[str]:
        return await self._write(
            lambda c: session_rows.add(c, token_sha256, session, credential_id),
            of=[session.account_id],
        )

    async def session(self, token_sha256: str) -> tuple[Account, Session] | None:
        def find(connection: Connection) -> tuple[Account, Session] | None:
            found = session_rows.find(connection, token_sha256)
            return None if found is None else (account_rows.account_of(found[0]), found[1])

        return await self._database.read(find)

    async def renew_session(self, session_id: str, token_sha256: str) -> None:
        await self._write(
            lambda c: session_rows.renew(c, session_id, token_sha256), of=[session_id]
        )

    async def see_session(self, session_id: str, at: datetime) -> None:
        await self._write(lambda c: session_rows.see(c, session_id, at), of=[session_id])

    async def sessions(self, account_id: str) -> list[Session]:
        return await self._database.read(lambda c: session_rows.of_account(c, account_id))

    async def end_session(self, account_id: str, session_id: str) -> None:
        await self._write(
            lambda c: session_rows.end(c, account_id, session_id), of=[account_id, session_id]
        )

    async def end_sessions(self, account_id: str, *, but: str | None = None) -> list[str]:
        return await self._write(lambda c: session_rows.end_all(c, account_id, but=but))

    async def forget_sessions(self, *, expired: datetime, unseen: datetime) -> None:
        await self._write(lambda c: session_rows.forget(c, expired=expired, unseen=unseen), of=[])

    async def add_token(self, token_sha256: str, token: Token) -> None:
        await self._write(lambda c: token_rows.add(c, token_sha256, token))

    async def token(self, prefix: str) -> tuple[Account, Token, str] | None:
        def find(connection: Connection) -> tuple[Account, Token, str] | None:
            found = token_rows.find(connection, prefix)
            return None if found is None else (account_rows.account_of(found[0]), *found[1:])

        return await self._database.read(find)

    async def use_token(self, token_id: str, at: datetime) -> None:
        await self._write(lambda c: token_rows.use(c, token_id, at), of=[token_id])

    async def tokens(self, account_id: str) -> list[Token]:
        return await self._database.read(lambda c: token_rows.of_account(c, account_id))

    async def revoke_token(self, account_id: str, token_id: str) -> None:
        await self._write(lambda c: token_rows.revoke(c, account_id, token_id))

    async def forget_tokens(self, *, expired: datetime) -> None:
        await self._write(lambda c: token_rows.forget(c, expired=expired), of=[])

    async def add_link(self, token_sha256: str, link: Link) -> None:
        await self._write(lambda c: link_rows.add(c, token_sha256, link))

    async def link(self, token_sha256: str, at: datetime) -> Link | None:
        return await self._database.read(lambda c: link_rows.find(c, token_sha256, at))

    async def redeem(
        self, token_sha256: str, at: datetime, account: Account, credential: Credential
    ) -> list[str]:
        return await self._write(
            lambda c: account_rows.redeem(c, token_sha256, at, account, credential)
        )

    async def invites(self, at: datetime) -> list[Link]:
        return await self._database.read(lambda c: link_rows.invites(c, at))

    async def revoke_invite(self, invite_id: str) -> None:
        await self._write(lambda c: link_rows.revoke(c, invite_id))

    async def forget_links(self, at: datetime) -> None:
        await self._write(lambda c: link_rows.forget(c, at), of=[])

    async def used_days(self, owner: str) -> list[tuple[date, Used]]:
        return await self._database.read(lambda c: usage_rows.days(c, owner))

    async def used(self, owner: str) -> Used:
        now = self._now()
        return await self._database.read(lambda c: usage_rows.read(c, owner, now))

    async def used_by_all(self) -> Mapping[str, Used]:
        now = self._now()
        return await self._database.read(lambda c: usage_rows.read_all(c, now))

    async def count_question(self, owner: str, allowance: Allowance) -> None:
        now = self._now()
        await self._write(lambda c: usage_rows.count_question(c, owner, allowance, now), of=[owner])

    async def take_back_question(self, owner: str, asked_at: datetime) -> None:
        await self._database.write(lambda c: usage_rows.take_back(c, owner, asked_at), of=[owner])

    async def forget_usage(self, before: datetime) -> None:
        await self._database.write(lambda c: usage_rows.forget(c, before), of=[])

    async def check_let_in(self, owner: str) -> None:
        await self._database.read(lambda c: usage_rows.check_let_in(c, owner))

    async def check_tokens(self, owner: str, allowance: Allowance) -> None:
        used = await self.used(owner)
        check_used(used, allowance._replace(questions=None), self._now())

    async def count_tokens(self, spent: Spent) -> None:
        now = self._now()
        await self._write(lambda c: usage_rows.count_tokens(c, spent, now), of=[spent.owner])
