"""Two workers of one installation, as their people and admins meet them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from scripts.engines import Postgres, Valkey
from tests.accounts.lying_provider import lying_provider
from tests.accounts.people import NAMES, PASSWORD, log_in
from tests.accounts.signing_in import settings_for
from tests.api.native.test_changes import listening
from tests.engines import new_database, until
from tests.served import MODEL, Served, serving_app
from tests.services.chat_service import Call, echo, open_chat_service
from tests.services.serving_services import connect
from yeoul.accounts import Accounts
from yeoul.accounts.oidc import Wish
from yeoul.accounts.sessions import Visit
from yeoul.accounts.tries import MOST_OF_NAME
from yeoul.app import create_app
from yeoul.caller import Caller
from yeoul.chat.rights import LOOK_S
from yeoul.files.data_dir import DataDirectory
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Pause
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings
from yeoul.store import open_store

pytestmark = pytest.mark.anyio

Workers = tuple[Served, Served]


@asynccontextmanager
async def serving_two(
    folder: Path, store_url: str, valkey: Valkey, *, scripted: bool = True, **settings: Any
) -> AsyncIterator[Workers]:
    """Serve two apps with one directory, as the processes of one command have it."""
    urls = {"store_url": store_url, "log_url": valkey.url}
    chosen = Settings(data_dir=folder, **urls, **settings)
    with DataDirectory.open(folder) as directory:
        async with AsyncExitStack() as stack:
            two = []
            for _ in range(2):
                provider = Scripted({MODEL: ["a", Pause(300), "b"]})
                catalogue = Catalogue([provider]) if scripted else None
                app = create_app(chosen, catalogue=catalogue, directory=directory)
                url = await stack.enter_async_context(serving_app(app))
                client = httpx2.AsyncClient(base_url=url, timeout=60, trust_env=False)
                two.append(Served(app, url, await stack.enter_async_context(client), provider))
            yield two[0], two[1]


@pytest.fixture
async def account_store(postgres: Postgres) -> str:
    url = new_database(postgres)
    store = await open_store(url)
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    for name, role in NAMES.items():
        await accounts.add(name, role, password=PASSWORD, first=name == "root")
    await accounts.aclose()
    await store.aclose()
    return url


@pytest.fixture
async def people(tmp_path: Path, account_store: str, valkey: Valkey) -> AsyncIterator[Workers]:
    async with serving_two(tmp_path, account_store, valkey) as two:
        yield two


async def enter(two: Workers, name: str) -> None:
    """Log somebody in at the first worker; the session is known at the second, too."""
    here, there = two
    for served in two:
        served.client.headers["origin"] = served.url
    assert (await log_in(here.client, name)).status_code == 200
    [(_, token)] = here.client.cookies.items()
    there.client.cookies.set(f"yeoul-{there.url.rpartition(':')[2]}", token)
    assert (await there.get("/api/me"))["account"]["name"] == name


async def test_a_session_that_ends_at_one_worker_lets_streams_go_at_the_other(
    people: Workers,
) -> None:
    here, there = people
    await enter(people, "ann")
    async with there.client.stream("GET", "/api/changes") as reply:
        chunks = reply.aiter_raw()
        assert b"heartbeat" in await anext(chunks)
        async with asyncio.timeout(LOOK_S / 2):  # it is told, not found out
            assert (await here.client.post("/api/logout")).status_code == 204
            with pytest.raises(httpx2.RemoteProtocolError):
                await anext(chunks)
    assert (await there.client.get("/api/me")).status_code == 401


async def test_tries_to_log_in_are_counted_at_all_workers_together(people: Workers) -> None:
    here, there = people
    for served in people:
        served.client.headers["origin"] = served.url
    for number in range(MOST_OF_NAME):
        served = people[number % 2]
        assert (await log_in(served.client, "bob", "wrong")).status_code == 401
    tries = [served.app.state.dependencies.accounts.tries._names for served in people]
    await until(lambda: all(max(c.tries for c in each._counts.values()) == 10 for each in tries))
    for served in people:
        assert (await log_in(served.client, "bob")).status_code == 429
    assert (await log_in(there.client, "ann")).status_code == 200
    assert (await log_in(here.client, "root")).status_code == 200


async def test_a_log_in_by_a_provider_ends_at_another_worker_than_it_has_begun(
    tmp_path: Path, account_store: str, valkey: Valkey
) -> None:
    async with (
        lying_provider() as provider,
        serving_two(tmp_path, account_store, valkey, **settings_for(provider)) as two,
    ):
        here, there = (served.app.state.dependencies.oidc for served in two)
        caller = Caller("ann", session="a session")
        for wish in (Wish("log_in", name="Ann", path="/c"), Wish("again", caller)):
            begun = await here.begin("oidc", wish, f"{two[0].url}/oidc/oidc")
            await until(lambda: there._away)
            async with httpx2.AsyncClient(trust_env=False) as elsewhere:
                sent = await elsewhere.get(begun.address)
            answer = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
            back = await there.finish("oidc", answer, begun.cookie, Visit())
            # As far as that of a stranger comes: its code was redeemed.
            assert (back.wish.purpose, back.word) == (wish.purpose, "unknown")
            await until(lambda: not here._away)


async def test_a_challenge_that_one_worker_has_made_is_signed_at_another_once(
    people: Workers,
) -> None:
    here, there = (each.app.state.dependencies.accounts.passkeys.challenges for each in people)
    value = here.make("ann", "log_in")
    await until(lambda: there.has("ann"))
    assert there.take("ann", "log_in", value) is not None
    await until(lambda: not here.has("ann"))


async def test_what_grows_at_another_worker_for_somebody_who_is_barred_stops(
    people: Workers,
) -> None:
    here, there = people
    await enter(people, "bob")
    await there.ask_until("a")
    owner = (await there.get("/api/me"))["account"]["id"]
    running = there.app.state.dependencies.chat._supervisor
    assert running.running == 1
    here.client.cookies.clear()
    assert (await log_in(here.client, "root")).status_code == 200
    reply = await here.client.patch(f"/api/accounts/{owner}", json={"disabled": True})
    assert reply.status_code == 200, reply.text
    await until(lambda: running.running == 0)
    assert (await there.client.get("/api/me")).status_code == 401


async def test_tabs_at_one_worker_learn_what_happens_at_the_other(people: Workers) -> None:
    here, there = people
    await enter(people, "ann")
    async with listening(there) as heard:
        asked = await here.ask()
        told = await heard.until("asked")
    assert told["answer_id"] == asked["answer"]["id"]
    await here.client.post(f"/api/answers/{asked['answer']['id']}/stop")


async def test_a_service_is_offered_by_all_workers_and_its_slots_are_shared(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    two = serving_two(
        tmp_path, new_database(postgres), valkey, scripted=False, model="scripted:echo",
        max_answers=1,
    )  # fmt: skip
    gate = asyncio.Event()

    async def wait(call: Call) -> None:
        await gate.wait()
        await echo(call)

    async with open_chat_service() as service, two as (here, there):
        service.answer = wait
        kept = await connect(here, service.base_url, name="Desk")
        await until_told(there, [kept["id"]])
        models = [each["id"] for each in (await there.get("/api/models"))["models"]]
        model = next(each for each in models if each.startswith(kept["id"]))
        first = await here.ask(model=model)
        await until(lambda: service.questions)
        second = await there.ask(model=model)
        path = f"/api/answers/{second['answer']['id']}/events"
        async with there.client.stream("GET", path) as reply:
            async for chunk in reply.aiter_raw():
                if b'"queue_position":1' in chunk:
                    break
        assert len(service.questions) == 1
        gate.set()
        for served, asked in ((here, first), (there, second)):
            assert (await served.events(asked["answer"]["id"]))[-1]["event"] == "end"

        assert (await here.client.delete(f"/api/services/{kept['id']}")).status_code == 204
        await until_told(there, [])


async def until_told(served: Served, ids: list[str]) -> None:
    """Wait until a worker has these services, beside that of its settings."""
    async with asyncio.timeout(30):
        while [each["id"] for each in (await served.get("/api/services"))["services"]] != ids:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
