"""Commands on one answer that come at the same time, and what each of them is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import MODEL, House, house
from yeoul import failpoints
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import Fenced, NotFound, StorageFailed, StorageFull
from yeoul.generation import settler
from yeoul.protocol.conversation import Answer, new_id
from yeoul.providers.scripted import Scripted
from yeoul.store.base import Ask, Ids
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

STRANGER = "stranger"


class Gate:
    """Holds up the calls of one method until it is opened."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        thing: object,
        name: str,
        *,
        after: bool = False,
        only: Callable[..., bool] = lambda *_, **__: True,
    ) -> None:
        self.reached = asyncio.Event()
        self._open = asyncio.Event()
        method = getattr(thing, name)

        async def held_up(*args: Any, **kwargs: Any) -> Any:
            if not only(*args, **kwargs):
                return await method(*args, **kwargs)
            if after:
                result = await method(*args, **kwargs)
                await self._pass()
                return result
            await self._pass()
            return await method(*args, **kwargs)

        monkeypatch.setattr(thing, name, held_up)

    async def _pass(self) -> None:
        self.reached.set()
        await self._open.wait()

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def tasks() -> Tasks:
    return Tasks()


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


def begin(tasks: Tasks, command: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    return tasks.start(command, name="command", awaited=True)


async def stopped(h: House) -> Answer:
    """Ask, and stop the answer at ``ab``; returns it."""
    asked = await h.ask()
    await h.until(asked.id, lambda text: text == "ab")
    await h.supervisor.stop(LOCAL_OWNER, asked.id)
    return await h.store.answer(LOCAL_OWNER, asked.id)


# -- asking --------------------------------------------------------------------------------------


async def test_a_question_sent_again_while_it_is_withdrawn_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab"]) as h:
        wish = Ask("?", MODEL, ids=Ids(new_id(), new_id(), new_id()))
        with monkeypatch.context() as patched:

            async def refuse(*_: object) -> None:
                raise StorageFull("The disk is full.")

            patched.setattr(h.log, "create", refuse)
            withdrawing = Gate(patched, h.store, "withdraw")
            first = begin(tasks, h.supervisor.ask(LOCAL_OWNER, wish))
            await withdrawing.reached.wait()
            second = begin(tasks, h.supervisor.ask(LOCAL_OWNER, wish))
            for _ in range(3):
                await h.store.check()
        withdrawing.open()
        with pytest.raises(StorageFull):
            await first
        assert (await h.ended((await second).answer.id)).text == "ab"


# -- stop ----------------------------------------------------------------------------------------


async def test_an_answer_that_a_drain_has_left_to_the_next_process_can_be_stopped(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.drain(0.01)
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text) == ("stopped", "ab")
        assert (await h.events(asked.id))[-1] == answer.end_event()


async def test_a_stop_ends_an_answer_whose_job_was_fenced(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.store.begin_epoch(asked.id, asked.epoch, recovery=True)
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text, h.provider.running) == ("stopped", "ab", 0)
        assert (await h.events(asked.id))[-1] == answer.end_event()


async def test_a_stop_that_cannot_be_carried_out_is_not_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settler, "RETRY_S", 0.01)
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.drain(0.01)
        with monkeypatch.context() as patched:

            async def refuse(*_: object) -> None:
                raise StorageFailed("The data is busy.")

            patched.setattr(h.store, "settle", refuse)
            with pytest.raises(StorageFailed) as refusal:
                await h.supervisor.stop(LOCAL_OWNER, asked.id)
            assert refusal.value.retryable
        assert (await h.ended(asked.id)).status == "stopped"


async def test_a_stop_in_the_middle_of_a_recovery_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        opening = Gate(monkeypatch, h.log, "open_epoch")
        recovering = begin(tasks, h.supervisor.recover())
        await opening.reached.wait()
        stopping = begin(tasks, h.supervisor.stop(LOCAL_OWNER, asked.id))
        for _ in range(3):
            await h.store.check()
        assert not stopping.done()
        opening.open()
        await recovering
        await stopping
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text, h.supervisor.running) == ("stopped", "ab", 0)


async def test_a_recovery_leaves_what_is_being_asked_to_its_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab"]) as h:
        stored = Gate(monkeypatch, h.store, "ask", after=True)
        asking = begin(tasks, h.ask())
        await stored.reached.wait()
        recovering = begin(tasks, h.supervisor.recover())
        for _ in range(5):
            await h.store.check()
        stored.open()
        asked = await asking
        await recovering
        assert (await h.ended(asked.id)).text == "ab"
        assert len(h.provider.prompts) == 1


# -- continue ------------------------------------------------------------------------------------


async def test_a_stop_does_not_wait_for_a_continue_that_looks_for_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        looking = Gate(monkeypatch, h.catalogue, "find")
        continuing = begin(tasks, h.supervisor.continue_answer(LOCAL_OWNER, answer.id))
        await looking.reached.wait()
        await asyncio.wait_for(h.supervisor.stop(LOCAL_OWNER, answer.id), 10)
        looking.open()
        await continuing
        assert h.supervisor.running == 1, "it is a Continue that came behind the Stop"


