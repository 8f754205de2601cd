"""Pictures over HTTP: sent, asked about, shown, and their owner's alone."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.accounts.people import serving_people
from tests.api.native.test_export import exported
from tests.api.native.test_tokens import made
from tests.pictures.images import SECRET, jpeg, moving, png, turned
from tests.served import MODEL, Served, serving
from yeoul import Asking
from yeoul.protocol.attachments import MAX_CALL_ATTACHMENTS, MAX_UPLOAD_BYTES
from yeoul.protocol.conversation import new_id
from yeoul.providers.base import Model
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import echo
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio

House = tuple[Served, dict[str, httpx2.AsyncClient]]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, {MODEL: echo}) as served:
        yield served


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_people(tmp_path, ["marigold"]) as house:
        yield house


async def send(
    client: httpx2.AsyncClient, file: bytes, kind: str = "image/png", **params: Any
) -> httpx2.Response:
    return await client.post(
        "/api/attachments", content=file, headers={"content-type": kind}, params=params
    )


async def attach(client: httpx2.AsyncClient, file: bytes | None = None, **params: Any) -> Any:
    """Send a picture; returns its description."""
    reply = await send(client, png() if file is None else file, **params)
    assert reply.status_code == 201, reply.text
    return reply.json()


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def test_a_picture_is_described_and_read_as_it_is_kept(served: Served) -> None:
    about = await attach(served.client, jpeg(2500, 700), name="C:\\사진\\영수증 1.jpg")
    assert about == {
        "id": about["id"],
        "media_type": "image/jpeg",
        "bytes": about["bytes"],
        "width": 2048,
        "height": 573,
        "name": "영수증 1.jpg",
    }

    reply = await served.client.get(f"/api/attachments/{about['id']}")
    assert Image.open(io.BytesIO(reply.content)).size == (2048, 573)
    assert len(reply.content) == about["bytes"] == int(reply.headers["content-length"])
    told = {name: reply.headers[name] for name in reply.headers}
    assert told["content-type"] == "image/jpeg"
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-security-policy"] == "default-src 'none'; sandbox"
    named = "%EC%98%81%EC%88%98%EC%A6%9D%201.jpg"
    assert told["content-disposition"] == f"inline; filename*=UTF-8''{named}"
    assert told["cache-control"] == "private, no-cache"
    known = {"if-none-match": f'W/{told["etag"]}, "another"'}
    again = await served.client.get(f"/api/attachments/{about['id']}", headers=known)
    assert (again.status_code, again.content) == (304, b"")


async def test_a_photo_is_kept_without_the_place_where_it_was_taken(served: Served) -> None:
    about = await attach(served.client, turned(6), kind="image/jpeg")
    content = (await served.client.get(f"/api/attachments/{about['id']}")).content
    assert (about["width"], about["height"]) == (40, 80)
    assert SECRET not in content


@pytest.mark.parametrize(
    "file",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><script>alert(1)</script>",
        png() + b"PK\x03\x04",
        jpeg()[:200],
        moving("GIF"),
        b"",
    ],
    ids=["svg", "html", "polyglot", "cut off", "moving", "empty"],
)
async def test_what_is_no_picture_is_refused_whatever_it_says_it_is(
    served: Served, file: bytes
) -> None:
    assert code_of(await send(served.client, file)) == (422, "picture_refused")


async def test_a_body_of_another_type_or_size_is_refused_before_it_is_read(served: Served) -> None:
    for kind in ("text/html", "application/json", "multipart/form-data", ""):
        assert code_of(await send(served.client, png(), kind)) == (415, "unsupported_media_type")
    large = png() + bytes(MAX_UPLOAD_BYTES)
    assert code_of(await send(served.client, large)) == (413, "payload_too_large")

    async def parts() -> AsyncIterator[bytes]:
        yield png()[:-12]
        for _ in range(MAX_UPLOAD_BYTES >> 16):
            yield bytes(1 << 16)
        yield bytes(1 << 16)

    reply = await served.client.post(
        "/api/attachments", content=parts(), headers={"content-type": "image/png"}
    )
    assert code_of(reply) == (413, "payload_too_large")
    # No other address takes a picture.
    reply = await served.client.post(
        "/api/answers", content=png(), headers={"content-type": "image/png"}
    )
    assert code_of(reply) == (415, "unsupported_media_type")


async def test_a_compressed_picture_is_refused(served: Served) -> None:
    headers = {"content-type": "image/png", "content-encoding": "gzip"}
    reply = await served.client.post("/api/attachments", content=png(), headers=headers)
    assert code_of(reply) == (415, "unsupported_media_type")


async def test_the_same_picture_under_the_same_id_is_kept_once(served: Served) -> None:
    own = new_id()
    first = await attach(served.client, id=own, name="a.png")

    assert first["id"] == own
    assert await attach(served.client, id=own, name="a.png") == first
    assert code_of(await send(served.client, jpeg(), id=own)) == (409, "id_taken")
    assert code_of(await send(served.client, png(), id="a15dc0de" + own[8:])) == (409, "id_taken")
    assert code_of(await send(served.client, png(), id="short")) == (422, "invalid_request")


async def test_a_question_shows_its_pictures_and_its_model_gets_them(served: Served) -> None:
    one, two = await attach(served.client), await attach(served.client, jpeg())
    asked = await served.finished("여울?", attachments=[two["id"], one["id"]])

    place = asked["conversation"]["id"]
    [question, answer] = (await served.get(f"/api/conversations/{place}"))["messages"]
    assert asked["question"] == question
    assert question["attachments"] == [two, one]
    assert answer["text"] == (
        f"[image/jpeg 64×48, {two['bytes']} bytes] [image/png 64×48, {one['bytes']} bytes] 여울?"
    )
    [turn] = served.provider.prompts[-1].turns
    kept = [await served.client.get(f"/api/attachments/{each['id']}") for each in (two, one)]
    assert [picture.content for picture in turn.pictures] == [each.content for each in kept]


async def test_a_product_is_told_the_pictures_of_a_question(tmp_path: Path) -> None:
    told: list[tuple[str, ...]] = []

    def decide(asking: Asking) -> Asking:
        told.append(asking.attachments)
        return asking

    async with serving(tmp_path, {MODEL: echo}, before_ask=decide) as served:
        ids = [(await attach(served.client, file))["id"] for file in (png(), jpeg())]
        asked = await served.finished("first", attachments=ids)
        body = {"question_id": asked["question"]["id"]}
        again = (await served.client.post("/api/answers", json=body)).json()
        await served.events(again["answer"]["id"])
        await served.finished("more", conversation_id=asked["conversation"]["id"])

    assert told == [(*ids,), (*ids,), ()]


async def test_a_sender_who_leaves_is_no_fault_of_the_server(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    async def half() -> AsyncIterator[bytes]:
        yield png()[:40]
        raise ConnectionError

    headers = {"content-type": "image/png"}
    with pytest.raises((ConnectionError, httpx2.TransportError)):
        await served.client.post("/api/attachments", content=half(), headers=headers)
    await attach(served.client)
    assert "ClientDisconnect" not in caplog.text


async def test_pictures_alone_are_a_question(served: Served) -> None:
    kept = await attach(served.client, name="a receipt.png")
    body = {"attachments": [kept["id"]]}
    asked = (await served.client.post("/api/answers", json=body)).json()
    await served.events(asked["answer"]["id"])

    assert asked["conversation"]["title"] == "a receipt.png"
    assert asked["question"]["text"] == ""
    again = await served.client.post("/api/answers", json={"question_id": asked["question"]["id"]})
    await served.events(again.json()["answer"]["id"])
    assert len(served.provider.prompts[-1].turns[-1].pictures) == 1


async def test_a_question_without_pictures_says_nothing_of_any(served: Served) -> None:
    asked = await served.finished()
    assert "attachments" not in asked["question"]


@pytest.mark.parametrize(
    "given",
    [
        {"attachments": []},
        {"content": "?", "attachments": "one"},
        {"content": "?", "attachments": [1]},
        {"content": "?", "attachments": ["a", "a"]},
        {"content": "?", "attachments": [str(number) for number in range(21)]},
        {"content": " ", "attachments": ["a"]},
        {"question_id": "a", "attachments": ["a"]},
    ],
)
async def test_pictures_that_cannot_be_are_refused_by_their_field(
    served: Served, given: dict[str, Any]
) -> None:
    reply = await served.client.post("/api/answers", json=given)
    assert code_of(reply) == (422, "invalid_request")


async def test_a_picture_that_is_not_there_is_named_and_nothing_is_asked(served: Served) -> None:
    kept, unknown = await attach(served.client), new_id()
    body = {"content": "?", "attachments": [kept["id"], unknown]}
    reply = await served.client.post("/api/answers", json=body)

    assert code_of(reply) == (404, "not_found")
    assert unknown in reply.json()["detail"]
    assert served.provider.prompts == type(served.provider.prompts)()
    assert (await served.get("/api/conversations"))["conversations"] == []


async def test_a_question_with_pictures_is_asked_once_by_its_key(served: Served) -> None:
    kept = await attach(served.client)
    body = {"content": "?", "attachments": [kept["id"]]}
    headers = {"idempotency-key": "one"}
    replies = [
        await served.client.post("/api/answers", json=body, headers=headers) for _ in range(2)
    ]
    assert len({reply.json()["answer"]["id"] for reply in replies}) == 1
    other = {"content": "?", "attachments": []}
    reply = await served.client.post("/api/answers", json=other, headers=headers)
    assert code_of(reply) == (409, "idempotency_conflict")


async def test_an_edited_question_keeps_the_pictures_that_it_names(served: Served) -> None:
    one, two = await attach(served.client), await attach(served.client, jpeg())
    first = await served.finished(attachments=[one["id"], two["id"]])
    place = first["conversation"]["id"]
    second = await served.finished(
        "edited", conversation_id=place, parent_id=None, attachments=[two["id"]]
    )
    assert second["question"]["attachments"] == [two]

    await served.client.delete(f"/api/conversations/{place}", params={"forever": True})
    for each in (one, two):
        reply = await served.client.get(f"/api/attachments/{each['id']}")
        assert code_of(reply) == (404, "not_found")


class _Models(Scripted):
    """Models of which one sees, one does not, and of one nobody knows."""

    async def models(self) -> Sequence[Model]:
        seen = {"sees": True, "blind": False, "unknown": None}
        return [Model(name, self.name, name, images=sees) for name, sees in seen.items()]


@pytest.fixture
async def models(tmp_path: Path) -> AsyncIterator[tuple[Served, Scripted]]:
    provider = _Models(dict.fromkeys(("sees", "blind", "unknown"), echo))
    async with serving(tmp_path, catalogue=Catalogue([provider])) as served:
        yield served, provider


async def test_a_model_that_sees_nothing_is_not_asked_about_pictures(
    models: tuple[Served, Scripted],
) -> None:
    served, provider = models
    kept = await attach(served.client)
    body = {"content": "?", "attachments": [kept["id"]], "model": "blind"}
    reply = await served.client.post("/api/answers", json=body)
    assert code_of(reply) == (422, "images_not_taken")
    assert "sees" in reply.json()["detail"]
    assert not reply.json()["retryable"]
    assert (await served.get("/api/conversations"))["conversations"] == []

    asked = await served.finished("?", attachments=[kept["id"]], model="sees")
    again = {"question_id": asked["question"]["id"], "model": "blind"}
    reply = await served.client.post("/api/answers", json=again)
    assert code_of(reply) == (422, "images_not_taken")
    assert len(provider.prompts) == 1


async def test_a_model_that_sees_nothing_goes_on_behind_a_question_with_pictures(
    models: tuple[Served, Scripted],
) -> None:
    served, provider = models
    kept = await attach(served.client, name="a ford.png")
    asked = await served.finished("?", attachments=[kept["id"]], model="sees")
    place = asked["conversation"]["id"]
    await served.finished("And then?", conversation_id=place, model="blind")

    first, _, last = provider.prompts[-1].turns
    assert (first.content, first.pictures) == ("[a ford.png]\n?", ())
    assert last.content == "And then?"
    await served.finished("And now?", conversation_id=place, model="unknown")
    assert [picture.content for picture in provider.prompts[-1].turns[0].pictures] == [png()]


def files_in(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.rglob("*") if each.is_file()]


async def test_pictures_of_a_temporary_conversation_are_in_no_file(
    tmp_path: Path, served: Served
) -> None:
    kept = await attach(served.client, temporary=True, name="secret-name.png")
    body = {"content": "?", "attachments": [kept["id"]], "temporary": True}
    asked = (await served.client.post("/api/answers", json=body)).json()
    await served.events(asked["answer"]["id"])

    content = (await served.client.get(f"/api/attachments/{kept['id']}")).content
    assert content == png()
    assert not any(png()[30:60] in each or b"secret-name" in each for each in files_in(tmp_path))
    # One that was sent to be kept is not known there, and the other way round.
    other = await attach(served.client)
    body["attachments"] = [other["id"]]
    assert code_of(await served.client.post("/api/answers", json=body)) == (404, "not_found")
    place = asked["conversation"]["id"]
    await served.client.delete(f"/api/conversations/{place}", params={"forever": True})
    reply = await served.client.get(f"/api/attachments/{kept['id']}")
    assert code_of(reply) == (404, "not_found")


async def test_a_picture_is_not_there_for_anybody_else(house: House) -> None:
    _, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    kept = await attach(ann)

    reply = await bob.get(f"/api/attachments/{kept['id']}")
    unknown = await bob.get(f"/api/attachments/{new_id()}")
    assert (reply.status_code, reply.json()) == (404, unknown.json())
    body = {"content": "?", "attachments": [kept["id"]]}
    assert code_of(await bob.post("/api/answers", json=body)) == (404, "not_found")
    assert code_of(await send(bob, png(), id=kept["id"])) == (409, "id_taken")


async def test_an_export_has_its_pictures_and_an_import_takes_them(
    tmp_path: Path, served: Served
) -> None:
    kept = await attach(served.client, name="a.png")
    asked = await served.finished("?", attachments=[kept["id"]])
    await served.finished("again", conversation_id=asked["conversation"]["id"])
    _, lists = await exported(served.client)

    [picture] = lists["attachments"]
    content = base64.b64decode(picture.pop("content"))
    assert (picture, content) == (kept, png())
    [given] = lists["conversations"]
    messages = [
        {name: each[name] for name in ("id", "parent_id", "role", "text", "created_at")}
        | ({"attachments": [picture["id"]]} if "attachments" in each else {})
        for each in given["messages"]
    ]
    conversation = {
        name: given[name] for name in ("id", "title", "created_at", "updated_at", "leaf_id")
    }
    body = {"conversations": [conversation | {"messages": messages}]}
    (tmp_path / "other").mkdir()
    async with serving(tmp_path / "other", {MODEL: echo}) as other:
        refused = await other.client.post("/api/imports", json=body)
        assert code_of(refused) == (404, "not_found")
        for _ in range(2):
            assert await attach(other.client, content, id=picture["id"], name="a.png") == kept
            reply = await other.client.post("/api/imports", json=body)
            assert reply.status_code == 200, reply.text
        shown = await other.get(f"/api/conversations/{given['id']}")
        assert shown["messages"][0]["attachments"] == [kept]
        back = await other.client.get(f"/api/attachments/{kept['id']}")
        assert back.content == png()


async def test_only_questions_of_an_import_have_pictures(served: Served) -> None:
    at = "2020-01-01T00:00:00Z"
    messages: list[dict[str, Any]] = [
        {"id": "q", "role": "user", "text": "?", "created_at": at},
        {"id": "a", "parent_id": "q", "role": "assistant", "text": "!", "created_at": at},
    ]
    messages[1]["attachments"] = [(await attach(served.client))["id"]]
    given = {"id": "c", "title": "Fords", "created_at": at, "updated_at": at}
    body = {"conversations": [given | {"messages": messages}]}
    reply = await served.client.post("/api/imports", json=body)
    assert code_of(reply) == (422, "invalid_request")


async def test_an_import_takes_as_many_pictures_as_a_programs_call_has(served: Served) -> None:
    at = "2020-01-01T00:00:00Z"
    for count, expected in ((MAX_CALL_ATTACHMENTS, 404), (MAX_CALL_ATTACHMENTS + 1, 422)):
        ids = [new_id() for _ in range(count)]
        asked = {"id": "q", "role": "user", "text": "?", "created_at": at, "attachments": ids}
        given = {"id": "c", "title": "Fords", "created_at": at, "updated_at": at}
        body = {"conversations": [given | {"messages": [asked]}]}
        assert (await served.client.post("/api/imports", json=body)).status_code == expected


async def test_a_program_needs_the_scope(house: House) -> None:
    served, browsers = house
    for scope, sends, reads in (("ask", 201, 403), ("read", 403, 200), ("write", 201, 403)):
        token = await made(browsers["ann"], scope)
        headers = {"authorization": f"Bearer {token['token']}"}
        async with httpx2.AsyncClient(base_url=served.url, headers=headers) as program:
            assert (await send(program, png())).status_code == sends
            kept = await attach(browsers["ann"])
            reply = await program.get(f"/api/attachments/{kept['id']}")
            assert reply.status_code == reads


async def test_many_pictures_at_once_are_all_kept(served: Served) -> None:
    sending = [attach(served.client, jpeg(300 + number, 200)) for number in range(12)]
    found = await asyncio.gather(*sending)
    assert sorted(each["width"] for each in found) == [300 + number for number in range(12)]
