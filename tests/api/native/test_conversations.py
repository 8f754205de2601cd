"""Conversations over HTTP, against the real app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.served import MODEL, Served, serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, ["강물이 흐른다"]) as served:
        yield served


async def test_the_last_used_conversation_comes_first(served: Served) -> None:
    first = await served.finished("first")
    await served.finished("second")
    await served.finished("again", conversation_id=first["conversation"]["id"])
    listed = (await served.get("/api/conversations"))["conversations"]
    assert [conversation["title"] for conversation in listed] == ["first", "second"]


async def test_pages_follow_each_other_without_loss(served: Served) -> None:
    for number in range(5):
        await served.finished(f"question {number}")
    titles: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = await served.get("/api/conversations", **params)
        titles += [conversation["title"] for conversation in page["conversations"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert titles == [f"question {number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize("query", ["강물", "강", "흐른", "RIVER", "river 흐른다"])
async def test_search_looks_into_titles_and_texts(served: Served, query: str) -> None:
    await served.finished("What is a river?")
    found = await served.get("/api/conversations", q=query)
    assert [one["title"] for one in found["conversations"]] == ["What is a river?"]


async def test_search_finds_nothing_that_is_not_there(served: Served) -> None:
    await served.finished("What is a river?")
    assert (await served.get("/api/conversations", q="바다"))["conversations"] == []
    assert (await served.get("/api/conversations", q="r%r"))["conversations"] == []


async def test_a_conversation_can_be_renamed_and_given_other_defaults(served: Served) -> None:
    asked = await served.finished()
    path = f"/api/conversations/{asked['conversation']['id']}"
    changes = {
        "title": "여울",
        "system": "Be brief.",
        "parameters": {"temperature": 0.5, "thinking": False},
    }
    reply = await served.client.patch(path, json=changes | {"model": MODEL})
    assert reply.status_code == 200
    conversation = await served.get(path)
    assert conversation["title"] == "여울"
    assert conversation["system"] == "Be brief."
    assert conversation["model"] == MODEL
    assert conversation["parameters"]["temperature"] == 0.5
    assert conversation["parameters"]["thinking"] is False
    await served.finished("next", conversation_id=asked["conversation"]["id"])
    prompt = served.provider.prompts[-1]
    assert prompt.turns[0].content == "Be brief."
    assert (prompt.parameters.temperature, prompt.parameters.thinking) == (0.5, False)


async def test_the_leaf_chooses_the_branch_that_goes_on(served: Served) -> None:
    asked = await served.finished("first")
    again = await served.client.post("/api/answers", json={"question_id": asked["question"]["id"]})
    await served.events(again.json()["answer"]["id"])
    path = f"/api/conversations/{asked['conversation']['id']}"
    reply = await served.client.patch(path, json={"leaf_id": asked["answer"]["id"]})
    assert reply.json()["leaf_id"] == asked["answer"]["id"]
    following = await served.finished("next", conversation_id=asked["conversation"]["id"])
    assert following["question"]["parent_id"] == asked["answer"]["id"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"title": ""}, 422),
        ({"title": " "}, 422),
        ({"title": None}, 422),
        ({"leaf_id": None}, 422),
        ({"leaf_id": "nobody"}, 404),
        ({"model": "gpt-9"}, 422),
        ({"colour": "blue"}, 422),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(
    served: Served, changes: dict[str, object], status: int
) -> None:
    asked = await served.finished()
    path = f"/api/conversations/{asked['conversation']['id']}"
    before = await served.get(path)
    assert (await served.client.patch(path, json=changes)).status_code == status
    assert await served.get(path) == before


async def test_deleted_conversations_are_listed_apart_searched_and_restored(
    served: Served,
) -> None:
    for title in ("What is a ford?", "What is a river?", "kept"):
        asked = await served.finished(title)
        if title != "kept":
            path = f"/api/conversations/{asked['conversation']['id']}"
            assert (await served.client.delete(path)).status_code == 204

    listed = await served.get("/api/conversations", deleted="true", limit="1")
    [last] = listed["conversations"]
    assert last["title"] == "What is a river?"
    assert datetime.fromisoformat(last["deleted_at"]).utcoffset() == timedelta(0)
    following = await served.get("/api/conversations", deleted="true", cursor=listed["next_cursor"])
    assert [one["title"] for one in following["conversations"]] == ["What is a ford?"]
    found = await served.get("/api/conversations", deleted="true", q="FORD")
    [match] = [one.pop("match") for one in found["conversations"]]
    assert found["conversations"] == following["conversations"]
    assert [part["text"] for part in match["snippet"] if part["hit"]] == ["ford"]

    restored = await served.client.post(f"/api/conversations/{last['id']}/restore")
    assert restored.json() == last | {"deleted_at": None}
    living = (await served.get("/api/conversations"))["conversations"]
    assert [(one["title"], one["deleted_at"]) for one in living] == [
        ("kept", None),
        ("What is a river?", None),
    ]
    left = await served.get("/api/conversations", deleted="true")
    assert left == following


async def test_deleting_hides_stops_and_can_be_undone(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event()]) as served:
        asked = await served.ask()
        path = f"/api/conversations/{asked['conversation']['id']}"
        assert (await served.client.delete(path)).status_code == 204
        assert served.provider.running == 0
        refused = await served.client.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, "conversation_deleted")
        answer_path = f"/api/answers/{asked['answer']['id']}"
        assert (await served.client.get(answer_path)).status_code == 404
        assert (await served.client.get(f"{answer_path}/events")).status_code == 404
        assert (await served.get("/api/conversations"))["conversations"] == []
        assert (await served.client.delete(path)).status_code == 204
        assert (await served.client.post(f"{path}/restore")).status_code == 200
        conversation = await served.get(path)
        assert conversation["messages"][1]["status"] == "stopped"
