"""Assistants over HTTP: kept, asked with, and copied into what is begun with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import serving_people
from tests.served import MODEL, Served, serving
from yeoul.chat import Asking

pytestmark = pytest.mark.anyio

FERRYMAN: dict[str, Any] = {
    "name": "Ferryman",
    "description": "Knows the river.",
    "instructions": "You are a ferryman.",
    "model": None,
    "parameters": {"temperature": 0.5},
    "starters": ["Is it deep here?"],
}
KOREAN = {"accept-language": "ko-KR,ko;q=0.9,en;q=0.8"}


async def made(served: Served, **fields: Any) -> dict[str, Any]:
    reply = await served.client.post("/api/assistants", json=FERRYMAN | fields)
    assert reply.status_code == 201, reply.text
    shown: dict[str, Any] = reply.json()
    return shown


def told(reply: httpx2.Response) -> dict[str, Any]:
    """Return the fields that were given a value."""
    shown: dict[str, Any] = reply.json()
    parameters = shown["parameters"] or {}
    return shown | {"parameters": {name: each for name, each in parameters.items() if each}}


async def test_an_assistant_is_made_read_changed_and_deleted(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        body = {"yeoul_assistant": 1, **FERRYMAN, "name": "  Ferryman "}
        first = await served.client.post("/api/assistants", json=body)
        assert first.status_code == 201
        place = f"/api/assistants/{first.json()['id']}"
        assert told(first) == FERRYMAN | {"id": first.json()["id"], "shipped": False}
        assert (await served.client.get(place)).json() == first.json()

        changes: dict[str, Any] = {"name": "Pilot", "parameters": None, "starters": []}
        changed = await served.client.patch(place, json=changes)
        assert changed.status_code == 200
        assert changed.json() == first.json() | changes
        assert (await served.client.patch(place, json={})).json() == changed.json()
        listed = await served.get("/api/assistants")
        assert changed.json() in listed["assistants"]
        assert listed["deleted"] == []

        assert (await served.client.delete(place)).status_code == 204
        for reply in (await served.client.delete(place), await served.client.get(place)):
            assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({}, "name", "required"),
        ({"name": " "}, "name", "blank"),
        ({"name": "x" * 101}, "name", "at most 100"),
        ({"name": "x", "description": "x" * 501}, "description", "at most 500"),
        ({"name": "x", "instructions": "x" * 32_001}, "instructions", "at most 32000"),
        ({"name": "x", "starters": ["x"] * 9}, "starters", "at most 8"),
        ({"name": "x", "starters": [" "]}, "starters.0", "blank"),
        ({"name": "x", "starters": ["x" * 1_001]}, "starters.0", "at most 1000"),
        ({"name": "x", "parameters": {"temperature": 3}}, "parameters.temperature", "2"),
        ({"name": "x", "model": ""}, "model", "at least 1"),
        ({"name": "x", "model": "x" * 257}, "model", "at most 256"),
        ({"name": "x", "system": "y"}, "system", "not permitted"),
        ({"name": "x", "id": "english-tutor"}, "id", "not permitted"),
        ({"name": "x", "yeoul_assistant": 2}, "yeoul_assistant", "must be 1"),
    ],
)
async def test_what_is_wrong_is_refused_by_its_field(
    tmp_path: Path, given: dict[str, Any], field: str, said: str
) -> None:
    async with serving(tmp_path) as served:
        reply = await served.client.post("/api/assistants", json=given)
        assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
        [error] = reply.json()["errors"]
        assert error["field"] == field
        assert said in error["message"]
        assert len((await served.get("/api/assistants"))["assistants"]) == 2


@pytest.mark.parametrize("given", [{"name": None}, {"starters": None}, {"yeoul_assistant": 1}])
async def test_a_change_that_cannot_be_is_refused(tmp_path: Path, given: dict[str, Any]) -> None:
    async with serving(tmp_path) as served:
        reply = await served.client.patch("/api/assistants/english-tutor", json=given)
        assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
        assert (await served.get("/api/assistants/english-tutor"))["shipped"]


async def test_what_ships_is_in_the_language_of_the_reader_until_it_is_changed(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        place = "/api/assistants/english-tutor"
        assert (await served.get(place))["name"] == "English tutor"
        korean = (await served.client.get(place, headers=KOREAN)).json()
        assert (korean["name"], korean["shipped"]) == ("영어 회화 선생님", True)
        body = {"content": "?", "assistant_id": "english-tutor"}
        asked = await served.client.post("/api/answers", json=body, headers=KOREAN)
        begun = {"id": "english-tutor", "name": "영어 회화 선생님"}
        assert asked.json()["conversation"]["assistant"] == begun

        changed = await served.client.patch(place, json={"description": "mine"}, headers=KOREAN)
        own = korean | {"description": "mine", "shipped": False}
        assert changed.json() == await served.get(place) == own
        assert (await served.client.delete(place)).status_code == 204
        listed = (await served.client.get("/api/assistants", headers=KOREAN)).json()
        assert listed["deleted"] == [{"id": "english-tutor", "name": "영어 회화 선생님"}]
        restored = await served.client.post(f"{place}/restore", headers=KOREAN)
        assert restored.json() == (await served.client.get(place, headers=KOREAN)).json() == korean


async def test_a_conversation_takes_a_copy_and_keeps_it(tmp_path: Path) -> None:
    async with serving(tmp_path, ["Deep."]) as served:
        ferryman = await made(served, model=MODEL)
        begun = await served.finished("Is it deep here?", assistant_id=ferryman["id"])
        conversation = begun["conversation"]
        assert conversation["assistant"] == {"id": ferryman["id"], "name": "Ferryman"}
        assert (conversation["system"], conversation["model"]) == ("You are a ferryman.", MODEL)
        assert conversation["parameters"]["temperature"] == 0.5

        place = f"/api/assistants/{ferryman['id']}"
        await served.client.patch(place, json={"name": "Pilot", "instructions": "Be a pilot."})
        await served.client.delete(place)
        await served.finished("And there?", conversation_id=conversation["id"])
        prompt = served.provider.prompts[-1]
        assert (prompt.turns[0].role, prompt.turns[0].content) == ("system", "You are a ferryman.")
        assert prompt.parameters.temperature == 0.5
    async with serving(tmp_path) as served:
        read = await served.get(f"/api/conversations/{conversation['id']}")
        assert read["assistant"] == {"id": ferryman["id"], "name": "Ferryman"}
        plain = (await served.ask())["conversation"]
        assert "assistant" not in plain


async def test_what_a_question_says_itself_goes_before_its_assistant(tmp_path: Path) -> None:
    async with serving(tmp_path, {MODEL: ["x"], "scripted:other": ["y"]}) as served:
        ferryman = await made(served, model=MODEL, parameters={"temperature": 0.5, "seed": 7})
        asked = await served.finished(
            assistant_id=ferryman["id"], system="Be brief.", model="scripted:other", temperature=0
        )
        prompt = served.provider.prompts[-1]
        assert (prompt.model, prompt.turns[0].content) == ("scripted:other", "Be brief.")
        assert (prompt.parameters.temperature, prompt.parameters.seed) == (0, 7)
        kept = asked["conversation"]
        assert (kept["system"], kept["model"]) == ("Be brief.", "scripted:other")
        assert (kept["parameters"]["temperature"], kept["parameters"]["seed"]) == (0, 7)

        # null takes back what the assistant brings.
        asked = await served.finished(assistant_id=ferryman["id"], temperature=None)
        parameters = served.provider.prompts[-1].parameters
        assert (parameters.temperature, parameters.seed) == (None, 7)
        assert asked["conversation"]["parameters"]["temperature"] is None


async def test_the_default_model_answers_for_one_that_is_gone_and_that_is_said(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        ferryman = await made(served, model="scripted:gone")
        asked = await served.finished(assistant_id=ferryman["id"])
        assert asked["answer"]["model"] == MODEL
        assert asked["conversation"]["assistant"]["missing_model"] == "scripted:gone"
        place = asked["conversation"]["id"]
        again = await served.finished(conversation_id=place)
        assert again["answer"]["model"] == MODEL


async def test_only_a_new_conversation_begins_with_an_assistant(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        asked = await served.finished()
        for body in (
            {"content": "?", "conversation_id": asked["conversation"]["id"]},
            {"question_id": asked["question"]["id"]},
        ):
            body["assistant_id"] = "english-tutor"
            reply = await served.client.post("/api/answers", json=body)
            assert (reply.status_code, reply.json()["code"]) == (422, "invalid_request")
            assert "this one has begun" in reply.json()["detail"]
        reply = await served.client.post("/api/answers", json={"content": "?", "assistant_id": "x"})
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
        assert len((await served.get("/api/conversations"))["conversations"]) == 1


async def test_a_question_is_asked_once_also_if_its_assistant_is_deleted_meanwhile(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        ferryman = await made(served)
        body, key = {"content": "?", "assistant_id": ferryman["id"]}, {"idempotency-key": "k"}
        first = await served.client.post("/api/answers", json=body, headers=key)
        await served.client.delete(f"/api/assistants/{ferryman['id']}")
        again = await served.client.post("/api/answers", json=body, headers=key)
        assert (again.status_code, again.json()["answer"]["id"]) == (
            201,
            first.json()["answer"]["id"],
        )
        other = await served.client.post("/api/answers", json=body | {"content": "!"}, headers=key)
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


async def test_a_temporary_conversation_begins_with_an_assistant_too(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        ferryman = await made(served)
        asked = await served.finished(assistant_id=ferryman["id"], temporary=True)
        read = await served.get(f"/api/conversations/{asked['conversation']['id']}")
        assert (read["temporary"], read["assistant"]["name"]) == (True, "Ferryman")
        assert served.provider.prompts[-1].turns[0].content == "You are a ferryman."


async def test_a_product_sees_what_the_assistant_has_brought_and_keeps_its_own_to_itself(
    tmp_path: Path,
) -> None:
    seen: list[Asking] = []

    def decide(asking: Asking) -> Asking:
        seen.append(asking)
        return replace(asking, system="secret", parameters=replace(asking.parameters, seed=99))

    async with serving(tmp_path, ["x"], before_ask=decide) as served:
        ferryman = await made(served, model=MODEL)
        asked = await served.finished(assistant_id=ferryman["id"])
        assert (seen[0].system, seen[0].model) == ("You are a ferryman.", MODEL)
        assert seen[0].parameters.temperature == 0.5
        assert served.provider.prompts[-1].turns[0].content == "secret"
        kept = asked["conversation"]
        assert (kept["system"], kept["parameters"]["seed"]) == ("You are a ferryman.", None)
        await served.finished(conversation_id=kept["id"])
        assert (seen[1].system, seen[1].parameters) == (seen[0].system, seen[0].parameters)


async def test_what_is_anothers_is_answered_like_what_does_not_exist(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["x"]) as (_, browsers):
        hers = (await browsers["ann"].post("/api/assistants", json=FERRYMAN)).json()["id"]
        replies = []
        for id in (hers, "0" * 32):
            place, bob = f"/api/assistants/{id}", browsers["bob"]
            replies.append(
                [
                    await bob.get(place),
                    await bob.patch(place, json={"name": "his"}),
                    await bob.delete(place),
                    await bob.post(f"{place}/restore"),
                    await bob.post("/api/answers", json={"content": "?", "assistant_id": id}),
                ]
            )
        for theirs, nobodys in zip(*replies, strict=True):
            assert theirs.status_code == nobodys.status_code == 404
            assert theirs.content == nobodys.content
        assert (await browsers["ann"].get(f"/api/assistants/{hers}")).json()["name"] == "Ferryman"


async def test_assistants_are_exported_and_a_conversation_is_imported_with_its_own(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        ferryman = await made(served, model="gone")
        asked = await served.finished(assistant_id=ferryman["id"])
        lines = (await served.client.post("/api/export")).text.splitlines()
        assert f'{{"assistants":[{{"id":"{ferryman["id"]}","name":"Ferryman"' in lines[1]
        assert "english-tutor" not in lines[1]
        read = await served.get(f"/api/conversations/{asked['conversation']['id']}")
        mark = {"id": ferryman["id"], "name": "Ferryman", "missing_model": "gone"}
        assert read["assistant"] == mark
        names = ("id", "title", "created_at", "updated_at", "assistant")
        message = {name: read["messages"][0][name] for name in ("id", "role", "text", "created_at")}
        given = {name: read[name] for name in names} | {"messages": [message]}
        given["id"] = "elsewhere"
        reply = await served.client.post("/api/imports", json={"conversations": [given]})
        assert reply.status_code == 200, reply.text
        [result] = reply.json()["results"]
        imported = await served.get(f"/api/conversations/{result['conversation_id']}")
        assert imported["assistant"] == mark
