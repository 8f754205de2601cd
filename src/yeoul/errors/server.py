"""Errors of the server itself: not at this moment, not that much, or it fails."""

from __future__ import annotations

from yeoul.errors.base import YeoulError


class ShuttingDown(YeoulError):
    """Raised for new questions while the server drains."""

    code, status, title, retryable = "shutting_down", 503, "The server is shutting down", True


class TooManyAnswers(YeoulError):
    """Raised for new questions while the server has all the unfinished answers it allows."""

    code, status, title, retryable = "too_many_answers", 503, "Too many answers at once", True


class QuotaExceeded(YeoulError):
    """Raised when an owner has used up what they may use in a day."""

    code, status, title = "quota_exceeded", 429, "The limit of today is reached"


class TooManyAtOnce(YeoulError):
    """Raised when an owner has as many unfinished answers, or streams, as they may have."""

    code, status, title, retryable = "too_many_at_once", 429, "Too much at once", True


class ExhibitUnavailable(YeoulError):
    """Raised when the servers of an exhibit cannot be started, or one of them is away."""

    code, status, title, retryable = "exhibit_unavailable", 503, "The exhibit is not there", True


class StorageFailed(YeoulError):
    """Raised when the store or the event log cannot be written or read."""

    code, status, title, retryable = "storage_failed", 503, "The data cannot be written", True


class StorageFull(YeoulError):
    """Raised when the disk or the quota of the data directory is full."""

    code, status, title, retryable = "storage_full", 507, "The disk is full", True


class SearchTimeout(YeoulError):
    """Raised when a search, including its wait for other searches, takes too long."""

    code, status, title, retryable = "search_timeout", 503, "The search took too long", True

    @classmethod
    def after(cls, limit_s: float) -> SearchTimeout:
        """Return the error of a search that was not done within so many seconds."""
        return cls(
            f"The search took longer than {limit_s:g} seconds. Search for fewer or other words."
        )


class Internal(YeoulError):
    """Raised for a failure inside Yeoul; the server's log has the details."""

    @classmethod
    def unforeseen(cls) -> Internal:
        """Return the error of an exception that is in the log, and says nothing to a person."""
        return cls("Something failed inside Yeoul; its log has the details.")


class Interrupted(YeoulError):
    """Ends an answer whose server went away while it was growing."""

    code, status, title, retryable = "interrupted", 503, "The answer was interrupted", True


class Fenced(YeoulError):
    """Raised when a writer appends to an epoch that has ended or that was replaced."""

    code, status, title = "fenced", 409, "This epoch of the answer is closed"


class StartupError(YeoulError):
    """Raised when the server cannot start; the command line prints the sentence and exits."""

    code, status, title = "startup_error", 500, "Yeoul cannot start"
