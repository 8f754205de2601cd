"""The queue for a provider's slots: turns of owners, places, limits, and those who leave.

That of one process, and the one that several workers share, are equally fair.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from scripts.engines import Valkey
from yeoul.engine_channels import open_client
from yeoul.generation.admission import Admission
from yeoul.protocol.conversation import new_id
from yeoul.tasks import Tasks
from yeoul.workers.slots import Slots
from yeoul.workers.valkey_slots import ValkeySlots, queue_of

pytestmark = pytest.mark.anyio


class Watched(ValkeySlots):
    """Slots that count how often they have looked at everything."""

    rounds = 0

    async def _work(self) -> None:
        self._look_at_s = 0.0
        await super()._work()
        self.rounds += 1


async def _nobody() -> list[str]:
    return []


class House:
    """Opens the slots under test, and knows when they are at rest."""

    def __init__(self, valkey: Valkey | None) -> None:
        self._client = None if valkey is None else open_client(valkey.url)
        self._shared: list[Watched] = []

    def open(self, slots: int) -> Slots:
        if self._client is None:
            return Admission(slots)
        shared = Watched(self._client, queue_of(new_id()), "me", _nobody)
        shared.slots = slots
        self._shared.append(shared)
        return shared

    async def settled(self) -> None:
        """Wait until everybody is where they stay, and has been told so: that takes a few turns."""
        for _ in range(20):
            await asyncio.sleep(0)
        for shared in self._shared:
            for _ in range(2):  # the first one may have begun before
                await self._round(shared)
            while shared._orders:
                await self._round(shared)

    async def _round(self, shared: Watched) -> None:
        before = shared.rounds
        shared._has_work.set()
        async with asyncio.timeout(30):
            while shared.rounds == before:  # noqa: ASYNC110
                await asyncio.sleep(0)
        for _ in range(20):
            await asyncio.sleep(0)

    async def guests(self, owners: int | str, slots: int, most: int | None = None) -> list[Guest]:
        """Guests who come in this order: so many of one owner, or one for each letter."""
        admission, tasks = self.open(slots), Tasks()
        names = owners if isinstance(owners, str) else "a" * owners
        waiting = [Guest(self, admission, tasks, owner, most) for owner in names]
        await self.settled()
        return waiting

    async def aclose(self) -> None:
        for shared in self._shared:
            await shared.aclose()
        if self._client is not None:
            await self._client.aclose()


@pytest.fixture(params=["local", "shared"])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    shared = request.param == "shared"
    house = House(request.getfixturevalue("valkey") if shared else None)
    yield house
    await house.aclose()


class Guest:
    """Holds a slot until told to leave; notes what it is told."""

    def __init__(
        self,
        house: House,
        admission: Slots,
        tasks: Tasks,
        owner: str = "ann",
        most: int | None = None,
    ) -> None:
        self.house = house
        self.owner = owner
        self.most = most
        self.positions: list[int] = []
        self.inside = False
        self.was_inside = False
        self.leave = asyncio.Event()
        self.task = tasks.start(self._visit(admission), name="guest")

    async def _visit(self, admission: Slots) -> None:
        async with admission.slot(self.owner, self.positions.append, most=self.most):
            self.inside = self.was_inside = True
            try:
                await self.leave.wait()
            finally:
                self.inside = False

    @property
    def waits(self) -> bool:
        return not (self.was_inside or self.task.done())

    async def go(self) -> None:
        self.leave.set()
        await self.house.settled()


async def order_of(waiting: list[Guest]) -> str:
    """Have everybody inside leave until nobody is left; returns the owners as they came in."""
    order, seen = "", {guest for guest in waiting if guest.was_inside}
    while inside := [guest for guest in waiting if guest.inside]:
        await inside[0].go()
        new = [guest for guest in waiting if guest.was_inside and guest not in seen]
        order += "".join(guest.owner for guest in new)
        seen |= set(new)
    return order


async def test_as_many_as_there_are_slots_are_let_in_and_the_others_told_their_place(
    house: House,
) -> None:
    waiting = await house.guests(5, slots=2)
    assert [guest.inside for guest in waiting] == [True, True, False, False, False]
    assert [guest.positions for guest in waiting] == [[], [], [1], [2], [3]]


async def test_the_first_in_the_queue_is_next_and_the_others_move_up(house: House) -> None:
    waiting = await house.guests(4, slots=1)
    waiting[0].leave.set()
    await house.settled()
    assert [guest.inside for guest in waiting] == [False, True, False, False]
    assert waiting[3].positions == [3, 2]


async def test_whoever_gives_up_leaves_the_queue(house: House) -> None:
    waiting = await house.guests(4, slots=1)
    waiting[1].task.cancel()
    await house.settled()
    assert waiting[2].positions == [2, 1]
    waiting[0].leave.set()
    await house.settled()
    assert waiting[2].inside


async def test_a_place_given_to_somebody_who_just_left_goes_to_the_next(house: House) -> None:
    waiting = await house.guests(3, slots=1)
    waiting[0].leave.set()
    waiting[0].task.add_done_callback(lambda _: waiting[1].task.cancel())
    await house.settled()
    assert waiting[2].inside


async def test_all_slots_are_free_again_when_everybody_has_left(house: House) -> None:
    admission, tasks = house.open(2), Tasks()
    for _ in range(3):
        group = [Guest(house, admission, tasks) for _ in range(5)]
        for guest in group:
            guest.leave.set()
        await asyncio.gather(*(guest.task for guest in group))
    last = [Guest(house, admission, tasks) for _ in range(3)]
    await house.settled()
    assert [guest.inside for guest in last] == [True, True, False]
    await tasks.cancel()


async def test_a_slot_is_not_given_to_a_guest_who_leaves_at_the_same_moment(house: House) -> None:
    waiting = await house.guests(3, slots=1)
    waiting[0].task.cancel()
    waiting[1].task.cancel()
    await house.settled()
    assert waiting[2].inside
    assert [guest.task.cancelled() for guest in waiting] == [True, True, False]


# -- owners --------------------------------------------------------------------------------------


async def test_the_many_questions_of_one_owner_delay_the_first_of_another_by_one(
    house: House,
) -> None:
    waiting = await house.guests("aaaaaaaab", slots=1)
    assert waiting[-1].positions == [2]
    assert await order_of(waiting) == "abaaaaaa"


async def test_owners_take_turns_and_each_of_them_keeps_its_order(house: House) -> None:
    waiting = await house.guests("aaaabbbc", slots=1)
    assert [guest.positions[-1] for guest in waiting[1:]] == [1, 4, 6, 2, 5, 7, 3]
    assert await order_of(waiting) == "abcabab"


async def test_whoever_has_had_a_turn_comes_behind_the_others(house: House) -> None:
    admission, tasks = house.open(1), Tasks()
    first = [Guest(house, admission, tasks, owner) for owner in "ab"]
    await house.settled()
    again = Guest(house, admission, tasks, "a")
    third = Guest(house, admission, tasks, "c")
    await house.settled()
    assert await order_of([*first, again, third]) == "bac"


async def test_a_place_counts_the_turns_of_those_who_come_later_too(house: House) -> None:
    admission, tasks = house.open(1), Tasks()
    waiting = [Guest(house, admission, tasks, "a") for _ in range(4)]
    await house.settled()
    waiting.append(Guest(house, admission, tasks, "b"))
    await house.settled()
    assert [guest.positions for guest in waiting] == [[], [1], [2, 3], [3, 4], [2]]


async def test_beyond_its_limit_an_owner_waits_for_its_own_and_holds_up_nobody(
    house: House,
) -> None:
    waiting = await house.guests("aaaaab", slots=3, most=2)
    assert [guest.inside for guest in waiting] == [True, True, False, False, False, True]
    assert [guest.positions for guest in waiting[2:5]] == [[1], [2], [3]]

    await waiting[5].go()
    assert not waiting[2].inside
    await waiting[0].go()
    assert [guest.inside for guest in waiting[1:4]] == [True, True, False]


async def test_who_is_beyond_a_limit_is_told_a_place_behind_those_who_are_not(house: House) -> None:
    waiting = await house.guests("aabb", slots=1, most=1)
    assert [guest.positions[-1] for guest in waiting[1:]] == [2, 1, 3]
    assert await order_of(waiting) == "bab"


SEED = random.SystemRandom().randrange(1 << 32)


@pytest.mark.parametrize("number", range(30))
async def test_whoever_comes_and_goes_the_turns_are_fair(house: House, number: int) -> None:
    """Whatever the schedule: no slot idles, nobody overtakes an owner or waits for a second turn.

    And when nobody comes or leaves any more, everybody is let in at the place that was told.
    """
    seed = SEED + number
    print(f"seed {seed}")
    chance = random.Random(seed)
    slots, most = chance.randint(1, 4), chance.choice([None, None, 1, 2])
    names = "abcde"[: chance.randint(1, 5)]
    crowd = Crowd(house, slots, most)
    for _ in range(60):
        await crowd.act(chance, names)
        crowd.check()
    if most is None:
        await crowd.check_places()


class Crowd:
    """Guests who come and go at random, and what is true at every moment."""

    def __init__(self, house: House, slots: int, most: int | None) -> None:
        self.house = house
        self.slots, self.most = slots, most
        self.admission, self.tasks = house.open(slots), Tasks()
        self.guests: list[Guest] = []
        #: Turns of others since each guest came to be the first of its owner that waits.
        self.passed: dict[Guest, Counter[str]] = {}

    def first_waiting(self) -> dict[str, Guest]:
        """The first that waits, of each owner."""
        return {guest.owner: guest for guest in reversed(self.guests) if guest.waits}

    def come(self, owner: str) -> None:
        self.guests.append(Guest(self.house, self.admission, self.tasks, owner, self.most))

    async def act(self, chance: random.Random, names: str) -> None:
        """Somebody comes, leaves a slot, or gives up; sometimes several at once."""
        firsts, before = self.first_waiting(), {g for g in self.guests if g.was_inside}
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            inside = [guest for guest in self.guests if guest.inside]
            waiting = [guest for guest in self.guests if guest.waits]
            match chance.choice(["come", "come", "leave", "leave", "give up"]):
                case "come":
                    guest = Guest(
                        self.house, self.admission, self.tasks, chance.choice(names), self.most
                    )
                    self.guests.append(guest)
                case "leave" if inside:
                    chance.choice(inside).leave.set()
                case "give up" if waiting:
                    chance.choice(waiting).task.cancel()
                case _:
                    pass
        await self.house.settled()
        let_in = Counter(g.owner for g in self.guests if g.was_inside and g not in before)
        for guest in firsts.values():
            if guest.waits:
                self.passed.setdefault(guest, Counter()).update(let_in)

    def check(self) -> None:
        """Check what is true at every moment."""
        inside = Counter(guest.owner for guest in self.guests if guest.inside)
        waiting = self.first_waiting()
        assert inside.total() <= self.slots
        for owner in inside:
            assert self.most is None or inside[owner] <= self.most
        if inside.total() < self.slots:
            assert all(self.most and inside[owner] >= self.most for owner in waiting)
        for owner, first in waiting.items():
            later = self.guests[self.guests.index(first) :]
            assert not any(g.was_inside for g in later if g.owner == owner), "overtaken"
            if self.most is None:
                turns = self.passed.get(first, Counter())
                assert max((turns[each] for each in turns), default=0) <= 1, "passed over twice"
        places = [guest.positions[-1] for guest in self.guests if guest.waits]
        assert sorted(places) == list(range(1, len(places) + 1))

    async def check_places(self) -> None:
        """Check that everybody who waits is let in at the place that was told."""
        told = {g: g.positions[-1] for g in self.guests if g.waits}
        expected = [guest.owner for guest in sorted(told, key=lambda guest: told[guest])]
        assert await order_of(self.guests) == "".join(expected)


async def test_a_place_costs_a_single_owner_no_look_at_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House(None)

    def looks(self: Admission) -> None:
        raise AssertionError("everybody's place is counted again")

    monkeypatch.setattr(Admission, "_tell_positions", looks)
    waiting = await house.guests(50, slots=2)
    assert [guest.positions for guest in waiting[2:]] == [[place] for place in range(1, 49)]
