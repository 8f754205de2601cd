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
