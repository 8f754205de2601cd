"""What recovery makes of two memories of which one has lost its last commits, or all of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest

from tests.generation.house import MODEL, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import StorageFailed
from yeoul.generation import recovery
from yeoul.protocol.conversation import new_id
from yeoul.protocol.events import Delta, Started
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio


def _lose(folder: Path, name: str) -> None:
    for suffix in ("", "-wal", "-shm"):
        (folder / f"{name}{suffix}").unlink(missing_ok=True)


async def test_a_lost_log_never_gives_out_an_epoch_again(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    _lose(tmp_path, "log.db")
    async with house(tmp_path, ["never"], continues=False) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.epoch) == ("interrupted", 2)
        assert answer.cursor == (2, 3)


async def test_an_epoch_that_a_lost_log_does_not_take_is_not_given_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recovery, "RETRY_S", 0.01)
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    _lose(tmp_path, "log.db")
    async with house(tmp_path, ["never"], continues=False) as h:
        with monkeypatch.context() as patched:
            refuse = AsyncMock(side_effect=StorageFailed("The data is busy."))
            patched.setattr(h.log, "open_epoch", refuse)
            await h.supervisor.recover()
            while refuse.await_count < 3:
                await h.store.check()
        while (await h.log.snapshot(asked.id)) is None:
            await h.store.check()
        answer = await h.ended(asked.id)
        assert answer.status == "interrupted"
        assert answer.epoch > 3
        assert answer.cursor == (answer.epoch, 3)


async def test_a_store_that_lost_its_last_commits_begins_an_epoch_above_the_logs(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    before = (tmp_path / "store.db").read_bytes()
    async with house(tmp_path, ["ab", "cd", asyncio.Event()]) as h:
        await h.supervisor.recover()
        await h.until(asked.id, lambda text: text == "abcd")
    _lose(tmp_path, "store.db")
    (tmp_path / "store.db").write_bytes(before)
    async with house(tmp_path, ["abcd", "ef"]) as h:
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).epoch == 1
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.text, answer.epoch, answer.status) == ("abcdef", 3, "finished")


@pytest.mark.parametrize("continues", [True, False])
async def test_an_answer_whose_beginning_the_store_has_lost_is_not_asked_behind_its_text(
    tmp_path: Path, continues: bool
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=continues) as h:
        h.provider.slots = 0
        asked = await h.ask()
    before = (tmp_path / "store.db").read_bytes()
    async with house(tmp_path, ["ab", asyncio.Event()], continues=continues) as h:
        await h.supervisor.recover()
        await h.until(asked.id, lambda text: text == "ab")
    _lose(tmp_path, "store.db")
    (tmp_path / "store.db").write_bytes(before)
    async with house(tmp_path, ["ab", "cd"], continues=continues) as h:
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "queued"
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        if continues:
            assert (answer.status, answer.text) == ("finished", "abcd")
            assert [prompt.prefix for prompt in h.provider.prompts] == ["ab"]
        else:
            assert (answer.status, answer.text) == ("interrupted", "ab")
            assert not h.provider.prompts


async def test_an_end_that_readers_have_seen_and_the_store_has_lost_stays(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate, "cd"]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        before = (tmp_path / "store.db-wal").read_bytes(), (tmp_path / "store.db").read_bytes()
        gate.set()
        ended = await h.ended(asked.id)
    _lose(tmp_path, "store.db")
    (tmp_path / "store.db-wal").write_bytes(before[0])
    (tmp_path / "store.db").write_bytes(before[1])
    async with house(tmp_path, ["never"]) as h:
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "generating"
        await h.supervisor.recover()
        assert await h.store.answer(LOCAL_OWNER, asked.id) == ended
        assert (ended.status, ended.text) == ("finished", "abcd")
        assert not h.provider.prompts


async def test_an_answer_that_only_the_log_has_is_forgotten(tmp_path: Path) -> None:
    async with house(tmp_path, ["told"]) as h:
        asked = await h.store.ask(LOCAL_OWNER, Ask("?", MODEL))
        unknown = Started(new_id(), new_id(), new_id(), MODEL, asked.answer.started_event()[-1])
        writer = await h.log.create(unknown)
        writer.append(Delta("ab"))
        await writer.drain()
    async with house(tmp_path, ["told"]) as h:
        await h.supervisor.recover()
        assert await h.log.snapshot(unknown.answer_id) is None
        assert unknown.answer_id not in await h.log.open_answers()
        assert (await h.ended(asked.answer.id)).text == "told"


async def test_an_answer_that_was_let_in_waits_for_a_store_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["ab"]) as h:
        begin = h.store.begin
        away = [StorageFailed("The connection to the database broke.")] * 2

        async def begin_without_a_reply(*place: Any) -> Any:
            beginning = await begin(*place)
            if away:
                raise away.pop()
            return beginning

        monkeypatch.setattr(h.store, "begin", begin_without_a_reply)
        answer = await h.ended((await h.ask()).id)
        assert (answer.text, answer.status, away) == ("ab", "finished", [])


async def test_a_stop_ends_the_wait_for_a_store_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["ab"]) as h:
        refuse = AsyncMock(side_effect=StorageFailed("The database is away."))
        monkeypatch.setattr(h.store, "begin", refuse)
        asked = await h.ask()
        while not refuse.await_count:
            await h.store.check()
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        assert (await h.ended(asked.id)).status == "stopped"
