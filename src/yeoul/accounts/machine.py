"""The owner of the machine: the commands of ``yeoul``, which a server knows by its own token.

A server makes that token at its start and leaves it in its data directory, where only its own user
can read it; who can read that can read everything else there, too. Where one person has an account,
the commands ask for that person. Where several have, they say for whom; until they do, they reach
what belongs to the server as a whole, and nobody's things.
"""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest
from typing import Final

from yeoul.accounts.sessions import digest_of
from yeoul.caller import Allowance, Caller, Reach
from yeoul.errors import NotFound, Unauthenticated
from yeoul.store.accounts import Account, AccountStore
from yeoul.store.audit import MACHINE

#: What the machine's owner may do with the server as a whole.
_SERVER: Final[frozenset[Reach]] = frozenset({"server", "metrics"})
_PERSON: Final[frozenset[Reach]] = _SERVER | {"ask", "read", "write"}
_OWNER: Final = str(MACHINE.account)


class Machine:
    """The commands on a server's machine."""

    def __init__(
        self,
        store: AccountStore,
        *,
        allowance_of: Callable[[Account], Allowance],
    ) -> None:
        self._store = store
        self._allowance_of = allowance_of
        #: None: the commands are not known; replaced when the app opens.
        self.token: str | None = None

    def is_its(self, token: str) -> bool:
        """Return whether a token is the machine's own."""
        return self.token is not None and compare_digest(digest_of(token), digest_of(self.token))

    async def caller(self, name: str | None) -> Caller:
        """Return who asks for the person of a ``name``; None: for the only one, or for nobody.

        Raises:
            Unauthenticated: nobody of that name is let in.
        """
        account = await self._person(name)
        if account is None:
            return Caller(_OWNER, role="admin", scopes=_SERVER, session=_OWNER)
        return Caller(
            account.id,
            account.name,
            account.role,
            scopes=_PERSON,
            session=_OWNER,
            allowance=self._allowance_of(account),
        )

    async def _person(self, name: str | None) -> Account | None:
        if name is None:
            people = [each for each in await self._store.accounts() if not each.disabled]
            return people[0] if len(people) == 1 else None
        account = await self._store.named(name)
        if account is None or account.disabled:
            raise Unauthenticated(
                f"Nobody of the name {name!r} is let in at this server: see `yeoul user list`."
            )
        return account

    async def holds(self, caller: Caller) -> bool:
        """Return whether the person for whom the machine asks is still let in."""
        if caller.owner == _OWNER:
            return True
        try:
            return not (await self._store.account(caller.owner)).disabled
        except NotFound:
            return False
