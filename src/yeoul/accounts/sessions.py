"""Sessions: who is logged in where. A session is a token that its browser alone has.

The store keeps the token's digest only. What it says of a session is believed for half a minute, so
that a request costs no query. A session that ends in this process is forgotten at once; one that
ends in another one, when that tells it, and within that time in any case. Whatever was let in by a
session ends with it: `on_end` is told.

That a session was seen is noted in the background: a disk that takes no more writes can still be
read, and so can all that its people have.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from yeoul.accounts.audit import Audit
from yeoul.caller import UNLIMITED, Allowance, Caller
from yeoul.errors import NotFound, StaleLogin, StorageFailed, StorageFull, Unauthenticated
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, AccountStore, Session
from yeoul.store.audit import By, Note
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: A session ends when it was not used for so long, and at the latest (ASVS 5.0, 7.3.1 and 7.3.2).
IDLE_LIFE, WHOLE_LIFE = timedelta(days=14), timedelta(days=90)
#: The least time between two notes of when a session was seen.
SEEN_STEP = timedelta(hours=1)
#: Seconds for which the store's word on a session is believed, and most sessions of which it is.
BELIEVED_S = 30.0
MAX_BELIEVED = 10_000
#: The time since a log-in in which accounts may be managed (ASVS 5.0, 7.5.1).
FRESH_LIFE = timedelta(minutes=15)
#: By so much a log-in may be in the future: a clock was set right since.
CLOCK_SLACK = timedelta(minutes=1)

#: Told of what has ended in this process: the owner, and the session's id; None: all of them.
OnEnd = Callable[[str, str | None], None]


class Visit(NamedTuple):
    """From where a session is begun, for its person to recognize it."""

    user_agent: str = ""
    #: The network; it is kept with the session.
    network: str = ""
    #: The address itself, by which tries are counted; an IPv6 network stands for its addresses.
    address: str = ""

    def by(self, account_id: str | None) -> By:
        """Return who comes by it, for the audit."""
        return By(account_id, self.network)


class _Believed(NamedTuple):
    digest: str
    caller: Caller
    session: Session
    until_s: float


class Sessions:
    """The sessions of all accounts. For one event loop."""

    def __init__(
        self,
        store: AccountStore,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        allowance: Allowance = UNLIMITED,
        on_end: OnEnd = lambda owner, session: None,
        audit: Audit | None = None,
    ) -> None:
        self._store = store
        self._audit = audit or Audit(store, now)
        #: What every person may use, unless their account says otherwise.
        self._allowance = allowance
        self._now = now
        self._clock = clock
        self._on_end = on_end
        #: By the digest of the token; the same, by the id of the session.
        self._believed: dict[str, _Believed] = {}
        self._by_id: dict[str, _Believed] = {}
        #: How often sessions have ended here, or accounts have changed.
        self.ends = 0
        #: Whether a proxy in front says at each request who asks: then nobody logs in here.
        self.by_proxy = False
        #: Notes of when sessions were seen.
        self._notes = Tasks()

    async def aclose(self) -> None:
        """Wait until all that is on its way is noted. Idempotent."""
        await self._notes.wait()

    def allowance_of(self, account: Account) -> Allowance:
        """Return what a person may use."""
        own = {name: most for name, most in account.limits.items() if name in Allowance._fields}
        return self._allowance._replace(**own)

    async def begin(
        self, account: Account, kind: str, visit: Visit, *, credential_id: str | None = None
    ) -> str:
        """Begin a session of a person who was recognized by ``kind``; return its new token.

        One beyond the most that a person may have ends the one that was seen longest ago.

        Raises:
            NotFound: the account is gone or disabled, or its credential has been replaced.
        """
        token, now = secrets.token_urlsafe(32), self._now()
        session = Session(
            id=new_id(),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            expires_at=now + WHOLE_LIFE,
            authenticated_at=now,
            kind=kind,
            user_agent=visit.user_agent[:200],
            address=visit.network[:64],
        )
        note = Note("log_in", visit.by(account.id), session.id, {"kind": kind})
        ended = await self._audit.unhindered(
            note,
            lambda store: store.add_session(digest_of(token), session, credential_id=credential_id),
        )
        if ended:
            self.forget(account.id, ended)
        return token

    async def renew(self, caller: Caller) -> str:
        """Give the session of a caller a new token, and return it; the one of before is dead.

        It goes on otherwise, with all that was opened by it. Raises `Unauthenticated` if it has
        ended.
        """
        token = secrets.token_urlsafe(32)
        try:
            await self._store.renew_session(caller.session or "", digest_of(token))
        except NotFound:
            raise Unauthenticated("Your session has ended meanwhile: log in again.") from None
        self._drop(lambda each: each.session.id == caller.session)
        return token

    async def find_caller(self, token: str) -> Caller | None:
        """Return the person whose session has this token; None if it is over, or never was."""
        digest, now = digest_of(token), self._now()
        believed = self._believed.get(digest)
        if believed is None or self._clock() >= believed.until_s:
            believed = await self._look_up(digest)
        if believed is None or now >= believed.session.expires_at:
            return None
        if now - believed.session.seen_at >= SEEN_STEP:
            self._see(believed, now)
        return believed.caller

    def _see(self, believed: _Believed, now: datetime) -> None:
        """Have it noted that a session is seen; once, however many requests come meanwhile."""
        session = believed.session._replace(seen_at=now)
        if self._believed.get(believed.digest) is believed:
            seen = believed._replace(session=session)
            self._believed[believed.digest] = self._by_id[session.id] = seen
        self._notes.start(self._note_seen(session), name="note a session")

    async def _note_seen(self, session: Session) -> None:
        try:
            await self._store.see_session(session.id, session.seen_at)
        except (StorageFailed, StorageFull) as error:  # tried again when the store is asked again
            logger.warning("that a session was seen is not noted: %s", error.detail)

    async def _look_up(self, digest: str) -> _Believed | None:
        """Ask the store."""
        found = await self._ask(digest)
        self._disbelieve(digest)
        if found is None:
            return None
        account, session = found
        while len(self._believed) >= MAX_BELIEVED:
            self._disbelieve(next(iter(self._believed)))
        caller = Caller(
            account.id,
            account.name,
            account.role,
            session=session.id,
            expires=session.expires_at,
            allowance=self.allowance_of(account),
        )
        believed = _Believed(digest, caller, session, self._clock() + BELIEVED_S)
        self._believed[digest] = self._by_id[session.id] = believed
        return believed

    def _disbelieve(self, digest: str) -> None:
        believed = self._believed.pop(digest, None)
        if believed is not None:
            self._by_id.pop(believed.session.id, None)

    async def holds(self, caller: Caller) -> bool:
        """Return whether the session of a caller, who was known a moment ago, still goes on.

        A session that ends while this is asked has told `on_end` of it.
        """
        believed = self._by_id.get(caller.session or "")
        if believed is None:
            return any(each.id == caller.session for each in await self.living(caller.owner))
        if self._clock() >= believed.until_s:
            believed = await self._look_up(believed.digest)
        return believed is not None and self._now() < believed.session.expires_at

    async def _ask(self, digest: str) -> tuple[Account, Session] | None:
        """Return what the store says of a session, and has said since any other one ended.

        It may end while the store is asked: then the word of before would be believed for half a
        minute.
        """
        while True:
            ends, now = self.ends, self._now()
            found = await self._store.session(digest)
            if found is not None:
                account, session = found
                if account.disabled or now - session.seen_at >= IDLE_LIFE:
                    found = None
            if ends == self.ends:
                return found

    def check_fresh(self, caller: Caller) -> None:
        """Check that a person has logged in a moment ago.

        A proxy asks them at its own times.

        Raises:
            StaleLogin
        """
        if self.by_proxy:
            return
        own = self._by_id.get(caller.session or "")
        age = None if own is None else self._now() - own.session.authenticated_at
        if age is None or not -CLOCK_SLACK <= age <= FRESH_LIFE:
            raise StaleLogin("You logged in more than 15 minutes ago: log in again.")

    async def living(self, owner: str) -> list[Session]:
        """Return the sessions of an owner that are not over, the last seen first."""
        now = self._now()
        return [
            session
            for session in await self._store.sessions(owner)
            if now < session.expires_at and now - session.seen_at < IDLE_LIFE
        ]

    async def end(self, owner: str, session_id: str, *, by: By | None = None) -> None:
        """End one session. Raises `NotFound` if the owner has none of this id."""
        note = Note("log_out", by or By(owner), session_id)
        await self._audit.unhindered(note, lambda store: store.end_session(owner, session_id))
        self.forget(owner, [session_id])

    async def end_token(self, token: str, visit: Visit) -> None:
        """End the session of a token, of any person; does nothing where there is none."""
        found = await self._store.session(digest_of(token))
        if found is not None:
            account, session = found
            with suppress(NotFound):  # it has ended meanwhile
                await self.end(account.id, session.id, by=visit.by(account.id))

    async def end_all(self, owner: str, *, but: str | None = None, by: By | None = None) -> None:
        """End all sessions of a person, ``but`` one."""
        note = Note("log_out", by or By(owner), None, {"elsewhere": but is not None})
        ended = await self._audit.unhindered(note, lambda store: store.end_sessions(owner, but=but))
        self.forget(owner, ended)

    def forget_all(self, owner: str) -> None:
        """Forget all sessions of a person whose account has changed, and what programs opened."""
        self.look_again(owner)
        self._on_end(owner, None)

    def look_again(self, owner: str) -> None:
        """Ask the store again about the sessions of a person whose account has changed."""
        self._drop(lambda each: each.caller.owner == owner)

    def forget(self, owner: str, session_ids: list[str]) -> None:
        """Forget some sessions of a person, which the store has ended already."""
        gone = set(session_ids)
        self._drop(lambda each: each.session.id in gone)
        for session_id in session_ids:
            self._on_end(owner, session_id)

    def _drop(self, is_over: Callable[[_Believed], bool]) -> None:
        self.ends += 1
        over = [digest for digest, each in self._believed.items() if is_over(each)]
        for digest in over:
            self._disbelieve(digest)

    async def forget_expired(self) -> None:
        """Delete what is over from the store."""
        now = self._now()
        await self._store.forget_sessions(expired=now, unseen=now - IDLE_LIFE)


def digest_of(token: str) -> str:
    """Return what is stored of a token: it is random, so a fast digest is enough (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
