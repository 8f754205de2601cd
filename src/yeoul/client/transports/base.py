"""The seam of the client's transports: one connection to one answer's events, and its loss.

A connection returns entries in the order in which they arrive. It may repeat entries, skip some, or
break off: `answer_stream` decides which ones count, by one rule for all transports.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import NamedTuple

from yeoul.errors import YeoulError
from yeoul.protocol.entries import Entry
from yeoul.protocol.events import Cursor
from yeoul.protocol.problems import read_problem

#: HTTP statuses of a refused question that is sent again: of a server that will soon be back, or of
#: a proxy in front of one. With a question, a full disk (507) is not waited for: a person decides.
ASKED_AGAIN = {502, 503, 504}


class ConnectionLost(Exception):
    """Raised when a connection broke off or could not be made, and another try may succeed."""

    def __init__(self, why: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(why)
        #: Seconds that the server asked to wait before the next try; None if it did not say.
        self.retry_after_s = retry_after_s


class MalformedEvent(ConnectionLost):
    """Raised when an entry is not an event of an answer."""


class Received(NamedTuple):
    """The entries that arrived together."""

    entries: list[Entry]
    #: The cursor of ``end``, as text, if the server says that nothing follows it.
    ended_at: str | None = None


class Connection(ABC):
    """One connection to the events of one answer. Used by one stream, one call at a time."""

    @abstractmethod
    async def receive(self, behind: Cursor | None) -> Received:
        """Return the next entries; ``behind`` is the position of the stream.

        After an error or a cancellation the connection can only be closed. Entries on their way are
        lost, and arrive again over the next connection.

        Raises:
            ConnectionLost: it broke off or was silent for too long.
            YeoulError: the server refuses.
        """

    @abstractmethod
    async def aclose(self) -> None:
        """Close the connection without waiting for the server. Idempotent."""


def loss_from(error: Exception) -> ConnectionLost:
    """Return a library's error as a lost connection."""
    return ConnectionLost(str(error) or type(error).__name__)


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, asking: bool = False
) -> ConnectionLost | YeoulError:
    """Return the error to raise for a reply whose status is not 200.

    A refusal to follow is a lost connection if the reply calls it retryable: the answer is there,
    and can be followed once the server can read it. ``asking``: it refuses a question.
    """
    error = read_problem(status, body, headers.get("retry-after", ""))
    if error.retryable and (not asking or status in ASKED_AGAIN):
        return ConnectionLost(error.detail, retry_after_s=error.retry_after_s)
    return error
