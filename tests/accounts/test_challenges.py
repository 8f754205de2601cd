"""Challenges of passkeys: for one holder, one purpose, one use, and five minutes."""

from __future__ import annotations

from yeoul.accounts import challenges
from yeoul.accounts.challenges import CHALLENGE_BYTES, LIFE_MS, MAX_HOLDERS, MAX_OF_ONE, Challenges


class Clock:
    """A clock that a test sets."""

    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_challenge_is_random_and_taken_once_by_its_holder_for_its_purpose() -> None:
    held = Challenges(Clock())
    value = held.make("ann", "log_in", "owner")
    assert len(value) == CHALLENGE_BYTES == 32
    assert held.make("ann", "log_in") != value
    assert held.take("bob", "log_in", value) is None
    assert held.take("ann", "add", value) is None
    assert held.take("ann", "log_in", b"") is None

    taken = held.take("ann", "log_in", value)
    assert taken is not None
    assert (taken.value, taken.owner) == (value, "owner")
    assert held.take("ann", "log_in", value) is None


def test_after_five_minutes_it_is_worth_nothing() -> None:
    clock = Clock()
    held = Challenges(clock)
    first, second = held.make("ann", "log_in"), held.make("ann", "log_in")
    clock.now_s += LIFE_MS / 1000 - 1
    assert held.take("ann", "log_in", first) is not None
    assert held.has("ann")
    clock.now_s += 1
    assert not held.has("ann")
    assert held.take("ann", "log_in", second) is None


def test_however_many_are_asked_for_only_the_newest_are_kept() -> None:
    held = Challenges(Clock())
    values = [held.make("ann", "log_in") for _ in range(MAX_OF_ONE + 1)]
    assert held.take("ann", "log_in", values[0]) is None
    assert held.take("ann", "log_in", values[1]) is not None
    for number in range(MAX_HOLDERS):
        held.make(f"stranger {number}", "log_in")
    assert not held.has("ann")
    assert len(held._held) == challenges.MAX_HOLDERS


def test_a_challenge_of_one_worker_is_taken_at_another_and_then_at_none() -> None:
    here, there = Challenges(Clock()), Challenges(Clock())
    here.tell, there.tell = there.hear, here.hear
    first, second = (here.make("ann", "log_in", owner) for owner in ("owner", None))
    taken = there.take("ann", "log_in", first)
    assert taken is not None
    assert taken.owner == "owner"
    assert here.take("ann", "log_in", first) is None
    taken = here.take("ann", "log_in", second)
    assert taken is not None
    assert taken.owner is None
    assert not there.has("ann")
