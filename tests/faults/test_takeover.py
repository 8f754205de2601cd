"""A worker dies, stalls or leaves in mid-answer, and its answers go on for their readers."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
import redis.asyncio
from redis import Redis

from scripts.engines import Valkey
from tests.faults.followers import ask, check_kept, epoch_of, followers, open_client
from tests.faults.front import fronted
from tests.faults.installation import Installation, Roaming, installed, roaming
from tests.faults.servers import Server
from tests.faults.shifted import SHIFT_ENV
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds, spread
from tests.store.postgres.test_upgrade import LATER
from yeoul.bus.valkey import ALL
from yeoul.eventlog.valkey.log import PATIENCE_S
from yeoul.protocol.content import utf16_length
from yeoul.protocol.conversation import new_id
from yeoul.store.postgres.address import parse
from yeoul.store.postgres.upgrade import prepare
from yeoul.store.schema import HEAD
from yeoul.workers.valkey import BEATS, PROTOCOL

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ANSWERS = 12
#: Seconds that a reader may wait for the next token, and in which a worker that leaves is gone. The
#: machine that this runs on has other work, so what is promised is measured where there is none.
GAP_S, EXIT_S = 10.0, 10.0
#: Seconds that half of all readers wait at most while all workers are restarted in turn, in a soak:
#: less than the two in which a worker is suspected that hands nothing over.
ROLLED_S = 1.5
#: Seconds for which a worker is stalled that the others take for dead.
STALL_S = 4.5
#: Seconds for which the engine stands still.
ENGINE_STALLS_S = (1.0, 5.0, 20.0)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("workers"), 3) as installation:
        yield installation


class Scene:
    """Answers that one worker writes, and readers that roam over all."""

    def __init__(self, installation: Installation, chance: random.Random) -> None:
        installation.restore()
        self.installation = installation
        self.chance = chance
        self.readers: list[Roaming] = []
        self.harmed_s = 0.0

    @property
    def first(self) -> Server:
        """The worker that writes the answers."""
        return self.installation.workers[0]

    async def play(
        self, harm: Callable[[httpx2.AsyncClient], Awaitable[object]], **fields: Any
    ) -> None:
        """Ask the first worker, do the harm when all grow, and follow them to their ends."""
        async with open_client() as client, asyncio.TaskGroup() as group:
            asked = [await ask(client, self.first.url, **fields) for _ in range(ANSWERS)]
            ids = [one["answer"]["id"] for one in asked]
            self.readers = roaming(self.installation, ids, self.chance)
            for reader in self.readers:
                group.create_task(reader.run(client))
            for reader in self.readers:
                await reader.until(self.chance.randint(5, 40))
            self.harmed_s = time.monotonic()
            await harm(client)

    async def send(self, number: signal.Signals, client: httpx2.AsyncClient | None = None) -> None:
        """Send the first worker a signal."""
        assert self.first.process is not None
        self.first.process.send_signal(number)

    def gaps(self) -> list[float]:
        """Return each reader's longest wait since the harm."""
        return [reader.longest_gap(self.harmed_s) for reader in self.readers]

    async def check(self, *statuses: str) -> None:
        """See that nothing is lost, doubled or stuck, wherever one looks."""
        for reader in self.readers:
            assert reader.end is not None
            assert reader.end["status"] in (statuses or ("finished",))
        async with open_client() as client:
            for url in self.installation.urls:
                await check_kept(client, url, list(self.readers))

    async def check_untouched(self) -> None:
        """See that no answer was taken over, and no reader was told a text anew."""
        await self.check()
        assert {(reader.resets, epoch_of(reader.cursor)) for reader in self.readers} == {(0, 1)}


async def test_the_answers_of_a_worker_that_is_killed_go_on_with_the_others(
    installation: Installation,
) -> None:
    gaps: list[float] = []
    for chance, _ in rounds(VOLUMES.worker_kills):
        scene = Scene(installation, chance)
        await scene.play(partial(scene.send, signal.SIGKILL), candidates=2)
        await scene.check()
        for reader in scene.readers:  # what the dead one told, and what its heir has
            assert reader.told[0].at == 0
            assert reader.told[-1].end == utf16_length(reader.text)
        gaps += scene.gaps()
    print(f"gap after a kill: {spread(gaps)}")
    assert max(gaps) < GAP_S


async def test_a_worker_that_leaves_hands_its_answers_over_before_its_readers(
    installation: Installation,
) -> None:
    gaps: list[float] = []
    for chance, _ in rounds(VOLUMES.worker_terminations):
        scene = Scene(installation, chance)
        await scene.play(partial(scene.send, signal.SIGTERM))
        await scene.check()
        gaps += scene.gaps()
    print(f"gap after SIGTERM: {spread(gaps)}")
    assert max(gaps) < GAP_S


