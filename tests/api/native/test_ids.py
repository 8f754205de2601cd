"""Ids that the client makes: what is new has them, and a Stop may come before its question."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, entries, serving
from yeoul.api.ai_sdk import page_ids

pytestmark = pytest.mark.anyio

IDS = {"conversation": "c" * 32, "question": "b" * 32, "answer": "a" * 32}
FREE = {"conversation": "d" * 32, "question": "e" * 32, "answer": "f" * 32}


async def post(served: Served, key: str | None = None, **body: Any) -> tuple[int, Any]:
    headers = {"idempotency-key": key} if key else {}
    reply = await served.client.post("/api/answers", json=body, headers=headers)
    return reply.status_code, reply.json()


async def stop(served: Served, answer_id: str) -> tuple[int, Any]:
    reply = await served.client.post(f"/api/answers/{answer_id}/stop")
    return reply.status_code, reply.json()


async def test_what_is_new_has_the_ids_of_the_request_from_its_first_event_on(
    served: Served,
) -> None:
    async with served.client.stream(
        "POST",
        "/api/answers",
        json={"content": "?", "ids": IDS},
        headers={"accept": "text/event-stream"},
    ) as reply:
        started = (await entries(reply))[0]["data"]
    assert (started["conversation_id"], started["question_id"], started["answer_id"]) == (
        IDS["conversation"],
        IDS["question"],
        IDS["answer"],
    )
    again = await served.client.post(
        "/api/answers", json={"question_id": IDS["question"], "ids": {"answer": FREE["answer"]}}
    )
    assert again.headers["location"] == f"/api/answers/{FREE['answer']}"
    await served.events(FREE["answer"])
    behind = {"conversation_id": IDS["conversation"], "ids": {"answer": "1" * 32}}
    third = await served.ask("more", **behind)
    assert third["answer"]["id"] == "1" * 32
    assert third["question"]["id"] not in (*IDS.values(), *FREE.values())


WRONG: dict[str, tuple[Any, str]] = {
    "no object": ("a" * 32, "ids"),
    "no answer": ({"question": "b" * 32}, "ids.answer"),
    "null": ({"answer": None}, "ids.answer"),
    "a number": ({"answer": 1}, "ids.answer"),
    "upper case": ({"answer": "A" * 32}, "ids.answer"),
    "too short": ({"answer": "a" * 31}, "ids.answer"),
    "too long": ({"answer": "a" * 33}, "ids.answer"),
    "a line": ({"answer": "a" * 32 + "\n"}, "ids.answer"),
    "other digits": ({"answer": "a" * 31 + "١"}, "ids.answer"),
    "a question that is none": ({"answer": "a" * 32, "question": "b"}, "ids.question"),
    "an unknown name": ({"answer": "a" * 32, "message": "b" * 32}, "ids.message"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_ids_of_another_form_are_refused_by_the_name_of_their_field(
    served: Served, wrong: str
) -> None:
    ids, field = WRONG[wrong]
    status, problem = await post(served, content="?", ids=ids)
    assert (status, problem["code"]) == (422, "invalid_request")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (await served.get("/api/conversations"))["conversations"] == []


async def test_ids_of_what_is_not_new_are_refused(served: Served) -> None:
    made = await served.finished()
    place, question = made["conversation"]["id"], made["question"]["id"]
    for body, name in (
        ({"content": "?", "conversation_id": place}, "conversation"),
        ({"question_id": question}, "conversation"),
        ({"question_id": question}, "question"),
    ):
        status, problem = await post(
            served, **body, ids={"answer": FREE["answer"], name: FREE[name]}
        )
        assert (status, problem["errors"][0]["field"]) == (422, f"ids.{name}")
    assert len((await served.get(f"/api/conversations/{place}"))["messages"]) == 2


async def test_an_id_that_is_taken_is_refused_and_its_own_request_replayed(served: Served) -> None:
    status, first = await post(served, "key-1", content="?", ids=IDS)
    assert status == 201
    await served.events(IDS["answer"])
    again, replayed = await post(served, "key-1", content="?", ids=IDS)
    assert (again, replayed["answer"]["id"]) == (201, first["answer"]["id"])
    for key in (None, "key-2"):
        for name in IDS:
            status, problem = await post(served, key, content="?", ids={**FREE, name: IDS[name]})
            assert (status, problem["code"], problem["retryable"]) == (409, "id_taken", False)
    assert (await post(served, "key-2", content="?", ids=FREE))[0] == 201


async def test_nobody_takes_the_ids_that_are_made_of_those_of_a_page(served: Served) -> None:
    """Who asks and what the page names its chat can be guessed; nothing is taken by that."""
    owner, chat = "local", "c1"
    made = page_ids.conversation_id(owner, chat)
    question = page_ids.question_id(owner, chat, "q1", "?")
    for ids in (
        {**IDS, "conversation": made},
        {**IDS, "question": question},
        {**IDS, "answer": page_ids.first_answer_id(question)},
    ):
        status, problem = await post(served, content="?", ids=ids)
        assert (status, problem["code"]) == (409, "id_taken")
    at = "2020-01-01T00:00:00Z"
    said = {"id": question, "role": "user", "text": "?", "created_at": at}
    given = {"id": made, "title": "t", "created_at": at, "updated_at": at, "messages": [said]}
    reply = await served.client.post("/api/imports", json={"conversations": [given]})
    [brought] = reply.json()["results"]
    assert (brought["outcome"], brought["conversation_id"] == made) == ("imported", False)
    await served.get(f"/api/conversations/{brought['conversation_id']}")

    part = {"type": "text", "text": "?"}
    page = {"id": chat, "messages": [{"id": "q1", "role": "user", "parts": [part]}]}
    assert (await served.client.post("/api/chat", json=page)).status_code == 200
    whole = await served.get(f"/api/conversations/{made}")
    assert whole["messages"][0]["text"] == "?"
    # What its owner brings again goes on with it.
    reply = await served.client.post("/api/imports", json={"conversations": [given]})
    assert reply.json()["results"][0]["conversation_id"] == made


async def test_one_id_is_not_for_two_messages(served: Served) -> None:
    status, problem = await post(served, content="?", ids={**IDS, "question": IDS["answer"]})
    assert (status, problem["code"]) == (409, "id_taken")
    assert (await post(served, content="?", ids=IDS))[0] == 201


async def test_a_stop_that_comes_before_its_question_keeps_it_from_any_model(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["never", asyncio.Event()]) as served:
        for _ in range(2):
            assert await stop(served, IDS["answer"]) == (
                200,
                {"id": IDS["answer"], "status": "stopped"},
            )
        assert (await served.client.get(f"/api/answers/{IDS['answer']}")).status_code == 404
        asked = await served.ask("?", ids=IDS)
        answer = asked["answer"]
        assert (answer["status"], answer["reason"], answer["text"]) == ("stopped", "stopped", "")
        assert not answer["continuable"]
        events = await served.events(IDS["answer"])
        assert [event["event"] for event in events] == ["started", "reset", "end"]
        assert events[-1]["id"] == answer["cursor"]
        assert events[-1]["data"]["status"] == "stopped"
        assert events[-1]["data"]["sha256"] == hashlib.sha256(b"").hexdigest()
        assert await stop(served, IDS["answer"]) == (200, answer)
        assert not served.provider.prompts
        status, again = await post(
            served, question_id=IDS["question"], ids={"answer": FREE["answer"]}
        )
        assert (status, again["answer"]["id"]) == (201, FREE["answer"])
        assert again["answer"]["status"] in ("queued", "generating")


async def test_a_question_that_was_stopped_before_it_came_is_streamed_to_its_end(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["never"]) as served:
        await stop(served, IDS["answer"])
        changes = await served.client.send(
            served.client.build_request("GET", "/api/changes"), stream=True
        )
        async with served.client.stream(
            "POST",
            "/api/answers",
            json={"content": "?", "ids": IDS},
            headers={"accept": "text/event-stream"},
        ) as reply:
            events = await entries(reply)
        assert [event["event"] for event in events] == ["started", "reset", "end"]
        told = b""
        async for chunk in changes.aiter_raw():
            told += chunk
            if b'"ended"' in told:
                break
        assert [told.count(b'"what":"%s"' % what) for what in (b"created", b"asked")] == [1, 1]
        await changes.aclose()


@pytest.mark.parametrize("answer_id", ["nothing", "A" * 32, "a" * 31, "a" * 33, "a" * 64])
async def test_a_stop_of_what_can_be_no_id_finds_nothing(served: Served, answer_id: str) -> None:
    status, problem = await stop(served, answer_id)
    assert (status, problem["code"]) == (404, "not_found")


async def test_a_stop_in_a_deleted_conversation_finds_nothing(served: Served) -> None:
    await post(served, content="?", ids=IDS)
    await served.client.delete(f"/api/conversations/{IDS['conversation']}")

    for hidden in (IDS["answer"], IDS["question"]):
        status, problem = await stop(served, hidden)
        assert (status, problem["code"]) == (404, "not_found")
