"""Workers over a real engine: who dies is told gone, and nobody who only cannot be heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from scripts.engines import Valkey, running_valkey
from tests.engines import until
from tests.ports import free_port
from yeoul.engine_channels import open_client
from yeoul.errors import StartupError, StorageFailed
from yeoul.workers import open_workers, tell_gone
from yeoul.workers.valkey import BEATS, FORGET_LOOKS, SUSPECT_LOOKS, ValkeyWorkers

pytestmark = pytest.mark.anyio

BEAT_S = 0.02


@pytest.fixture(scope="module")
def engine() -> Iterator[Valkey]:
    """An engine that the tests of this file may kill."""
    with running_valkey(free_port()) as engine:
        yield engine


class Seen:
    """A worker, and whom it was told gone."""

    def __init__(self, workers: ValkeyWorkers) -> None:
        self.workers = workers
        self.gone: list[str] = []
        workers.on_gone(self.gone.append)

    @property
    def me(self) -> str:
        return self.workers.me

    @property
    def others(self) -> set[str]:
        return set(self.workers.others())

    async def die(self) -> None:
        """Beat no more, without a word."""
        await self.workers._tasks.cancel()

    def revive(self) -> None:
        """Go on beating, as a process that was stopped."""
        self.workers._tasks.start(self.workers._beat_on(), name="beat")


Open = Callable[[], Awaitable[Seen]]


@pytest.fixture
async def open_worker(engine: Valkey) -> AsyncIterator[Open]:
    client = open_client(engine.url)
    await client.flushdb()
    await client.aclose()
    async with AsyncExitStack() as stack:

        async def open_one() -> Seen:
            workers = await ValkeyWorkers.open(engine.url, beat_s=BEAT_S)
            stack.push_async_callback(workers.aclose)
            return Seen(workers)

        yield open_one


async def three(open_worker: Open) -> list[Seen]:
    """Three workers who know each other, the leader first."""
    all_three = [await open_worker() for _ in range(3)]
    names = {each.me for each in all_three}
    await until(lambda: all(each.others == names - {each.me} for each in all_three))
    return sorted(all_three, key=lambda each: each.me)


async def test_a_worker_that_dies_is_told_gone_to_all_others_and_another_one_leads(
    open_worker: Open,
) -> None:
    first, second, third = await three(open_worker)
    assert [each.workers.leads for each in (first, second, third)] == [True, False, False]

    await first.die()

    await until(lambda: first.me not in second.others | third.others)
    assert (second.gone, third.gone) == ([first.me], [first.me])
    assert (second.workers.leads, third.workers.leads) == (True, False)


async def test_a_suspicion_takes_four_looks_however_busy_the_engine_is(open_worker: Open) -> None:
    watcher, dead = await open_worker(), await open_worker()
    await watcher.die()
    await dead.die()
    # The last beat of the dead comes behind the looks that the watcher has had.
    await dead.workers._beat()
    await watcher.workers._beat()
    for _ in range(SUSPECT_LOOKS - 1):
        await watcher.workers._beat()
        assert watcher.others == {dead.me}
    await watcher.workers._beat()
    assert (watcher.others, watcher.gone) == (set(), [dead.me])


async def test_a_worker_that_was_suspected_wrongly_is_back_and_may_be_suspected_again(
    open_worker: Open,
) -> None:
    watcher, stalled = await open_worker(), await open_worker()
    for times in (1, 2):
        await until(lambda: stalled.me in watcher.others)
        await stalled.die()
        await until(lambda: stalled.me not in watcher.others)
        assert watcher.gone == [stalled.me] * times
        stalled.revive()


async def test_a_worker_that_leaves_is_told_gone_at_once_and_for_ever(open_worker: Open) -> None:
    watcher, leaving = await open_worker(), await open_worker()
    await until(lambda: leaving.me in watcher.others)
    await watcher.die()  # so that it has heard it on the channel, not seen it

    await leaving.workers.leave()
    await leaving.workers.leave()
    assert not leaving.workers.leads

    await until(lambda: watcher.gone == [leaving.me])
    await leaving.workers._beat()  # as one that was on its way
    for _ in range(2 * SUSPECT_LOOKS):
        await watcher.workers._beat()
    assert (watcher.gone, leaving.me in watcher.others) == ([leaving.me], False)
    assert watcher.workers.has_left(leaving.me)


async def test_a_parent_tells_the_death_of_its_child(open_worker: Open, engine: Valkey) -> None:
    watcher, child = await open_worker(), await open_worker()
    await until(lambda: child.me in watcher.others)
    await watcher.die()
    await child.die()
    await tell_gone(engine.url, child.me)
    await until(lambda: watcher.gone == [child.me])
    assert not watcher.workers.has_left(child.me)


async def test_who_comes_later_is_told_of_those_who_died_before(open_worker: Open) -> None:
    dead = await open_worker()
    await dead.die()
    late = await open_worker()
    assert late.others == {dead.me}  # until it is known, it may live
    await until(lambda: late.gone == [dead.me])


@pytest.mark.parametrize("trouble", ["paused", "killed", "emptied"])
async def test_nobody_is_suspected_for_what_the_engine_does(
    open_worker: Open, engine: Valkey, trouble: str
) -> None:
    all_three = await three(open_worker)
    if trouble == "emptied":
        await all_three[0].workers._client.flushall()
    else:
        engine.pause() if trouble == "paused" else engine.kill()
        await asyncio.sleep(10 * SUSPECT_LOOKS * BEAT_S)
        engine.go_on() if trouble == "paused" else engine.start()
    before = [each.workers._count for each in all_three]
    await until(
        lambda: all(
            each.workers._count > count + 3 * SUSPECT_LOOKS
            for each, count in zip(all_three, before, strict=True)
        )
    )
    assert [each.gone for each in all_three] == [[], [], []]
    # And they hear each other again.
    await all_three[2].workers.leave()
    await until(lambda: all_three[0].gone == all_three[1].gone == [all_three[2].me])


async def test_an_engine_that_has_lost_its_last_second_revives_nobody(open_worker: Open) -> None:
    watcher, dead = await open_worker(), await open_worker()
    await until(lambda: dead.workers._count > 3)
    await dead.die()
    await until(lambda: watcher.gone == [dead.me])
    await watcher.workers._client.hset(BEATS, dead.me, "2 1")
    count = watcher.workers._count
    await until(lambda: watcher.workers._count > count + 2)
    assert (watcher.others, watcher.gone) == (set(), [dead.me])


async def test_the_leader_removes_the_beats_of_the_dead_after_a_minute(open_worker: Open) -> None:
    first, second, third = await three(open_worker)
    await third.die()
    await until(lambda: first.gone == second.gone == [third.me])
    client = first.workers._client
    for each, is_kept in ((second, True), (first, False)):
        await each.die()
        each.workers._others[third.me].still = FORGET_LOOKS
        await each.workers._beat()
        assert await client.hexists(BEATS, third.me) is is_kept
    assert third.me not in first.workers._others


async def test_a_worker_does_not_start_beside_living_ones_of_another_store(
    open_worker: Open,
) -> None:
    first, second, stranger, late = [await open_worker() for _ in range(4)]
    for each in (first, second):
        await each.workers.use("one")
    with pytest.raises(StartupError, match="the same --store-url"):
        await stranger.workers.use("two")
    # A worker of an older version tells no store.
    await stranger.workers.leave()
    await first.die()
    await first.workers._client.hset(BEATS, second.me, f"{10**9} 1")
    await late.workers.use("one")


async def test_the_beats_of_the_dead_keep_nobody_from_another_store(open_worker: Open) -> None:
    dead, left = await open_worker(), await open_worker()
    for each in (dead, left):
        await each.workers.use("one")
    await dead.die()
    await left.workers.leave()
    late = await open_worker()
    await late.workers.use("two")
    assert late.others == set()


async def test_of_two_that_start_at_once_with_two_stores_not_both_do(open_worker: Open) -> None:
    two = [await open_worker() for _ in range(2)]
    tries = [each.workers.use(store) for each, store in zip(two, ("one", "two"), strict=True)]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    assert any(isinstance(each, StartupError) for each in ended), ended


async def test_a_start_without_an_engine_says_so() -> None:
    address = f"127.0.0.1:{free_port()}/0"
    with pytest.raises(StartupError, match="Check --log-url") as said:
        await open_workers(f"redis://ann:canary@{address}")
    assert f"redis://…@{address}" in str(said.value)


async def test_who_looks_who_has_come_waits_for_an_engine_that_is_away(
    engine: Valkey, open_worker: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = await open_worker()
    engine.kill()
    async with asyncio.TaskGroup() as group:
        group.create_task(one.workers.look())
        group.create_task(one.workers.use("a store"))
        await asyncio.to_thread(engine.start)
    engine.kill()
    monkeypatch.setattr("yeoul.workers.valkey.PATIENCE_S", 0.0)
    with pytest.raises(StorageFailed):
        await one.workers.look()
    with pytest.raises(StartupError):
        await one.workers.use("a store")
    await asyncio.to_thread(engine.start)
