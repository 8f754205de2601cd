"""A problem reads back as the error that was written, and what is none says so."""

from __future__ import annotations

import orjson
import pytest

from yeoul.errors import InvalidRequest, StorageFull, YeoulError
from yeoul.protocol.problems import MAX_DETAIL_CHARS, MAX_FAULTS, read_problem, write_problem


@pytest.mark.parametrize("kind", YeoulError.__subclasses__())
def test_every_error_reads_back_with_its_sentence_and_patience(kind: type[YeoulError]) -> None:
    error = kind("It says this.")
    error.retry_after_s = 3.2
    body, headers = write_problem(error)
    read = read_problem(error.status, body, headers["retry-after"])
    assert type(read) is kind
    assert (read.detail, read.retry_after_s) == ("It says this.", 3)
    assert read.retryable == kind.retryable


def test_halves_of_characters_are_replaced() -> None:
    body, _ = write_problem(InvalidRequest("a\ud800", fields=(("b\udfff", "c\ud800"),)))
    assert orjson.loads(body)["errors"] == [{"field": "b?", "message": "c?"}]
    assert orjson.loads(body)["detail"] == "a?"


@pytest.mark.parametrize("code", ["model_unavailable", "storage_full", "new"])
@pytest.mark.parametrize("said", [True, False])
def test_a_reply_decides_whether_it_is_retryable(code: str, said: bool) -> None:
    body = orjson.dumps({"code": code, "detail": "It says this.", "retryable": said})
    assert read_problem(503, body).retryable is said


@pytest.mark.parametrize(
    ("status", "passes"), [(502, True), (503, True), (504, True), (507, False)]
)
@pytest.mark.parametrize("body", [b"<html>", b'{"code":"new","detail":"It says this."}'])
def test_the_status_decides_where_a_reply_does_not_say(
    status: int, passes: bool, body: bytes
) -> None:
    assert read_problem(status, body).retryable is passes


def test_a_problem_stays_short_whatever_a_client_sent() -> None:
    fields = tuple((f"{index}" * 1_000, "x" * 10_000) for index in range(100))
    body, _ = write_problem(InvalidRequest("y" * 10_000, fields=fields))
    problem = orjson.loads(body)
    assert len(problem["detail"]) == MAX_DETAIL_CHARS
    assert problem["detail"].endswith("…")
    assert len(problem["errors"]) == MAX_FAULTS
    assert len(body) < 100_000


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b"null"])
def test_another_servers_reply_is_told_as_such(body: bytes) -> None:
    error = read_problem(502, body)
    assert type(error) is YeoulError
    assert "HTTP 502" in error.detail


def test_a_refusal_keeps_its_kind_sentence_and_patience() -> None:
    error = read_problem(507, b'{"code":"storage_full","detail":"Make room."}', "30")
    assert type(error) is StorageFull
    assert (error.detail, error.retry_after_s) == ("Make room.", 30)


@pytest.mark.parametrize("kind", YeoulError.__subclasses__())
def test_every_kind_of_refusal_can_be_told(kind: type[YeoulError]) -> None:
    body = orjson.dumps({"code": kind.code, "detail": "It says this."})
    error = read_problem(kind.status, body)
    assert type(error).code == kind.code
    assert error.detail == str(error) == "It says this."
    assert error.retry_after_s is None


def test_a_refusal_of_a_later_server_keeps_its_sentence() -> None:
    error = read_problem(418, b'{"code":"teapot","detail":"Short and stout."}')
    assert type(error) is YeoulError
    assert error.detail == "Short and stout."


def test_no_problem_has_a_token() -> None:
    token = f"yeoul_abcd2345_{'x' * 42}-"
    wrong = InvalidRequest(f"{token}: is wrong.", fields=((token, f"{token} is wrong"),))
    body, _ = write_problem(wrong)
    assert b"xxx" not in body
    assert body.count("yeoul_…".encode()) == 3
