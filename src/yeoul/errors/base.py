"""The base of all errors, and an error as it is stored and sent."""

from __future__ import annotations

import copy
from typing import ClassVar, NamedTuple, Self


class ErrorInfo(NamedTuple):
    """An error as it is stored and sent: what happened, in words for a person, and what helps."""

    code: str
    title: str
    detail: str
    retryable: bool


class YeoulError(Exception):
    """Base of all errors. ``detail`` is one sentence for a person that says what to do."""

    code: str = "internal"
    status: int = 500
    title: ClassVar[str] = "Internal error"
    retryable: bool = False

    def __init__(
        self, detail: str = "", *, retry_after_s: float | None = None, ask_again: bool = False
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        #: Seconds after which a retry is welcome, where the server or the service says so.
        self.retry_after_s = retry_after_s
        #: Whether generation may ask the provider again by itself: the service has not begun to
        #: answer, so nothing is paid for twice. ``retryable`` is for the person.
        self.ask_again = ask_again
        #: The HTTP status by which a service refused; None where none did.
        self.service_status: int | None = None

    @property
    def info(self) -> ErrorInfo:
        """The error as an ``end`` event carries it."""
        return ErrorInfo(self.code, self.title, self.detail, self.retryable)

    def copy(self) -> Self:
        """Return the same error without a traceback, to raise one that is kept.

        One instance that is raised again and again collects all their frames, and keeps whatever
        they refer to.
        """
        return copy.copy(self)
