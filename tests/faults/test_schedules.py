"""Random schedules of faults over real sockets: nothing lost, doubled, reordered or stuck.

    YEOUL_SEED=17 YEOUL_SCHEDULES=1 python -m pytest tests/faults/test_schedules.py

runs the schedule of one seed again.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import time

import pytest

from tests.faults.drill import run_seeds
from tests.faults.schedules import draw
from tests.faults.volumes import SOAK

SEED = int(os.environ.get("YEOUL_SEED", "20260101"))
SCHEDULES = int(os.environ.get("YEOUL_SCHEDULES", "50000" if SOAK else "300"))


def again(failures: list[str]) -> str:
    """Return what failed, each with the command that runs it again."""
    seeds = {failure.split(":")[0].split(" ")[1]: failure for failure in reversed(failures)}
    command = "YEOUL_SEED={} YEOUL_SCHEDULES=1 python -m pytest tests/faults/test_schedules.py"
    return "\n".join(f"{failure}\n    {command.format(seed)}" for seed, failure in seeds.items())


def run_schedules(seconds: float, seed: int) -> tuple[int, list[str]]:
    """Run schedules from ``seed`` on for so long; returns how many, and what failed."""
    return asyncio.run(run_seeds(itertools.count(seed), until_s=time.monotonic() + seconds))


@pytest.mark.timeout(SCHEDULES * 2 + 120)
def test_no_schedule_of_faults_loses_repeats_or_reorders_anything() -> None:
    done, failures = asyncio.run(run_seeds(range(SEED, SEED + SCHEDULES)))
    assert failures == [], again(failures)
    assert done == SCHEDULES


def test_a_seed_is_one_schedule() -> None:
    assert repr(draw(SEED)) == repr(draw(SEED))
    assert len({repr(draw(seed)) for seed in range(50)}) == 50
