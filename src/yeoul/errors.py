"""Every error that a user or a developer can meet, with the words the wire has for it.

One base, one level::

    YeoulError
    ├── MalformedRequest · InvalidRequest · InvalidCursor · UnknownModel    the request is wrong
    ├── PayloadTooLarge · UnsupportedMediaType                              its body is refused
    ├── Unauthenticated · SetupNeeded · StaleLogin                          who asks is not known
    ├── Forbidden · InsecureAddress · TooManyTries                          who asks may not
    ├── Refused · HookTimeout                                               the product decides
    ├── NameTaken · AlreadySetUp · LastAdmin                                not with these accounts
    ├── ForbiddenHost · ForbiddenOrigin                                     it may not be asked
    ├── NotFound · ConversationDeleted · MethodNotAllowed                   nothing is there
    ├── AnswerInProgress · IdempotencyConflict · IdTaken · NotContinuable   not in this state
    ├── NotShareable · TooManyShares                                        not to be shared
    ├── ServiceFixed                                                        not to be changed here
    ├── ShuttingDown · TooManyAnswers · SearchTimeout                       not at this moment
    ├── QuotaExceeded · TooManyAtOnce                                       it is too much
    ├── StorageFailed · StorageFull · Internal                              the server fails
    ├── ProviderUnauthorized · ProviderRejected · ContextTooLong            the provider refuses
    ├── ProviderRateLimited · ProviderUnavailable · ProviderTimeout         the provider is away
    ├── QuotaExhausted                                                      the account is used up
    ├── ProviderBroken · EmptyAnswer · ModelUnavailable                     the provider fails
    ├── Interrupted                                                         the server went away
    ├── Fenced                                                              another writer goes on
    └── StartupError                                                        Yeoul cannot start

``code`` is stable and part of the wire contract. ``status`` is the HTTP status where the error
answers a request. ``retryable`` says that the same request may succeed later; a single error may
differ in it from its class. The same class ends a request, as problem+json (protocol/problems.py),
or an answer, as the `ErrorInfo` of its ``end`` event (generation/job.py).
"""

from __future__ import annotations

import copy
import re
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


class MalformedRequest(YeoulError):
    """Raised when a body is not the JSON it claims to be, or a header cannot be read."""

    code, status, title = "malformed_request", 400, "The request cannot be read"


