"""What stays of an answer in the engine, and what is told of its memory."""

from __future__ import annotations

import logging

import pytest

from scripts.engines import Valkey
from tests.engines import empty_valkey
from tests.eventlog.valkey.house import hand, opened, workers
from yeoul.eventlog.valkey import upkeep
from yeoul.eventlog.valkey.scripts import HEADS, PHASES, RETENTION_S, WHO, stream_of
from yeoul.protocol.content import Content
from yeoul.protocol.events import PhaseInfo
from yeoul.testing.event_logs import END, STARTED, write

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(valkey: Valkey) -> str:
    return empty_valkey(valkey)


@pytest.mark.parametrize("by", ["its worker", "another one"])
async def test_nothing_stays_of_an_ended_answer_once_its_time_is_over(
    url: str, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "RETENTION_S", 0)
    async with workers(url) as (here, there), hand(url) as engine:
        writer = await here.create(STARTED)
        writer.set_phase(PhaseInfo("thinking"))
        await writer.end(END)
        assert 0 < await engine.ttl(stream_of("a1")) <= RETENTION_S
        assert (await engine.exists(WHO, PHASES), await engine.hkeys(HEADS)) == (0, [b"a1"])
        await engine.delete(stream_of("a1"))  # as time does
        await (here._look() if by == "its worker" else there._upkeep.sweep())
        assert await engine.dbsize() == 0


async def test_an_answer_that_goes_on_meanwhile_stays(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "RETENTION_S", 0)
    async with workers(url) as (here, there), hand(url) as engine:
        await write(here, "ab")
        await there.open_epoch(STARTED, 2, Content("ab"))
        await here._look()
        await here._upkeep.sweep()
        assert await engine.hgetall(HEADS) == {b"a1": b"2-2"}
        assert await engine.ttl(stream_of("a1")) == -1


async def test_a_nearly_full_engine_is_told_and_one_that_would_drop_answers(
    valkey: Valkey, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with hand(url) as engine:
        used = (await engine.info("memory"))["used_memory"]
        try:
            await engine.config_set("maxmemory-policy", "allkeys-lru")
            await engine.config_set("maxmemory", int(1.1 * used))
            with caplog.at_level(logging.WARNING):
                async with opened(url):
                    pass
        finally:
            await engine.config_set("maxmemory", 0)
            await engine.config_set("maxmemory-policy", "noeviction")
    assert "set its maxmemory-policy to noeviction" in caplog.text
    assert "% full: give it more memory" in caplog.text
