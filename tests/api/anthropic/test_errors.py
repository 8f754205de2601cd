"""Errors as clients of Anthropic's API read them."""

from __future__ import annotations

import orjson
import pytest

from yeoul.api.anthropic.errors import ANTHROPIC_FORM, AnthropicError, error_body, reply_to
from yeoul.errors import (
    Internal,
    InvalidRequest,
    PayloadTooLarge,
    ProviderTimeout,
    ProviderUnauthorized,
    ShuttingDown,
    Unauthenticated,
    UnknownModel,
    YeoulError,
)


@pytest.mark.parametrize(
    ("error", "status", "type"),
    [
        (InvalidRequest("x"), 400, "invalid_request_error"),
        (Unauthenticated("x"), 401, "authentication_error"),
        (UnknownModel("x"), 404, "not_found_error"),
        (PayloadTooLarge("x"), 413, "request_too_large"),
        (ShuttingDown("x", retry_after_s=2), 503, "overloaded_error"),
        (ProviderTimeout("x"), 504, "timeout_error"),
        (ProviderUnauthorized("x"), 502, "api_error"),
        (Internal("x"), 500, "api_error"),
    ],
)
def test_an_error_has_a_status_and_a_type_that_clients_know(
    error: YeoulError, status: int, type: str
) -> None:
    reply = reply_to(error)

    assert reply.status_code == status
    told = AnthropicError.model_validate_json(bytes(reply.body))
    assert (told.error.type, told.error.message) == (type, "x")
    assert error_body(error.info, "req_1") == orjson.loads(reply.body) | {"request_id": "req_1"}
    assert reply.headers["content-type"] == ANTHROPIC_FORM.media_type
    assert reply.headers["content-length"] == str(len(reply.body))
    assert (reply.headers.get("retry-after") == "2") is isinstance(error, ShuttingDown)
    assert ("x-should-retry" in reply.headers) is not error.retryable
