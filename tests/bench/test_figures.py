"""The figures, from what was counted."""

from __future__ import annotations

from dataclasses import replace

from bench.figures import FAULTS, Figures, figures, median, percentile_ms
from bench.measuring import Measurement
from bench.plan import Outcome, Plan, Scenario, Span
from bench.tokens import LENGTH
from tests.bench import measured

WHOLE = Span(0.0, 2.0, 1000, (LENGTH + 60) * 1000, 0.5, 0.1, 0.2, 0.6)
STEADY = Span(0.5, 1.0, 500, (LENGTH + 40) * 500, 0.1, 0.05, 0.1, 0.25)
OUTCOME = Outcome(WHOLE, STEADY, 1, 2, 3, 4, 5, 1_000_000, 3_000_000, [3000, 1000, 2000], [])
COLD = replace(
    OUTCOME, missing=0, misplaced=0, refused=0, cut=1, unfinished=0, first_token_us=[250_000]
)


def told(outcome: Outcome) -> Figures:
    return figures(Measurement(outcome, 0.5, COLD), 100)


def test_cost_is_told_of_the_time_when_all_streams_are_open() -> None:
    found = told(OUTCOME)

    assert found.cpu_us_per_token == 200
    assert found.whole_cpu_us_per_token == 500
    assert (found.server_busy, found.upstream_busy, found.load_busy) == (0.1, 0.05, 0.1)
    assert found.foreign_busy == 0.15


def test_without_such_a_time_the_whole_counts() -> None:
    found = told(replace(OUTCOME, steady=None, open_bytes=0))

    assert found.cpu_us_per_token == found.whole_cpu_us_per_token == 500
    assert found.memory_bytes_per_stream is None


def test_speed_wire_and_memory_are_told_per_second_token_and_stream() -> None:
    found = told(OUTCOME)

    assert (found.tokens_per_s, found.tokens_per_cpu_s) == (500, 2000)
    assert found.wire_bytes_per_token == 40
    assert found.memory_bytes_per_stream == 20_000


def test_engines_and_the_store_are_told_for_each_token_and_each_answer() -> None:
    steady = replace(STEADY, engine_cpu_s=0.01)
    found = figures(
        Measurement(replace(OUTCOME, steady=steady, store_use=[40, 300]), 0.5, COLD, 2), 100, 10
    )

    assert found.engine_us_per_token == 20
    assert (found.store_reads_per_answer, found.store_statements_per_answer) == (4, 30)
    assert found.cores == 2
    assert told(OUTCOME).store_reads_per_answer is None


def test_faults_of_the_first_question_count_too() -> None:
    found = told(OUTCOME)

    assert [getattr(found, fault) for fault in FAULTS] == [1, 2, 3, 5, 5]
    assert (found.ready_s, found.cold_first_token_ms) == (0.5, 250)


def test_of_many_rounds_the_median_is_told_and_every_fault() -> None:
    rounds = [
        measured.figures(cpu_us_per_token=cost, wire_bytes_per_token=None, missing=missing)
        for cost, missing in ((50.0, 0), (90.0, 1), (60.0, 1))
    ]

    found = median(rounds)

    assert (found.cpu_us_per_token, found.wire_bytes_per_token, found.missing) == (60, None, 2)


def test_percentiles_are_values_that_occurred() -> None:
    hundred = range(1000, 101_000, 1000)

    assert [percentile_ms(hundred, p) for p in (1, 50, 99, 100)] == [1, 50, 99, 100]
    assert percentile_ms([7000], 99) == 7
    assert percentile_ms([], 50) is None


def test_a_plan_and_its_outcome_cross_the_pipe_unchanged() -> None:
    plan = Plan(Scenario(2, 3, 4, 0.5), 1, "Chat", 7, 8, [1], engine_pids=[9], first_pid=3)

    assert Plan.from_json(plan.to_json()) == plan
    assert Outcome.from_json(OUTCOME.to_json()) == OUTCOME
    without = replace(OUTCOME, steady=None)
    assert Outcome.from_json(without.to_json()) == without
