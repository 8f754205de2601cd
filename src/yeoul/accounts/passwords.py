"""Passwords: what is taken as one, and their digests (argon2id), made in one thread of their own.

A digest takes some 40 ms and 19 MiB on purpose. One thread makes them all, so that people who log
in at the same time take neither memory nor cores from the streams; few may wait for it. It begins,
and loads argon2, with the first password.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from yeoul.errors import InvalidRequest, TooManyTries
from yeoul.protocol.conversation import new_id
from yeoul.store.accounts import Credential
from yeoul.store.lane import Lane

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")

#: Characters of the shortest password, and bytes of the longest (ASVS 5.0, 6.2.1 and 6.2.9).
MIN_CHARS, MAX_BYTES = 8, 1_024
#: Passwords that may wait to be checked.
MAX_WAITING = 16
#: The smallest of the parameters that OWASP advises for argon2id.
MEMORY_KIB, ROUNDS, LANES = 19 * 1024, 2, 1

#: Words that are tried first here (ASVS 5.0, 6.2.11).
_OWN_WORDS = ("yeoul", "여울")


class Verdict(NamedTuple):
    """What became of a password that was checked."""

    right: bool
    #: A digest to keep in the place of the one it was checked against, which is out of date.
    renewed: str | None = None


class Passwords:
    """Makes and checks digests. For one event loop."""

    def __init__(self) -> None:
        self._lane: Lane | None = None
        self._waiting = 0

    async def digest(self, password: str) -> str:
        """Return the digest of a password.

        Raises:
            TooManyTries
        """
        return await self.run(lambda: _hasher().hash(password))

    async def check(self, digest: str | None, password: str) -> Verdict:
        """Return whether a password has this digest.

        Without one the answer is no, after the same time: so nobody learns who has an account.

        Raises:
            TooManyTries
        """
        if not _has_a_length(password):
            return Verdict(False)
        return await self.run(lambda: _verify(digest, password))

    async def aclose(self) -> None:
        """End the thread behind the password that it checks. Idempotent."""
        if self._lane is not None:
            self._lane.end()

    async def run(self, work: Callable[[], T]) -> T:
        """Run a check in the thread of passwords.

        Raises:
            TooManyTries: too many wait for it.
        """
        if self._waiting >= MAX_WAITING:
            raise TooManyTries(
                "Many people are logging in: try again in a moment.", retry_after_s=2
            )
        if self._lane is None:
            self._lane = Lane(1, name="passwords")
        self._waiting += 1
        try:
            return await self._lane.run(work)
        finally:
            self._waiting -= 1


def credential_of(account_id: str, digest: str, now: datetime) -> Credential:
    """Return the credential that is a password with this digest."""
    return Credential(new_id(), account_id, "password", account_id, {"digest": digest}, now)


def check_new(password: str, name: str) -> None:
    """Check that a password may be taken for the account of this name.

    It is taken exactly as it was typed. There are no rules about kinds of characters.

    Raises:
        InvalidRequest: it is too short, too long, or among the first that are tried.
    """
    if len(password) < MIN_CHARS:
        raise _fault(f"must have at least {MIN_CHARS} characters; 15 are better")
    if not _has_a_length(password):
        raise _fault(f"must have at most {MAX_BYTES:,} bytes")
    folded = _folded(password)
    words = {_folded(name), *map(_folded, _OWN_WORDS)}
    if folded in _common() or {folded, folded.strip("0123456789!?.-_ ")} & words:
        raise _fault("is one of those that are tried first: choose another")


def _has_a_length(password: str) -> bool:
    return len(password.encode("utf-8", "surrogatepass")) <= MAX_BYTES


def _fault(text: str) -> InvalidRequest:
    return InvalidRequest(f"The password {text}.", fields=(("password", text),))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _common() -> frozenset[str]:
    """Return the passwords that are used most, of those that are long enough."""
    text = resources.files("yeoul.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("# "))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys() -> str:
    """Return the digest that stands for that of an unknown person."""
    return _hasher().hash("")


def _verify(digest: str | None, password: str) -> Verdict:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(digest or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return Verdict(False)
    if digest is None:
        return Verdict(False)
    outdated = _hasher().check_needs_rehash(digest)
    return Verdict(True, _hasher().hash(password) if outdated else None)
