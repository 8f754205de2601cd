"""The seam of ends that a product has not been told yet, and the value that it is told.

An end is noted in the transaction that settles its answer, so that no crash loses it. The note is
deleted once the product has been told.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from yeoul.protocol.events import Reason, TerminalStatus


@dataclass(frozen=True, slots=True)
class Ended:
    """An answer that has ended, or one epoch of it: a Continue begins the next one.

    ``answer_id`` and ``epoch`` together name it. The tokens are those of this epoch alone, so that
    all of them together are what an owner has used.
    """

    owner: str
    conversation_id: str
    question_id: str
    answer_id: str
    epoch: int
    model: str
    status: TerminalStatus
    reason: Reason
    #: The code of the error that ended it; None where none did.
    error_code: str | None
    prompt_tokens: int
    completion_tokens: int
    #: Whether nobody has counted the tokens: then those of the prompt are a third of its bytes, and
    #: those of the answer its pieces. Both are 0 where no model has begun to answer.
    estimated: bool
    asked_at: datetime
    ended_at: datetime
    #: What the product has attached to the question, by name.
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)


class Untold(NamedTuple):
    """An end that waits to be told."""

    ended: Ended
    #: How often that has failed.
    tries: int


class EndStore(ABC):
    """Notes the ends of the answers beside it. Raises `StorageFailed`, and `StorageFull` too."""

    @abstractmethod
    def begin(self) -> None:
        """Note each end from now on, in the transaction that settles its answer."""

    @abstractmethod
    async def due(self, now: datetime, limit: int) -> list[Untold]:
        """Return ends that are to be told, those first that have waited longest."""

    @abstractmethod
    async def tell_later(self, ended: Ended, until: datetime) -> None:
        """Count a try that has failed, and have the next one wait."""

    @abstractmethod
    async def forget(self, ended: Ended) -> None:
        """Delete the note of an end: it is told, or given up. Idempotent."""
