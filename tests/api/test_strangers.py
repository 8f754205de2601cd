"""A stranger who knows the ids of somebody's things gets no further, in whatever state these are.

`test_access.py` has the whole table with things that have ended or are deleted. Here they grow, or
are kept in memory alone, or stand beside the stranger's own in one request; the stranger has used
up their day, too. And a random life of two people shows that neither is told of the other's.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.accounts.people import serving_people
from tests.api.access_people import TEXT
from tests.api.access_rows import CONVERSATION, EVENTS, JSON, ROWS, Reach, Thing
from tests.api.native.test_let_go import allow
from tests.api.test_access import nowhere, shown
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds
from tests.served import Served, read_until, until
from yeoul.protocol.conversation import new_id
from yeoul.tasks import Tasks

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

#: An import goes on with what the one before has brought: the last one names most.
REACHES = [
    (name.partition(" ")[0], reach)
    for name, row in ROWS.items()
    for reach in (row.reaches[-1:] if name == "POST /api/imports" else row.reaches)
]

#: Requests that name something of the stranger's own, and something else beside it.
MIXED = [
    (
        "POST",
        Reach("/api/answers", 201, {"content": "?", "conversation_id": "{own}", "parent_id": id_}),
    )
    for id_ in ("{answer}", "{question}", "{conversation}")
]
MIXED += [
    ("PATCH", Reach("/api/conversations/{own}", 200, {"leaf_id": id_}))
    for id_ in ("{answer}", "{question}")
]
MIXED += [
    ("POST", Reach("/api/shares", 201, {"conversation_id": "{own}", "leaf_id": "{answer}"})),
    ("POST", Reach("/api/shares", 201, {"conversation_id": "{conversation}"})),
]


#: Whether the thing is temporary, whether it grows, and whether the stranger's day is used up.
STATES = {
    "kept": (False, False, False),
    "growing": (False, True, False),
    "temporary": (True, False, False),
    "temporary and growing": (True, True, False),
    "kept, for one who may ask no more": (False, False, True),
    "temporary, for one who may ask no more": (True, False, True),
}


async def begun(client: httpx2.AsyncClient, *, temporary: bool) -> Thing:
    """Ask; the answer's whole text is there."""
    body = {"content": TEXT, "temporary": temporary}
    reply = await client.post("/api/answers", json=body)
    assert reply.status_code == 201, reply.text
    asked = reply.json()
    thing = Thing(asked["conversation"]["id"], asked["question"]["id"], asked["answer"]["id"])
    async with client.stream("GET", f"/api/answers/{thing.answer}/events") as events:
        await read_until(events, TEXT)
    return thing


async def send(
    client: httpx2.AsyncClient, method: str, reach: Reach, thing: Thing, own: str = ""
) -> httpx2.Response:
    names = {**thing._asdict(), "own": own}
    text = None if reach.body is None else orjson.dumps(reach.body).decode()
    for each, value in names.items() if text is not None else ():
        text = (text or "").replace(f"{{{each}}}", value)
    headers = dict(reach.headers) | ({} if text is None else {"content-type": "application/json"})
    path = reach.path.format(**names)
    return await client.request(reach.method or method, path, content=text, headers=headers)


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[tuple[Served, dict[str, httpx2.AsyncClient]]]:
    """People whose answers have a text, and then grow until they are stopped."""
    async with serving_people(folder, [TEXT, asyncio.Event()]) as (served, browsers):
        for name in ("ann", "bob"):
            await allow(browsers["root"], name, growing=100, unfinished=100)
        yield served, browsers


