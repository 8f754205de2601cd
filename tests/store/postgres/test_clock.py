"""What is kept is dated by the database, whatever a worker's own clock says."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from scripts.engines import Postgres
from tests.engines import new_database
from yeoul.protocol.conversation import new_id, utc_now
from yeoul.store import open_store
from yeoul.store.base import Ask, Ids
from yeoul.store.postgres import clock
from yeoul.store.sql import SqlStore

pytestmark = pytest.mark.anyio


async def test_two_workers_whose_clocks_are_hours_apart_date_alike(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, shift = new_database(postgres), timedelta(hours=1)

    def shifted() -> datetime:
        return utc_now() + shift

    monkeypatch.setattr(clock, "utc_now", shifted)
    defaults = SqlStore.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "now", shifted)
    early = await open_store(url)
    shift = -shift
    late = await open_store(url)
    # A Stop is kept for ten minutes by one of them, and looked for by the other.
    answer_id = new_id()
    assert await late.request_stop("ann", answer_id) is None
    asked = await early.ask("ann", Ask("one", "m", ids=Ids(answer_id)))
    assert asked.answer.status == "stopped"
    assert abs(asked.question.created_at - utc_now()) < timedelta(minutes=1)
    for store in (early, late):
        await store.aclose()


async def test_the_database_is_asked_again_after_a_while(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await open_store(new_database(postgres))
    ahead_s = time.monotonic() + 3_600
    later = SimpleNamespace(monotonic=lambda: ahead_s)
    monkeypatch.setattr("yeoul.store.postgres.clock.time", later)
    asked = await store.ask("ann", Ask("one", "m"))
    again = await store.ask("ann", Ask("two", "m"))
    ahead = asked.question.created_at - utc_now()
    assert ahead > timedelta(minutes=59)  # as on a machine whose counter runs too fast
    assert abs(again.question.created_at - utc_now()) < timedelta(minutes=1)
    await store.aclose()
