"""The deletion of an account: nothing of it is left, and nobody comes back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import PASSWORD, browser, log_in, serving_people
from tests.served import serving, until
from yeoul.accounts import sessions
from yeoul.chat.purge import REMOVED_LIFE, forget_removed
from yeoul.eventlog import open_log
from yeoul.protocol.conversation import utc_now
from yeoul.providers.script_steps import Pause
from yeoul.store import open_store
from yeoul.store.base import Ask
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

CANARIES = [f"canary-{number:03}-marigold" for number in range(100)]


def left_in(folder: Path, *texts: str) -> set[str]:
    """Return which of the texts any database of a data directory has."""
    held = b"".join(file.read_bytes() for file in folder.glob("*.db*"))
    return {text for text in texts if text.encode() in held}


async def until_nothing_is_left(folder: Path, *texts: str) -> None:
    await until(lambda: not left_in(folder, *texts))


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def id_of(client: httpx2.AsyncClient) -> str:
    return str((await client.get("/api/me")).json()["account"]["id"])


async def asked(client: httpx2.AsyncClient, content: str, **fields: Any) -> Any:
    reply = await client.post("/api/answers", json={"content": content, **fields})
    assert reply.status_code == 201, reply.text
    made = reply.json()
    await client.get(f"/api/answers/{made['answer']['id']}/events")
    return made


async def delete_me(
    client: httpx2.AsyncClient, name: str, password: str | None = PASSWORD
) -> httpx2.Response:
    return await client.post("/api/me/delete", json={"name": name, "password": password})


async def test_nothing_of_a_deleted_account_is_in_any_file(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["the answer to ", "foxglove"]) as (served, browsers):
        ann = browsers["ann"]
        for canary in CANARIES[:97]:
            await asked(ann, canary)
        await asked(ann, CANARIES[97], temporary=True)
        gone = await asked(ann, CANARIES[98])
        await ann.delete(f"/api/conversations/{gone['conversation']['id']}")
        kept = await asked(browsers["bob"], "cornflower")
        async with browser(served) as other:
            other.headers["user-agent"] = CANARIES[99]
            await log_in(other, "ann")
        assert left_in(tmp_path, *CANARIES) == {*CANARIES} - {CANARIES[97]}

        for name, password in (("bob", PASSWORD), ("ann", "another one"), ("ann", None)):
            assert code_of(await delete_me(ann, name, password)) == (422, "invalid_request")
        done = await delete_me(ann, "ann")

        assert done.status_code == 204
        assert "storage" in done.headers["clear-site-data"]
        assert code_of(await ann.get("/api/me")) == (401, "unauthenticated")
        assert (await log_in(ann, "ann")).status_code == 401
        await until_nothing_is_left(tmp_path, *CANARIES, "canary-")
        listed = (await browsers["root"].get("/api/accounts")).json()["accounts"]
        assert [each["name"] for each in listed] == ["root", "bob"]
        path = f"/api/conversations/{kept['conversation']['id']}"
        assert (await browsers["bob"].get(path)).status_code == 200
        # The name is free, and a person who takes it gets nothing of the first.
        await browsers["root"].post("/api/accounts", json={"name": "ann"})


async def test_an_admin_deletes_a_person_and_the_last_admin_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving_people(tmp_path, ["x"]) as (_, browsers):
        root, ann = browsers["root"], browsers["ann"]
        await asked(ann, CANARIES[0])
        person = f"/api/accounts/{await id_of(ann)}"
        own = f"/api/accounts/{await id_of(root)}"
        assert code_of(await browsers["bob"].delete(person)) == (403, "forbidden")
        assert code_of(await root.delete(own)) == (409, "last_admin")
        assert code_of(await delete_me(root, "root")) == (409, "last_admin")
        assert (await root.delete(person)).status_code == 204
        assert code_of(await root.delete(person)) == (404, "not_found")
        assert code_of(await ann.get("/api/me")) == (401, "unauthenticated")
        await until_nothing_is_left(tmp_path, CANARIES[0])
        monkeypatch.setattr(sessions, "FRESH_LIFE", sessions.FRESH_LIFE * 0)
        bob = f"/api/accounts/{await id_of(browsers['bob'])}"
        assert code_of(await root.delete(bob)) == (403, "stale_login")


async def test_of_admins_who_all_leave_at_once_one_stays(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (_, browsers):
        for name in ("ann", "bob"):
            path = f"/api/accounts/{await id_of(browsers[name])}"
            await browsers["root"].patch(path, json={"role": "admin"})
            await log_in(browsers[name], name)
        replies = await asyncio.gather(*(delete_me(each, name) for name, each in browsers.items()))
        assert sorted(reply.status_code for reply in replies) == [204, 204, 409]


async def test_an_account_goes_while_it_asks_and_follows(tmp_path: Path) -> None:
    growing = [CANARIES[1], *(step for _ in range(500) for step in ("~", Pause(0.5)))]
    async with serving_people(tmp_path, growing) as (served, browsers):
        ann = browsers["ann"]
        asked_ = await ann.post("/api/answers", json={"content": CANARIES[0]})
        path = f"/api/answers/{asked_.json()['answer']['id']}/events"
        is_cut = False
        try:
            async with ann.stream("GET", path) as reply:
                async for _ in reply.aiter_raw():
                    if not is_cut:
                        is_cut = True
                        # Questions that cross it are refused, or go with all else.
                        done, *_ = await asyncio.gather(
                            delete_me(ann, "ann"),
                            *(
                                ann.post("/api/answers", json={"content": CANARIES[2]})
                                for _ in range(10)
                            ),
                        )
                        assert done.status_code == 204
        except httpx2.TransportError:
            pass
        assert is_cut
        await until_nothing_is_left(tmp_path, *CANARIES)
        deps = served.app.state.dependencies
        await until(lambda: not deps.chat.running)
        # Nothing comes behind it.
        assert left_in(tmp_path, *CANARIES) == set()


async def test_whenever_an_account_is_deleted_nothing_that_is_asked_meanwhile_stays(
    tmp_path: Path,
) -> None:
    """The end comes at each of many moments while questions are being asked."""
    growing = ["~", *(step for _ in range(500) for step in ("~", Pause(0.5)))]
    async with serving_people(tmp_path, growing) as (served, browsers):
        root, chat = browsers["root"], served.app.state.dependencies.chat
        statuses = set()
        for turns in range(0, 60, 6):
            link = (await root.post("/api/invites", json={})).json()["link"]
            async with browser(served) as client:
                body = {"token": link["token"], "password": PASSWORD, "name": "minji"}
                joined = await client.post("/api/join", json=body)
                owner = joined.json()["account"]["id"]
                tasks = Tasks()
                question = {"content": CANARIES[turns], "temporary": turns % 4 == 0}
                asking = [
                    tasks.start(client.post("/api/answers", json=question), name="ask")
                    for _ in range(4)
                ]
                for _ in range(turns):
                    await asyncio.sleep(0)
                assert (await root.delete(f"/api/accounts/{owner}")).status_code == 204
                statuses |= {reply.status_code for reply in await asyncio.gather(*asking)}
            await until(lambda: chat.running == 0)
        assert statuses == {201, 401}
        await until_nothing_is_left(tmp_path, *CANARIES)


async def test_what_a_server_that_died_had_not_deleted_the_next_one_deletes(
    tmp_path: Path,
) -> None:
    async with serving_people(tmp_path, ["foxglove"]) as (_, browsers):
        for canary in CANARIES[:3]:
            await asked(browsers["ann"], canary)
        ann = await id_of(browsers["ann"])
    # The account goes, and the process with it.
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert store.accounts is not None
    await store.accounts.remove(ann)
    await store.aclose()
    assert left_in(tmp_path, *CANARIES)

    async with serving(tmp_path, ["x"]):
        await until_nothing_is_left(tmp_path, *CANARIES)


async def test_a_removed_owner_is_remembered_for_a_day_and_late_things_go_too(
    tmp_path: Path,
) -> None:
    async with serving_people(tmp_path, ["x"]) as (_, browsers):
        ann = await id_of(browsers["ann"])
        assert (await delete_me(browsers["ann"], "ann")).status_code == 204
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    log = await open_log(f"sqlite:///{tmp_path / 'log.db'}")
    assert store.accounts is not None
    await store.ask(ann, Ask(CANARIES[0], "m"))  # as an import that was on its way
    await forget_removed(store, log)
    assert await store.count(ann) == (0, 0)
    assert await store.accounts.removed() == [ann]
    await forget_removed(store, log, now=lambda: utc_now() + REMOVED_LIFE * 2)
    assert await store.accounts.removed() == []
    await log.aclose()
    await store.aclose()
    assert left_in(tmp_path, CANARIES[0]) == set()


async def test_others_go_on_while_a_large_account_goes(tmp_path: Path) -> None:
    async with serving_people(tmp_path, ["x"]) as (served, browsers):
        ann, bob = browsers["ann"], browsers["bob"]
        await _import_many(ann, 300)
        assert (await delete_me(ann, "ann")).status_code == 204
        for _ in range(5):
            await asked(bob, "cornflower")
        await until_nothing_is_left(tmp_path, "canary-import")
        assert served.app.state.dependencies.accounts is not None


async def _import_many(client: httpx2.AsyncClient, number: int) -> None:
    at = "2026-01-01T00:00:00Z"
    for start in range(0, number, 50):
        conversations = [
            {
                "id": f"{n}",
                "title": "canary-import",
                "created_at": at,
                "updated_at": at,
                "messages": [
                    {"id": f"q{n}", "role": "user", "text": "canary-import", "created_at": at}
                ],
            }
            for n in range(start, start + 50)
        ]
        reply = await client.post("/api/imports", json={"conversations": conversations})
        assert reply.status_code == 200, reply.text
