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
from redis import Redis

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
from yeoul.bus.base import MISSED
from yeoul.caller import Caller
from yeoul.chat.rights import LOOK_S
from yeoul.errors import StartupError
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Pause
from yeoul.providers.scripted import Scripted
from yeoul.services import KeptService, ServiceFiles
from yeoul.services.service_files import LIST_FILE
from yeoul.settings import Settings
from yeoul.store import open_store

pytestmark = pytest.mark.anyio

Workers = tuple[Served, Served]


@asynccontextmanager
async def serving_two(
    folder: Path, store_url: str, valkey: Valkey, *, scripted: bool = True, **settings: Any
) -> AsyncIterator[Workers]:
    """Serve two apps with directories of their own, as they are on two machines."""
    urls = {"store_url": store_url, "log_url": valkey.url}
    async with AsyncExitStack() as stack:
        two = []
        for name in ("here", "there"):
            provider = Scripted({MODEL: ["a", Pause(300), "b"]})
            catalogue = Catalogue([provider]) if scripted else None
            chosen = Settings(data_dir=folder / name, **urls, **settings)
            app = create_app(chosen, catalogue=catalogue)
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


async def test_a_challenge_is_signed_nowhere_where_it_may_have_been_missed_that_it_was_used(
    people: Workers, valkey: Valkey
) -> None:
    here, there = (each.app.state.dependencies.accounts.passkeys.challenges for each in people)
    value = here.make("ann", "log_in")
    await until(lambda: there.has("ann"))
    with Redis.from_url(valkey.url) as engine:
        engine.client_kill_filter(_type="pubsub", skipme=True)
    await until(lambda: not here.has("ann"))
    assert here.take("ann", "log_in", value) is None


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


async def test_services_that_are_connected_at_once_anywhere_all_stay_with_their_keys(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    two = serving_two(
        tmp_path, new_database(postgres), valkey, scripted=False, model="scripted:echo"
    )
    keys = [f"sk-canary-{number:010}" for number in range(12)]
    async with open_chat_service() as service, two as (here, there):
        connected = await asyncio.gather(
            *(
                connect((here, there)[number % 2], service.base_url, name="Desk", api_key=key)
                for number, key in enumerate(keys)
            )
        )
        given = {each["id"]: key for each, key in zip(connected, keys, strict=True)}
        assert len(given) == len(keys)
        first, second, third, *_ = given
        await asyncio.gather(
            there.client.patch(f"/api/services/{first}", json={"name": "Here"}),
            here.client.patch(f"/api/services/{second}", json={"name": "There"}),
            there.client.delete(f"/api/services/{third}"),
        )
        del given[third]
        ours, theirs = (each.app.state.dependencies.services._kept for each in (here, there))
        await until(lambda: ours == theirs and ours.keys() == given.keys())
        assert {id: each.api_key for id, each in ours.items()} == given
        assert (ours[first].name, ours[second].name) == ("Here", "There")
    assert not (tmp_path / "here" / LIST_FILE).exists()


async def test_a_worker_has_the_services_of_all_and_finds_a_change_that_nobody_told_it(
    tmp_path: Path, postgres: Postgres, valkey: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    url = new_database(postgres)
    async with serving_two(tmp_path, url, valkey, scripted=False, model="scripted:echo") as two:
        for name in ("Desk", "Lamp"):
            await connect(two[0], "http://127.0.0.1:9/v1", name=name)
    # Whoever comes later has them, and nothing that lies in its directory.
    left = tmp_path / "later" / "there"
    left.mkdir(0o700, parents=True)
    ServiceFiles(left).write([KeptService("own", "Own", "http://127.0.0.1:9")])
    later = serving_two(tmp_path / "later", url, valkey, scripted=False, model="scripted:echo")
    async with later as (here, there):
        assert [each["id"] for each in await services_of(there)] == ["desk", "lamp"]
        here.app.state.dependencies.services.tell_changed = lambda: None
        assert (await here.client.delete("/api/services/desk")).status_code == 204
        here.app.state.dependencies.chat._bus.publish_to_all(MISSED)
        await until_told(there, ["lamp"])
    assert [f"{left / LIST_FILE} is not read" in text for text in caplog.messages].count(True) == 1


async def test_a_worker_with_another_database_does_not_start(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    async with serving_two(tmp_path, new_database(postgres), valkey):
        urls = {"store_url": new_database(postgres), "log_url": valkey.url}
        app = create_app(Settings(data_dir=tmp_path / "other", **urls), catalogue=Catalogue([]))
        with pytest.raises(StartupError, match="the same --store-url"):
            async with app.router.lifespan_context(app):
                pass


async def services_of(served: Served) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await served.get("/api/services"))["services"]
    return listed


async def until_told(served: Served, ids: list[str]) -> None:
    """Wait until a worker has these services, beside that of its settings."""
    async with asyncio.timeout(30):
        while [each["id"] for each in (await served.get("/api/services"))["services"]] != ids:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