async def test_a_worker_that_was_stalled_changes_nothing_when_it_wakes(
    installation: Installation,
) -> None:
    for chance, _ in rounds(VOLUMES.worker_stalls):
        scene = Scene(installation, chance)

        async def stall(client: httpx2.AsyncClient, scene: Scene = scene) -> None:
            await scene.send(signal.SIGSTOP)
            await asyncio.sleep(STALL_S)
            await scene.send(signal.SIGCONT)

        await scene.play(stall)
        await scene.check()
        assert {reader.cursor and reader.cursor[0] for reader in scene.readers} == {"2"}


async def test_a_rolling_restart_of_all_workers_holds_nobody_up(
    installation: Installation,
) -> None:
    """Through an nginx that knows nothing of answers, if there is one; and past a newer version."""
    gaps: list[float] = []
    for chance, _ in rounds(VOLUMES.rolling_restarts):
        installation.restore()
        with fronted(installation.folder / "nginx", [w.port for w in installation.workers]) as url:
            installation.front = url
            try:
                gaps += await roll(installation, chance)
            finally:
                installation.front = None
    print(f"gap in a rolling restart: {spread(gaps)}")
    assert max(gaps) < GAP_S
    assert VOLUMES.rolling_restarts == 1 or sorted(gaps)[len(gaps) // 2] < ROLLED_S


async def roll(installation: Installation, chance: random.Random) -> list[float]:
    """Restart all workers in turn while people ask; returns each reader's longest wait."""
    readers: list[tuple[Roaming, float]] = []
    rolled = asyncio.Event()

    async def ask_on(client: httpx2.AsyncClient, group: asyncio.TaskGroup) -> None:
        while not rolled.is_set():
            asked_s = time.monotonic()
            answer_id = await asked_by_key(client, installation, f"key {chance.random()}")
            transport = chance.choice(("sse", "websocket", "long-poll"))
            reader = Roaming(installation, answer_id, transport, chance)
            readers.append((reader, asked_s))
            group.create_task(reader.run(client))
            await asyncio.sleep(0.4)

    async with open_client() as client, asyncio.TaskGroup() as group:
        asking = group.create_task(ask_on(client, group))
        for worker in chance.sample(installation.workers, len(installation.workers)):
            took_s = await asyncio.to_thread(worker.end, signal.SIGTERM)
            print(f"gone after {took_s:.2f} s", flush=True)
            assert took_s < EXIT_S
            await asyncio.to_thread(worker.start)
            await meet_a_newer_version(installation)
        rolled.set()
        await asking
    async with open_client() as client:
        for url in installation.urls:
            await check_kept(client, url, [reader for reader, _ in readers])
    assert {reader.end and reader.end["status"] for reader, _ in readers} == {"finished"}
    return [reader.longest_gap(asked_s) for reader, asked_s in readers]


async def meet_a_newer_version(installation: Installation) -> None:
    """Have the schema of a next version, and what it may say to these workers; then it is gone."""
    folder = installation.folder / "revisions"
    await asyncio.to_thread(folder.mkdir, exist_ok=True)
    await asyncio.to_thread((folder / "9999_later.py").write_text, LATER)
    database = parse(installation.postgres.url())
    await prepare(database, head="9999", oldest_reader=HEAD, more_revisions=[folder])
    async with redis.asyncio.Redis.from_url(installation.valkey.url) as engine:
        await engine.hset(BEATS, new_id(), f"7 {PROTOCOL + 1} and more")
        await engine.publish(ALL, orjson.dumps(("newer", "news", "of", "a kind")))


async def asked_by_key(client: httpx2.AsyncClient, installation: Installation, key: str) -> str:
    """Ask as our clients do, again while nobody lets the question in; returns the answer's id."""
    while True:
        try:
            reply = await client.post(
                f"{installation.doors[0]}/api/answers",
                json={"content": "?"},
                headers={"idempotency-key": key},
            )
        except httpx2.TransportError:
            continue
        if reply.status_code < 500:
            answer_id: str = reply.json()["answer"]["id"]
            return answer_id
        await asyncio.sleep(0.05)


async def test_an_engine_that_stands_still_makes_nobody_suspect_a_worker(
    installation: Installation,
) -> None:
    for chance, number in rounds(VOLUMES.engine_stalls):
        scene = Scene(installation, chance)
        seconds = chance.choice(ENGINE_STALLS_S) if VOLUMES.engine_stalls > 1 else 3 * number

        async def stall(client: httpx2.AsyncClient, seconds: float = seconds) -> None:
            installation.valkey.pause()
            await asyncio.sleep(seconds)
            installation.valkey.go_on()

        await scene.play(stall)
        if seconds > PATIENCE_S:  # who has asked is told that it does not go on
            await scene.check("finished", "interrupted")
        else:
            await scene.check()
            assert {(reader.resets, epoch_of(reader.cursor)) for reader in scene.readers} == {
                (0, 1)
            }


async def test_clocks_that_are_hours_apart_change_nothing(installation: Installation) -> None:
    shift = installation.folder / "shift"
    for chance, _ in rounds(VOLUMES.wrong_clocks):
        scene = Scene(installation, chance)
        shift.write_text("3600")
        scene.first.kill()
        environ = {SHIFT_ENV: str(shift)}
        program = "tests.faults.shifted"
        await asyncio.to_thread(scene.first.start, environ, program=program, afresh=True)
        await scene.play(partial(set_clocks, scene, shift))
        await scene.check_untouched()
        scene.first.kill()


async def set_clocks(scene: Scene, shift: Path, client: httpx2.AsyncClient) -> None:
    """Set the clock of the first worker two hours back, and that of the engine ahead."""
    first, second, _ = scene.installation.workers
    key = f"key {scene.chance.random()}"
    asked = [await asked_at(client, worker, key=key) for worker in (first, second)]
    await asyncio.to_thread(shift.write_text, "-3600")
    await asyncio.to_thread(expire_all, scene.installation.valkey)
    asked.append(await asked_at(client, first, key=key))
    assert len({reply.json()["answer"]["id"] for reply in asked}) == 1
    # A Stop waits for its question for ten minutes.
    for one, other in ((first, second), (second, first)):
        early = new_id()
        await client.post(f"{one.url}/api/answers/{early}/stop")
        reply = await asked_at(client, other, ids={"answer": early})
        assert reply.json()["answer"]["status"] == "stopped"


async def asked_at(
    client: httpx2.AsyncClient, worker: Server, key: str = "", **fields: Any
) -> httpx2.Response:
    headers = {"idempotency-key": key} if key else {}
    body = {"content": "?", **fields}
    reply = await client.post(f"{worker.url}/api/answers", json=body, headers=headers)
    assert reply.status_code in (200, 201), reply.text
    return reply


def expire_all(engine: Valkey) -> None:
    """Take from an engine all that it keeps for a time, as a clock does that is set ahead."""
    with Redis.from_url(engine.url) as hand:
        for key in hand.scan_iter():
            if hand.ttl(key) >= 0:
                hand.delete(key)


async def test_an_engine_that_is_killed_and_comes_back_costs_no_token(
    installation: Installation,
) -> None:
    for chance, _ in rounds(VOLUMES.engine_kills):
        scene = Scene(installation, chance)

        async def restart(client: httpx2.AsyncClient) -> None:
            installation.valkey.kill()
            await asyncio.sleep(1)
            await asyncio.to_thread(installation.valkey.start)

        await scene.play(restart)
        await scene.check()


async def test_an_engine_that_has_lost_everything_is_told_by_a_reset(
    installation: Installation,
) -> None:
    for chance, _ in rounds(VOLUMES.engine_losses):
        scene = Scene(installation, chance)

        async def flush(client: httpx2.AsyncClient) -> None:
            await asyncio.to_thread(installation.valkey.ask, "FLUSHALL")

        await scene.play(flush)
        await scene.check()
        assert all(reader.resets for reader in scene.readers)


async def test_a_database_that_is_killed_and_comes_back_holds_up_no_token(
    installation: Installation,
) -> None:
    for chance, _ in rounds(VOLUMES.database_kills):
        scene = Scene(installation, chance)

        async def restart(client: httpx2.AsyncClient) -> None:
            installation.postgres.kill()
            await asyncio.to_thread(installation.postgres.start)

        await scene.play(restart)
        await scene.check()


async def test_one_command_runs_several_workers_and_their_answers_outlive_each(
    installation: Installation,
) -> None:
    served = Server(
        installation.folder / "several",
        *installation.shared,
        "--workers",
        "2",
        model="scripted:river@50",
    )
    served.start()
    try:
        async with open_client() as client, asyncio.TaskGroup() as group:
            asked = [await ask(client, served.url) for _ in range(ANSWERS)]
            readers = followers(served.url, [one["answer"]["id"] for one in asked])
            for reader in readers:
                group.create_task(reader.run(client))
            for reader in readers:
                await reader.until(10)
            os.kill(children_of(served.pid)[0], signal.SIGKILL)
        async with open_client() as client:
            await check_kept(client, served.url, readers)
        assert len(children_of(served.pid)) == 2
        assert {reader.end and reader.end["status"] for reader in readers} == {"finished"}
        served.end(signal.SIGTERM)
        assert "Traceback" not in served.told()
    finally:
        served.close()


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
