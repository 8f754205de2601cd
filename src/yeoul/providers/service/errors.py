"""Turns a refusal, an error in a stream, or a failed connection into one of our errors.

Owns the sentences that people read about a service. They quote one line of the service's own words,
bounded; no part of the key and no part of a web page.
"""

from __future__ import annotations

import re
import socket
import ssl
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, quote_plus

from yeoul.addresses import ServiceAddress
from yeoul.errors import (
    ContextTooLong,
    Interrupted,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExhausted,
    YeoulError,
)
from yeoul.providers.base import as_text
from yeoul.providers.error_bodies import ErrorReport, read_error
from yeoul.providers.service.head import Unreadable

_MAX_MESSAGE_CHARS = 300
#: What a wrong base URL lacks most often.
_USUAL_END = "(it often ends in /v1)"
_CONTEXT_CODES = frozenset(
    ("context_length_exceeded", "exceed_context_size_error", "string_above_max_length")
)
_KEY_CODES = frozenset("401 invalid_api_key authentication_error unauthenticated".split())
_KEY = re.compile(
    r"(invalid|incorrect|wrong|unknown|missing) api.?key"
    r"|api.?key (is |has )?(not valid|invalid|expired)",
    re.IGNORECASE,
)
_QUOTA_CODES = frozenset(
    "402 insufficient_quota insufficient_credits insufficient_credit insufficient_balance"
    " insufficient_user_quota exceeded_current_quota_error billing_error credit_limit arrearage"
    " billing_hard_limit_reached quota_exceeded payment_required credit_exhausted budget_exceeded"
    " accountoverdueerror allocationquota.freetieronly".split()
)
_QUOTA = re.compile(
    r"insufficient (balance|credit|quota|fund)|exceeded your (current|monthly) quota"
    r"|credit balance is too low|out of credits?|quota (is )?(exhausted|used up)|payment required"
    r"|billing (hard )?limit|spending limit|monthly limit|add (more )?credits"
    r"|(\bno|n't have any|\ball) (available )?credits|(over|out of) budget|budget has been exceeded"
    r"|used up your|free tier .{0,40}exhausted|overdue|arrears|余额不足|额度不足|额度已用尽|欠费",
    re.IGNORECASE,
)
_BUSY = frozenset(
    "429 529 rate_limit_exceeded rate_limit_error overloaded_error overloaded too_many_requests"
    " resource_exhausted server_overloaded engine_overloaded_error".split()
)
#: Codes of a temporary limit, even if the message beside it advises to buy more.
_PASSING = frozenset("rate_limit_exceeded rate_limit_error engine_overloaded_error".split())
_BUSY_WORDS = re.compile(r"rate.?limit|too many requests", re.IGNORECASE)
_CONTEXT = re.compile(
    r"maximum context|context (length|window|size)|max_model_len|prompt is too long"
    r"|too many (input )?tokens|input is too long|reduce the length of the messages",
    re.IGNORECASE,
)
#: Temporary refusals: a time-out of the request, a conflict, too early.
_PASSING_STATUSES = frozenset({408, 409, 425})
_LIKE_A_KEY = re.compile(
    r"\b(?:sk|key|pk|gsk|hf|up|xai|nvapi)[-_][\w*.-]{6,}|\b(?:AIza|eyJ)[\w.-]{16,}"
    r"|(?i:bearer)\s+\S+"
)
#: A web page begins with markup, or soon has the tag of one. A "<" alone means nothing.
_PAGE = re.compile(
    r"\A\W{0,9}(!doctype|html|head|body|title|center|h1|pre|\?xml)\b|<(html|!doctype)",
    re.IGNORECASE,
)
#: Secrets of at most this many characters stay in sentences, because they are words; those up to
#: the second number are cut out as whole words only.
_NO_SECRET_CHARS, _WORD_CHARS = 3, 7


