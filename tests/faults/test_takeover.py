"""A worker dies, stalls or leaves in mid-answer, and its answers go on for their readers."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from pathlib import Path

import pytest

from scripts.engines import Postgres, Valkey
from tests.faults.followers import ask, check_kept, open_client
from tests.faults.installation import Installation, Roaming, installed, roaming
from tests.faults.volumes import LIMIT_S, SEED, spread

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(LIMIT_S)]

ANSWERS = 12
#: Seconds that a reader may wait for the next token, on a machine with other work.
KILLED_GAP_S, LEFT_GAP_S = 5.0, 2.0


class Scene:
    """Answers that one worker writes, and readers that roam over all."""

    def __init__(self, installation: Installation, chance: random.Random) -> None:
        self.installation = installation
        self.chance = chance
        self.readers: list[Roaming] = []

    async def play(self, harm: signal.Signals) -> float:
        """Ask the first worker, harm it when all answers grow, and follow them to their ends.

        Returns when the harm was done.
        """
        first = self.installation.workers[0]
        async with open_client() as client, asyncio.TaskGroup() as group:
            asked = [await ask(client, first.url) for _ in range(ANSWERS)]
            ids = [one["answer"]["id"] for one in asked]
            self.readers = roaming(self.installation, ids, self.chance)
            for reader in self.readers:
                group.create_task(reader.run(client))
            for reader in self.readers:
                await reader.until(self.chance.randint(5, 40))
            harmed_s = time.monotonic()
            assert first.process is not None
            first.process.send_signal(harm)
        return harmed_s

    async def check(self) -> None:
        """See that nothing is lost, doubled or stuck, wherever one looks."""
        async with open_client() as client:
            for url in self.installation.urls:
                await check_kept(client, url, list(self.readers))


async def test_the_answers_of_a_worker_that_is_killed_go_on_with_the_others(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    with installed(tmp_path, postgres, valkey, 3, "--log-level", "info") as installation:
        scene = Scene(installation, random.Random(SEED))
        harmed_s = await scene.play(signal.SIGKILL)
        gaps = [reader.longest_gap(harmed_s) for reader in scene.readers]
        print(f"gap after a kill: {spread(gaps)}")
        assert {reader.end and reader.end["status"] for reader in scene.readers} == {"finished"}
        assert max(gaps) < KILLED_GAP_S
        await scene.check()


async def test_a_worker_that_leaves_hands_its_answers_over_before_its_readers(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    with installed(tmp_path, postgres, valkey, 3, "--log-level", "info") as installation:
        scene = Scene(installation, random.Random(SEED))
        harmed_s = await scene.play(signal.SIGTERM)
        gaps = [reader.longest_gap(harmed_s) for reader in scene.readers]
        print(f"gap after SIGTERM: {spread(gaps)}")
        assert {reader.end and reader.end["status"] for reader in scene.readers} == {"finished"}
        assert max(gaps) < LEFT_GAP_S
        await scene.check()
