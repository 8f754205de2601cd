"""What went wrong is told in one plain sentence, without keys and pages."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from yeoul.addresses import ServiceAddress
from yeoul.errors import (
    ContextTooLong,
    ProviderBroken,
    ProviderRateLimited,
    ProviderRejected,
    ProviderUnauthorized,
    ProviderUnavailable,
    QuotaExhausted,
    YeoulError,
)
from yeoul.providers.error_bodies import read_error
from yeoul.providers.service.errors import ServiceErrors, retry_after

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ERRORS = ServiceErrors(place="host:1", key="topsecret")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=20), usegmt=True)}, 20.0),
        ({"retry-after": format_datetime(NOW - timedelta(seconds=20), usegmt=True)}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Sun, 22 Nov 99999999999999999999 12:00:00 GMT"}, None),
        ({"retry-after": "Sun, 22 Nov 2026 12:00:00 +99999999999999"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_seconds_milliseconds_or_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert retry_after(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (307, ProviderRejected),
        (400, ProviderRejected),
        (401, ProviderUnauthorized),
        (402, QuotaExhausted),
        (403, ProviderUnauthorized),
        (404, ProviderRejected),
        (408, ProviderUnavailable),
        (409, ProviderUnavailable),
        (425, ProviderUnavailable),
        (413, ProviderRejected),
        (422, ProviderRejected),
        (429, ProviderRateLimited),
        (500, ProviderUnavailable),
        (529, ProviderUnavailable),
    ],
)
@pytest.mark.parametrize("body", [None, "text", [], {}, {"message": "m"}, {"detail": "d"}])
def test_every_status_and_body_gives_an_error_that_names_the_place(
    status: int, kind: type[YeoulError], body: object
) -> None:
    error = ERRORS.from_status(status, {}, body, model="m")

    assert type(error) is kind
    assert "host:1 " in error.detail
    assert error.service_status == status


@pytest.mark.parametrize(
    "form",
    [
        "top/secret+key",
        "top%2Fsecret%2Bkey",
        "dG9wL3NlY3JldCtrZXk=",
        "Bearer top/secret+key",
        "xtop/secret+keyx",
    ],
)
def test_a_key_is_masked_in_every_form_in_which_it_is_sent(form: str) -> None:
    errors = ServiceErrors(place="host:1", key="top/secret+key")
    said = errors.quote(f"before {form} after")
    assert said.startswith("before ")
    assert said.endswith(" after")
    assert "secret" not in said
    assert "dG9wL3NlY3JldCtrZXk" not in said


def test_a_password_of_the_address_is_masked_like_a_key() -> None:
    errors = ServiceErrors(place="host:1", key=None, secrets=("hunter2", "me:hunter2"))
    assert errors.quote("hunter2 of me:hunter2, bWU6aHVudGVyMg==") == "… of …, …=="


def test_a_short_key_takes_no_letters_out_of_a_sentence() -> None:
    said = "An unexpected x in max_tokens: x, none; it is EMPTY"
    assert ServiceErrors(place="host:1", key="x").quote(said) == said
    assert ServiceErrors(place="host:1", key="max").quote(said) == said
    assert ServiceErrors(place="host:1", key="token").quote(said) == said
    assert ServiceErrors(place="host:1", key="x").quote("Bearer x") == "…"


def test_keys_are_taken_out_of_what_a_service_says() -> None:
    said = ERRORS.quote(
        "topsecret sk-proj-abc123456 Bearer abc.def gsk_abcdefghi xai-abcdefgh"
        " AIzaSyA-0123456789abcdef eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.abc ok"
    )

    assert said == "… … … … … … … ok"


def test_a_long_message_is_cut_and_a_page_is_dropped() -> None:
    assert len(ERRORS.quote("word " * 1000)) <= 301
    assert ERRORS.quote("<html><body>secret") == ""
    assert ERRORS.quote(None) == ""


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, {"message": "Add more to go on.", "code": 402}),
        (429, {"message": "Pay first.", "code": "insufficient_quota"}),
        (429, {"message": "You exceeded your current quota, please check your plan."}),
        (403, {"message": "Insufficient balance"}),
        (400, [{"error": {"message": "Your credit balance is too low."}}]),
        (403, {"error": "The team has used all available credits."}),
        (403, {"error": "A new team doesn't have any credits yet."}),
        (403, {"error": {"message": "Key limit exceeded (monthly limit)."}}),
        (400, {"error": {"message": "No more.", "type": "budget_exceeded"}}),
        (429, {"error": {"message": "The plan is void.", "type": "exceeded_current_quota_error"}}),
        (412, {"error": {"message": "Suspended: spending limit or past invoices."}}),
        (429, {"errors": [{"message": "You have used up your daily free allocation."}]}),
        (400, {"error": {"code": "Arrearage", "message": "The account is in no good standing."}}),
        (403, {"error": {"message": "Your account has an overdue balance."}}),
        (403, {"error": {"message": "用户额度不足"}}),
        (500, {"error": {"message": "429 - {'code': 'insufficient_quota'}: insufficient quota"}}),
    ],
)
def test_a_quota_that_is_used_up_is_not_asked_for_again(status: int, body: object) -> None:
    error = ERRORS.from_status(status, {}, body, model="m")

    assert isinstance(error, QuotaExhausted)
    assert not error.retryable
    assert read_error(body).message in error.detail


def test_a_quota_per_minute_is_a_matter_of_waiting() -> None:
    body = [
        {
            "error": {
                "code": 429,
                "message": "You exceeded your current quota.",
                "status": "RESOURCE_EXHAUSTED",
                "details": [{"retryDelay": "26s"}],
            }
        }
    ]

    error = ERRORS.from_status(429, {}, body, model="m")

    assert isinstance(error, ProviderRateLimited)
    assert error.retry_after_s == 26.0


def test_advice_to_buy_more_makes_no_quota_of_a_limit_that_passes() -> None:
    said = "Rate limit reached: 30000 tokens per minute. Add credits to have more."

    for error in (
        {"message": said, "code": "rate_limit_exceeded"},
        {"message": f"{said} Please try again in 2.5s."},
    ):
        refused = ERRORS.from_status(429, {}, {"error": error}, model="m")

        assert isinstance(refused, ProviderRateLimited)
        assert isinstance(ERRORS.from_object({"error": error}), ProviderRateLimited)


def test_a_full_context_is_one_under_every_status() -> None:
    body = {"error": {"message": "the request exceeds the available context size", "code": 500}}

    assert isinstance(ERRORS.from_status(500, {}, body, model="m"), ContextTooLong)


@pytest.mark.parametrize(
    "said", ["`inputs` + `max_new_tokens` must be <= 4096", "account <ak-1234> is suspended", "a<b"]
)
def test_a_sentence_with_an_angle_bracket_is_no_page(said: str) -> None:
    assert ERRORS.quote(said) == said


@pytest.mark.parametrize("page", ["<!DOCTYPE html><p>no", "\n<head><title>502", "Oops <html>no"])
def test_a_page_is_not_quoted(page: str) -> None:
    assert ERRORS.quote(page) == ""


def test_a_key_that_is_refused_with_another_status_is_a_matter_of_the_key() -> None:
    body = [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key."}}]

    error = ERRORS.from_status(400, {}, body, model="m")

    assert isinstance(error, ProviderUnauthorized)
    assert "Please pass a valid API key." in error.detail


def test_error_objects_are_told_apart() -> None:
    assert type(ERRORS.from_object({"message": "x"})) is ProviderBroken
    assert type(ERRORS.from_object({"message": "x", "code": 429})) is ProviderRateLimited
    assert type(ERRORS.from_object({"type": "exceed_context_size_error"})) is ContextTooLong
    assert ERRORS.from_object({}).detail == "host:1 broke off: no reason given"


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (ssl.SSLCertVerificationError("self-signed"), "TLS"),
        (socket.gaierror(-2, "Name or service not known"), "no such host"),
        (ConnectionRefusedError(), "nothing listens"),
        (TimeoutError(), "no connection within 10 seconds"),
        (OSError("gone"), "did not answer: the connection broke off"),
    ],
)
def test_an_unreachable_service_is_explained_by_the_innermost_cause(
    cause: Exception, told: str
) -> None:
    middle = RuntimeError("middle")
    middle.__cause__ = cause
    outer = RuntimeError("outer")
    outer.__context__ = middle

    error = ERRORS.unreachable(outer, connect_timeout_s=10.0)

    assert isinstance(error, ProviderUnavailable)
    assert told in error.detail


def test_what_cannot_be_text_is_not_quoted() -> None:
    assert ERRORS.quote("half a \ud83d pair\0") == "half a \ufffd pair\ufffd"


def test_advice_for_a_service_of_the_page_names_no_settings_of_the_server() -> None:
    connected = ServiceErrors(place="host:1", key="topsecret", connected=True)
    told = (
        connected.no_responses(),
        connected.no_list(),
        connected.from_status(401, {}, "", model="m"),
    )
    assert not any("--" in error.detail for error in told)


@pytest.mark.parametrize("user", ["to", "tok", "a-token-of-a-service", "me:pw", "token:"])
def test_a_request_that_is_given_back_shows_no_credentials_of_its_address(user: str) -> None:
    address = ServiceAddress.parse(f"https://{user}@h.example/v1")
    errors = ServiceErrors(place="host:1", key=None, secrets=address.secrets)
    assert address.authorization is not None
    sent = address.authorization.removeprefix("Basic ")
    assert sent.rstrip("=") not in errors.quote(f"Bad header: Authorization: Basic {sent}")
