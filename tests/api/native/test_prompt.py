"""What the model of an answer was given to read, token by token, for its owner alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.served import Served, serving
from yeoul import Asking, Caller
from yeoul.protocol.conversation import new_id
from yeoul.providers.base import Prompt, PromptToken, Provider, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio


async def prompt_of(served: Served, answer_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = await served.get(f"/api/answers/{answer_id}/prompt")
    return shown


def joined(tokens: list[dict[str, Any]]) -> str:
    return b"".join(
        token["text"].encode() if "text" in token else bytes(token["bytes"]) for token in tokens
    ).decode()


async def test_the_prompt_is_what_was_sent_and_its_question_is_marked(tmp_path: Path) -> None:
    async with serving(tmp_path, ["Down", " to", " the", " sea."]) as served:
        first = await served.finished("Where does it run?", system="Be brief.")
        second = await served.finished("여울 a", conversation_id=first["conversation"]["id"])
        shown = await prompt_of(served, second["answer"]["id"])

    assert shown["text"] == (
        "<|system|>\nBe brief.<|end|>\n<|user|>\nWhere does it run?<|end|>\n"
        "<|assistant|>\nDown to the sea.<|end|>\n<|user|>\n여울 a<|end|>\n<|assistant|>\n"
    )
    assert joined(shown["tokens"]) == shown["text"]
    begin, end = shown["question"]
    assert joined(shown["tokens"][begin : end + 1]) == "여울 a"
    assert [len(token.get("bytes", "..")) for token in shown["tokens"][begin:][:7]] == [1] * 6 + [2]


async def test_the_prompt_of_a_waiting_version_ends_with_its_prefix(tmp_path: Path) -> None:
    async with serving(tmp_path, ["Down", asyncio.Event()]) as served:
        asked = await served.ask("a")
        await served.client.post(f"/api/answers/{asked['answer']['id']}/stop")
        body = {"question_id": asked["question"]["id"], "prefix": "Down a"}
        version = (await served.client.post("/api/answers", json=body)).json()["answer"]["id"]
        shown = await prompt_of(served, version)

    # A question of one letter stands in the template, too, and here in the prefix.
    assert shown["text"] == "<|user|>\na<|end|>\n<|assistant|>\nDown a"
    assert shown["question"] == [2, 2]
    assert shown["tokens"][2]["text"] == "a"


async def test_what_was_left_out_of_the_window_is_not_in_the_prompt(tmp_path: Path) -> None:
    provider = Scripted({"small": ["Down."]}, context_length=160)
    async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
        first = await served.finished("river " * 40)
        second = await served.finished("And?", conversation_id=first["conversation"]["id"])
        answer = await served.get(f"/api/answers/{second['answer']['id']}")
        assert answer["omitted_messages"] == 2
        shown = await prompt_of(served, second["answer"]["id"])
        assert shown["text"] == "<|user|>\nAnd?<|end|>\n<|assistant|>\n"

        long = await served.finished("river " * 200)
        refused = await served.client.get(f"/api/answers/{long['answer']['id']}/prompt")
        assert (refused.status_code, refused.json()["code"]) == (409, "prompt_unknown")
        assert "longer than it can read" in refused.json()["detail"]


class Silent(Scripted):
    """A model whose engine does not tell."""

    async def tokens_of(self, prompt: Prompt) -> Sequence[PromptToken]:
        return await Provider.tokens_of(self, prompt)


async def test_what_nobody_can_tell_is_unknown(tmp_path: Path) -> None:
    async with serving(tmp_path, catalogue=Catalogue([Silent({"silent": ["Yes."]})])) as served:
        answer_id = (await served.finished("why?"))["answer"]["id"]
        refused = await served.client.get(f"/api/answers/{answer_id}/prompt")
        assert (refused.status_code, refused.json()["code"]) == (409, "prompt_unknown")
        assert "does not tell" in refused.json()["detail"]
    async with serving(tmp_path, ["Another."]) as served:
        refused = await served.client.get(f"/api/answers/{answer_id}/prompt")
        assert (refused.status_code, refused.json()["code"]) == (409, "prompt_unknown")
        assert "silent is not here any more" in refused.json()["detail"]


async def test_where_no_model_was_asked_there_is_no_prompt(tmp_path: Path) -> None:
    async with serving(tmp_path, ["Down."]) as served:
        asked = await served.finished("Where?")
        question = {"question_id": asked["question"]["id"]}
        early = []
        for wish in (question, {**question, "prefix": "To"}):
            early.append(new_id())
            await served.client.post(f"/api/answers/{early[-1]}/stop")
            body = {**wish, "ids": {"answer": early[-1]}}
            made = (await served.client.post("/api/answers", json=body)).json()
            assert made["answer"]["status"] == "stopped"
        at = {"created_at": "2026-01-01T00:00:00Z"}
        file = {"id": "a file's", "title": "Sea", "updated_at": at["created_at"], **at}
        messages: list[dict[str, Any]] = [
            {"id": "1", "parent_id": None, "role": "user", "text": "Where?", **at},
            {"id": "2", "parent_id": "1", "role": "assistant", "text": "There.", **at},
        ]
        messages[1]["model"] = asked["answer"]["model"]
        done = await served.client.post(
            "/api/imports", json={"conversations": [{**file, "messages": messages}]}
        )
        place = done.json()["results"][0]["conversation_id"]
        imported = (await served.get(f"/api/conversations/{place}"))["messages"][1]["id"]

        for answer_id in (*early, imported):
            refused = await served.client.get(f"/api/answers/{answer_id}/prompt")
            assert (refused.status_code, refused.json()["code"]) == (409, "prompt_unknown")
            assert "No model was asked" in refused.json()["detail"]


async def test_what_a_product_keeps_for_the_model_is_not_shown(tmp_path: Path) -> None:
    async def before_ask(asking: Asking) -> Asking:
        if asking.text == "open":
            return asking
        return replace(asking, context=[Turn("user", "The price is three.")])

    async def identify(connection: Any) -> Caller:
        return Caller("ann")

    async with serving(tmp_path, ["Yes."], identify=identify, before_ask=before_ask) as served:
        shown = await prompt_of(served, (await served.finished("open"))["answer"]["id"])
        assert "open" in shown["text"]
        hidden = (await served.finished("hidden"))["answer"]["id"]
        refused = await served.client.get(f"/api/answers/{hidden}/prompt")
        assert (refused.status_code, refused.json()["code"]) == (409, "prompt_unknown")
        assert "price" not in refused.text
