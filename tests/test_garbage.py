"""What an answer leaves is free at once, so that the collector, which halts all, can rest."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.providers.services import responses_provider, service_provider
from tests.served import Served, serving
from tests.services.chat_service import DONE, Call, finish, open_chat_service, text
from tests.services.responses_service import open_responses_service
from yeoul.providers.catalogue import Catalogue
from yeoul.serving.connections import UnsentWatch
from yeoul.serving.websocket_protocol import LimitedWebSocketProtocol

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True, scope="module")
def alone() -> Iterator[None]:
    """Keep the collector from all that is loaded before these tests.

    No answer can leave that, and to look through it takes far longer than an answer.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.fixture
def garbage() -> Iterator[list[object]]:
    """What only the collector would find, from now on."""
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    yield gc.garbage
    gc.set_debug(0)
    gc.garbage.clear()


async def answer(call: Call) -> None:
    """Answer, refuse to, break off, or go on until nobody listens: as the question says."""
    match call.request.body["messages"][-1]["content"]:
        case "refused":
            await call.error(400, "No.")
        case "broken off":
            await call.head()
            await call.send(text("물"))
            call.reset()
        case "endless":
            await call.head()
            await call.send(text("물"))
            await call.client_gone()
        case _:
            await call.stream(text("물"), finish(), DONE)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with open_chat_service() as service:
        service.answer = answer
        provider = service_provider(service.base_url, default_model="m", slots=4)
        catalogue = Catalogue([provider], default_provider=provider, default_model="m")
        async with serving(tmp_path, catalogue=catalogue) as served:
            yield served


@pytest.fixture
async def served_in_background(tmp_path: Path) -> AsyncIterator[Served]:
    """A server whose service generates in the background, and cuts every other stream."""
    async with open_responses_service() as service:
        service.cut_after = lambda number: None if number % 2 else 2_000
        service.refuse_question = lambda asked: (
            "No." if asked["input"][-1]["content"] == "refused" else None
        )
        provider = responses_provider(service.base_url)
        models = await provider.models()
        catalogue = Catalogue([provider], default_provider=provider, default_model=models[0].id)
        async with serving(tmp_path, catalogue=catalogue) as served:
            yield served


async def ask(served: Served, content: str) -> str:
    answer_id: str = (await served.ask(content))["answer"]["id"]
    return answer_id


async def stop(served: Served, answer_id: str) -> None:
    reply = await served.client.post(f"/api/answers/{answer_id}/stop")
    assert reply.json()["status"] == "stopped"


def socket_to(served: Served, answer_id: str) -> connect:
    return connect(f"{served.url.replace('http', 'ws')}/api/answers/{answer_id}/events")


async def followed_by_sse(served: Served) -> None:
    await served.finished()


async def refused(served: Served) -> None:
    await served.finished("refused")


async def broken_off(served: Served) -> None:
    await served.finished("broken off")


async def left_by_sse(served: Served) -> None:
    answer_id = await ask(served, "endless")
    async with served.client.stream("GET", f"/api/answers/{answer_id}/events") as reply:
        await anext(reply.aiter_raw())
    await stop(served, answer_id)


async def followed_by_websocket(served: Served) -> None:
    async with socket_to(served, await ask(served, "a short one")) as socket:
        async for _ in socket:
            pass


async def left_by_websocket(served: Served) -> None:
    answer_id = await ask(served, "endless")
    async with socket_to(served, answer_id) as socket:
        await socket.recv()
        socket.transport.abort()
    await stop(served, answer_id)


async def polled_for_long(served: Served) -> None:
    answer_id = await ask(served, "endless")
    path, headers = f"/api/answers/{answer_id}/events", {"accept": "application/json"}
    cursor = ""
    while not cursor.endswith("-2"):  # the piece; what is waited for then does not come
        params = {"wait": "1"} | ({"after": cursor} if cursor else {})
        cursor = (await served.client.get(path, params=params, headers=headers)).json()["cursor"]
    reply = await served.client.get(path, params={"wait": "1", "after": cursor}, headers=headers)
    assert reply.json()["events"] == []
    await stop(served, answer_id)


@pytest.mark.parametrize(
    "done",
    [
        followed_by_sse,
        left_by_sse,
        followed_by_websocket,
        left_by_websocket,
        polled_for_long,
        refused,
        broken_off,
    ],
    ids=lambda done: done.__name__,
)
async def test_nothing_is_left_to_the_collector_by_an_answer_that_was(
    served: Served, garbage: list[object], done: Callable[[Served], Awaitable[None]]
) -> None:
    await done(served)
    check(garbage)


@pytest.mark.parametrize("question", ["a short one", "long " * 100, "refused"])
async def test_nothing_is_left_to_the_collector_by_an_answer_in_the_background(
    served_in_background: Served, garbage: list[object], question: str
) -> None:
    await served_in_background.finished(question)
    check(garbage)


def check(garbage: list[object]) -> None:
    """Check that nothing of ours was left to the collector."""
    gc.collect()
    # Uvicorn's side of a WebSocket refers to itself; it must not keep an answer with it.
    library = (LimitedWebSocketProtocol, UnsentWatch)
    kinds = {kind for kind in map(type, garbage) if kind not in library}
    assert {kind for kind in kinds if kind.__module__.startswith("yeoul")} == set()
