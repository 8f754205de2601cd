"""API tokens: by which the programs of a person ask, for as much as the token's scopes allow.

A token is ``yeoul_<prefix>_<secret>``: it is found by its prefix, and recognized by its digest,
which is all that is kept of it. What the store says of a token is believed for half a minute, as of
a session; one that is revoked in this process is forgotten at once, and its streams with it.
"""

from __future__ import annotations

import logging
import re
import secrets
import string
import time
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import NamedTuple

from yeoul.accounts.audit import Audit
from yeoul.accounts.machine import Machine
from yeoul.accounts.names import fault
from yeoul.accounts.rate import Rate
from yeoul.accounts.sessions import BELIEVED_S, MAX_BELIEVED, OnEnd, digest_of
from yeoul.caller import Allowance, Caller, Scope
from yeoul.errors import StorageFailed, StorageFull, TooManyAtOnce, Unauthenticated
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Account, AccountStore
from yeoul.store.audit import By, Note
from yeoul.store.tokens import Token
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Requests a minute of one token.
REQUESTS_PER_MINUTE = 600
#: How long a token that has expired is still listed, so that its person sees what has stopped.
SHOWN_AFTER_END = timedelta(days=30)

_PREFIX_CHARS = string.ascii_lowercase + string.digits
_FORM = re.compile(r"yeoul_([a-z0-9]{8})_[A-Za-z0-9_-]{43}")


class NewToken(NamedTuple):
    """A token that was just made."""

    kept: Token
    #: The token itself, which is shown this once.
    token: str


class _Believed(NamedTuple):
    """What the store says of a token, and until when it is believed."""

    caller: Caller
    kept: Token
    digest: str
    until_s: float


