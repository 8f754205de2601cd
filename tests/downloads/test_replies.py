from __future__ import annotations

from typing import Any

import pytest

from yeoul.downloads.faults import Again
from yeoul.downloads.part import Record
from yeoul.downloads.replies import Body, asked_for, judge, total_of, validator_of
from yeoul.errors import ModelUnavailable


def record(**fields: Any) -> Record:
    return Record("1", "m", "m.gguf", "http://h/m.gguf", **fields)


def judged(status: int, headers: dict[str, str], ranged: bool = True, **fields: Any) -> Body:
    return judge(status, headers, record(**fields), 100, ranged=ranged, host="hub.example")


@pytest.mark.parametrize(
    ("fields", "size", "asked"),
    [
        ({}, 0, {}),
        ({}, 100, {}),  # nothing could tell whether the rest belongs to the beginning
        ({"sha256": "0"}, 100, {"range": "bytes=100-"}),
        ({"validator": '"v"'}, 100, {"range": "bytes=100-", "if-range": '"v"'}),
        ({"validator": '"v"'}, 0, {}),
    ],
)
def test_a_rest_is_asked_for_where_it_can_be_told(
    fields: dict[str, str], size: int, asked: dict[str, str]
) -> None:
    headers = asked_for(record(**fields), size, rest=True)

    assert {name: headers[name] for name in headers if "range" in name} == asked
    assert headers["accept-encoding"] == "identity"
    assert "range" not in asked_for(record(**fields), size, rest=False)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"content-range": "bytes 100-199/200"}, Body.REST),
        ({"content-range": "bytes 100-199/*"}, Body.REST),
        ({"content-range": "bytes 100-199/200", "etag": '"v"'}, Body.REST),
        ({"content-range": "bytes 100-199/200", "etag": 'W/"v"'}, Body.REST),
        ({"content-range": "bytes 100-199/200", "etag": '"w"'}, Body.ASTRAY),
        ({"content-range": "bytes 100-200/201"}, Body.ASTRAY),
        ({"content-range": "bytes 99-199/200"}, Body.ASTRAY),
        ({"content-range": "bytes */200"}, Body.ASTRAY),
        ({"content-range": "items 100-199/200"}, Body.ASTRAY),
        ({}, Body.ASTRAY),
    ],
)
def test_a_206_is_the_rest_only_at_the_right_place_of_the_right_version(
    headers: dict[str, str], body: Body
) -> None:
    assert judged(206, headers, total_bytes=200, validator='"v"') is body


def test_a_416_means_whole_only_where_the_sizes_agree() -> None:
    assert judged(416, {"content-range": "bytes */100"}) is Body.NOTHING
    assert judged(416, {"content-range": "bytes */101"}) is Body.ASTRAY
    assert judged(416, {}, total_bytes=100) is Body.NOTHING
    assert judged(416, {}) is Body.ASTRAY
    assert judged(416, {"content-range": "bytes */100"}, total_bytes=200) is Body.ASTRAY


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_a_busy_hub_is_asked_again_when_it_says(status: int) -> None:
    with pytest.raises(Again) as raised:
        judged(status, {"retry-after": "7"})
    assert raised.value.after_s == 7

    with pytest.raises(Again) as raised:
        judged(status, {"retry-after": "999999"})
    assert raised.value.after_s == 600


@pytest.mark.parametrize("status", [204, 206, 304, 400, 401, 403, 404, 410, 416, 451])
def test_a_refusal_is_final_and_names_the_hub(status: int) -> None:
    with pytest.raises(ModelUnavailable, match=r"hub\.example.*HTTP"):
        judged(status, {"content-range": "bytes 0-199/200"}, ranged=False)


def test_what_marks_a_version_is_a_strong_etag_or_else_a_date() -> None:
    date = "Sun, 29 Nov 2026 06:04:43 GMT"
    assert validator_of({"etag": '"v"', "last-modified": date}) == '"v"'
    assert validator_of({"last-modified": date}) == date
    assert validator_of({"etag": 'W/"v"', "last-modified": date}) is None
    assert validator_of({}) is None
    assert total_of({"content-length": "12"}) == 12
    assert total_of({"content-length": "-1"}) is None
