"""Imports over HTTP, against the real app: an export comes back as it went."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, serving

pytestmark = pytest.mark.anyio

QUESTION = {
    "id": "question-1",
    "role": "user",
    "text": "What is a ford?",
    "created_at": "2020-02-03T04:05:06Z",
}
ANSWER = {
    "id": "answer-1",
    "parent_id": "question-1",
    "role": "assistant",
    "text": "A shallow place.",
    "created_at": "2020-02-03T13:05:07+09:00",
    "model": "gpt-4o",
}


def given(**changes: Any) -> dict[str, Any]:
    conversation = {
        "id": "c0ffee00-uuid",
        "title": "Fords",
        "created_at": "2020-02-03T04:05:06.25Z",
        "updated_at": "2020-02-03T04:05:07Z",
        "messages": [QUESTION, ANSWER],
    }
    return {"conversations": [conversation | changes]}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["강물이 흐른다"]) as served:
        yield served


async def test_a_conversation_is_there_with_its_times_and_is_not_doubled(served: Served) -> None:
    outcomes = []
    for _ in range(2):
        reply = await served.client.post("/api/imports", json=given())
        assert reply.status_code == 200, reply.text
        [result] = reply.json()["results"]
        outcomes.append(result["outcome"])
    assert outcomes == ["imported", "unchanged"]
    read = await served.get(f"/api/conversations/{result['conversation_id']}")
    assert read["created_at"] == "2020-02-03T04:05:06.250000Z"
    question, answer = read["messages"]
    assert (answer["text"], answer["model"], answer["status"]) == (
        "A shallow place.",
        "gpt-4o",
        "finished",
    )
    assert answer["created_at"] == "2020-02-03T04:05:07Z"
    assert answer["parent_id"] == question["id"]
    events = await served.client.get(f"/api/answers/{answer['id']}/events")
    assert "A shallow place." in events.text


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_impossible_times_are_no_reason_to_refuse(served: Served, at: str) -> None:
    message = QUESTION | {"created_at": at}
    body = given(created_at=at, updated_at=at, messages=[message])
    reply = await served.client.post("/api/imports", json=body)
    assert reply.status_code == 200, reply.text
    [listed] = (await served.get("/api/conversations"))["conversations"]
    assert listed["id"] == reply.json()["results"][0]["conversation_id"]
    assert "1970-" <= listed["updated_at"] < "2200-"


async def test_an_export_of_ours_comes_back_as_it_went(served: Served) -> None:
    asked = await served.finished("Where does it go?")
    path = f"/api/conversations/{asked['conversation']['id']}"
    before = await served.get(path)
    assert (await served.client.delete(f"{path}?forever=true")).status_code == 204
    assert (await served.client.get(path)).status_code == 404
    fields = ("id", "parent_id", "role", "text", "created_at", "model", "status")
    messages = [
        {name: each[name] for name in fields if name in each} for each in before["messages"]
    ]
    kept = {name: before[name] for name in ("id", "title", "created_at", "updated_at", "leaf_id")}
    reply = await served.client.post("/api/imports", json=given(**kept, messages=messages))
    assert reply.json()["results"][0]["conversation_id"] == before["id"]
    after = await served.get(path)
    assert [
        {name: each[name] for name in fields if name in each} for each in after["messages"]
    ] == (messages)
    assert {name: after[name] for name in kept} == kept


async def test_the_calls_of_an_answer_come_back_as_they_went(served: Served) -> None:
    calls = [
        {"index": 0, "id": "call_1", "name": "look_up", "arguments": '{"at":"여울"}'},
        {"index": 3, "name": "stop"},
    ]
    answer = ANSWER | {"text": "", "tool_calls": calls}
    reply = await served.client.post("/api/imports", json=given(messages=[QUESTION, answer]))
    place = reply.json()["results"][0]["conversation_id"]
    read = (await served.get(f"/api/conversations/{place}"))["messages"][1]
    assert (read["tool_calls"], read["reason"], read["status"]) == (calls, "tool_calls", "finished")
    events = await served.client.get(f"/api/answers/{read['id']}/events")
    assert '"arguments":"{\\"at\\":\\"여울\\"}"' in events.text


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"title": " "}, "title"),
        ({"created_at": "2020-02-03T04:05:06"}, "created_at"),
        ({"messages": []}, "messages"),
        ({"messages": [QUESTION | {"role": "system"}]}, "role"),
        ({"messages": [QUESTION | {"more": 1}]}, "more"),
        ({"messages": [ANSWER]}, "answer-1"),
        ({"messages": [QUESTION | {"parent_id": "question-1"}]}, "question-1"),
        ({"messages": [ANSWER | {"parent_id": "answer-1"}]}, "answer-1"),
        ({"messages": [QUESTION, ANSWER | {"tool_calls": [{"index": 1_000}]}]}, "index"),
        ({"messages": [QUESTION, ANSWER | {"tool_calls": [{"index": 0}] * 2}]}, "tool_calls"),
        ({"messages": [QUESTION | {"id": "x" * 129}]}, "id"),
        ({"messages": [QUESTION] * 2_001}, "messages"),
    ],
)
async def test_what_is_wrong_is_named(served: Served, wrong: dict[str, Any], named: str) -> None:
    reply = await served.client.post("/api/imports", json=given(**wrong))
    assert reply.status_code == 422
    assert named in reply.text
    assert (await served.get("/api/conversations"))["conversations"] == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"conversations":[{"title":"\\ud83d"}]}',
        b'{"conversations":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"conversations":[{"id":NaN}]}',
        b"PK\x03\x04",
    ],
)
async def test_what_is_no_json_is_refused(served: Served, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    reply = await served.client.post("/api/imports", content=body, headers=headers)
    assert reply.status_code in (400, 422), reply.text


async def test_texts_with_characters_of_every_kind_come_back_as_they_went(served: Served) -> None:
    text = "nul\0 \u2028 \u200b \x1b[31m <b>여울</b> \U0001f30a\ufffe"
    body = given(title=text, messages=[QUESTION | {"text": text}])
    reply = await served.client.post("/api/imports", json=body)
    place = reply.json()["results"][0]["conversation_id"]
    read = await served.get(f"/api/conversations/{place}")
    assert (read["title"], read["messages"][0]["text"]) == (text, text)
    for word in ("nul", "여울"):
        [found] = (await served.get("/api/conversations", q=word))["conversations"]
        assert found["id"] == place