class Tokens:
    """The tokens of all accounts. For one event loop."""

    def __init__(
        self,
        store: AccountStore,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        allowance_of: Callable[[Account], Allowance],
        on_end: OnEnd,
        audit: Audit,
    ) -> None:
        self._store = store
        self._now = now
        self._clock = clock
        self._allowance_of = allowance_of
        self._on_end = on_end
        self._audit = audit
        #: Whoever owns the machine, and asks by a token of its own.
        self.machine = Machine(store, allowance_of=allowance_of)
        self._rate = Rate(REQUESTS_PER_MINUTE, clock)
        #: By the prefix; and the prefix by the token's id.
        self._believed: dict[str, _Believed] = {}
        self._prefixes: dict[str, str] = {}
        #: How often the word on tokens was dropped here.
        self._drops = 0
        #: Notes of when tokens were used.
        self._notes = Tasks()

    async def aclose(self) -> None:
        """Wait until all that is on its way is noted. Idempotent."""
        await self._notes.wait()

    # -- a person's own --------------------------------------------------------------------------

    async def make(
        self, caller: Caller, name: str, scopes: Set[Scope], life: timedelta | None, *, by: By
    ) -> NewToken:
        """Make a token for programs of a person; None: it does not end by itself.

        Raises:
            InvalidRequest: the name is blank, there is no scope, or one that is not theirs to give.
            TooManyTokens: they have as many as a person may have.
            NotFound: the account is gone or disabled.
        """
        if not name.strip():
            raise fault("name", "must say what the token is for")
        if not scopes:
            raise fault("scopes", "must name at least one")
        if "metrics" in scopes and not caller.is_admin:
            raise fault("scopes", "may name metrics only if you are an admin")
        prefix = "".join(secrets.choice(_PREFIX_CHARS) for _ in range(8))
        token, now = f"yeoul_{prefix}_{secrets.token_urlsafe(32)}", self._now()
        kept = Token(
            id=new_id(),
            account_id=caller.owner,
            prefix=prefix,
            name=name.strip(),
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=None if life is None else now + life,
        )
        detail = {"scopes": " ".join(sorted(scopes)), "days": None if life is None else life.days}
        noting = self._audit.noting("token_made", by, kept.id, **detail)
        await noting.add_token(digest_of(token), kept)
        return NewToken(kept, token)

    async def all_of(self, owner: str) -> list[Token]:
        """Return the tokens of a person, the newest first; for a while also what has expired."""
        return await self._store.tokens(owner)

    async def revoke(self, owner: str, token_id: str, *, by: By) -> None:
        """End a token, and what was let in by it. Raises `NotFound` if the owner has none such."""
        note = Note("token_revoked", by, token_id)
        await self._audit.unhindered(note, lambda store: store.revoke_token(owner, token_id))
        self._drop(lambda each: each.kept.id == token_id)
        self._on_end(owner, token_id)

    # -- who asks --------------------------------------------------------------------------------

    async def by_token(self, token: str, name: str | None) -> Caller:
        """Return the caller of a token, or of the machine's own: for the person of a ``name``.

        Raises:
            Unauthenticated: it is unknown, has expired, or was revoked.
            TooManyAtOnce: it is used too often.
        """
        if self.machine.is_its(token):
            return await self.machine.caller(name)
        caller = await self.find_caller(token)
        if caller is None:
            raise Unauthenticated(
                "This token is unknown, has expired, or was revoked: make another one, in the"
                " settings of the page."
            )
        return caller

    async def find_caller(self, token: str) -> Caller | None:
        """Return the person whose program has this token; None if it is over, or never was.

        Raises:
            TooManyAtOnce: it is used too often.
        """
        form = _FORM.fullmatch(token)
        if form is None:
            return None
        believed = await self._known(form[1])
        if believed is None or not compare_digest(believed.digest, digest_of(token)):
            return None
        now = self._now()
        if believed.kept.expires_at is not None and now >= believed.kept.expires_at:
            return None
        try:
            self._rate.take(believed.kept.id)
        except TooManyAtOnce as error:
            self._audit.refused(error.code)
            raise
        used = believed.kept.last_used_at
        if used is None or used.date() != now.date():
            self._note_use(believed, now)
        return believed.caller

    async def holds(self, caller: Caller) -> bool:
        """Return whether the token of a caller, who was known a moment ago, still counts."""
        if "server" in (caller.scopes or ()):
            return await self.machine.holds(caller)
        prefix = self._prefixes.get(caller.session or "")
        if prefix is None:
            theirs = await self._store.tokens(caller.owner)
            prefix = next((each.prefix for each in theirs if each.id == caller.session), None)
        believed = None if prefix is None else await self._known(prefix)
        if believed is None:
            return False
        ends = believed.kept.expires_at
        return ends is None or self._now() < ends

    async def _known(self, prefix: str) -> _Believed | None:
        """Return what is believed of a token; the store is asked where that is too old."""
        believed = self._believed.get(prefix)
        if believed is None or self._clock() >= believed.until_s:
            believed = await self._look_up(prefix)
        return believed

    async def _look_up(self, prefix: str) -> _Believed | None:
        found = await self._ask(prefix)
        self._disbelieve(prefix)
        if found is None:
            return None
        account, kept, digest = found
        while len(self._believed) >= MAX_BELIEVED:
            self._disbelieve(next(iter(self._believed)))
        caller = Caller(
            account.id,
            account.name,
            account.role,
            scopes=kept.scopes,
            session=kept.id,
            expires=kept.expires_at,
            allowance=self._allowance_of(account),
        )
        believed = _Believed(caller, kept, digest, self._clock() + BELIEVED_S)
        self._believed[prefix], self._prefixes[kept.id] = believed, prefix
        return believed

    async def _ask(self, prefix: str) -> tuple[Account, Token, str] | None:
        """Return what the store says of a token, and has said since any was dropped here.

        It may be revoked while the store is asked: then the word of before would be believed for
        half a minute.
        """
        while True:
            drops = self._drops
            found = await self._store.token(prefix)
            if drops == self._drops:
                return None if found is None or found[0].disabled else found

    def _note_use(self, believed: _Believed, now: datetime) -> None:
        """Have it noted that a token is used; once, however many requests come meanwhile."""
        kept = believed.kept._replace(last_used_at=now)
        if self._believed.get(kept.prefix) is believed:
            self._believed[kept.prefix] = believed._replace(kept=kept)
        self._notes.start(self._write_use(kept, now), name="note a token")

    async def _write_use(self, kept: Token, now: datetime) -> None:
        try:
            await self._store.use_token(kept.id, now)
        except (StorageFailed, StorageFull) as error:  # tried again when the store is asked again
            logger.warning("that a token was used is not noted: %s", error.detail)

    # -- what ends -------------------------------------------------------------------------------

    def look_again(self, owner: str) -> None:
        """Ask the store again about the tokens of a person whose account has changed."""
        self._drop(lambda each: each.caller.owner == owner)

    async def forget_expired(self) -> None:
        """Delete what has been over for long from the store."""
        await self._store.forget_tokens(expired=self._now() - SHOWN_AFTER_END)

    def _drop(self, is_over: Callable[[_Believed], bool]) -> None:
        self._drops += 1
        for prefix in [prefix for prefix, each in self._believed.items() if is_over(each)]:
            self._disbelieve(prefix)

    def _disbelieve(self, prefix: str) -> None:
        believed = self._believed.pop(prefix, None)
        if believed is not None:
            self._prefixes.pop(believed.kept.id, None)
