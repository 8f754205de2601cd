"""The fields of a request's head that say who asks: cookies, a token, a name."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from starlette.types import Scope

from yeoul.errors import Unauthenticated

#: Header of a command on this machine: the name of the person for whom it asks, percent-encoded.
USER_HEADER = b"yeoul-user"
#: Key in the ASGI scope: whether a token may come as ``x-api-key``, as some doors' clients send it.
TAKES_KEY: Final = "yeoul.takes_key"
#: How every token of this server begins.
OURS: Final = "yeoul_"


class Head:
    """The fields of a request's head that say who asks.

    Every request needs them, so they are read in one go, and as they are.
    """

    __slots__ = ("_cookies", "_takes_key", "fields")

    def __init__(self, scope: Scope) -> None:
        self._takes_key: bool = scope.get(TAKES_KEY, False)
        self._cookies: list[bytes] = []
        self.fields: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name == b"cookie":
                self._cookies.append(value)
            else:
                self.fields[name] = value
        if len(self.fields) + len(self._cookies) != len(scope["headers"]):
            self._join(scope)

    def _join(self, scope: Scope) -> None:
        """Read a field that comes twice as a list (RFC 9110, 5.3): no part of it counts alone."""
        self.fields.clear()
        for name, value in scope["headers"]:
            if name != b"cookie":
                before = self.fields.get(name)
                self.fields[name] = value if before is None else before + b", " + value

    def token(self, *, only_ours: bool = False) -> str | None:
        """Return the token by which a program asks; None if none does.

        ``only_ours`` leaves out a bearer's that is not of this server: a proxy's, for example.

        Raises:
            Unauthenticated: it sends two that differ, and nobody knows which one it means.
        """
        bearer, key = self._bearer(), self._key()
        if bearer is None or (only_ours and not bearer.startswith(OURS)):
            return key
        if key not in (None, bearer):
            raise Unauthenticated("Authorization and x-api-key have two tokens: send one of them.")
        return bearer

    def _bearer(self) -> str | None:
        said = self.fields.get(b"authorization", b"")
        given = said.lower()
        if not given.startswith(b"bearer") and b", bearer" not in given:
            return None
        return said[6:].strip().decode("latin-1")

    def _key(self) -> str | None:
        """Return the token in ``x-api-key``. Other keys say nothing: most clients send some."""
        key = self.fields.get(b"x-api-key", b"").strip().decode("latin-1")
        return key if self._takes_key and key.startswith(OURS) else None

    @property
    def user(self) -> str | None:
        """The name of the person for whom a command on this machine asks."""
        name = self.fields.get(USER_HEADER)
        return None if name is None else unquote(name.decode("latin-1"))

    def cookie(self, name: bytes) -> bytes | None:
        """Return the value of a cookie; of several of one name the last."""
        begin, found = name + b"=", None
        for cookies in self._cookies:
            if begin in cookies:
                for pair in cookies.split(b";"):
                    pair = pair.strip()
                    if pair.startswith(begin):
                        found = pair[len(begin) :].strip(b'"')
        return found

    def host(self) -> tuple[bytes, bytes]:
        """Return the name and the port that a request was sent to; the guard knows its form."""
        host = self.fields.get(b"host", b"").lower()
        name = host[: host.rfind(b"]") + 1] if host.startswith(b"[") else host.partition(b":")[0]
        return name, host[len(name) + 1 :]
