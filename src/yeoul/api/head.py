"""The fields of a request's head that say who asks: cookies, a token, a name."""

from __future__ import annotations

from urllib.parse import unquote

from starlette.types import Scope

#: Header of a command on this machine: the name of the person for whom it asks, percent-encoded.
USER_HEADER = b"yeoul-user"


class Head:
    """The fields of a request's head that say who asks.

    Every request needs them, so they are read in one go, and as they are.
    """

    __slots__ = ("_cookies", "fields")

    def __init__(self, scope: Scope) -> None:
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

    @property
    def has_token(self) -> bool:
        """Whether a program asks by a token, or tries to."""
        given = self.fields.get(b"authorization", b"").lower()
        return given.startswith(b"bearer") or b", bearer" in given

    @property
    def token(self) -> str:
        """The token by which a program asks."""
        return self.fields[b"authorization"][6:].strip().decode("latin-1")

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
