"""Models share the memory: the least used one goes, one that answers never does."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from yeoul.errors import ModelUnavailable
from yeoul.providers.embedded.memory import (
    OVERHEAD_BYTES,
    MachineMemory,
    ModelMemory,
    NoRoom,
    needed_bytes,
    read_memory,
)
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

GB = 1_000_000_000


@dataclass(eq=False)
class Model:
    title: str
    size_bytes: int = 2 * GB
    needed_bytes: int = 3 * GB
    is_busy: bool = False
    used_at_s: float = 0.0
    is_loaded: bool = True

    async def let_go(self) -> None:
        self.is_loaded = False


def memory(free: float | None, total: float | None = 16.0) -> ModelMemory:
    whole = None if total is None else int(total * GB)
    return ModelMemory(lambda: MachineMemory(whole, None if free is None else int(free * GB)))


async def test_while_there_is_room_nothing_is_let_go() -> None:
    room, first, second = memory(8), Model("first"), Model("second")
    await room.make_room(first)

    await room.make_room(second)

    assert first.is_loaded


async def test_the_one_that_was_used_least_recently_goes_first() -> None:
    # 5 GB count as free besides the mapped files: 1 GB with two of them, 3 with one.
    room = memory(5)
    old, older, newcomer = Model("old", used_at_s=2), Model("older", used_at_s=1), Model("new")
    await room.make_room(old)
    await room.make_room(older)

    await room.make_room(newcomer)

    assert (old.is_loaded, older.is_loaded) == (True, False)


async def test_one_that_answers_is_waited_for_and_never_let_go_meanwhile() -> None:
    room, busy, newcomer = memory(3.5), Model("busy", is_busy=True), Model("new")
    await room.make_room(busy)
    tasks = Tasks()
    waiting = tasks.start(room.make_room(newcomer), name="make room", awaited=True)
    room.note_idle()  # another one has become idle, which helps nobody
    for _ in range(20):
        await asyncio.sleep(0.001)
    assert (waiting.done(), busy.is_loaded) == (False, True)

    busy.is_busy = False
    room.note_idle()
    await waiting

    assert not busy.is_loaded


async def test_one_that_never_fits_says_so_at_once() -> None:
    with pytest.raises(ModelUnavailable, match=r"huge needs about 20\.0 GB .* has 16\.0 GB"):
        await memory(8).make_room(Model("huge", needed_bytes=20 * GB))


async def test_one_that_does_not_fit_now_says_what_helps_and_may_be_tried_again() -> None:
    with pytest.raises(NoRoom, match=r"1\.0 GB are free: close other programs") as raised:
        await memory(1).make_room(Model("big"))
    assert raised.value.retryable


async def test_where_nobody_says_what_is_free_a_share_of_the_whole_counts() -> None:
    room, first, second = memory(None, 8.0), Model("first"), Model("second")
    await room.make_room(first)
    await room.make_room(second)
    assert not first.is_loaded

    room = memory(None, None)
    await room.make_room(first)
    await room.make_room(second)


async def test_one_that_left_takes_no_room() -> None:
    room, first, second = memory(4), Model("first"), Model("second")
    await room.make_room(first)

    room.leave(first)
    room.leave(first)
    await room.make_room(second)

    assert first.is_loaded  # nobody had to let it go


def test_the_overhead_is_counted() -> None:
    assert needed_bytes(10, 20) == 30 + OVERHEAD_BYTES


def group(root: Path, name: str, limit: str, used: int, cached: int) -> None:
    at = root / "sys/fs/cgroup" / name
    at.mkdir(parents=True, exist_ok=True)
    (at / "memory.max").write_text(f"{limit}\n")
    (at / "memory.current").write_text(f"{used}\n")
    (at / "memory.stat").write_text(f"anon 1\ninactive_file {cached}\nactive_file 0\n")


def test_a_container_has_the_memory_of_its_narrowest_group(tmp_path: Path) -> None:
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/meminfo").write_text(
        "MemTotal:  16000000 kB\nMemFree: 1 kB\nMemAvailable: 9000000 kB\n"
    )
    assert read_memory(tmp_path) == (16_384_000_000, 9_216_000_000)

    (tmp_path / "proc/self/cgroup").write_text("0::/outer/inner\n")
    group(tmp_path, "outer", str(4 * GB), 3 * GB, GB)
    group(tmp_path, "outer/inner", "max", GB, 0)
    assert read_memory(tmp_path) == (4 * GB, 2 * GB)


def test_this_machine_says_how_much_memory_it_has() -> None:
    total = read_memory().total
    assert total is not None
    assert total > 100_000_000
