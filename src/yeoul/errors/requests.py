"""Errors of a request: what it asks for is wrong, or is not there, or not in this state."""

from __future__ import annotations

from typing import Self

from yeoul.errors.base import YeoulError


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
    def assistant(cls) -> NotFound:
        """Return the error for an id that is not one of an assistant."""
        return cls("There is no such assistant.")

    @classmethod
    def attachment(cls, attachment_id: str = "") -> NotFound:
        """Return the error for an id that is not one of a picture; names it where one of many."""
        named = f" {attachment_id}" if attachment_id else ""
        return cls(f"There is no picture{named} of yours here. Attach it again.")

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


class PromptUnknown(YeoulError):
    """Raised when nobody can say, or nobody may see, what exactly a model was given to read."""

    code, status, title = "prompt_unknown", 409, "What the model was given cannot be shown"


class NotShareable(YeoulError):
    """Raised when no link can be made to a conversation: it is temporary, empty, or too long."""

    code, status, title = "not_shareable", 409, "This conversation cannot be shared"


class TooManyShares(YeoulError):
    """Raised when an owner has as many links to conversations as they may have."""

    code, status, title = "too_many_shares", 409, "There are too many links"


class TooManyAssistants(YeoulError):
    """Raised when an owner has as many assistants as they may have."""

    code, status, title = "too_many_assistants", 409, "There are too many assistants"


class TooManyTokens(YeoulError):
    """Raised when a person has as many API tokens as they may have."""

    code, status, title = "too_many_tokens", 409, "There are too many tokens"


class ServiceFixed(YeoulError):
    """Raised when a model's service is changed that is not connected here, or none may be."""

    code, status, title = "service_fixed", 409, "This service cannot be changed here"


class PayloadTooLarge(YeoulError):
    """Raised when a request body is over the limit."""

    code, status, title = "payload_too_large", 413, "The request is too large"


class UnsupportedMediaType(YeoulError):
    """Raised when a body is not of the type that is taken at its address, or is compressed."""

    code, status, title = "unsupported_media_type", 415, "This type of body is not taken here"


class PictureRefused(YeoulError):
    """Raised when a file is no picture that is taken: of another format, too large, or damaged."""

    code, status, title = "picture_refused", 422, "This picture is not taken"


class ImagesNotTaken(YeoulError):
    """Raised when a question has pictures, and its model sees none."""

    code, status, title = "images_not_taken", 422, "The model sees no pictures"

    @classmethod
    def by(cls, model: str, said: str = "") -> ImagesNotTaken:
        """Return the error of one model, with what its service has said."""
        return cls(
            f"{model} sees no pictures: choose a model that does, or ask without them.{said}"
        )
