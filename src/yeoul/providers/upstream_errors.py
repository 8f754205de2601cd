"""Turns what a service or the way to it says went wrong into one of our errors.

Owns the sentences that people read about a service. Nothing of the key gets into one, nor of a page
that was no answer: only one line of the service's own message, bounded.
"""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, quote_plus

from yeoul.errors import (
    ContextTooLong,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderUnauthorized,
    ProviderUnavailable,
    YeoulError,
)
from yeoul.providers.base import as_text
from yeoul.service_address import ServiceAddress

_MAX_MESSAGE_CHARS = 300
_CONTEXT_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error"})
_CONTEXT = re.compile(
    r"maximum context|context (length|window|size)|max_model_len|prompt is too long"
    r"|too many (input )?tokens",
    re.IGNORECASE,
)
_LIKE_A_KEY = re.compile(r"\b(?:sk|key|pk|gsk|hf|up)[-_][\w*.-]{6,}|(?i:bearer)\s+\S+")


#: A word as short as this is no secret, and one of a sentence; of the next ones, whole words are.
_NO_SECRET_CHARS, _WORD_CHARS = 3, 7


class UpstreamErrors:
    """The errors of one service. ``place`` names it in sentences: host and port.

    ``key`` and ``secrets`` are what no sentence may have, in any form in which they are sent.
    """

    def __init__(self, *, place: str, key: str | None, secrets: Sequence[str] = ()) -> None:
        self._place = place
        self._secret = _pattern_of([*([key] if key else []), *secrets])

    def quote(self, message: object) -> str:
        """Return a service's own words on one line, without keys; empty if it is a page."""
        text = " ".join(as_text(str(message or "")).split())
        if self._secret is not None:
            text = self._secret.sub("…", text)
        text = _LIKE_A_KEY.sub("…", text)
        if "<" in text[:100]:
            return ""
        return text if len(text) <= _MAX_MESSAGE_CHARS else text[:_MAX_MESSAGE_CHARS] + "…"

    def from_status(
        self, status: int, headers: Mapping[str, str], body: object, *, model: str
    ) -> YeoulError:
        """Return the error for a refused request."""
        error = body if isinstance(body, dict) else {"message": body}
        said = self.quote(error.get("message") or error.get("detail"))
        said = f" It says: {said}" if said else ""
        if status == 401:
            return ProviderUnauthorized(
                f"{self._place} refuses the API key; check --api-key (OPENAI_API_KEY)."
            )
        if status == 403:
            return ProviderUnauthorized(f"{self._place} does not allow this with the key.{said}")
        if status == 429:
            return ProviderRateLimited(
                f"{self._place} takes no more requests just now.{said}",
                retry_after_s=retry_after(headers),
            )
        if status >= 500:
            return ProviderUnavailable(
                f"{self._place} failed with status {status}.{said}",
                retry_after_s=retry_after(headers),
            )
        if _is_context(error):
            return ContextTooLong(f"The conversation is too long for {model}.{said}")
        if status == 404:
            return ProviderRejected(
                f"{self._place} does not know the model {model!r}, or the base URL is not that of "
                f"an OpenAI-compatible service (it often ends in /v1).{said}"
            )
        if 300 <= status < 400:
            why = "sends on to another address; give that one as the base URL"
            return ProviderRejected(f"{self._place} {why}.")
        return ProviderRejected(f"{self._place} refuses the request ({status}).{said}")

    def from_object(self, error: dict[str, Any]) -> YeoulError:
        """Return the error for an error object inside a stream."""
        said = self.quote(error.get("message")) or "no reason given"
        if _is_context(error):
            return ContextTooLong(f"The conversation is too long for the model: {said}")
        if error.get("code") in (429, "429", "rate_limit_exceeded"):
            return ProviderRateLimited(f"{self._place} broke off: {said}")
        return ProviderBroken(f"{self._place} broke off: {said}")

    def no_list(self) -> ProviderRejected:
        """Return the error for a service that knows no such thing as a list of its models."""
        return ProviderRejected(
            f"{self._place} has no list of models: name one with --model, or check the base URL "
            "(it often ends in /v1)."
        )

    def wrong_address(self, right: ServiceAddress) -> ProviderRejected:
        """Return the error for a base URL beside the one under which the service answers."""
        return ProviderRejected(f"{self._place} answers under another base URL: write {right}.")

    def broken_off(self) -> ProviderBroken:
        """Return the error for a connection that broke in the middle of an answer."""
        return ProviderBroken(f"{self._place} broke the connection in the middle of the answer.")

    def unreachable(self, error: BaseException, *, connect_timeout_s: float) -> ProviderUnavailable:
        """Return the error for a connection that did not come about, or brought no answer."""
        causes = list(_chain(error))
        if any(isinstance(cause, ssl.SSLError | ssl.CertificateError) for cause in causes):
            why = "the secure connection (TLS) fails; check the address and its certificate"
        elif any(isinstance(cause, socket.gaierror) for cause in causes):
            why = "there is no such host, or no network"
        elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            why = "nothing listens there (is the service running?)"
        elif any(isinstance(cause, TimeoutError) for cause in causes):
            why = f"no connection within {connect_timeout_s:g} seconds"
        else:
            why = "the connection broke before it answered"
        return ProviderUnavailable(f"{self._place} cannot be reached: {why}.")


def _pattern_of(secrets: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds secrets in a text, as they are or as requests carry them."""
    found = []
    for secret in secrets:
        if len(secret) <= _NO_SECRET_CHARS:
            continue
        if len(secret) <= _WORD_CHARS:
            found.append(rf"(?<!\w){re.escape(secret)}(?!\w)")
            continue
        in_base64 = b64encode(secret.encode()).decode().rstrip("=")
        found += map(re.escape, {secret, quote(secret, safe=""), quote_plus(secret), in_base64})
    # The longest first: of two that begin alike, the shorter one would leave the other's rest.
    return re.compile("|".join(sorted(found, key=len, reverse=True))) if found else None


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        inner = getattr(error, "os_error", None)
        if isinstance(inner, BaseException):
            found.append(inner)
        error = error.__cause__ or error.__context__
    return found


def _is_context(error: Mapping[str, Any]) -> bool:
    if error.get("code") in _CONTEXT_CODES or error.get("type") in _CONTEXT_CODES:
        return True
    return bool(_CONTEXT.search(str(error.get("message") or "")))


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Return the seconds asked for by ``retry-after-ms`` or ``retry-after`` (seconds or a date)."""
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
            return float(value) / per_second
    try:
        then = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())
