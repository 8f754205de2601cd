"""The queue for a provider's slots."""

from __future__ import annotations

import asyncio

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.generation.admission import Admission
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio


class Guest:
    """Holds a slot until told to leave; notes what it is told."""

    def __init__(self, admission: Admission, tasks: Tasks) -> None:
        self.positions: list[int] = []
        self.inside = False
        self.leave = asyncio.Event()
        self.task = tasks.start(self._visit(admission), name="guest")

    async def _visit(self, admission: Admission) -> None:
        async with admission.slot(self.positions.append):
            self.inside = True
            await self.leave.wait()
        self.inside = False


async def guests(count: int, slots: int) -> list[Guest]:
    admission, tasks = Admission(slots), Tasks()
    waiting = [Guest(admission, tasks) for _ in range(count)]
    await wait_all_tasks_blocked()
    return waiting


async def test_as_many_as_there_are_slots_are_let_in_and_the_others_told_their_place() -> None:
    waiting = await guests(5, slots=2)
    assert [guest.inside for guest in waiting] == [True, True, False, False, False]
    assert [guest.positions for guest in waiting] == [[], [], [1], [2], [3]]


async def test_the_first_in_the_queue_is_next_and_the_others_move_up() -> None:
    waiting = await guests(4, slots=1)
    waiting[0].leave.set()
    await wait_all_tasks_blocked()
    assert [guest.inside for guest in waiting] == [False, True, False, False]
    assert waiting[3].positions == [3, 2]


async def test_whoever_gives_up_leaves_the_queue() -> None:
    waiting = await guests(4, slots=1)
    waiting[1].task.cancel()
    await wait_all_tasks_blocked()
    assert waiting[2].positions == [2, 1]
    waiting[0].leave.set()
    await wait_all_tasks_blocked()
    assert waiting[2].inside


async def test_a_place_given_to_somebody_who_just_left_goes_to_the_next() -> None:
    waiting = await guests(3, slots=1)
    waiting[0].leave.set()
    waiting[0].task.add_done_callback(lambda _: waiting[1].task.cancel())
    await wait_all_tasks_blocked()
    assert waiting[2].inside


async def test_all_slots_are_free_again_when_everybody_has_left() -> None:
    admission, tasks = Admission(2), Tasks()
    for _ in range(3):
        group = [Guest(admission, tasks) for _ in range(5)]
        for guest in group:
            guest.leave.set()
        await asyncio.gather(*(guest.task for guest in group))
    last = [Guest(admission, tasks) for _ in range(3)]
    await wait_all_tasks_blocked()
    assert [guest.inside for guest in last] == [True, True, False]
    await tasks.cancel()


async def test_a_slot_is_not_given_to_a_guest_who_leaves_at_the_same_moment() -> None:
    waiting = await guests(3, slots=1)
    waiting[0].task.cancel()
    waiting[1].task.cancel()
    await wait_all_tasks_blocked()
    assert waiting[2].inside
    assert [guest.task.cancelled() for guest in waiting] == [True, True, False]
