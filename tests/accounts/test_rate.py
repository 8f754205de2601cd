"""How fast a program may ask: never more than its bucket, never less than its rate."""

from __future__ import annotations

import random

import pytest

from yeoul.accounts.rate import MAX_KEPT, Rate
from yeoul.errors import TooManyAtOnce

SEED = 20261129


class Time:
    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


def taken(rate: Rate, key: str = "a") -> bool:
    try:
        rate.take(key)
    except TooManyAtOnce:
        return False
    return True


def test_the_refusal_says_when_the_next_may_come_and_then_it_may() -> None:
    time = Time()
    rate = Rate(600, time)
    assert [taken(rate) for _ in range(601)] == [True] * 600 + [False]
    with pytest.raises(TooManyAtOnce, match="600 times a minute") as refused:
        rate.take("a")
    assert refused.value.retryable
    wait_s = refused.value.retry_after_s
    assert wait_s is not None
    assert wait_s == pytest.approx(0.1)
    time.s += wait_s * 0.99
    assert not taken(rate)
    time.s += wait_s * 0.02
    assert taken(rate)
    assert taken(rate, "another")


@pytest.mark.parametrize("number", range(50))
def test_in_any_time_it_lets_by_its_bucket_and_what_comes_in_then_and_no_more(number: int) -> None:
    seed = SEED + number
    print(f"seed {seed}")
    chance, time = random.Random(seed), Time()
    most = chance.choice([1, 60, 600])
    rate, let_by = Rate(most, time), list[float]()
    for _ in range(3_000):
        time.s += chance.choice([0.0, 0.0, 0.001, 0.1, chance.random(), chance.random() * 30])
        if taken(rate):
            let_by.append(time.s)
    for _ in range(300):
        begin, end = sorted(chance.sample(range(len(let_by)), 2))
        within_s = let_by[end] - let_by[begin]
        assert end - begin + 1 <= most + within_s * most / 60 + 1e-6


def test_one_that_asks_at_its_rate_is_never_refused() -> None:
    time = Time()
    rate = Rate(600, time)
    for _ in range(5_000):
        time.s += 0.1001
        assert taken(rate)


def test_a_refused_request_makes_the_next_wait_no_longer_and_a_clock_set_back_gives_nothing() -> (
    None
):
    time = Time()
    rate = Rate(60, time)
    while taken(rate):
        pass
    for _ in range(1_000):
        assert not taken(rate)
    time.s -= 500
    assert not taken(rate)
    time.s += 1.01
    assert taken(rate)
    assert not taken(rate)


def test_it_remembers_no_more_than_a_limit() -> None:
    rate = Rate(1, Time())
    for number in range(MAX_KEPT + 100):
        rate.take(str(number))
    assert len(rate._buckets) == MAX_KEPT
    assert not taken(rate, str(MAX_KEPT + 99))
