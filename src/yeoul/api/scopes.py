"""What a program reaches by its token: each address says by which scopes; all others are closed.

A person who is logged in reaches all that is theirs, and is asked for no scopes. The guard checks
those of a program as soon as it is known, before a body is read; so no route can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from yeoul.caller import Caller, Reach
from yeoul.errors import Forbidden

#: The scopes of each operation (``"POST /api/answers"``), of which one is enough. A parameter that
#: may have slashes is written as its route writes it: ``{model_id:path}``.
ScopeTable = Mapping[str, frozenset[Reach]]

PATH_END = ":path}"
_PATH_PARAMETER = re.compile(r"\{[^/]*:path\}")
_PARAMETER = re.compile(r"\{[^/]*\}")


class Scopes:
    """Decides by a table what the programs of an app reach."""

    def __init__(self, table: ScopeTable) -> None:
        #: Of addresses that have a path in them, by what is before it and behind it.
        self._around_path = {
            (around[0], around[1]): scopes
            for name, scopes in table.items()
            if len(around := _PATH_PARAMETER.split(name)) > 1
        }
        self._table = {_PARAMETER.sub("{}", name): scopes for name, scopes in table.items()}
        #: Which segments of an address are parameters anywhere, those of one address together.
        self._places = {
            tuple(place for place, part in enumerate(name.split("/")) if part == "{}")
            for name in self._table
        }

    def check(self, caller: Caller | None, method: str, path: str) -> None:
        """Check that a caller reaches an address.

        Raises:
            Forbidden: it is a program, and its token has none of the scopes; or no token does.
        """
        if caller is None or caller.scopes is None or self.reaches(caller, method, path):
            return
        needed = self._needed(method, path)
        if "server" in caller.scopes:
            raise _to_machine(needed)
        named = sorted(needed - {"server"})
        if not named:
            raise Forbidden.to_tokens()
        raise Forbidden(f"This needs a token with the scope {' or '.join(named)}.")

    def reaches(self, caller: Caller | None, method: str, path: str) -> bool:
        """Return whether an address is open to a caller, as far as scopes decide."""
        if caller is None or caller.scopes is None:
            return True
        return not caller.scopes.isdisjoint(self._needed(method, path))

    def _needed(self, method: str, path: str) -> frozenset[Reach]:
        asked = f"{'GET' if method == 'HEAD' else method} {path}"
        parts = asked.split("/")
        for places in self._places:
            if all(place < len(parts) and parts[place] for place in places):
                named = ["{}" if place in places else part for place, part in enumerate(parts)]
                needed = self._table.get("/".join(named))
                if needed is not None:
                    return needed
        for (before, behind), needed in self._around_path.items():
            if asked.startswith(before) and asked.endswith(behind):
                return needed
        return frozenset()


def _to_machine(needed: frozenset[Reach]) -> Forbidden:
    if needed:
        return Forbidden(
            "Several people have accounts at this server: say for whom you ask, with --user NAME,"
            " or use a token of theirs, with --token."
        )
    return Forbidden("No command reaches this: log in with a browser.")
