"""Answers that grow at a service which keeps them: no kill or cut costs a token, or a question."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.faults.armed import PLAN_ENV
from tests.faults.followers import Follower, ask, check_kept, epoch_of, followers, open_client
from tests.faults.servers import Server, server
from tests.faults.volumes import LIMIT_S, SEED
from tests.services.responses_service import ResponsesService, open_responses_service

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

#: Kills of one server while its answers grow.
KILLS = 4
LIVE_ANSWERS = 4
#: Seconds between two words of an answer that is to grow still, however late a reader has seen its
#: beginning; and of one that only has to grow.
SLOW_S, QUICK_S = 0.05, 0.005
#: The failpoints that only such answers reach.
POINTS = {"accepted-upstream", "noted-upstream"}


def story(asked: dict[str, Any]) -> list[str]:
    """Return words that show a loss, a repetition or a change of order of any of them."""
    question = asked["input"][-1]["content"]
    return [f"{question}{number} 여울 " for number in range(200)]


def whole_story(number: int) -> str:
    """Return the text of the answer to the question with this number."""
    return "".join(story({"input": [{"content": f"q{number}-"}]}))


@asynccontextmanager
async def house(
    tmp_path: Path, *arguments: str
) -> AsyncIterator[tuple[ResponsesService, Server, httpx2.AsyncClient]]:
    """Run a service, a server that asks it, and a client of that."""
    async with open_responses_service() as service, open_client() as client:
        service.words, service.pause_s = story, SLOW_S
        service.thoughts = lambda asked: [f"thought {number}. " for number in range(20)]
        given = ("--base-url", service.base_url, "--service-api", "responses", *arguments)
        with server(tmp_path / "data", *given, model="small", start=False) as served:
            await asyncio.to_thread(served.start)
            yield service, served, client


async def begin(served: Server, client: httpx2.AsyncClient, many: int) -> list[Follower]:
    """Ask so many questions; returns a follower of each, over all transports."""
    ids = [(await ask(client, served.url, f"q{n}-"))["answer"]["id"] for n in range(many)]
    return followers(served.url, ids)


async def test_an_answer_goes_on_exactly_after_each_kill_and_is_asked_for_once(
    tmp_path: Path,
) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        service.pause_s = 0.02
        readers = await begin(served, client, LIVE_ANSWERS)
        for reader in readers:
            group.create_task(reader.run(client))
        for _ in range(KILLS):
            first = chance.choice(readers)
            await first.longer_than(first.text + "x" * chance.randint(0, 200))
            served.kill()
            service.pause_s = 1.0  # it goes on, but not to the end, however slow the start is
            await asyncio.to_thread(served.start)
            service.pause_s = 0.02
        service.pause_s = 0.0
        await asyncio.gather(*(ended(reader) for reader in readers))

        for number, reader in enumerate(readers):
            whole = whole_story(number)
            assert reader.text == whole
            answer = (await client.get(f"{served.url}/api/answers/{reader.answer_id}")).json()
            assert (answer["status"], answer["text"]) == ("finished", whole)
            assert answer["reasoning"] == "".join(f"thought {n}. " for n in range(20))
            assert epoch_of(reader.cursor) == 1 + KILLS
        await check_kept(client, served.url, readers)
        assert len(service.asked) == LIVE_ANSWERS
        assert service.cancelled == []


async def test_a_kill_at_the_very_beginning_loses_an_answer_or_nothing_and_asks_once(
    tmp_path: Path,
) -> None:
    for point, status in (("accepted-upstream", "interrupted"), ("noted-upstream", "finished")):
        async with house(tmp_path / point) as (service, served, client):
            service.pause_s = QUICK_S
            served.close()
            plan = {PLAN_ENV: f"{point}=kill"}
            await asyncio.to_thread(served.start, plan, program="tests.faults.armed")
            [reader] = await begin(served, client, 1)
            async with asyncio.TaskGroup() as group:
                group.create_task(reader.run(client))
                assert served.process is not None
                await asyncio.to_thread(served.process.wait, 30)
                assert served.process.returncode == -signal.SIGKILL
                await asyncio.to_thread(served.start)
                await ended(reader)

            assert reader.end is not None
            assert reader.end["status"] == status
            assert reader.text == (whole_story(0) if status == "finished" else "")
            await check_kept(client, served.url, [reader])
            assert len(service.asked) == 1


async def test_a_service_that_a_person_connected_goes_on_as_well(tmp_path: Path) -> None:
    async with open_responses_service() as service, open_client() as client:
        service.words, service.pause_s = story, SLOW_S
        with server(tmp_path / "data", start=False) as served:
            await asyncio.to_thread(served.start)
            desk = {"base_url": service.base_url, "name": "Desk", "api": "responses"}
            assert (await client.post(f"{served.url}/api/services", json=desk)).status_code == 201
            asked = await ask(client, served.url, "q0-", model="desk/small")
            [reader] = followers(served.url, [asked["answer"]["id"]])
            async with asyncio.TaskGroup() as group:
                group.create_task(reader.run(client))
                await reader.longer_than("x" * 100)
                served.kill()
                service.pause_s = QUICK_S
                await asyncio.to_thread(served.start)
                await ended(reader)

            assert reader.text == whole_story(0)
            await check_kept(client, served.url, [reader])
            assert len(service.asked) == 1


async def test_a_temporary_chat_is_stored_by_no_service(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client):
        service.pause_s = QUICK_S
        asked = await ask(client, served.url, "q0-", temporary=True)
        reader = Follower(served.url, asked["answer"]["id"])
        await reader.run(client)

        assert reader.text == whole_story(0)
        assert [(one["background"], one["store"]) for one in service.asked] == [(False, False)]


async def test_a_log_in_memory_gets_the_whole_answer_from_the_service(tmp_path: Path) -> None:
    async with house(tmp_path, "--log", "memory") as (service, served, client):
        [reader] = await begin(served, client, 1)
        async with asyncio.TaskGroup() as group:
            group.create_task(reader.run(client))
            await reader.longer_than("x" * 100)
            served.kill()
            service.pause_s = QUICK_S
            await asyncio.to_thread(served.start)
            await ended(reader)

        assert reader.text == whole_story(0)
        answer = await answer_of(served, client, reader.answer_id)
        assert (answer["status"], answer["text"]) == ("finished", reader.text)
        assert len(service.asked) == 1


async def ended(reader: Follower) -> None:
    while reader.end is None:
        reader.progress.clear()
        await reader.progress.wait()


async def answer_of(served: Server, client: httpx2.AsyncClient, answer_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(f"{served.url}/api/answers/{answer_id}")).json()
    return answer


async def test_cuts_between_the_service_and_the_server_are_no_failures(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        service.pause_s = QUICK_S
        service.cut_after = lambda number: chance.randint(2_000, 30_000)
        readers = await begin(served, client, LIVE_ANSWERS)
        for reader in readers:
            group.create_task(reader.run(client))
        await asyncio.gather(*(ended(reader) for reader in readers))

        for number, reader in enumerate(readers):
            assert reader.text == whole_story(number)
            assert reader.resets == 0
        await check_kept(client, served.url, readers)
        assert len(service.asked) == LIVE_ANSWERS
        assert service.streams > LIVE_ANSWERS
        await service.until(lambda: len(service.deleted) == LIVE_ANSWERS)


async def test_a_shutdown_leaves_an_answer_growing_for_the_next_process(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)
        await asyncio.to_thread(served.end, signal.SIGINT)
        service.pause_s = QUICK_S
        assert service.cancelled == []
        await asyncio.to_thread(served.start)
        await ended(reader)

        assert reader.text == whole_story(0)
        await check_kept(client, served.url, [reader])
        assert len(service.asked) == 1


async def test_stop_returns_when_the_service_has_ended_the_answer(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)

        stopped = await client.post(f"{served.url}/api/answers/{reader.answer_id}/stop")

        assert stopped.status_code == 200
        assert service.last.status == "cancelled"
        await ended(reader)
        assert reader.end is not None
        assert reader.end["status"] == "stopped"
        assert service.last.text.startswith(reader.text)
        await service.until(lambda: service.deleted == [service.last.id])


async def test_a_stop_before_the_service_has_replied_ends_the_answer_there(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client):
        service.may_begin.clear()
        asked = await ask(client, served.url)
        await service.until(lambda: bool(service.asked))
        path = f"{served.url}/api/answers/{asked['answer']['id']}/stop"
        async with asyncio.TaskGroup() as group:
            stopping = group.create_task(client.post(path))
            # Most often after the Stop has come; the outcome is the same where it has not.
            asyncio.get_running_loop().call_later(0.3, service.may_begin.set)

        assert stopping.result().status_code == 200
        assert service.cancelled == [service.last.id]
        assert (await answer_of(served, client, asked["answer"]["id"]))["status"] == "stopped"


async def test_a_stop_that_died_with_its_server_is_carried_out_by_the_next(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        served.close()
        plan = {PLAN_ENV: "stop-recorded=kill"}
        await asyncio.to_thread(served.start, plan, program="tests.faults.armed")
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)
        with pytest.raises(httpx2.TransportError):
            await client.post(f"{served.url}/api/answers/{reader.answer_id}/stop")
        assert service.cancelled == []
        await asyncio.to_thread(served.start)
        await ended(reader)

        assert reader.end is not None
        assert reader.end["status"] == "stopped"
        assert service.cancelled == [service.last.id]
        assert len(service.asked) == 1


async def test_a_deleted_conversations_answer_ends_at_the_service_too(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client):
        asked = await ask(client, served.url)
        await service.until(lambda: bool(service.asked))
        conversation = asked["answer"]["conversation_id"]

        deleted = await client.delete(f"{served.url}/api/conversations/{conversation}")

        assert deleted.is_success
        await service.until(lambda: service.deleted == [service.last.id])
        assert service.last.status == "cancelled"


async def test_an_answer_that_the_service_lost_meanwhile_keeps_its_text(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)
        served.kill()
        kept = reader.text
        service.deleted.append(service.last.id)
        await asyncio.to_thread(served.start)
        await ended(reader)

        assert reader.end is not None
        assert reader.end["status"] == "interrupted"
        assert "has not kept the rest" in reader.end["error"]["detail"]
        assert reader.text.startswith(kept)
        await check_kept(client, served.url, [reader])
        assert len(service.asked) == 1


async def test_an_answer_that_ended_while_no_server_ran_is_there_at_once(tmp_path: Path) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)
        served.kill()
        service.pause_s = 0.0
        while not service.last.is_over:
            await service.last.grown.wait()
        # So late that it is not streamed any more.
        service.refuse = lambda number, request: (
            (400, "This response can no longer be streamed.") if "stream" in request.path else None
        )
        await asyncio.to_thread(served.start)
        await ended(reader)

        assert reader.end is not None
        assert reader.end["status"] == "finished"
        assert reader.text == service.last.text
        assert len(service.asked) == 1


async def test_a_service_that_is_asked_otherwise_now_is_not_asked_for_the_answer_again(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as (service, served, client), asyncio.TaskGroup() as group:
        [reader] = await begin(served, client, 1)
        group.create_task(reader.run(client))
        await reader.longer_than("x" * 100)
        served.kill()
        served.arguments.remove("responses")
        served.arguments.remove("--service-api")
        await asyncio.to_thread(served.start)
        await ended(reader)

        assert reader.end is not None
        assert reader.end["status"] == "interrupted"
        assert [request.method for request in service.requests].count("POST") == 1
