"""Random schedules of faults over real sockets: nothing lost, doubled, reordered or stuck.

    YEOUL_SEED=17 YEOUL_VOLUMES=schedules=1 python -m pytest tests/faults/test_schedules.py

runs the schedule of one seed again.
"""

from __future__ import annotations

import itertools
import time

import pytest
import uvloop

from tests.faults.drill import run_seeds
from tests.faults.schedules import draw
from tests.faults.volumes import LIMIT_S, SEED, VOLUMES, portions


def again(failures: list[str]) -> str:
    """Return what failed, each with the command that runs it again."""
    seeds = {failure.split(":")[0].split(" ")[1]: failure for failure in reversed(failures)}
    command = (
        "YEOUL_SEED={} YEOUL_VOLUMES=schedules=1 python -m pytest tests/faults/test_schedules.py"
    )
    return "\n".join(f"{failure}\n    {command.format(seed)}" for seed, failure in seeds.items())


def run_schedules(seconds: float, seed: int) -> tuple[int, list[str]]:
    """Run schedules from ``seed`` on for so long; returns how many, and what failed."""
    return uvloop.run(run_seeds(itertools.count(seed), until_s=time.monotonic() + seconds))


@pytest.mark.timeout(2 * LIMIT_S)
def test_no_schedule_of_faults_loses_repeats_or_reorders_anything() -> None:
    done, many = 0, 300
    for _, part in portions(VOLUMES.schedules, SEED, many):
        first = SEED + done
        ran, failures = uvloop.run(run_seeds(range(first, first + part)))
        assert failures == [], again(failures)
        done += ran
        print(f"{done} schedules up to seed {first + part - 1}", flush=True)
    assert done == VOLUMES.schedules


def test_a_seed_is_one_schedule() -> None:
    assert repr(draw(SEED)) == repr(draw(SEED))
    assert len({repr(draw(seed)) for seed in range(50)}) == 50
