"""What went wrong is found in every form in which services say it."""

from __future__ import annotations

import json
import time
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeoul.providers.error_bodies import error_in, read_error

REASON = "Out of steam"
FORMS = [
    {"error": {"message": REASON, "code": 500, "type": "server_error"}},
    {"error": REASON},
    {"error": [REASON]},
    {"error": {"error": {"message": REASON}}},
    {"error": {"detail": REASON}},
    {"error": {"msg": REASON, "code": "x"}},
    {"type": "error", "error": {"type": "overloaded_error", "message": REASON}},
    {"object": "error", "message": REASON, "code": 400},
    {"code": 1113, "message": REASON},
    {"code": "x", "msg": REASON},
    {"error_code": 17, "error_msg": REASON},
    {"errcode": 1, "errmsg": REASON},
    {"detail": REASON},
    {"message": REASON},
    {"errors": [{"code": 1, "message": REASON}]},
    {"errors": [REASON], "success": False},
    {"base_resp": {"status_code": 1008, "status_msg": REASON}},
    {"choices": None, "base_resp": {"status_code": 1008, "status_msg": REASON}},
    {"fault": {"faultstring": REASON}},
    {"statusCode": 500, "message": REASON},
    {"status": 500, "title": REASON},
    {"success": False, "message": REASON},
    {"object": "error", "message": {"detail": [{"msg": REASON, "loc": ["body"]}]}},
    {"error": {"message": {"text": "", "message": REASON}}},
    {"error": json.dumps({"error": {"message": REASON}})},
]


@pytest.mark.parametrize("form", FORMS, ids=json.dumps)
def test_every_form_is_an_error_and_gives_its_reason(form: dict[str, object]) -> None:
    assert error_in(form) is not None
    assert read_error(form).message == REASON
    assert read_error([form]).message == REASON


@pytest.mark.parametrize(
    "chunk",
    [
        {},
        {"choices": [{"delta": {"content": "a"}}], "error": None},
        {"choices": [{"delta": {"content": "a"}}], "base_resp": {"status_code": 0}},
        {"choices": [{"delta": {}}], "code": 0, "message": "success"},
        {"choices": [], "usage": {"completion_tokens": 1}},
        {"type": "ping"},
        {"status": "processing", "message": "in the queue"},
        {"code": 200, "message": "ok"},
        {"code": 0, "msg": ""},
        {"error": {}},
    ],
    ids=json.dumps,
)
def test_what_says_nothing_is_wrong_is_no_error(chunk: dict[str, object]) -> None:
    assert error_in(chunk) is None


def test_the_reason_of_the_service_behind_a_service_is_told_too() -> None:
    inner = json.dumps({"error": {"message": "The GPU is on fire"}})
    body = {"error": {"message": "Provider returned error", "metadata": {"raw": inner}}}

    assert read_error(body).message == "Provider returned error: The GPU is on fire"


def test_the_faults_of_a_request_are_told_with_their_message() -> None:
    body = {"detail": [{"loc": ["body", "model"], "msg": "field required", "type": "missing"}]}

    assert read_error(body).message == "field required"


def test_a_text_is_its_own_reason() -> None:
    assert read_error(" busy \n").message == "busy"
    assert read_error(None).message == ""


def test_codes_come_from_every_level_in_small_letters() -> None:
    said = read_error([{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "m"}}])

    assert said.codes == {"429", "resource_exhausted"}


def test_a_delay_that_is_told_is_seconds() -> None:
    detail = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "26.5s"}

    assert read_error([{"error": {"details": [detail]}}]).retry_after_s == 26.5
    assert read_error({"error": {"details": [{"retryDelay": "soon"}]}}).retry_after_s is None


@pytest.mark.parametrize(
    ("sentence", "seconds"),
    [
        ("Slow down. Please try again in 2.5s. More is to be had.", 2.5),
        ("Please try again in 7m12.5s.", 432.5),
        ("Try again in 20ms.", 0.02),
        ("Please retry after 26 seconds.", 26.0),
        ("Please retry in 26.1s.", 26.1),
        ("Please try again in 2m.", 120.0),
        ("Please try again later.", None),
        ("Try again in 2 models.", None),
    ],
)
def test_a_delay_may_be_told_in_a_sentence(sentence: str, seconds: float | None) -> None:
    assert read_error({"error": {"message": sentence}}).retry_after_s == seconds


@pytest.mark.parametrize(
    "body",
    [
        f'data: {{"error":{{"message":"{REASON}"}}}}\n\n',
        f'event: error\ndata: {{"message":"{REASON}"}}\n\n',
        f'"{REASON}"',
        f'{{"status":{{"code":"40003","message":"{REASON}"}},"result":null}}',
    ],
)
def test_the_body_of_a_refusal_gives_its_reason(body: str) -> None:
    assert read_error(body).message == REASON
    assert read_error("null").message == ""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "{", '{"error":"x"}']),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "message", "code", "detail", "raw"]), inner)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_a_body_holds_is_read(body: object) -> None:
    assert isinstance(read_error(body).message, str)
    if isinstance(body, dict):
        error_in(body)


def test_a_body_that_is_very_large_is_read_in_part() -> None:
    def wide(depth: int) -> object:
        names = ("error", "fault", "response", "details", "metadata", "detail", "status")
        return {name: wide(depth - 1) for name in names} | {"msg": uuid4().hex} if depth else "x"

    body = wide(5)
    started_s = time.process_time()

    assert len(read_error(body).message) < 200
    assert len(read_error("again in " * 1_000_000).message) == 10_000
    assert time.process_time() - started_s < 1.0


def test_a_body_that_is_very_deep_is_read_in_part() -> None:
    body: object = REASON
    for _ in range(500):
        body = {"error": body}

    assert read_error(body).message == ""
