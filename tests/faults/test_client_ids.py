"""Questions with ids of their client's: asked once, however requests are repeated, crossed and cut.

    YEOUL_SEED=17 YEOUL_VOLUMES=id_rounds=1 python -m pytest -s tests/faults/test_client_ids.py

runs the round of one seed again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.faults.followers import open_client
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds
from tests.served import Served, serving
from yeoul.errors import StorageFull
from yeoul.eventlog.base import Writer
from yeoul.protocol.events import Started

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

NAMES = ("conversation", "question", "answer")
#: How often the log takes no new answer.
FULL = 0.15


@dataclass
class Asked:
    """One question, and what came of all requests that concern it."""

    content: str
    ids: dict[str, str]
    #: None: its requests have no key, so that all but one of them find the id taken.
    key: str | None
    #: A Stop was confirmed before any request with the question was sent.
    stopped_first: bool = False
    stopped: bool = False
    sent: bool = False
    statuses: list[int] = field(default_factory=list)

    @property
    def answer_id(self) -> str:
        return self.ids["answer"]


class Client:
    """Sends requests to a server whose log is full now and then."""

    def __init__(self, served: Served, http: httpx2.AsyncClient, drawn: Random) -> None:
        self._served = served
        self._http = http
        self._drawn = drawn

    async def ask(self, asked: Asked) -> None:
        await self._while_others_go_on()
        asked.sent = True
        headers = {"idempotency-key": asked.key} if asked.key else {}
        body = {"content": asked.content, "ids": asked.ids}
        try:
            reply = await self._post("", json=body, headers=headers)
        except httpx2.TransportError:
            return  # whether it has arrived is what the end of the round finds out
        asked.statuses.append(reply.status_code)
        if reply.status_code == 201:
            told = reply.json()
            assert {name: told[name]["id"] for name in asked.ids} == asked.ids
        elif reply.status_code == 409:
            assert (asked.key, reply.json()["code"]) == (None, "id_taken")
        else:
            assert (reply.status_code, reply.json()["code"]) == (507, "storage_full")

    async def ask_and_leave(self, asked: Asked) -> None:
        """Send the question, and cut the connection while it is on its way or being answered."""
        asking = asyncio.ensure_future(self.ask(asked))  # noqa: TID251
        await self._while_others_go_on()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking

    async def stop(self, asked: Asked) -> None:
        await self._while_others_go_on()
        reply = None
        while reply is None:
            with suppress(httpx2.TransportError):
                reply = await self._post(f"/{asked.answer_id}/stop")
        assert reply.status_code == 200, reply.text
        assert reply.json()["id"] == asked.answer_id
        assert reply.json()["status"] == "stopped"
        asked.stopped = True
        asked.stopped_first |= not asked.sent

    async def _post(self, path: str, **more: Any) -> httpx2.Response:
        return await self._http.post(f"{self._served.url}/api/answers{path}", **more)

    async def _while_others_go_on(self) -> None:
        for _ in range(self._drawn.choice((0, 0, 1, 3, 10, 40))):
            await asyncio.sleep(0)


def draw_requests(drawn: Random, client: Client, asked: Asked) -> list[Awaitable[None]]:
    kinds = [client.ask, client.ask, client.ask_and_leave, client.stop]
    wanted = [drawn.choice(kinds) for _ in range(drawn.randint(1, 6))]
    return [request(asked) for request in wanted]


async def one_round(served: Served, http: httpx2.AsyncClient, drawn: Random) -> None:
    client = Client(served, http, drawn)
    served.provider.prompts.clear()
    questions = []
    for number in range(3):
        ids = {name: f"{drawn.getrandbits(128):032x}" for name in NAMES}
        key = None if drawn.random() < 0.2 else f"{drawn.getrandbits(64)}"
        questions.append(Asked(f"question {number}", ids, key))
    for asked in questions:
        if drawn.random() < 0.3:
            await client.stop(asked)
    requests = [each for asked in questions for each in draw_requests(drawn, client, asked)]
    drawn.shuffle(requests)
    await asyncio.gather(*requests)
    for asked in questions:
        await check(served, client, asked)


async def check(served: Served, client: Client, asked: Asked) -> None:
    """Ask until it is taken, if need be; then stop it: in the end there is one answer, stopped."""
    calls = [p for p in served.provider.prompts if p.turns[-1].content == asked.content]
    assert len(calls) <= 1
    before = await served.client.get(f"/api/answers/{asked.answer_id}")
    if before.status_code == 200 and asked.stopped:
        assert before.json()["status"] == "stopped"
    if asked.key is None:
        assert asked.statuses.count(201) <= 1
    # Of those without a key one may have been refused for an id that was free again thereafter.
    while before.status_code != 200:
        await client.ask(asked)
        before = await served.client.get(f"/api/answers/{asked.answer_id}")
    now = await served.get(f"/api/answers/{asked.answer_id}")
    assert (now["status"] == "stopped") == asked.stopped
    await client.stop(asked)
    ended = await served.get(f"/api/answers/{asked.answer_id}")
    assert (ended["status"], ended["conversation_id"]) == ("stopped", asked.ids["conversation"])
    conversation = await served.get(f"/api/conversations/{asked.ids['conversation']}")
    assert [message["id"] for message in conversation["messages"]] == [
        asked.ids["question"],
        asked.ids["answer"],
    ]
    assert (await served.events(asked.answer_id))[-1]["data"]["status"] == "stopped"
    calls = [p for p in served.provider.prompts if p.turns[-1].content == asked.content]
    assert len(calls) <= (0 if asked.stopped_first else 1)


def make_flaky(served: Served, drawn: Callable[[], float]) -> None:
    """Have the log take no new answer now and then."""
    log = served.app.state.dependencies.chat._log
    create = log.create

    async def flaky(started: Started) -> Writer:
        if drawn() < FULL:
            raise StorageFull("The disk is full.")
        writer: Writer = await create(started)
        return writer

    log.create = flaky


async def test_each_question_is_asked_once_and_a_stop_always_wins(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate]) as served, open_client() as http:
        served.provider.slots = 100
        current = Random()
        make_flaky(served, lambda: current.random())
        for current, _ in rounds(VOLUMES.id_rounds):
            await one_round(served, http, current)