async def test_the_slower_one_of_two_continues_leaves_the_answer_to_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        find = h.catalogue.find
        looking = Gate(monkeypatch, h.catalogue, "find")
        slower = begin(tasks, h.supervisor.continue_answer(LOCAL_OWNER, answer.id))
        await looking.reached.wait()
        monkeypatch.setattr(h.catalogue, "find", find)
        await h.supervisor.continue_answer(LOCAL_OWNER, answer.id)
        looking.open()
        await slower
        assert (await h.store.answer(LOCAL_OWNER, answer.id)).epoch == 2
        assert h.supervisor.running == 1


async def test_a_continue_behind_one_that_is_undone_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        with monkeypatch.context() as patched:

            async def refuse(*_: object) -> None:
                raise StorageFull("The disk is full.")

            patched.setattr(h.log, "open_epoch", refuse)
            undoing = Gate(patched, h.store, "settle")
            first = begin(tasks, h.supervisor.continue_answer(LOCAL_OWNER, answer.id))
            await undoing.reached.wait()
            second = begin(tasks, h.supervisor.continue_answer(LOCAL_OWNER, answer.id))
            for _ in range(3):
                await h.store.check()
        undoing.open()
        with pytest.raises(StorageFull):
            await first
        await second
        assert h.supervisor.running == 1


async def test_a_continue_that_meets_an_epoch_which_is_undone_looks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        begin_in_store = h.store.begin
        refusals = [Fenced("Another epoch has begun.")]

        async def begin_once_refused(*place: Any) -> Any:
            if refusals:
                raise refusals.pop()
            return await begin_in_store(*place)

        monkeypatch.setattr(h.store, "begin", begin_once_refused)
        await h.supervisor.continue_answer(LOCAL_OWNER, answer.id)
        assert h.supervisor.running == 1


async def test_a_stranger_who_names_an_answer_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        by_stranger: dict[str, Any] = {"only": lambda owner, *_, **__: owner == STRANGER}
        reading = Gate(monkeypatch, h.store, "answer", **by_stranger)
        asking = Gate(monkeypatch, h.store, "ask", **by_stranger)
        wish = Ask("?", MODEL, ids=Ids(answer.id))
        strangers = [
            begin(tasks, h.supervisor.continue_answer(STRANGER, answer.id)),
            begin(tasks, h.supervisor.ask(STRANGER, wish)),
        ]
        await reading.reached.wait()
        await asking.reached.wait()
        await asyncio.wait_for(h.supervisor.continue_answer(LOCAL_OWNER, answer.id), 10)
        await asyncio.wait_for(h.supervisor.stop(LOCAL_OWNER, answer.id), 10)
        reading.open()
        asking.open()
        with pytest.raises(NotFound):
            await strangers[0]
        await asyncio.wait(strangers)


async def test_a_continue_whose_job_cannot_start_ends_alike_in_both_memories(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        answer = await stopped(h)
        failpoints.arm("opened-in-log=raise")
        with pytest.raises(failpoints.Failpoint):
            await h.supervisor.continue_answer(LOCAL_OWNER, answer.id)
        failed = await h.store.answer(LOCAL_OWNER, answer.id)
        assert (failed.status, failed.text) == ("failed", "ab")
        assert (await h.events(answer.id))[-1] == failed.end_event()
        snapshot = await h.log.snapshot(answer.id)
        assert snapshot is not None
        assert snapshot.cursor == failed.cursor


# -- drain ---------------------------------------------------------------------------------------


async def test_a_drain_waits_for_a_question_that_was_let_in_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["ab"], continues=False) as h:
        creating = Gate(monkeypatch, h.log, "create")
        asking = begin(tasks, h.ask())
        await creating.reached.wait()
        draining = begin(tasks, h.supervisor.drain(30))
        await h.store.check()
        assert not draining.done()
        creating.open()
        await draining
        asked = await asking
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text) == ("finished", "ab")


async def test_a_question_whose_job_starts_behind_a_drain_waits_for_the_next_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Tasks
) -> None:
    async with house(tmp_path, ["never"]) as h:
        creating = Gate(monkeypatch, h.log, "create")
        asking = begin(tasks, h.ask())
        await creating.reached.wait()
        await h.supervisor.drain(0)
        creating.open()
        asked = await asking
        while h.supervisor.running:
            await h.store.check()
        assert not h.provider.prompts
    async with house(tmp_path, ["told"]) as h:
        await h.supervisor.recover()
        assert (await h.ended(asked.id)).text == "told"


async def test_a_provider_that_is_removed_while_it_is_being_asked_answers_before_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    async def close(self: Scripted) -> None:
        order.append("closed")

    monkeypatch.setattr(Scripted, "aclose", close)
    tasks = Tasks()
    async with house(tmp_path, ["ab"]) as h:
        creating = Gate(monkeypatch, h.log, "create")
        asking = tasks.start(h.ask(), name="ask", awaited=True)
        await creating.reached.wait()
        leaving = h.catalogue.remove(h.provider)
        for _ in range(20):
            await asyncio.sleep(0)
        order.append("asked")
        creating.open()
        answer = await h.ended((await asking).id)
        await asyncio.wait_for(leaving, 30)

        assert (answer.status, answer.text) == ("finished", "ab")
        assert order == ["asked", "closed"]
