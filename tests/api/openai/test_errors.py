"""Errors say to clients of OpenAI's API what is wrong, and whether to ask again."""

from __future__ import annotations

import openai
import orjson
import pytest

from tests.api.openai.official_client import client_reading
from yeoul.api.openai.errors import OPENAI_FORM, error_body, reply_to, status_of
from yeoul.errors import (
    AnswerInProgress,
    ContextTooLong,
    ErrorInfo,
    ForbiddenOrigin,
    IdempotencyConflict,
    InvalidRequest,
    NotFound,
    NotShareable,
    ProviderRateLimited,
    ProviderUnauthorized,
    QuotaExceeded,
    ShuttingDown,
    StorageFull,
    Unauthenticated,
    UnknownModel,
    YeoulError,
)
from yeoul.protocol.problems import error_of, kinds_of_errors


@pytest.mark.parametrize(
    ("error", "status", "type", "code", "retried"),
    [
        (InvalidRequest("n is not possible."), 400, "invalid_request_error", None, False),
        (UnknownModel(), 404, "invalid_request_error", "model_not_found", False),
        (ContextTooLong(), 400, "invalid_request_error", "context_length_exceeded", False),
        (ForbiddenOrigin(), 403, "permission_error", "forbidden_origin", False),
        (Unauthenticated(), 401, "authentication_error", "invalid_api_key", False),
        (AnswerInProgress(), 409, "invalid_request_error", "answer_in_progress", True),
        (IdempotencyConflict(), 409, "invalid_request_error", "idempotency_conflict", False),
        (NotShareable(), 409, "invalid_request_error", "not_shareable", False),
        (ShuttingDown(retry_after_s=1), 503, "server_error", "shutting_down", True),
        (ProviderRateLimited(), 429, "rate_limit_error", "rate_limit_exceeded", True),
        (QuotaExceeded(), 429, "rate_limit_error", "insufficient_quota", False),
        (ProviderUnauthorized(), 502, "server_error", "provider_unauthorized", False),
        # It may pass, but not within seconds.
        (StorageFull(), 507, "server_error", "storage_full", False),
    ],
)
def test_an_error_has_a_status_a_type_and_a_code_that_clients_know(
    error: YeoulError, status: int, type: str, code: str | None, *, retried: bool
) -> None:
    reply = reply_to(error)

    told = orjson.loads(bytes(reply.body))["error"]
    assert (reply.status_code, told["type"]) == (status, type)
    assert told["code"] == (code or "unsupported_value")
    assert told["message"] == error.detail
    assert (reply.headers.get("x-should-retry") != "false") is retried
    assert OPENAI_FORM.shape.model_validate_json(bytes(reply.body)).model_dump()["error"] == told
    assert (reply.headers.get("retry-after") == "1") is isinstance(error, ShuttingDown)


def test_the_official_client_shows_the_sentence_and_the_field() -> None:
    error = InvalidRequest("n is not possible.", fields=(("n", "is not possible"),))
    reply = reply_to(error)

    with pytest.raises(openai.BadRequestError) as raised:
        client_reading(bytes(reply.body), "application/json", reply.status_code).models.list()

    assert (raised.value.param, raised.value.code) == ("n", "unsupported_value")
    assert "n is not possible." in str(raised.value)


def test_no_error_but_those_of_the_caller_blames_the_callers_key() -> None:
    replies = [(kind.code, status_of(kind)) for kind in kinds_of_errors().values()]

    assert {code for code, status in replies if status == 401} == {
        "unauthenticated",
        "setup_needed",
    }
    assert NotFound.code in dict(replies)


def test_a_long_sentence_is_cut() -> None:
    told = error_body(ErrorInfo("internal", "", "x" * 5_000, True))

    assert len(told["error"]["message"]) == 2_000


def test_the_end_of_an_answer_that_failed_is_a_reply_with_its_own_status() -> None:
    info = ErrorInfo("provider_broken", "The service failed", "It broke off.", False)

    reply = reply_to(error_of(info))

    assert (reply.status_code, reply.headers["x-should-retry"]) == (502, "false")
    unknown = reply_to(error_of(ErrorInfo("of_tomorrow", "", "Something.", True)))
    assert (unknown.status_code, "x-should-retry" in unknown.headers) == (500, False)
