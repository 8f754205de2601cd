"""The seam of the client's transports: one line to one answer's events, and the loss of it.

A line gives what comes over the wire, in the order in which it comes. It may give things twice,
leave some out, or break off: what is taken in is the follower's to decide, by one rule for all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import NamedTuple

from yeoul.client.wire import Entry, read_refusal
from yeoul.errors import YeoulError
from yeoul.protocol.events import Cursor

#: HTTP statuses of a server, or of a proxy before it, that will soon be back.
PASSING = {502, 503, 504}


class Lost(Exception):
    """Raised when a line is no more, or did not come about, and another try may do better."""

    def __init__(self, why: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        #: Seconds that the server asked to be left alone for.
        self.retry_after_s = retry_after_s


class Odd(Lost):
    """Raised when what came is no event of an answer."""


class Received(NamedTuple):
    """What came at once."""

    entries: list[Entry]
    #: A cursor, as text: the server says that it is the end's, and that nothing comes behind it.
    ended_at: str | None = None


class Line(ABC):
    """One way to the events of one answer. Used by one follower, one call at a time."""

    @abstractmethod
    async def receive(self, behind: Cursor | None) -> Received:
        """Return what comes next; ``behind`` is where the follower is.

        After an error or a cancellation the line can only be closed; what was on its way is lost,
        and comes again on another line.

        Raises:
            Lost: it broke off, or was silent for too long.
            YeoulError: the server refuses.
        """

    @abstractmethod
    async def aclose(self) -> None:
        """Let go of it, without waiting for anybody. Idempotent."""


def lost_at(error: Exception) -> Lost:
    """Return the loss that an error of a library stands for."""
    return Lost(str(error) or type(error).__name__)


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> Lost | YeoulError:
    """Return what a reply with another status than 200 is raised as."""
    error = read_refusal(status, body, headers.get("retry-after", ""))
    told_final = type(error) is not YeoulError and not error.retryable
    if status in PASSING and not told_final:
        return Lost(error.detail, retry_after_s=error.retry_after_s)
    return error
