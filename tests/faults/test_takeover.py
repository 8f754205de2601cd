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
import pytest

from tests.faults.followers import ask, check_kept, followers, open_client
from tests.faults.installation import Installation, Roaming, installed, roaming
from tests.faults.servers import Server
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds, spread

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ANSWERS = 12
#: Seconds that a reader may wait for the next token: for each, and for half of all. The machine
#: that this runs on has other work, so what is promised is measured where there is none.
KILLED_S, LEFT_S = 10.0, 5.0
#: Seconds for which a worker is stalled that the others take for dead.
STALL_S = 4.5


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


async def test_the_answers_of_a_worker_that_is_killed_go_on_with_the_others(
    installation: Installation,
) -> None:
    gaps: list[float] = []
    for chance, _ in rounds(VOLUMES.worker_kills):
        scene = Scene(installation, chance)
        await scene.play(partial(scene.send, signal.SIGKILL))
        await scene.check()
        gaps += scene.gaps()
    print(f"gap after a kill: {spread(gaps)}")
    assert max(gaps) < KILLED_S


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
    assert max(gaps) < LEFT_S


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
