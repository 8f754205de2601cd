"""Services that can go on: when the worker that asks one dies or leaves, another asks for the rest.

The service is connected at one worker and asked at another, so it is the store that knows it.
"""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Iterator

import httpx2
import pytest

from tests.faults.followers import ask, check_kept, open_client
from tests.faults.installation import Installation, Roaming, installed
from tests.faults.test_continued_services import WHOLE, WORDS, counting
from tests.faults.test_upstream import story, whole_story
from tests.faults.volumes import LIMIT_S
from tests.services.chat_service import Call, open_chat_service
from tests.services.responses_service import open_responses_service

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ENDS = (signal.SIGKILL, signal.SIGTERM)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("services"), 2) as installation:
        yield installation


async def connect(
    installation: Installation, client: httpx2.AsyncClient, base_url: str, **fields: str
) -> str:
    """Connect a service at the first worker, and return its id."""
    desk = {"base_url": base_url, "name": "Desk", **fields}
    made = await client.post(f"{installation.workers[0].url}/api/services", json=desk)
    assert made.status_code == 201, made.text
    service_id: str = made.json()["id"]
    return service_id


async def end_writer(
    installation: Installation,
    client: httpx2.AsyncClient,
    how: signal.Signals,
    model: str,
    behind: str,
) -> Roaming:
    """Ask the second worker, end it behind so much text, and return a reader that has the end."""
    writer = installation.workers[1]
    asked = await ask(client, writer.url, "q0-", model=model)
    reader = Roaming(installation, asked["answer"]["id"], "sse", random.Random(how))
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(reader.run(client))
        await reader.longer_than(behind)
        assert writer.process is not None
        writer.process.send_signal(how)
        await asyncio.to_thread(writer.process.wait)
    return reader


@pytest.mark.parametrize("how", ENDS)
async def test_an_answer_that_a_service_makes_in_the_background_is_asked_for_once(
    installation: Installation, how: signal.Signals
) -> None:
    async with open_responses_service() as service, open_client() as client:
        service.words, service.pause_s = story, 0.02
        desk = await connect(installation, client, service.base_url, api="responses")
        reader = await end_writer(installation, client, how, f"{desk}/small", "x" * 100)
        await asyncio.to_thread(installation.restore)
        assert reader.text == whole_story(0)
        await check_kept(client, installation.urls[0], [reader])
        assert len(service.asked) == 1
        assert service.cancelled == []


@pytest.mark.parametrize("how", ENDS)
async def test_a_service_that_is_given_the_text_so_far_is_asked_for_the_rest(
    installation: Installation, how: signal.Signals
) -> None:
    async with open_chat_service() as service, open_client() as client:
        hangs, counts = counting(hang_behind=20), counting()

        async def answer(call: Call) -> None:
            last = call.request.body["messages"][-1]
            await (counts if last["role"] == "assistant" else hangs)(call)

        service.answer = answer
        desk = await connect(installation, client, service.base_url, continues="vllm")
        behind = "".join(WORDS[:19])
        reader = await end_writer(installation, client, how, f"{desk}/small", behind)
        await asyncio.to_thread(installation.restore)
        assert reader.text == WHOLE
        await check_kept(client, installation.urls[0], [reader])
        first, second = (request.body["messages"] for request in service.questions)
        assert [message["role"] for message in first] == ["user"]
        assert second[-1] == {"role": "assistant", "content": "".join(WORDS[:20])}
