"""The export of everything that a caller has: it is what the API shows, and it is theirs alone."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.accounts.authenticators import Device
from tests.accounts.people import PASSWORD, serving_people
from tests.accounts.with_passkeys import add, named
from tests.served import Served, serving, until
from yeoul.accounts import sessions
from yeoul.api.native import export
from yeoul.store import open_store
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio

SCRIPT = ["<think>hm</think>", 'a "river"\n여울 \\ é']


def lists_in(body: bytes) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The first line of an export, and all its lists put together by their names."""
    head, *lines = (orjson.loads(line) for line in body.splitlines())
    found: dict[str, list[Any]] = {}
    for line in lines:
        [(name, items)] = line.items()
        found.setdefault(name, []).extend(items)
    return head, found


async def exported(client: httpx2.AsyncClient) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    reply = await client.post("/api/export")
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"].startswith("application/jsonl")
    assert reply.headers["cache-control"] == "no-store"
    return lists_in(reply.content)


async def asked(client: httpx2.AsyncClient, content: str, **fields: Any) -> Any:
    reply = await client.post("/api/answers", json={"content": content, **fields})
    assert reply.status_code == 201, reply.text
    made = reply.json()
    await client.get(f"/api/answers/{made['answer']['id']}/events")
    return made


async def fill_up(ann: httpx2.AsyncClient) -> None:
    """Have a conversation with branches and versions, seven more, and a deleted one."""
    first = await asked(ann, "periwinkle")
    place = first["conversation"]["id"]
    for _ in range(4):
        await asked(ann, "more", conversation_id=place)
    # Another branch, and another version.
    await asked(ann, "elsewhere", conversation_id=place, parent_id=first["answer"]["id"])
    again = await ann.post("/api/answers", json={"question_id": first["question"]["id"]})
    await ann.get(f"/api/answers/{again.json()['answer']['id']}/events")
    await ann.patch(f"/api/conversations/{place}", json={"pinned": True, "system": "Be kind."})
    for number in range(7):
        await asked(ann, f"conversation {number}")
    gone = await asked(ann, "foxglove")
    await ann.delete(f"/api/conversations/{gone['conversation']['id']}")


async def add_passkey(ann: httpx2.AsyncClient, address: str) -> None:
    ann.headers.update({"origin": address, "host": address.removeprefix("http://")})
    assert (await add(ann, Device(address))).status_code == 201


async def check_ways_in(ann: httpx2.AsyncClient, found: dict[str, list[Any]]) -> None:
    """Check that an export has how its person and their programs get in, as the API shows it."""
    assert found["sessions"] == (await ann.get("/api/sessions")).json()["sessions"]
    ways = (await ann.get("/api/me/credentials")).json()["credentials"]
    assert [each["kind"] for each in ways] == ["password", "passkey"]
    assert found["credentials"] == ways
    assert found["passkeys"] == (await ann.get("/api/passkeys")).json()["passkeys"]
    assert found["tokens"] == (await ann.get("/api/tokens")).json()["tokens"]


async def test_an_export_equals_what_the_api_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PAGE", 3)
    async with serving_people(tmp_path, SCRIPT) as (served, browsers):
        ann = browsers["ann"]
        await fill_up(ann)
        await add_passkey(ann, named(served))
        await asked(browsers["bob"], "cornflower")
        listed = (await ann.get("/api/conversations?limit=200")).json()["conversations"]
        wish = {"conversation_id": listed[0]["id"]}
        token = (await ann.post("/api/shares", json=wish)).json()["token"]

        wish = {"name": "a script", "scopes": ["read"]}
        api_token = (await ann.post("/api/tokens", json=wish)).json()["token"]

        head, found = await exported(ann)

        me = (await ann.get("/api/me")).json()
        assert (head["format"], head["version"]) == ("yeoul-export", 1)
        assert head["account"] == me["account"]
        assert len(listed) == 8
        shown = [(await ann.get(f"/api/conversations/{one['id']}")).json() for one in listed]
        assert found["conversations"] == shown
        await check_ways_in(ann, found)
        assert found["shares"] == (await ann.get("/api/shares")).json()["shares"]
        used = (await ann.get("/api/me/usage")).json()
        [day] = found["usage"]
        for name in ("questions", "prompt_tokens", "completion_tokens"):
            assert day[name] == used[name]
        text = orjson.dumps(found).decode()
        [cookie] = ann.cookies.jar
        assert api_token[16:] not in text
        for secret in ("cornflower", "foxglove", token, str(cookie.value), PASSWORD, "argon2"):
            assert secret not in text


