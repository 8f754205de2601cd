"""What the model might have chosen, over HTTP: asked for, followed, kept, and exported."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.served import Served, serving
from yeoul import Asking
from yeoul.api.native.export import _told
from yeoul.caller import LOCAL_OWNER
from yeoul.generation import job
from yeoul.providers.base import Piece, Prompt, Tokens
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio

WORDS = ["여울은", " quick", " 👍🏽", " water", "."]
TEXT = "".join(WORDS)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, WORDS) as served:
        yield served


async def asked(served: Served, **wish: Any) -> Any:
    reply = await served.client.post("/api/answers", json={"content": "?", **wish})
    assert reply.status_code == 201, reply.text
    return reply.json()


def check_told(text: str, candidates: list[Any], most: int) -> None:
    """Check that the candidates are those of all of a text, each where it stands."""
    units, place = text.encode("utf-16-le"), 0
    for told in candidates:
        assert told["at"] * 2 == place
        its = "".join(token[0] for token in told["tokens"]).encode("utf-16-le")
        assert units.startswith(its, place)
        place += len(its)
        assert {len(others) for _, _, others in told["tokens"]} <= {0, most}
    assert place == len(units)


async def test_each_token_is_told_behind_its_text_and_kept_with_the_answer(served: Served) -> None:
    made = await asked(served, candidates=4)
    answer_id = made["answer"]["id"]
    assert made["answer"]["candidates"] == 4

    events = await served.events(answer_id)

    kinds = [event["event"] for event in events]
    assert kinds == ["started", *["delta", "candidates"] * len(WORDS), "end"]
    told = [event["data"] for event in events if event["event"] == "candidates"]
    check_told(TEXT, told, 4)
    assert "notice" not in events[-1]["data"]
    kept = await served.get(f"/api/answers/{answer_id}/candidates")
    assert kept == {"candidates": told}
    answer = await served.get(f"/api/answers/{answer_id}")
    assert (answer["text"], answer["candidates"]) == (TEXT, 4)
    read = await served.get(f"/api/conversations/{made['conversation']['id']}")
    assert read["messages"][1] == answer
    reset = await served.client.get(
        f"/api/answers/{answer_id}/events?after=7-7", headers={"accept": "application/json"}
    )
    assert reset.json()["events"][0]["data"]["candidates"] == told


async def test_who_does_not_ask_gets_none(served: Served) -> None:
    for wish in ({}, {"candidates": 0}, {"candidates": None}):
        made = await asked(served, **wish)
        events = await served.events(made["answer"]["id"])
        assert "candidates" not in made["answer"]
        assert {event["event"] for event in events} == {"started", "delta", "end"}
        kept = await served.get(f"/api/answers/{made['answer']['id']}/candidates")
        assert kept == {"candidates": []}


@pytest.mark.parametrize("wrong", [-1, 21, 2.5, "5", True])
async def test_another_number_is_a_clear_problem(served: Served, wrong: Any) -> None:
    reply = await served.client.post("/api/answers", json={"content": "?", "candidates": wrong})

    assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
    assert [error["field"] for error in reply.json()["errors"]] == ["candidates"]


async def test_a_key_covers_how_many_were_asked_for(served: Served) -> None:
    key = {"idempotency-key": "once"}
    wish = {"content": "?", "candidates": 3}
    first = await served.client.post("/api/answers", json=wish, headers=key)
    again = await served.client.post("/api/answers", json=wish, headers=key)
    other = await served.client.post("/api/answers", json={**wish, "candidates": 4}, headers=key)

    assert first.json()["answer"]["id"] == again.json()["answer"]["id"]
    assert other.json()["code"] == "idempotency_conflict"


async def test_another_answer_is_asked_as_the_newest_one_was(served: Served) -> None:
    made = await asked(served, candidates=3)
    question = {"question_id": made["question"]["id"]}
    for wish, most in (({}, 3), ({"candidates": 1}, 1), ({}, 1), ({"candidates": 0}, None)):
        again = await served.client.post("/api/answers", json={**question, **wish})
        assert again.json()["answer"].get("candidates") == most


async def test_a_stopped_answer_goes_on_with_as_many_where_it_left_off(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, [*WORDS[:3], gate, *WORDS[3:]]) as served:
        made = await asked(served, candidates=2)
        place = f"/api/answers/{made['answer']['id']}"
        async with served.client.stream("GET", f"{place}/events") as reply:
            async for chunk in reply.aiter_raw():
                if b"\nid: 1-7\nevent: candidates" in chunk:
                    break
        await served.client.post(f"{place}/stop")
        stopped = await served.get(f"{place}/candidates")
        check_told("".join(WORDS[:3]), stopped["candidates"], 2)
        gate.set()
        await served.client.post(f"{place}/continue")
        events = await served.events(made["answer"]["id"])
        reset = next(event["data"] for event in events if event["event"] == "reset")
        assert reset["candidates"] == stopped["candidates"]
        check_told(TEXT, (await served.get(f"{place}/candidates"))["candidates"], 2)


async def test_beyond_their_limit_they_are_left_out_and_the_answer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "MAX_CANDIDATES_SIZE", 200)
    async with serving(tmp_path, WORDS) as served:
        made = await asked(served, candidates=5)
        events = await served.events(made["answer"]["id"])
        told = [event["data"] for event in events if event["event"] == "candidates"]
        end = events[-1]["data"]
    assert 0 < len(told) < len(WORDS)
    assert (end["status"], end["reason"], "notice" in end) == ("finished", "stop", False)


async def test_a_product_sees_how_many_are_asked_for_and_decides(tmp_path: Path) -> None:
    seen: list[int] = []

    async def before_ask(asking: Asking) -> Asking:
        seen.append(asking.candidates)
        return replace(asking, candidates=21 if asking.text == "wrong" else asking.candidates + 1)

    async with serving(tmp_path, WORDS, before_ask=before_ask) as served:
        made = await asked(served, candidates=3)
        again = await served.client.post(
            "/api/answers", json={"question_id": made["question"]["id"]}
        )
        wrong = await served.client.post("/api/answers", json={"content": "wrong"})
    assert made["answer"]["candidates"] == 4
    assert again.json()["answer"]["candidates"] == 5
    assert seen == [3, 4, 0]
    assert wrong.status_code == 500


async def test_an_export_has_them_and_an_import_gives_them_back(served: Served) -> None:
    made = await asked(served, candidates=2)
    await served.events(made["answer"]["id"])
    exported = await served.client.post("/api/export")
    [given] = next(
        line["conversations"]
        for line in map(orjson.loads, exported.content.splitlines())
        if "conversations" in line
    )
    question, answer = given["messages"]
    told = (await served.get(f"/api/answers/{answer['id']}/candidates"))["candidates"]
    assert answer["token_candidates"] == told
    await served.client.delete(f"/api/conversations/{given['id']}?forever=true")
    fields = ("id", "parent_id", "role", "text", "created_at")
    messages = [
        {name: question[name] for name in fields},
        {name: answer[name] for name in (*fields, "model", "candidates", "token_candidates")},
    ]
    file = {name: given[name] for name in ("id", "title", "created_at", "updated_at")}

    reply = await served.client.post(
        "/api/imports", json={"conversations": [{**file, "messages": messages}]}
    )

    place = reply.json()["results"][0]["conversation_id"]
    back = (await served.get(f"/api/conversations/{place}"))["messages"][1]
    assert (back["text"], back["candidates"]) == (TEXT, 2)
    assert (await served.get(f"/api/answers/{back['id']}/candidates"))["candidates"] == told
    messages[1]["text"] = "Another."
    refused = await served.client.post(
        "/api/imports", json={"conversations": [{**file, "id": "other", "messages": messages}]}
    )
    assert refused.json()["code"] == "invalid_request"


async def test_an_export_of_an_answer_that_grows_tells_no_more_than_its_text(
    tmp_path: Path,
) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, [*WORDS[:3], gate, *WORDS[3:]]) as served:
        made = await asked(served, candidates=2)
        chat, place = served.app.state.dependencies.chat, made["conversation"]["id"]
        async with served.client.stream(
            "GET", f"/api/answers/{made['answer']['id']}/events"
        ) as reply:
            async for chunk in reply.aiter_raw():
                if b"\nid: 1-7\nevent: candidates" in chunk:
                    break
        _, early = await chat.message_page(LOCAL_OWNER, place)
        gate.set()
        await served.events(made["answer"]["id"])
        _, whole = await chat.message_page(LOCAL_OWNER, place)
        other = replace(whole, content=whole.content._replace(text="Another."))

        lines = [await _told(chat, LOCAL_OWNER, each) for each in (early, whole, other)]

    assert lines[2] == b""
    for each, line in zip((early, whole), lines, strict=False):
        told = orjson.loads(b"{" + line.removeprefix(b",") + b"}")["token_candidates"]
        check_told(each.content.text, told, 2)


class Untold(Scripted):
    """A model that tells no candidates, whatever it is asked."""

    async def generate(self, prompt: Prompt) -> AsyncGenerator[list[Piece], None]:
        async for batch in super().generate(prompt):
            yield [piece for piece in batch if not isinstance(piece, Tokens)]


async def test_that_none_were_told_is_said_of_an_end_and_not_of_an_answer_that_goes_on(
    tmp_path: Path,
) -> None:
    untold = Untold({"untold": [*WORDS[:2], asyncio.Event(), *WORDS[2:]]})
    async with serving(tmp_path, catalogue=Catalogue([untold])) as served:
        made = await asked(served, candidates=2)
        place = f"/api/answers/{made['answer']['id']}"
        async with served.client.stream("GET", f"{place}/events") as reply:
            async for chunk in reply.aiter_raw():
                if b"quick" in chunk:
                    break
        stopped = (await served.client.post(f"{place}/stop")).json()
        assert (stopped["status"], stopped["notice"]) == ("stopped", "no_candidates")
        continued = (await served.client.post(f"{place}/continue")).json()
        growing = await served.get(place)
    assert "notice" not in continued
    assert (growing["status"], "notice" in growing) == ("generating", False)
