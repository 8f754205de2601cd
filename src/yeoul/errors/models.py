"""Errors of where tokens come from: a service or a model refuses, is away, or fails."""

from __future__ import annotations

from yeoul.errors.base import YeoulError


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