async def test_what_was_exported_can_be_imported(tmp_path: Path) -> None:
    async with serving_people(tmp_path, SCRIPT) as (_, browsers):
        await fill_up(browsers["ann"])
        _, found = await exported(browsers["ann"])
        body = {"conversations": [_to_import(one) for one in found["conversations"]]}
        back = (await browsers["bob"].post("/api/imports", json=body)).json()
        assert [each["outcome"] for each in back["results"]] == ["imported"] * 8


def _to_import(conversation: dict[str, Any]) -> dict[str, Any]:
    fields = ("id", "title", "created_at", "updated_at", "leaf_id", "system", "pinned")
    messages = []
    for each in conversation["messages"]:
        kept = {name: each[name] for name in ("id", "parent_id", "role", "text", "created_at")}
        if each["role"] == "assistant":
            kept |= {name: each[name] for name in ("model", "reasoning", "status")}
        messages.append(kept)
    return {name: conversation[name] for name in fields} | {"messages": messages}


async def test_without_accounts_it_has_what_the_local_person_has(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["x"]) as served:
        made = await served.finished("periwinkle")
        head, found = await exported(served.client)
    assert head["account"] is None
    assert set(found) == {"assistants", "conversations"}
    assert found["assistants"] == []
    assert [one["id"] for one in found["conversations"]] == [made["conversation"]["id"]]


async def test_it_needs_a_log_in_of_a_moment_ago_and_comes_once_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        ann = browsers["ann"]
        served.app.state.dependencies.exporting.add("somebody")
        assert (await ann.post("/api/export")).status_code == 200
        me = (await ann.get("/api/me")).json()["account"]["id"]
        served.app.state.dependencies.exporting.add(me)
        refused = await ann.post("/api/export")
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_at_once")
        served.app.state.dependencies.exporting.discard(me)
        for _ in range(3):  # one is over when it is read
            assert (await ann.post("/api/export")).status_code == 200
        monkeypatch.setattr(sessions, "FRESH_LIFE", timedelta(0))
        stale = await ann.post("/api/export")
        assert (stale.status_code, stale.json()["code"]) == (403, "stale_login")


async def fill(folder: Path, owner: str, *, conversations: int, chars: int) -> None:
    """Write conversations into the store of a running server, past it."""
    store = await open_store(f"sqlite:///{folder / 'store.db'}")
    for number in range(conversations):
        await store.ask(owner, Ask(f"{number} " + "x" * chars, "m"))
    await store.aclose()


@pytest.mark.parametrize("end", ["logged out", "disabled", "removed", "left"])
async def test_an_export_breaks_off_when_its_right_ends_or_its_reader_leaves(
    tmp_path: Path, end: str
) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        ann, root = browsers["ann"], browsers["root"]
        me = (await ann.get("/api/me")).json()["account"]["id"]
        await fill(tmp_path, me, conversations=60, chars=300_000)
        exporting = served.app.state.dependencies.exporting
        whole = False
        try:
            async with ann.stream("POST", "/api/export") as reply:
                assert reply.status_code == 200
                pieces = reply.aiter_raw()
                await anext(pieces)
                assert exporting == {me}
                match end:
                    case "logged out":
                        await ann.post("/api/logout")
                    case "disabled":
                        await root.patch(f"/api/accounts/{me}", json={"disabled": True})
                    case "removed":
                        assert (await root.delete(f"/api/accounts/{me}")).status_code == 204
                    case _:  # the test leaves
                        pass
                if end != "left":
                    async for _ in pieces:
                        pass
                    whole = True
        except httpx2.TransportError:
            assert end != "left"
        assert not whole
        await until(lambda: not exporting)


async def test_its_memory_does_not_grow_with_what_it_has(tmp_path: Path) -> None:
    async with serving(tmp_path, ["x"]) as served:
        await served.finished("periwinkle")
        await fill(tmp_path, "local", conversations=40, chars=500_000)
        tracemalloc.start()
        size = await _read(served)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert size > 20_000_000
    assert peak < size / 3


async def _read(served: Served) -> int:
    size = 0
    async with served.client.stream("POST", "/api/export") as reply:
        async for piece in reply.aiter_raw():
            size += len(piece)
    return size
