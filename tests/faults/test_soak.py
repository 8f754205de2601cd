"""Every volume can be run by name, as RELIABILITY.md says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.soak import PARTS
from tests.faults.volumes import DAILY, NAMES, SOAK, portions, rounds, spread, volumes


def test_every_volume_names_a_test_that_exists() -> None:
    assert tuple(PARTS) == NAMES
    for name, part in PARTS.items():
        file, _, test = part.partition("::")
        code = (Path(__file__).parent / file).read_text()
        assert f"VOLUMES.{name}" in code, part
        assert f"def {test}(" in code or not test, part


def test_a_soak_does_more_of_everything() -> None:
    assert all(getattr(SOAK, name) > getattr(DAILY, name) for name in NAMES)


def test_the_environment_sets_single_volumes() -> None:
    assert volumes({}) == DAILY
    chosen = volumes({"YEOUL_VOLUMES": "stops=7 kills=1"})
    assert (chosen.stops, chosen.kills, chosen.crowds) == (7, 1, DAILY.crowds)


def test_a_volume_is_cut_into_portions_with_seeds_of_their_own() -> None:
    assert list(portions(2_500, 7)) == [(7, 1_000), (8, 1_000), (9, 500)]
    assert list(portions(0, 7)) == []


def test_a_round_says_what_shows_it_again_alone(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = [(chance.random(), many) for chance, many in rounds(5, 2, seed=7)]
    assert [many for _, many in drawn] == [2, 2, 1]
    assert len(set(drawn)) == 3
    assert "seed 8, volume 2\n" in capsys.readouterr().out
    assert [(chance.random(), many) for chance, many in rounds(2, 2, seed=8)] == [drawn[1]]


def test_times_are_told_by_their_percentiles() -> None:
    told = spread([number / 1_000 for number in range(200, 0, -1)])
    assert told == "p50 0.101, p90 0.181, p99 0.199, most 0.200 s, of 200"