class InvalidRequest(YeoulError):
    """Raised when a field of a request is missing, unknown or out of range."""

    code, status, title = "invalid_request", 422, "The request is not valid"

    def __init__(self, detail: str = "", *, fields: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(detail)
        #: (field path, its fault), one pair per fault.
        self.fields = fields

    @classmethod
    def of(cls, field: str, fault: str) -> Self:
        """Return the error of one field."""
        return cls(f"{field} {fault}.", fields=((field, fault),))


class InvalidCursor(YeoulError):
    """Raised when ``after`` is not of the form ``<epoch>-<seq>``."""

    code, status, title = "invalid_cursor", 400, "The cursor is not valid"


class UnknownModel(YeoulError):
    """Raised when a request names a model that no provider offers."""

    code, status, title = "unknown_model", 422, "There is no such model"


class Unauthenticated(YeoulError):
    """Raised when nobody knows who asks, or their session has ended."""

    code, status, title = "unauthenticated", 401, "Log in first"


class SetupNeeded(YeoulError):
    """Raised for every request while a server waits for its first account."""

    code, status, title = "setup_needed", 401, "This server has to be set up"


class StaleLogin(YeoulError):
    """Raised when a change needs a person who has logged in a moment ago."""

    code, status, title = "stale_login", 403, "Log in again"


class InsecureAddress(YeoulError):
    """Raised when a password would travel unencrypted."""

    code, status, title = "insecure_address", 403, "This address is not encrypted"


class TooManyTries(YeoulError):
    """Raised when passwords come faster than they are checked, of all names or of one."""

    code, status, title, retryable = "too_many_tries", 429, "Too many tries to log in", True


class NameTaken(YeoulError):
    """Raised when a new account gets the name of another one."""

    code, status, title = "name_taken", 409, "The name is taken"


class AlreadySetUp(YeoulError):
    """Raised when a server is to be set up that has an account."""

    code, status, title = "already_set_up", 409, "This server is set up"


class LastAdmin(YeoulError):
    """Raised when a change would leave nobody who can manage the accounts."""

    code, status, title = "last_admin", 409, "This is the last admin"

    @classmethod
    def of_others(cls) -> LastAdmin:
        """Return the error of a change behind which nobody could manage the other accounts."""
        return cls("Somebody has to manage the accounts: make another admin first.")


class Forbidden(YeoulError):
    """Raised when a caller is known, and may not do this."""

    code, status, title = "forbidden", 403, "You may not do this"

    @classmethod
    def to_users(cls) -> Forbidden:
        """Return the error for what belongs to the server as a whole."""
        return cls("This belongs to the server as a whole: only its admins may use it.")


class Refused(YeoulError):
    """Raised by a product that does not let a question be asked; its ``detail`` is shown.

    Args:
        detail: One sentence for the person, which says what to do.
        code: The product's own code, in place of ``refused``: lower-case words with underscores.
        status: The HTTP status, 400 to 499. Not 401, which means that nobody is known.
    """

    code, status, title = "refused", 403, "This may not be asked here"

    def __init__(self, detail: str, *, code: str = "refused", status: int = 403) -> None:
        super().__init__(detail)
        if not re.fullmatch("[a-z][a-z0-9_]{0,63}", code):
            raise ValueError(f"{code!r} is no code: write it like over_limit")
        if not 400 <= status <= 499 or status == 401:
            raise ValueError(f"{status} is no status of a refusal: 400 to 499, but not 401")
        self.code, self.status = code, status


class HookTimeout(YeoulError):
    """Raised when a product does not say in time who asks, or what may be asked."""

    code, status, title, retryable = "hook_timeout", 503, "There was no decision in time", True


class ForbiddenHost(YeoulError):
    """Raised when the Host header names neither this machine nor an allowed name."""

    code, status, title = "forbidden_host", 403, "This address is not allowed"


class ForbiddenOrigin(YeoulError):
    """Raised when a browser asks on behalf of another site."""

    code, status, title = "forbidden_origin", 403, "Requests from other sites are refused"


class NotFound(YeoulError):
    """Raised when an id or a path names nothing that this owner may see."""

    code, status, title = "not_found", 404, "There is nothing here"

    @classmethod
    def answer(cls) -> NotFound:
        """Return the error for an id that is not one of an answer."""
        return cls("There is no such answer.")

    @classmethod
    def account(cls) -> NotFound:
        """Return the error for an id that is not one of an account."""
        return cls("There is no such account.")

    @classmethod
    def link(cls) -> NotFound:
        """Return the error for a one-time link that is unknown, too old, or used up."""
        return cls("This link is used up or too old: ask for a new one.")

    @classmethod
    def share(cls) -> NotFound:
        """Return the error for an id that is not one of a share."""
        return cls("There is no such link.")

    @classmethod
    def conversation(cls) -> NotFound:
        """Return the error for an id that is not one of a conversation."""
        return cls("There is no such conversation.")


class ConversationDeleted(YeoulError):
    """Raised when an id names a conversation that this owner has deleted."""

    code, status, title = "conversation_deleted", 404, "The conversation was deleted"


class MethodNotAllowed(YeoulError):
    """Raised when a path exists, but not for this method."""

    code, status, title = "method_not_allowed", 405, "This method is not allowed here"


class AnswerInProgress(YeoulError):
    """Raised when a question would follow an answer that is still being generated."""

    code, status, title, retryable = "answer_in_progress", 409, "An answer is still growing", True


class IdempotencyConflict(YeoulError):
    """Raised when an Idempotency-Key is sent again with another body."""

    code, status, title = "idempotency_conflict", 409, "The key was used for another request"


class IdTaken(YeoulError):
    """Raised when a client gives something new an id that is already in use."""

    code, status, title = "id_taken", 409, "The id is taken"


class NotContinuable(YeoulError):
    """Raised when an answer cannot go on: it is finished, or its provider cannot continue it."""

    code, status, title = "not_continuable", 409, "This answer cannot be continued"


class NotShareable(YeoulError):
    """Raised when no link can be made to a conversation: it is temporary, empty, or too long."""

    code, status, title = "not_shareable", 409, "This conversation cannot be shared"


class TooManyShares(YeoulError):
    """Raised when an owner has as many links to conversations as they may have."""

    code, status, title = "too_many_shares", 409, "There are too many links"


class ServiceFixed(YeoulError):
    """Raised when a model's service is changed that is not connected here, or none may be."""

    code, status, title = "service_fixed", 409, "This service cannot be changed here"


class PayloadTooLarge(YeoulError):
    """Raised when a request body is over the limit."""

    code, status, title = "payload_too_large", 413, "The request is too large"


class UnsupportedMediaType(YeoulError):
    """Raised when a body is not ``application/json``, or is compressed."""

    code, status, title = "unsupported_media_type", 415, "Only JSON is taken here"


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


class ProviderUnauthorized(YeoulError):
    """Raised when the service refuses the API key."""

    code, status, title = "provider_unauthorized", 502, "The model's service refuses the key"


class ProviderRejected(YeoulError):
    """Raised when the service refuses the request itself."""

    code, status, title = "provider_rejected", 502, "The model's service refuses the request"


class ContextTooLong(YeoulError):
    """Raised when even the last question alone does not fit the model's context window."""

    code, status, title = "context_too_long", 502, "The question is too long for the model"


class ProviderRateLimited(YeoulError):
    """Raised when the service asks to slow down."""

    code, status, title, retryable = (
        "provider_rate_limited",
        502,
        "The model's service is busy",
        True,
    )


class QuotaExhausted(YeoulError):
    """Raised when the quota of the key is used up at the service: waiting does not help."""

    code, status, title = "quota_exhausted", 502, "The quota of the model's service is used up"


class ProviderUnavailable(YeoulError):
    """Raised when the service cannot be reached or fails before the first token."""

    code, status, title, retryable = (
        "provider_unavailable",
        502,
        "The model's service cannot be reached",
        True,
    )


class ProviderTimeout(YeoulError):
    """Raised when the service stays silent for too long, before or between tokens."""

    code, status, title, retryable = "provider_timeout", 504, "The model stopped answering", True


class ProviderBroken(YeoulError):
    """Raised when the service's stream is cut, or is not what it claims to be."""

    code, status, title, retryable = "provider_broken", 502, "The model's answer was cut off", True


class EmptyAnswer(YeoulError):
    """Ends an answer without text and without thinking."""

    code, status, title, retryable = "empty_answer", 502, "The model gave no answer", True


class ModelUnavailable(YeoulError):
    """Raised when the embedded model is not installed, not loadable, or has crashed."""

    code, status, title = "model_unavailable", 503, "The model cannot be used"


class Interrupted(YeoulError):
    """Ends an answer whose server went away while it was growing."""

    code, status, title, retryable = "interrupted", 503, "The answer was interrupted", True


class Fenced(YeoulError):
    """Raised when a writer appends to an epoch that has ended or that was replaced."""

    code, status, title = "fenced", 409, "This epoch of the answer is closed"


class StartupError(YeoulError):
    """Raised when the server cannot start; the command line prints the sentence and exits."""

    code, status, title = "startup_error", 500, "Yeoul cannot start"
