"""Pictures in the histories of programs: looked at, kept with the call, and given to the model."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import serving_people
from tests.pictures.images import jpeg, png
from tests.served import MODEL, Served, serving
from yeoul import Asking
from yeoul.api.brought_pictures import keep_pictures, picture_at, picture_in
from yeoul.caller import LOCAL_OWNER
from yeoul.chat import Attachments
from yeoul.errors import InvalidRequest
from yeoul.protocol.attachments import MAX_CALL_ATTACHMENTS, MAX_UPLOAD_BYTES
from yeoul.protocol.turns import Turn
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import echo
from yeoul.providers.scripted import Scripted
from yeoul.store import open_store
from yeoul.store.base import Ask
from yeoul.testing.stores import settle, settlement

pytestmark = pytest.mark.anyio


def data_url(file: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(file).decode()}"


def of_openai(*files: bytes, text: str = "여울?") -> tuple[str, dict[str, Any]]:
    shown = [{"type": "image_url", "image_url": {"url": data_url(file)}} for file in files]
    content = [{"type": "text", "text": text}, *shown]
    return "/v1/chat/completions", {"messages": [{"role": "user", "content": content}]}


def of_responses(*files: bytes, text: str = "여울?") -> tuple[str, dict[str, Any]]:
    shown = [{"type": "input_image", "image_url": data_url(file)} for file in files]
    content = [{"type": "input_text", "text": text}, *shown]
    return "/v1/responses", {"input": [{"role": "user", "content": content}]}


def of_ollama(*files: bytes, text: str = "여울?") -> tuple[str, dict[str, Any]]:
    images = [b64encode(file).decode() for file in files]
    messages = [{"role": "user", "content": text, "images": images}]
    return "/api/chat", {"model": MODEL, "messages": messages, "stream": False}


def of_ollamas_generate(*files: bytes, text: str = "여울?") -> tuple[str, dict[str, Any]]:
    images = [b64encode(file).decode() for file in files]
    return "/api/generate", {"model": MODEL, "prompt": text, "images": images, "stream": False}


def of_anthropic(*files: bytes, text: str = "여울?") -> tuple[str, dict[str, Any]]:
    shown = [
        {
            "type": "image",
            "source": {
                "type": "base64",
                "media_type": "image/png",
                "data": b64encode(file).decode(),
            },
        }
        for file in files
    ]
    content = [*shown, {"type": "text", "text": text}]
    messages = [{"role": "user", "content": content}]
    return "/v1/messages", {"model": MODEL, "max_tokens": 100, "messages": messages}


def said(reply: httpx2.Response) -> str:
    """The text of an answer, in whatever form."""
    told = reply.json()
    if "output" in told:
        return str(told["output"][-1]["content"][0]["text"])
    if "choices" in told:
        return str(told["choices"][0]["message"]["content"])
    if "content" in told:
        return str(told["content"][0]["text"])
    return str(told["message"]["content"] if "message" in told else told["response"])


FORMATS = (of_openai, of_responses, of_ollama, of_ollamas_generate, of_anthropic)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, {MODEL: echo}) as served:
        yield served


@pytest.mark.parametrize("form", FORMATS)
async def test_the_model_gets_the_pictures_as_they_are_kept(served: Served, form: Any) -> None:
    path, body = form(png(), jpeg(2500, 100))
    reply = await served.client.post(path, json=body)
    assert reply.status_code == 200, reply.text
    assert f"[image/png 64×48, {len(png())} bytes] [image/jpeg 2048×82, " in said(reply)
    [turn] = served.provider.prompts[-1].turns
    assert turn.pictures[0].content == png()


@pytest.mark.parametrize("form", FORMATS)
async def test_the_same_picture_in_a_later_request_is_kept_once(served: Served, form: Any) -> None:
    path, body = form(png())
    for _ in range(2):
        assert (await served.client.post(path, json=body)).status_code == 200
    first, second = (prompt.turns[-1].pictures[0] for prompt in served.provider.prompts)
    assert first == second


async def test_a_response_goes_on_behind_its_pictures_and_lists_where_they_are(
    served: Served,
) -> None:
    path, body = of_responses(png())
    first = (await served.client.post(path, json=body)).json()
    later = {"input": "And now?", "previous_response_id": first["id"]}
    for stored in (True, False):
        reply = await served.client.post(path, json=later | {"store": stored})
        assert reply.status_code == 200, reply.text
        shown, *_, question = served.provider.prompts[-1].turns
        assert (shown.pictures[0].content, question.content) == (png(), "And now?")
    listed = (await served.client.get(f"{path}/{first['id']}/input_items")).json()
    text, picture = listed["data"][0]["content"]
    assert (text["type"], picture["type"]) == ("input_text", "input_image")
    assert (await served.client.get(picture["image_url"])).content == png()


async def test_a_picture_that_only_a_deleted_conversation_has_is_kept_anew() -> None:
    store = await open_store("memory:")
    assert store.attachments is not None
    attachments = Attachments(store.attachments)
    brought = [Turn("user", "?", pictures=(picture_in(b64encode(png()).decode(), "image"),))]

    async def kept() -> str:
        [turn] = await keep_pictures(attachments, LOCAL_OWNER, brought, anyone)
        return turn.pictures[0].about.id

    first = await kept()
    assert await kept() == first
    exchange = await store.ask(LOCAL_OWNER, Ask("?", MODEL, attachments=(first,)))
    await settle(store, exchange.answer, settlement())
    await store.delete_conversation(LOCAL_OWNER, exchange.conversation.id)
    second = await kept()
    assert second != first
    assert await kept() == second
    await store.aclose()


async def anyone() -> None:
    """Refuse nobody."""


@pytest.mark.parametrize("form", FORMATS)
async def test_a_file_that_is_too_large_is_refused_before_it_is_decoded(
    served: Served, form: Any
) -> None:
    path, body = form(png() + bytes(MAX_UPLOAD_BYTES))
    reply = await served.client.post(path, json=body)
    assert reply.status_code in (400, 422)
    assert "20 MB" in reply.text


@pytest.mark.parametrize("form", FORMATS)
async def test_what_is_no_picture_is_refused_in_the_form_of_the_door(
    served: Served, form: Any
) -> None:
    path, body = form(b"<svg/>")
    reply = await served.client.post(path, json=body)
    assert reply.status_code in (400, 422)
    assert "SVG" in reply.text
    assert "error" in reply.json()
    path, body = form(*[png()] * (MAX_CALL_ATTACHMENTS + 1))
    reply = await served.client.post(path, json=body)
    assert reply.status_code in (400, 422)
    assert not served.provider.prompts


class _Blind(Scripted):
    async def models(self) -> Sequence[Model]:
        return [Model(MODEL, self.name, MODEL, images=False)]


@pytest.mark.parametrize("form", FORMATS)
async def test_a_model_that_sees_nothing_is_not_asked(tmp_path: Path, form: Any) -> None:
    provider = _Blind({MODEL: echo})
    async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
        path, body = form(png())
        reply = await served.client.post(path, json=body)
        assert reply.status_code in (400, 422)
        assert "sees no pictures" in reply.text
        assert not provider.prompts
        # It is refused before its pictures are looked at: these are none.
        path, body = form(b"<svg/>")
        reply = await served.client.post(path, json=body)
        assert "sees no pictures" in reply.text


async def test_pictures_are_looked_at_only_where_the_quota_has_room(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["a"], questions_per_day=1) as (_, browsers):
        path, body = of_openai(png())
        key = {"idempotency-key": "one"}
        first = await browsers["ann"].post(path, json=body, headers=key)
        assert first.status_code == 200
        for file in (b"<svg/>", jpeg()):
            refused = await browsers["ann"].post(path, json=of_openai(file)[1])
            assert refused.json()["error"]["code"] == "insufficient_quota"
        # What comes again asks for nothing new.
        again = await browsers["ann"].post(path, json=body, headers=key)
        assert (again.status_code, again.headers["x-yeoul-answer"]) == (
            200,
            first.headers["x-yeoul-answer"],
        )


async def test_a_product_decides_on_the_model_before_it_is_said_to_be_blind(tmp_path: Path) -> None:
    provider = _Blind({MODEL: echo})
    sees = Scripted({"scripted:sees": echo})

    def decide(asking: Asking) -> Asking:
        return replace(asking, model="scripted:sees")

    catalogue = Catalogue([provider, sees])
    async with serving(tmp_path, catalogue=catalogue, before_ask=decide) as served:
        path, body = of_openai(png())
        reply = await served.client.post(path, json={**body, "model": MODEL})
        assert "[image/png 64×48" in said(reply)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/a.png",
        "https://example.org/a.png",
        "file:///etc/passwd",
        "data:text/html;base64,AAAA",
        "data:image/png,AAAA",
        "",
        None,
        7,
    ],
)
async def test_nothing_is_fetched(served: Served, url: object) -> None:
    with pytest.raises(InvalidRequest, match="nothing is fetched"):
        picture_at(url, "here")
    part = {"type": "image_url", "image_url": {"url": url}}
    body = {"messages": [{"role": "user", "content": [part]}]}
    reply = await served.client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 400
    assert reply.json()["error"]["param"] == "messages[0].content[0].image_url"


def test_base64_that_is_none_is_refused() -> None:
    for encoded in ("%", "AAA", "ä", None, ["A"]):
        with pytest.raises(InvalidRequest, match="base64"):
            picture_in(encoded, "here")
    assert picture_at(data_url(b"abc", "IMAGE/SVG+XML"), "here").content == b"abc"
