"""Readers who follow at another worker, and who come back there when theirs has died."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.dialects import YeoulFollow
from bench.elsewhere import Death, Question, Returner
from bench.plan import Plan, Scenario
from bench.tokens import stamp, token


def event(cursor: str, kind: str, *places: int) -> bytes:
    text = b"".join(token(7, place, stamp()) for place in places)
    return b'id: %b\nevent: %b\ndata: {"text":"%b"}\n\n' % (cursor.encode(), kind.encode(), text)


def returner(*events: bytes) -> Returner:
    """A reader of an answer of six tokens, behind some events, without a connection."""
    reader = Returner("/events", 7, 6)
    reader.sock.close()
    for one in events:
        reader.ages_us(one)
    return reader


FIRST = (event("1-2", "delta", 0), event("1-3", "delta", 1))


def test_a_reset_with_all_that_was_seen_loses_and_doubles_nothing() -> None:
    reader = returner(*FIRST)
    reader.last_epoch = b"1-"

    ages = reader.ages_us(event("2-2", "reset", 0, 1, 2) + event("2-3", "delta", 3, 4))
    reader.ages_us(event("2-4", "delta", 5))

    assert len(ages) == 2
    assert (reader.tokens.missing, reader.tokens.misplaced) == (0, 0)


def test_a_token_that_was_seen_and_is_in_no_reset_is_out_of_its_place() -> None:
    reader = returner(*FIRST, event("2-2", "reset", 0))

    assert reader.tokens.misplaced == 1
    reader.ages_us(event("2-3", "delta", 1) + event("3-2", "reset", 0, 1))
    assert reader.tokens.misplaced == 1


def test_a_token_that_comes_twice_behind_a_reset_is_out_of_its_place() -> None:
    reader = returner(*FIRST, event("2-2", "reset", 0, 1), event("2-3", "delta", 1))

    assert (reader.tokens.seen, reader.tokens.misplaced) == (2, 1)


def test_a_reader_is_live_again_at_the_first_new_token_of_a_later_epoch() -> None:
    reader = returner(*FIRST)
    reader.last_epoch = b"1-"

    lives = [
        bool(reader.ages_us(one)) and reader.is_live
        for one in (
            event("1-4", "delta", 2),  # what the dead worker had written
            event("2-1", "started"),
            event("2-2", "reset", 0, 1, 2),
            event("2-3", "delta", 3),
        )
    ]

    assert lives == [False, False, False, True]


def test_a_reader_comes_back_with_its_cursor() -> None:
    reader = returner(*FIRST, b"id: 1-4\nevent: delta\ndata: half of an ev")

    reader.come_back()
    reader.sock.close()

    assert b"after=1-3" in reader.request.data
    assert reader.ages_us(event("1-4", "delta", 2))


def test_tokens_of_a_question_are_not_those_of_its_answer() -> None:
    asked = YeoulFollow(7, 6, 5)
    question = Question(asked, 7)
    question.sock.close()

    assert question.ages_us(event("1-2", "delta", 0, 1)) == []


def test_only_the_first_worker_of_a_death_is_killed() -> None:
    doomed, other = (
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) for _ in "ab"
    )
    with doomed, other:
        scenario = Scenario(streams=2, tokens=6, rate=5, kind="death")
        plan = Plan(scenario, 1, "YeoulEcho", other.pid, os.getpid(), [0], first_pid=doomed.pid)
        death = Death(plan)
        death._kill()
        assert doomed.wait(10) < 0
        assert other.poll() is None
        assert death.port_of(returner()) == plan.other_port
        other.kill()
