from __future__ import annotations

import orjson
import pytest

from yeoul.client.wire import Entry, Unknown, entry_of_stream, read_refusal, read_update
from yeoul.errors import ErrorInfo, StorageFull, YeoulError
from yeoul.protocol.events import Cursor, End, Timings, Usage, encode
from yeoul.protocol.sse import SseParser

END = End(
    "failed",
    "error",
    ErrorInfo("provider_timeout", "The model stopped answering", "It was silent.", True),
    Usage(9, 7),
    Timings(1, 2, 3, 4.5, 6),
    "00",
)


def test_an_end_is_read_with_all_its_parts() -> None:
    (raw,) = SseParser().feed(encode(Cursor(1, 2), END))
    assert read_update(entry_of_stream(raw)) == END


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b'{"text":'])
@pytest.mark.parametrize("event", ["delta", "end", "started"])
def test_a_broken_event_is_a_value_error(event: str, data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # which one is nobody's matter
        read_update(Entry(event, data, "1-1"))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"text":5}'])
def test_an_event_of_a_later_server_is_unknown_whatever_is_in_it(data: bytes) -> None:
    assert read_update(Entry("picture", data, "1-1")) == Unknown("picture")


def test_a_refusal_keeps_its_kind_sentence_and_patience() -> None:
    error = read_refusal(507, b'{"code":"storage_full","detail":"Make room."}', "30")
    assert type(error) is StorageFull
    assert (error.detail, error.retry_after_s) == ("Make room.", 30)


@pytest.mark.parametrize("kind", YeoulError.__subclasses__())
def test_every_kind_of_refusal_can_be_told(kind: type[YeoulError]) -> None:
    body = orjson.dumps({"code": kind.code, "detail": "It says this."})
    error = read_refusal(kind.status, body)
    assert type(error).code == kind.code
    assert error.detail == str(error) == "It says this."
    assert error.retry_after_s is None


def test_a_refusal_of_a_later_server_keeps_its_sentence() -> None:
    error = read_refusal(418, b'{"code":"teapot","detail":"Short and stout."}')
    assert type(error) is YeoulError
    assert error.detail == "Short and stout."
