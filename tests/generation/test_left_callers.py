"""Commands whose caller leaves in the middle: what was begun is brought to its end.

The caller is cancelled at the n-th moment, for every n: when it waits for the first time, and
before and after each step in store and log.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.protocol.conversation import new_id
from yeoul.store.base import Ask, IdempotencyKey, Ids
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

KEY = IdempotencyKey("key-1", "a" * 64)
#: More than any command has.
MOST_MOMENTS = 40
STEPS = {
    "store": ["ask", "withdraw", "answer", "request_stop", "begin", "begin_epoch", "settle"],
    "log": ["create", "open_epoch", "snapshot", "adopt"],
}


class Moments:
    """Counts the moments of one command, and cancels its caller at one of them."""

    def __init__(self, h: House, monkeypatch: pytest.MonkeyPatch, cancel_at: int) -> None:
        self._cancel_at = cancel_at
        self._seen = 0
        self._caller: asyncio.Task[Any] | None = None
        for thing, names in (("store", STEPS["store"]), ("log", STEPS["log"])):
            for name in names:
                self._watch(monkeypatch, getattr(h, thing), name)

    async def leave(self, command: Coroutine[Any, Any, Any]) -> bool:
        """Run a command; returns whether its caller was cancelled."""
        self._caller = Tasks().start(self._counted(command), name="caller", awaited=True)
        await asyncio.wait([self._caller])
        left, self._caller = self._caller.cancelled(), None
        return left

    def _watch(self, monkeypatch: pytest.MonkeyPatch, thing: object, name: str) -> None:
        step = getattr(thing, name)

        async def watched(*args: Any, **kwargs: Any) -> Any:
            self._note()
            try:
                return await step(*args, **kwargs)
            finally:
                self._note()

        monkeypatch.setattr(thing, name, watched)

    async def _counted(self, command: Coroutine[Any, Any, Any]) -> Any:
        return await _Pauses(command, self._note)

    def _note(self) -> None:
        if self._caller is not None:
            self._seen += 1
            if self._seen == self._cancel_at:
                self._caller.cancel()


class _Pauses:
    """A coroutine that tells each of its pauses."""

    def __init__(self, command: Coroutine[Any, Any, Any], note: Any) -> None:
        self._command = command
        self._note = note

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._command.__await__()
        failure: BaseException | None = None
        while True:
            try:
                pause = steps.send(None) if failure is None else steps.throw(failure)
            except StopIteration as done:
                return done.value
            failure = None
            self._note()
            try:
                yield pause
            except BaseException as error:
                failure = error


@asynccontextmanager
async def fresh(path: Path, moment: int) -> AsyncIterator[House]:
    folder = path / str(moment)
    folder.mkdir()
    async with house(folder, ["ab", asyncio.Event()]) as h:
        yield h


def wish() -> Ask:
    return Ask("?", MODEL, ids=Ids(new_id(), new_id(), new_id()))


async def check_stopped(h: House, answer_id: str) -> None:
    answer = await h.store.answer(LOCAL_OWNER, answer_id)
    assert answer.status == "stopped"
    assert (h.provider.running, h.supervisor.running) == (0, 0)
    snapshot = await h.log.snapshot(answer_id)
    # A Stop that came before its question settles it in the store alone.
    assert snapshot is None or snapshot.end == answer.end_event()


@pytest.mark.parametrize("then", ["ask again", "stop"])
async def test_a_question_whose_caller_leaves_is_asked_once_or_never(
    tmp_path: Path, then: str
) -> None:
    for moment in range(1, MOST_MOMENTS):
        with pytest.MonkeyPatch.context() as patched:
            async with fresh(tmp_path, moment) as h:
                asked = wish()
                assert asked.ids is not None
                moments = Moments(h, patched, moment)
                if not await moments.leave(h.supervisor.ask(LOCAL_OWNER, asked, KEY)):
                    break
                if then == "stop":
                    await h.supervisor.stop(LOCAL_OWNER, asked.ids.answer)
                again = await h.supervisor.ask(LOCAL_OWNER, asked, KEY)
                assert again.answer.id == asked.ids.answer
                if then == "ask again":
                    await h.until(again.answer.id, lambda text: text == "ab")
                    assert len(h.provider.prompts) == 1
                    await h.supervisor.stop(LOCAL_OWNER, again.answer.id)
                await check_stopped(h, again.answer.id)
                assert len(await h.store.messages(LOCAL_OWNER, again.conversation.id)) == 2
    assert 4 < moment < MOST_MOMENTS - 1, "every moment was tried, and there were several"


async def test_a_continue_whose_caller_leaves_goes_on_or_stays_as_it_was(tmp_path: Path) -> None:
    for moment in range(1, MOST_MOMENTS):
        with pytest.MonkeyPatch.context() as patched:
            async with fresh(tmp_path, moment) as h:
                asked = await h.ask()
                await h.until(asked.id, lambda text: text == "ab")
                await h.supervisor.stop(LOCAL_OWNER, asked.id)
                moments = Moments(h, patched, moment)
                if not await moments.leave(h.supervisor.continue_answer(LOCAL_OWNER, asked.id)):
                    break
                await h.supervisor.stop(LOCAL_OWNER, asked.id)
                await check_stopped(h, asked.id)
                await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
                assert h.supervisor.running == 1
                await h.supervisor.stop(LOCAL_OWNER, asked.id)
                await check_stopped(h, asked.id)
    assert 6 < moment < MOST_MOMENTS - 1, "every moment was tried, and there were several"


async def test_a_stop_whose_caller_leaves_stops(tmp_path: Path) -> None:
    for moment in range(1, MOST_MOMENTS):
        with pytest.MonkeyPatch.context() as patched:
            async with fresh(tmp_path, moment) as h:
                asked = await h.ask()
                await h.until(asked.id, lambda text: text == "ab")
                moments = Moments(h, patched, moment)
                if not await moments.leave(h.supervisor.stop(LOCAL_OWNER, asked.id)):
                    break
                assert (await h.ended(asked.id)).status == "stopped"
    assert 4 < moment < MOST_MOMENTS - 1, "every moment was tried, and there were several"


async def test_the_end_of_the_process_waits_for_a_question_whose_caller_has_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        create, creating, go_on = h.log.create, asyncio.Event(), asyncio.Event()

        async def slowly(*args: Any) -> Any:
            creating.set()
            await go_on.wait()
            return await create(*args)

        monkeypatch.setattr(h.log, "create", slowly)
        tasks = Tasks()
        asking = tasks.start(h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL)), name="ask")
        await creating.wait()
        asking.cancel()
        await asyncio.wait([asking])
        closing = tasks.start(h.supervisor.aclose(), name="close", awaited=True)
        await h.store.check()
        assert not closing.done()
        go_on.set()
        await closing
        [conversation] = (await h.store.conversations(LOCAL_OWNER)).conversations
        assert conversation.leaf_id is not None
        assert await h.log.snapshot(conversation.leaf_id) is not None
