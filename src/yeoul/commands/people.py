"""The people of a server that runs, as ``yeoul user`` manages them: by the server's own API."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from yeoul.accounts import Account, NewLink
from yeoul.caller import Role
from yeoul.commands.running import ask, asked_server
from yeoul.errors import NotFound, SetupNeeded, StartupError
from yeoul.settings import Settings
from yeoul.store.search import fold

if TYPE_CHECKING:
    import httpx2


@contextlib.contextmanager
def people_at_server(settings: Settings) -> Iterator[PeopleAtServer | None]:
    """Give the people of the server that runs in the data directory; None without one.

    None as well for a worker that waits for the first account: it finds that in the store.

    Raises:
        StartupError: it has no accounts, and cannot get its first one while it runs.
    """
    with asked_server(settings) as server:
        if server is None:
            yield None
            return
        try:
            ask(server, "GET", "/api/accounts")
        except (NotFound, SetupNeeded) as error:
            if settings.is_shared:
                yield None
                return
            if isinstance(error, SetupNeeded):
                raise
            raise StartupError(
                f"A server without accounts is using {settings.data_dir} ({server.base_url}): stop"
                " it first."
            ) from None
        yield PeopleAtServer(server)


class PeopleAtServer(NamedTuple):
    """The people of a running server. Its methods raise what the server refuses with."""

    server: httpx2.Client

    def all(self) -> list[Account]:
        """Return all accounts, the oldest first."""
        listed = ask(self.server, "GET", "/api/accounts")["accounts"]
        return [_account(one) for one in listed]

    def add(self, name: str, role: Role) -> NewLink | None:
        """Add an account; return the link by which its person sets a password.

        None where a proxy logs people in.
        """
        made = ask(self.server, "POST", "/api/accounts", {"name": name, "role": role})
        return None if made["link"] is None else _link(made["link"])

    def reset(self, name: str) -> NewLink:
        """Return a new link by which a person sets a password."""
        return _link(ask(self.server, "POST", f"{self._place_of(name)}/reset"))

    def set_disabled(self, name: str, *, disabled: bool) -> None:
        """Let a person in no longer, or again."""
        ask(self.server, "PATCH", self._place_of(name), {"disabled": disabled})

    def remove(self, name: str) -> None:
        """Delete an account with everything that it has."""
        ask(self.server, "DELETE", self._place_of(name))

    def _place_of(self, name: str) -> str:
        for account in self.all():
            if fold(account.name) == fold(name.strip()):
                return f"/api/accounts/{account.id}"
        raise NotFound(f"There is no account of the name {name!r}.")


def _account(shown: dict[str, Any]) -> Account:
    return Account(
        shown["id"],
        shown["name"],
        shown["role"],
        datetime.fromisoformat(shown["created_at"]),
        disabled=shown["disabled"],
        seen_at=shown["seen_at"] and datetime.fromisoformat(shown["seen_at"]),
    )


def _link(shown: dict[str, Any]) -> NewLink:
    return NewLink(shown["token"], datetime.fromisoformat(shown["expires_at"]))
