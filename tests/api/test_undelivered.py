"""What is known of the streams that were cut."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from yeoul.api import undelivered
from yeoul.api.undelivered import RESTART_LIFE, Undelivered
from yeoul.protocol.conversation import Answer, utc_now

ANSWER = Answer("a" * 32, "c" * 32, "q" * 32, "echo", utc_now())


def test_the_last_reader_of_an_answer_tells_whether_its_client_lacks_something() -> None:
    known = Undelivered()
    assert not known.lacks(ANSWER)
    known.left(ANSWER.id, False)
    assert known.lacks(ANSWER)
    known.left(ANSWER.id, True)
    assert not known.lacks(ANSWER)


def test_a_restart_has_cut_the_streams_of_what_was_asked_just_before() -> None:
    known, recovered = Undelivered(), replace(ANSWER, epoch=2, created_at=utc_now())
    old = replace(recovered, created_at=utc_now() - RESTART_LIFE - timedelta(seconds=1))
    assert (known.lacks(recovered), known.lacks(old)) == (True, False)
    known.left(recovered.id, True)
    assert not known.lacks(recovered)


def test_the_oldest_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undelivered, "MAX_KNOWN", 2)
    known = Undelivered()
    for id in ("1", "2", "1", "3"):
        known.left(id, False)

    assert [known.lacks(replace(ANSWER, id=id)) for id in "123"] == [True, False, True]
