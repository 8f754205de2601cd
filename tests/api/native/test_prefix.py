"""Another version of an answer, which begins with a given text: asked for over the wire."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.providers import bundled_model
from tests.served import Served, entries, serving
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.model_files import model_file
from yeoul.providers.embedded.provider import EmbeddedProvider
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio

SCRIPT = ["Down to ", "the sea."]
PREFIX = "Down 강"
WHOLE = "Down 강o the sea."


async def version(served: Served, asked: dict[str, Any], prefix: str = PREFIX) -> dict[str, Any]:
    body = {"question_id": asked["question"]["id"], "prefix": prefix}
    reply = await served.client.post("/api/answers", json=body)
    assert reply.status_code == 201, reply.text
    again: dict[str, Any] = reply.json()
    return again


async def test_a_version_with_a_prefix_stands_beside_the_others_for_every_reader(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, SCRIPT) as served:
        asked = await served.finished()
        body = {"question_id": asked["question"]["id"], "prefix": PREFIX}
        headers = {"accept": "text/event-stream", "idempotency-key": "k"}
        streams = []
        for _ in range(2):  # the second one is a replay
            async with served.client.stream(
                "POST", "/api/answers", json=body, headers=headers
            ) as reply:
                streams.append(await entries(reply))
        started, first, *_, end = streams[0]
        assert streams[0] == streams[1]
        assert (first["id"], first["event"], first["data"]) == ("1-2", "delta", {"text": PREFIX})
        assert end["data"]["usage"]["completion_tokens"] == 2

        answer_id = started["data"]["answer_id"]
        address = f"/api/answers/{answer_id}/events?wait=0"
        polled = (await served.client.get(address, headers={"accept": "application/json"})).json()
        assert [entry["id"] for entry in polled["events"]] == [entry["id"] for entry in streams[0]]
        answer = await served.get(f"/api/answers/{answer_id}")
        assert (answer["text"], answer["status"]) == (WHOLE, "finished")

        # Behind it the conversation goes on as behind any other answer.
        place = asked["conversation"]["id"]
        await served.finished("And then?", conversation_id=place)
        told = [turn.content for turn in served.provider.prompts[-1].turns]
        assert told == ["What is a river?", WHOLE, "And then?"]
        messages = (await served.get(f"/api/conversations/{place}"))["messages"]
        parents = [message["parent_id"] for message in messages]
        assert parents[1:3] == [asked["question"]["id"]] * 2


async def test_a_prefix_is_kept_over_a_restart_and_by_a_continue(tmp_path: Path) -> None:
    async with serving(tmp_path, SCRIPT) as served:
        asked = await served.finished()
    async with serving(tmp_path, [PREFIX, asyncio.Event()]) as served:
        growing = (await version(served, asked))["answer"]["id"]
        temporary = await served.ask("A brook?", temporary=True)
        await served.client.post(f"/api/answers/{temporary['answer']['id']}/stop")
        other = (await version(served, temporary))["answer"]["id"]
        stopped = (await served.client.post(f"/api/answers/{other}/stop")).json()
        assert (stopped["text"], stopped["continuable"]) == (PREFIX, True)
        served.provider.prompts.clear()
        continued = await served.client.post(f"/api/answers/{other}/continue")
        assert continued.json()["text"] == PREFIX
    async with serving(tmp_path, SCRIPT) as served:
        ended = (await served.events(growing))[-1]
        assert ended["data"]["status"] == "finished"
        assert (await served.get(f"/api/answers/{growing}"))["text"] == WHOLE


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"content": "?", "prefix": "The"}, "prefix: needs a question_id"),
        ({"question_id": "{question}", "prefix": ""}, "prefix"),
        ({"question_id": "{question}", "prefix": " \n"}, "prefix: must not be blank"),
        ({"question_id": "{question}", "prefix": "x" * 200_001}, "200000 characters"),
        ({"question_id": "{question}", "prefix": 3}, "prefix"),
    ],
)
async def test_a_prefix_that_cannot_be_one_is_named(
    tmp_path: Path, body: dict[str, Any], said: str
) -> None:
    async with serving(tmp_path, SCRIPT) as served:
        asked = await served.finished()
        given = {
            name: asked["question"]["id"] if value == "{question}" else value
            for name, value in body.items()
        }
        refused = await served.client.post("/api/answers", json=given)
        assert refused.status_code == 422
        assert [fault["field"] for fault in refused.json()["errors"]] == ["prefix"]
        assert said in refused.json()["detail"]


async def test_a_model_that_cannot_go_on_is_not_asked(tmp_path: Path) -> None:
    async with serving(tmp_path, SCRIPT) as served:
        asked = await served.finished()
        served.provider.can_continue = False
        body = {"question_id": asked["question"]["id"], "prefix": PREFIX}
        refused = await served.client.post("/api/answers", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_continuable")
        assert "cannot go on behind a text" in refused.json()["detail"]
        place = await served.get(f"/api/conversations/{asked['conversation']['id']}")
        assert (len(place["messages"]), len(served.provider.prompts)) == (2, 1)


async def test_a_prefix_that_fills_the_window_is_all_that_there_is(tmp_path: Path) -> None:
    small = Scripted({"small": SCRIPT}, context_length=60)
    async with serving(tmp_path, catalogue=Catalogue([small])) as served:
        asked = await served.finished("?")
        full = (await version(served, asked, "여" * 60))["answer"]["id"]
        *_, delta, end = await served.events(full)
        assert delta["data"] == {"text": "여" * 60}
        assert end["data"]["status"] == "interrupted"
        assert end["data"]["error"]["code"] == "not_continuable"


@pytest.mark.llama
async def test_the_model_inside_knows_the_capital_of_france_behind_another_word(
    tmp_path: Path,
) -> None:
    embedded = EmbeddedProvider(model_file(bundled_model()), slots=1, context_length=1024)
    async with serving(tmp_path, catalogue=Catalogue([embedded])) as served:
        asked = await served.finished("What is the capital of France?", temperature=0, max_tokens=8)
        first = await served.get(f"/api/answers/{asked['answer']['id']}")
        assert first["text"].startswith("L'")
        body = {"question_id": asked["question"]["id"], "prefix": "The", "temperature": 0}
        again = (await served.client.post("/api/answers", json=body)).json()["answer"]["id"]
        await served.events(again)
        answer = await served.get(f"/api/answers/{again}")
        assert answer["text"] == "The capital of France is Paris."

        shown = await served.get(f"/api/answers/{again}/prompt")
        assert len(shown["tokens"]) == answer["usage"]["prompt_tokens"]
        assert shown["text"].endswith(
            "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\nThe"
        )
        begin, end = shown["question"]
        pieces = [token["text"] for token in shown["tokens"][begin : end + 1]]
        assert pieces == ["What", " is", " the", " capital", " of", " France", "?"]