@pytest.mark.parametrize("state", STATES)
async def test_what_is_anothers_is_like_what_is_nowhere_in_every_state(
    tmp_path: Path, state: str
) -> None:
    temporary, grows, spent = STATES[state]
    async with house(tmp_path) as (_, browsers):
        ann, bob = browsers["ann"], browsers["bob"]
        mine = await begun(bob, temporary=False)
        await bob.post(f"/api/answers/{mine.answer}/stop")
        if spent:
            await allow(browsers["root"], "bob", questions=1)
        thing = await begun(ann, temporary=temporary)
        if not grows:
            await ann.post(f"/api/answers/{thing.answer}/stop")
        before = (await ann.get(f"/api/conversations/{thing.conversation}")).json()
        for method, reach in REACHES + MIXED:
            unknown = nowhere()
            expected = shown(await send(bob, method, reach, unknown, mine.conversation), unknown)
            reply = await send(bob, method, reach, thing, mine.conversation)
            assert shown(reply, thing) == expected, (method, reach)
            assert TEXT not in reply.text or expected[0] != 404
        after = (await ann.get(f"/api/conversations/{thing.conversation}")).json()
        assert after == before
        assert [each["text"] for each in after["messages"]] == [TEXT, TEXT]
        assert after["messages"][1]["status"] == ("generating" if grows else "stopped")


@dataclass
class Lives:
    """Two people who act at random, on what is theirs and on what is the other's."""

    browsers: dict[str, httpx2.AsyncClient]
    chance: random.Random
    #: What each is told by ``/api/changes``, and what each has made.
    heard: dict[str, str] = field(default_factory=lambda: {"ann": "", "bob": ""})
    things: dict[str, list[Thing]] = field(default_factory=lambda: {"ann": [], "bob": []})

    async def hear(self, name: str, listens: asyncio.Event) -> None:
        async with self.browsers[name].stream("GET", "/api/changes") as reply:
            async for text in reply.aiter_text():
                self.heard[name] += text
                listens.set()

    async def act(self) -> None:
        name = self.chance.choice(["ann", "bob"])
        known = self.things["ann"] + self.things["bob"]
        if self.chance.random() < 0.3 or not known:
            temporary = self.chance.random() < 0.3
            self.things[name].append(await begun(self.browsers[name], temporary=temporary))
            return
        thing = self.chance.choice(known)
        method, path, body = self.chance.choice(
            [
                ("POST", "/api/answers/{answer}/stop", None),
                ("POST", "/api/answers/{answer}/continue", None),
                ("PATCH", CONVERSATION, {"title": "new"}),
                ("DELETE", CONVERSATION, None),
                ("POST", f"{CONVERSATION}/restore", None),
                ("GET", EVENTS, None),
                ("POST", "/api/imports", _copy_of(thing)),
            ]
        )
        path = path.format(**thing._asdict())
        headers = JSON if method == "GET" else {}
        await self.browsers[name].request(method, path, json=body, headers=headers)

    async def check(self, name: str, other: str) -> None:
        """Check that somebody has heard of all that is theirs, and of nothing else."""
        # What is told last is told behind all else.
        last = await begun(self.browsers[name], temporary=False)
        await until(lambda: last.answer in self.heard[name])
        theirs = {part for thing in self.things[other] for part in thing}
        assert not [part for part in theirs if part in self.heard[name]]
        assert all(thing.conversation in self.heard[name] for thing in self.things[name])


async def test_whatever_two_people_do_neither_is_told_of_the_others_things(tmp_path: Path) -> None:
    for chance, steps in rounds(VOLUMES.stranger_steps, 30):
        tasks = Tasks()
        folder = tmp_path / str(chance.random())
        folder.mkdir()
        async with house(folder) as (_, browsers):
            lives = Lives(browsers, chance)
            try:
                for name in lives.heard:
                    listens = asyncio.Event()
                    tasks.start(lives.hear(name, listens), name=name)
                    await listens.wait()
                for _ in range(steps):
                    await lives.act()
                await lives.check("ann", "bob")
                await lives.check("bob", "ann")
            finally:
                await tasks.cancel()


def _copy_of(thing: Thing) -> dict[str, Any]:
    """An import that follows a message of the thing; of its own it has other ids."""
    at = "2026-01-01T00:00:00Z"
    asked = {"id": new_id(), "role": "user", "text": "x", "created_at": at}
    answer = {**asked, "id": new_id(), "role": "assistant", "parent_id": thing.question}
    given = {"id": new_id(), "title": "x", "created_at": at, "updated_at": at}
    return {"conversations": [{**given, "messages": [asked, answer]}]}