class ServiceErrors:
    """The errors of one service. ``place`` (host and port) names it in sentences.

    ``key`` and ``secrets`` appear in no sentence, in any of the forms in which they are sent.
    Advice names the settings of the server, unless the service was ``connected`` in the page.
    """

    def __init__(
        self, place: str, key: str | None, secrets: Sequence[str] = (), *, connected: bool = False
    ) -> None:
        self._place = place
        self._has_key = key is not None
        self._connected = connected
        self._secret = _pattern_of([*([key] if key else []), *secrets])

    def quote(self, message: object) -> str:
        """Return a service's own words on one line, without keys; empty for a web page."""
        text = " ".join(as_text(str(message or "")).split())
        if self._secret is not None:
            text = self._secret.sub("…", text)
        text = _LIKE_A_KEY.sub("…", text)
        if _PAGE.search(text[:200]):
            return ""
        return text if len(text) <= _MAX_MESSAGE_CHARS else text[:_MAX_MESSAGE_CHARS] + "…"

    def from_status(
        self, status: int, headers: Mapping[str, str], body: object, *, model: str
    ) -> YeoulError:
        """Return the error for a refused request. ``body`` is parsed JSON or a text."""
        error = self._refusal(status, headers, body, model)
        error.service_status = status
        return error

    def _refusal(
        self, status: int, headers: Mapping[str, str], body: object, model: str
    ) -> YeoulError:
        report = read_error(body)
        quoted = self.quote(report.message)
        said = f" It says: {quoted}" if quoted else ""
        after_s = retry_after(headers)
        after_s = report.retry_after_s if after_s is None else after_s
        if status == 401 or (400 <= status < 404 and _is_about_key(report)):
            return self._wrong_key(said)
        if _is_quota(report, status, after_s):
            return self._quota(said)
        if status == 403:
            return ProviderUnauthorized(f"{self._place} does not allow this with the key.{said}")
        if status == 429:
            return ProviderRateLimited(
                f"{self._place} takes no more requests just now.{said}", retry_after_s=after_s
            )
        if _is_context(report):
            return ContextTooLong(f"The conversation is too long for {model}.{said}")
        if status >= 500 or status in _PASSING_STATUSES:
            return ProviderUnavailable(
                f"{self._place} failed with status {status}.{said}", retry_after_s=after_s
            )
        if status == 404:
            return ProviderRejected(
                f"{self._place} does not know the model {model!r}, or the base URL is not that of "
                f"an OpenAI-compatible service {_USUAL_END}.{said}"
            )
        if 300 <= status < 400:
            why = "sends on to another address; give that one as the base URL"
            return ProviderRejected(f"{self._place} {why}.")
        return ProviderRejected(f"{self._place} refuses the request ({status}).{said}")

    def from_object(self, error: object) -> YeoulError:
        """Return the error for one that a service reports in a reply instead of an answer."""
        report = read_error(error)
        quoted = self.quote(report.message) or "no reason given"
        said = f" It says: {quoted}"
        if _is_context(report):
            return ContextTooLong(f"The conversation is too long for the model.{said}")
        if _is_about_key(report):
            return self._wrong_key(said)
        if _is_quota(report, None, report.retry_after_s):
            return self._quota(said)
        if report.codes & _BUSY or _BUSY_WORDS.search(report.message):
            return ProviderRateLimited(
                f"{self._place} broke off because it is too busy.{said}",
                retry_after_s=report.retry_after_s,
            )
        return ProviderBroken(f"{self._place} broke off: {quoted}")

    def _wrong_key(self, said: str) -> ProviderUnauthorized:
        if not self._connected:
            why = "refuses the API key; check --api-key (OPENAI_API_KEY)"
        elif self._has_key:
            why = "refuses the API key; check it, or make a new one there"
        else:
            why = "asks for an API key; give it one"
        return ProviderUnauthorized(f"{self._place} {why}.{said}")

    def _quota(self, said: str) -> QuotaExhausted:
        return QuotaExhausted(
            f"{self._place} takes no more requests with this key, for its quota is used up; raise "
            f"it there, or use another key.{said}"
        )

    def page(self) -> ProviderBroken:
        """Return the error for a web page instead of an answer."""
        return ProviderBroken(
            f"{self._place} answered with a web page instead of a stream; check the base URL "
            f"{_USUAL_END}."
        )

    def no_list(self) -> ProviderRejected:
        """Return the error for a service without a list of models."""
        how = (
            "check the base URL"
            if self._connected
            else "name one with --model, or check the base URL"
        )
        return ProviderRejected(f"{self._place} has no list of models: {how} {_USUAL_END}.")

    def wrong_address(self, right: ServiceAddress) -> ProviderRejected:
        """Return the error for a base URL that is not ``right``, the one that answers."""
        return ProviderRejected(f"{self._place} answers under another base URL: write {right}.")

    def no_responses(self) -> ProviderRejected:
        """Return the error for a service without the Responses API."""
        how = "api: chat" if self._connected else "--service-api chat"
        return ProviderRejected(
            f"{self._place} has no Responses API: ask it by Chat Completions ({how})."
        )

    def lost(self) -> Interrupted:
        """Return the error for an answer that the service was to keep, and keeps no more."""
        return Interrupted(
            f"{self._place} has not kept the rest of this answer. What had arrived is here."
        )

    def out_of_reach(self, last: YeoulError) -> Interrupted:
        """Return the error for the rest of an answer that could not be fetched in many tries."""
        return Interrupted(f"The rest of this answer could not be fetched. {last.detail}")

    def silent(self) -> ProviderTimeout:
        """Return the error for an answer that is said to grow, and of which nothing comes."""
        return ProviderTimeout(f"{self._place} has said nothing more of this answer for too long.")

    def cancelled(self) -> ProviderBroken:
        """Return the error for an answer that was ended at the service, and not from here."""
        return ProviderBroken(f"The answer was cancelled at {self._place}.")

    def incomplete(self) -> ProviderBroken:
        """Return the error for an answer of which the service has sent only parts."""
        return ProviderBroken(f"{self._place} has left out a part of the answer. Ask again.")

    def broken_off(self) -> ProviderBroken:
        """Return the error for a connection that broke in the middle of an answer."""
        return ProviderBroken(f"{self._place} broke the connection in the middle of the answer.")

    def unreachable(self, error: BaseException, *, connect_timeout_s: float) -> ProviderUnavailable:
        """Return the error for a connection that could not be opened, or brought no reply."""
        causes = list(_chain(error))
        if any(isinstance(cause, ssl.SSLError | ssl.CertificateError) for cause in causes):
            why = "the secure connection (TLS) fails; check the address and its certificate"
        elif any(isinstance(cause, socket.gaierror) for cause in causes):
            why = "there is no such host, or no network"
        elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            why = "nothing listens there (is the service running?)"
        elif any(isinstance(cause, TimeoutError) for cause in causes):
            why = f"no connection within {connect_timeout_s:g} seconds"
        elif said := next((str(cause) for cause in causes if isinstance(cause, Unreadable)), None):
            why = said
        else:
            return ProviderUnavailable(f"{self._place} did not answer: the connection broke off.")
        return ProviderUnavailable(f"{self._place} cannot be reached: {why}.")


