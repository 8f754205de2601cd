"""Deleted for ever: nothing of it is left in the files, whatever grows and grew beside it."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import anyio
import pytest

from tests.chat.test_chat import FIRST, ME, MINE, SECOND, core, events, finished, grown
from yeoul.chat import Ask, Chat, ConversationChanges
from yeoul.errors import NotFound
from yeoul.protocol.conversation import utc_now
from yeoul.store import open_store

pytestmark = pytest.mark.anyio


def left_in(folder: Path, text: str) -> list[str]:
    """Return the names of the files that hold ``text``."""
    return sorted(file.name for file in folder.iterdir() if text.encode() in file.read_bytes())


async def test_nothing_of_it_is_left_in_any_file(tmp_path: Path) -> None:
    async with core(tmp_path, ["marigold"]) as chat:
        exchange = await finished(chat, Ask("periwinkle", FIRST))
        place = exchange.conversation.id
        await chat.change(MINE, place, ConversationChanges(frozenset({"title"}), title="foxglove"))
        kept = await finished(chat, Ask("cornflower", SECOND))
        assert left_in(tmp_path, "marigold")
        assert left_in(tmp_path, "periwinkle")

        await chat.delete(MINE, place, forever=True)

        for text in ("marigold", "periwinkle", "foxglove"):
            assert left_in(tmp_path, text) == []
        for deleted in (False, True):
            page = await chat.conversations(MINE, query="", deleted=deleted, limit=9, cursor=None)
            assert place not in {each.id for each in page.conversations}
        assert (await chat.answer(MINE, kept.answer.id)).text == "cd"
        with pytest.raises(NotFound):
            await chat.restore(MINE, place)
        with pytest.raises(NotFound):
            await chat.delete(MINE, place, forever=True)


async def test_what_grows_in_it_is_stopped_and_what_grows_elsewhere_goes_on(
    tmp_path: Path,
) -> None:
    going_on = asyncio.Event()
    async with core(tmp_path, ["marigold", going_on, "tulip"]) as chat:
        gone = await chat.ask(ME, Ask("periwinkle", FIRST))
        other = await chat.ask(ME, Ask("cornflower", FIRST))
        await grown(chat, gone, "marigold")
        await grown(chat, other, "marigold")

        await chat.delete(MINE, gone.conversation.id, forever=True)

        assert chat.running == 1
        assert left_in(tmp_path, "periwinkle") == []
        going_on.set()
        await events(await chat.follow_exchange(ME, other))
        assert (await chat.answer(MINE, other.answer.id)).text == "marigoldtulip"
    async with core(tmp_path) as chat:
        assert (await chat.answer(MINE, other.answer.id)).text == "marigoldtulip"
        with pytest.raises(NotFound):
            await chat.conversation(MINE, gone.conversation.id)


async def test_one_that_was_deleted_before_can_be_deleted_for_ever(tmp_path: Path) -> None:
    async with core(tmp_path, ["marigold"]) as chat:
        exchange = await finished(chat, Ask("periwinkle", FIRST))
        await chat.delete(MINE, exchange.conversation.id)
        assert left_in(tmp_path, "marigold")
        await chat.delete(MINE, exchange.conversation.id, forever=True)
        assert left_in(tmp_path, "marigold") == []


@contextmanager
def read_by_another_program(folder: Path) -> Iterator[None]:
    """Hold the state that both files have now, as a program does that copies them."""
    with ExitStack() as stack:
        for name, table in (("store.db", "conversations"), ("log.db", "journal")):
            other = stack.enter_context(closing(sqlite3.connect(folder / name)))
            other.isolation_level = None
            other.execute("BEGIN")
            other.execute(f"SELECT count(*) FROM {table}").fetchone()
        yield


async def until_nothing_is_left(folder: Path, text: str) -> None:
    for _ in range(500):
        if not left_in(folder, text):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(left_in(folder, text))


async def test_it_is_gone_at_once_while_another_program_reads_the_files_and_wiped_behind_it(
    tmp_path: Path,
) -> None:
    async with core(tmp_path, ["marigold"]) as chat:
        place = (await finished(chat, Ask("periwinkle", FIRST))).conversation.id
        with read_by_another_program(tmp_path):
            with anyio.fail_after(3):
                await chat.delete(MINE, place, forever=True)
                await finished(chat, Ask("cornflower", SECOND))
            with pytest.raises(NotFound):
                await chat.conversation(MINE, place)
            assert left_in(tmp_path, "periwinkle")
        for text in ("periwinkle", "marigold"):
            await until_nothing_is_left(tmp_path, text)


async def test_what_a_server_that_died_could_not_wipe_is_wiped_by_the_next(tmp_path: Path) -> None:
    died = tmp_path / "died"
    async with core(tmp_path, ["marigold"]) as chat:
        place = (await finished(chat, Ask("periwinkle", FIRST))).conversation.id
        with read_by_another_program(tmp_path):
            await chat.delete(MINE, place, forever=True)
            shutil.copytree(tmp_path, died)
    assert left_in(died, "periwinkle")
    assert left_in(died, "marigold")
    async with core(died):
        store = await open_store(f"sqlite:///{died / 'store.db'}")
        assert await store.purge(utc_now()) == []
        await store.aclose()
        for text in ("periwinkle", "marigold"):
            await until_nothing_is_left(died, text)


async def fill(chat: Chat, chance: random.Random) -> list[str]:
    """Ask questions of all sizes in conversations that grow side by side; returns their ids."""
    places: list[str] = []
    for number in range(60):
        padding = "x" * int(chance.paretovariate(0.6) * 20 % 20_000)
        mark = f"mark{number % 20:02}"
        content = f"{mark} {padding} {mark}"
        if number < 20:
            places.append((await finished(chat, Ask(content, SECOND))).conversation.id)
        else:
            await finished(chat, Ask(content, SECOND, places[number % 20]))
    return places


async def test_no_page_keeps_a_copy_however_the_rows_have_moved(tmp_path: Path) -> None:
    seed = random.randrange(1 << 32)
    print(f"{seed=}")
    chance = random.Random(seed)
    async with core(tmp_path) as chat:
        places = await fill(chat, chance)
        order = list(range(20))
        chance.shuffle(order)
        for done, number in enumerate(order, 1):
            await chat.delete(MINE, places[number], forever=True)
            for gone in order[:done]:
                assert left_in(tmp_path, f"mark{gone:02}") == [], (seed, gone, done)


async def test_one_whose_server_died_before_it_was_gone_goes_with_the_next_purge(
    tmp_path: Path,
) -> None:
    async with core(tmp_path, ["marigold"]) as chat:
        exchange = await finished(chat, Ask("periwinkle", FIRST))
        store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
        gone = await store.delete_conversation(MINE, exchange.conversation.id, forever=True)
        assert gone == [exchange.answer.id]
        with pytest.raises(NotFound):
            await store.restore_conversation(MINE, exchange.conversation.id)
        assert await store.purge(utc_now()) == [exchange.answer.id]
        assert left_in(tmp_path, "periwinkle") == []
        await store.aclose()
