"""Asking again: regenerate, edit, go on, and one key for one question."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.api.tokens import KOREAN
from tests.served import Served, entries, serving
from yeoul.protocol.conversation import Answer
from yeoul.store.sql import SqlStore

pytestmark = pytest.mark.anyio


async def test_regenerating_makes_a_second_answer_beside_the_first(served: Served) -> None:
    asked = await served.finished()
    reply = await served.client.post("/api/answers", json={"question_id": asked["question"]["id"]})
    again = reply.json()
    assert reply.status_code == 201
    assert again["question"]["id"] == asked["question"]["id"]
    assert again["answer"]["id"] != asked["answer"]["id"]
    assert again["answer"]["parent_id"] == asked["question"]["id"]
    await served.events(again["answer"]["id"])
    conversation = await served.get(f"/api/conversations/{asked['conversation']['id']}")
    assert conversation["leaf_id"] == again["answer"]["id"]
    assert len(conversation["messages"]) == 3


async def test_regenerating_keeps_to_the_conversations_model(tmp_path: Path) -> None:
    async with serving(tmp_path, {"first": ["a"], "chosen": ["b"]}) as served:
        asked = await served.finished()
        place, question_id = asked["conversation"]["id"], asked["question"]["id"]
        await served.client.patch(f"/api/conversations/{place}", json={"model": "chosen"})

        for wish, model in (({}, "chosen"), ({"model": "first"}, "first")):
            reply = await served.client.post(
                "/api/answers", json={"question_id": question_id, **wish}
            )
            assert reply.json()["answer"]["model"] == model
        reply = await served.client.post("/api/answers", json={"question_id": "nobody"})
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


async def test_asking_reads_nothing_again_that_it_has_just_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0

    async def count(store: SqlStore, owner: str, answer_id: str) -> Answer:
        nonlocal read
        read += 1
        return await own(store, owner, answer_id)

    own = SqlStore.answer
    monkeypatch.setattr(SqlStore, "answer", count)
    async with serving(tmp_path, [asyncio.Event()]) as served:
        await served.ask()
        async with served.client.stream(
            "POST",
            "/api/answers",
            json={"content": "?"},
            headers={"accept": "text/event-stream", "idempotency-key": "k"},
        ) as reply:
            assert reply.status_code == 200
        assert read == 0


async def test_editing_a_question_makes_a_sibling_under_the_same_parent(served: Served) -> None:
    asked = await served.finished()
    edited = await served.finished(
        "And a brook?", conversation_id=asked["conversation"]["id"], parent_id=None
    )
    assert edited["question"]["parent_id"] is None
    assert edited["conversation"]["id"] == asked["conversation"]["id"]
    assert [turn.content for turn in served.provider.prompts[-1].turns] == ["And a brook?"]


async def test_the_model_is_given_the_branch_and_the_system_prompt(served: Served) -> None:
    asked = await served.finished("first", system="Be brief.")
    await served.finished("second", conversation_id=asked["conversation"]["id"])
    turns = served.provider.prompts[-1].turns
    assert [(turn.role, turn.content) for turn in turns] == [
        ("system", "Be brief."),
        ("user", "first"),
        ("assistant", "".join(KOREAN)),
        ("user", "second"),
    ]


async def test_a_question_behind_a_growing_answer_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path, [asyncio.Event()]) as served:
        asked = await served.ask()
        reply = await served.client.post(
            "/api/answers",
            json={"content": "and?", "conversation_id": asked["conversation"]["id"]},
        )
        assert reply.status_code == 409
        assert reply.json()["code"] == "answer_in_progress"


async def test_one_key_is_one_answer_and_one_call(served: Served) -> None:
    headers = {"idempotency-key": "k1"}
    body = {"content": "once"}
    replies = await asyncio.gather(
        *(served.client.post("/api/answers", json=body, headers=headers) for _ in range(20))
    )
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.json()["answer"]["id"] for reply in replies}) == 1
    await served.events(replies[0].json()["answer"]["id"])
    assert len(served.provider.prompts) == 1
    other = await served.client.post("/api/answers", json={"content": "twice"}, headers=headers)
    assert other.status_code == 409
    assert other.json()["code"] == "idempotency_conflict"


async def test_a_replayed_key_streams_from_the_start(served: Served) -> None:
    headers = {"idempotency-key": "k1", "accept": "text/event-stream"}
    streams = []
    for _ in range(2):
        async with served.client.stream(
            "POST", "/api/answers", json={"content": "once"}, headers=headers
        ) as reply:
            streams.append(await entries(reply))
    assert streams[0] == streams[1]