def _pattern_of(secrets: Sequence[str]) -> re.Pattern[str] | None:
    """Return a pattern that finds secrets, both plain and encoded as in requests."""
    found = []
    for secret in secrets:
        if len(secret) <= _NO_SECRET_CHARS:
            continue
        if len(secret) <= _WORD_CHARS:
            found.append(rf"(?<!\w){re.escape(secret)}(?!\w)")
            continue
        in_base64 = b64encode(secret.encode()).decode().rstrip("=")
        found += map(re.escape, {secret, quote(secret, safe=""), quote_plus(secret), in_base64})
    # The longest first: a secret that is the beginning of another would leave the other's rest.
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


def _is_context(report: ErrorReport) -> bool:
    return bool(report.codes & _CONTEXT_CODES or _CONTEXT.search(report.message))


def _is_about_key(report: ErrorReport) -> bool:
    return bool(report.codes & _KEY_CODES or _KEY.search(report.message))


def _is_quota(report: ErrorReport, status: int | None, retry_after_s: float | None) -> bool:
    """Return whether waiting is useless: someone has to pay, or the month has to end."""
    if status == 402 or report.codes & _QUOTA_CODES:
        return True
    # Some services call a limit per minute a quota; they say when to come again.
    passes = retry_after_s is not None or report.codes & _PASSING
    return not passes and bool(_QUOTA.search(report.message))


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Return the seconds until a retry, from ``retry-after-ms`` or ``retry-after``.

    RFC 9110, §10.2.3: ``retry-after`` has seconds, or a date.
    """
    for name, per_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
            return float(value) / per_second
    try:
        then = parsedate_to_datetime(headers.get("retry-after", ""))
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())
    except (ValueError, OverflowError):
        return None
