"""What a crash leaves behind, and what the next process makes of it. Real store, real log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import AsyncMock

import pytest

from tests.generation.house import MODEL, house
from yeoul.bus import open_bus
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import StorageFailed
from yeoul.generation import recovery, settler
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.events import Cursor, End
from yeoul.providers import catalogue
from yeoul.providers.base import Model, Thought
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.store.base import Ask, Settlement
from yeoul.workers import open_workers

pytestmark = pytest.mark.anyio


async def test_a_drain_leaves_the_rest_for_the_next_process_to_continue(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.drain(0.01)
        assert not (await h.store.answer(LOCAL_OWNER, asked.id)).settled
    async with house(tmp_path, ["ab", "cd"]) as h:
        await h.supervisor.recover()
        assert (await h.ended(asked.id)).text == "abcd"
        assert h.provider.prompts[-1].prefix == "ab"


async def test_an_orphan_that_cannot_go_on_is_interrupted_in_its_own_epoch(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    async with house(tmp_path, ["never"], continues=False) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text, answer.cursor) == ("interrupted", "ab", (1, 3))
        assert h.supervisor.running == 0


async def test_an_orphan_of_a_service_is_not_asked_for_twice_even_if_it_could_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scripted, "remote", True)
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        drained, killed = (await h.ask()).id, (await h.ask()).id
        for answer_id in (drained, killed):
            await h.until(answer_id, lambda text: text == "ab")
        h.supervisor._jobs._running.pop(killed)  # as if it had died before the drain
        await h.supervisor.drain(0.01)
        assert (await h.store.answer(LOCAL_OWNER, drained)).status == "interrupted"
    async with house(tmp_path, ["never"]) as h:
        await h.supervisor.recover()
        assert (await h.ended(killed)).status == "interrupted"
        assert not h.provider.prompts


async def test_an_orphan_without_text_is_asked_for_twice_of_no_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scripted, "remote", True)
    monkeypatch.setattr(Scripted, "continues_unasked", True)
    async with house(tmp_path, [Thought("hm"), asyncio.Event()]) as h:
        drained, killed = (await h.ask()).id, (await h.ask()).id
        for answer_id in (drained, killed):
            await h.until(answer_id, lambda text: text == "hm")
        h.supervisor._jobs._running.pop(killed)  # as if it had died before the drain
        await h.supervisor.drain(0.01)
        assert (await h.store.answer(LOCAL_OWNER, drained)).status == "interrupted"
    async with house(tmp_path, ["never"]) as h:
        await h.supervisor.recover()
        answer = await h.ended(killed)
        assert (answer.status, answer.content.reasoning) == ("interrupted", "hm")
        assert not h.provider.prompts


async def test_an_orphan_is_taken_up_at_most_twice(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    for _ in range(2):
        async with house(tmp_path, ["ab", asyncio.Event()]) as h:
            await h.supervisor.recover()
            assert h.supervisor.running == 1
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("interrupted", "ab")


async def test_an_orphan_that_never_began_is_asked_again(tmp_path: Path) -> None:
    async with house(tmp_path, [asyncio.Event()], continues=False) as h:
        h.provider.slots = 1
        first, second = await h.ask(), await h.ask()
        await h.until(first.id, lambda text: True)
        waiting = second.id
    async with house(tmp_path, ["told"], continues=False) as h:
        await h.supervisor.recover()
        answer = await h.ended(waiting)
        assert (answer.status, answer.text) == ("finished", "told")


async def test_a_question_the_log_never_heard_of_is_asked(tmp_path: Path) -> None:
    async with house(tmp_path, ["told"]) as h:
        exchange = await h.store.ask(LOCAL_OWNER, Ask("?", MODEL))
        await h.supervisor.recover()
        answer = await h.ended(exchange.answer.id)
        assert (answer.status, answer.text) == ("finished", "told")


async def test_what_a_product_attached_is_in_every_prompt_of_the_answer(tmp_path: Path) -> None:
    attached = {"plan": "gold"}
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = (await h.supervisor.ask(LOCAL_OWNER, Ask("?", MODEL, metadata=attached))).answer
        await h.until(asked.id, lambda text: text == "ab")
        assert h.provider.prompts[0].metadata == attached
    gate = asyncio.Event()
    async with house(tmp_path, ["abcd", gate]) as h:
        await h.supervisor.recover()
        await h.until(asked.id, lambda text: text == "abcd")
        await h.supervisor.stop(LOCAL_OWNER, asked.id)
        await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)
        gate.set()
        await h.ended(asked.id)
        assert [prompt.metadata for prompt in h.provider.prompts] == [attached, attached]
        assert (await h.ask()).metadata == {}


async def test_a_recorded_stop_survives_the_crash(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.store.request_stop(LOCAL_OWNER, asked.id)
    async with house(tmp_path, ["ab", "never"]) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.text) == ("stopped", "ab")
        assert not h.provider.prompts


async def test_an_answer_settled_without_its_end_gets_it(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        job = h.supervisor._jobs._running[asked.id]
        job.fate.cancelled = "stop"

        async def die(event: End) -> Cursor:
            raise asyncio.CancelledError

        job.writer.end = die  # type: ignore[method-assign]
        with pytest.raises(asyncio.CancelledError):
            await h.supervisor._settler.settle(job, None)
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).status == "stopped"
    async with house(tmp_path, ["never"], continues=False) as h:
        await h.supervisor.recover()
        events = await h.events(asked.id)
        assert events[-1] == (await h.store.answer(LOCAL_OWNER, asked.id)).end_event()


async def test_an_answer_that_another_process_has_taken_over_is_left_to_it(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        taken_over = await h.store.begin_epoch(asked.id, asked.epoch, recovery=True)
        gate.set()
        while h.supervisor.running:
            await h.store.check()

        snapshot = await h.log.snapshot(asked.id)
        assert snapshot is not None
        assert snapshot.end is None
        assert await h.store.answer(LOCAL_OWNER, asked.id) == taken_over


async def test_what_grows_here_is_no_orphan(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, ["ab", gate, "cd"]) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
        await h.supervisor.recover()

        assert h.supervisor.running == 1
        assert (await h.store.answer(LOCAL_OWNER, asked.id)).epoch == 1
        gate.set()
        assert (await h.ended(asked.id)).text == "abcd"


async def test_recovering_twice_changes_nothing_more(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    async with house(tmp_path, ["never"], continues=False) as h:
        await h.supervisor.recover()
        once = await h.ended(asked.id)
        await h.supervisor.recover()
        assert await h.ended(asked.id) == once


class Late(Scripted):
    """A provider that is slow to list its models, as a service is."""

    async def models(self) -> Sequence[Model]:
        listed = asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, listed.set)
        await listed.wait()
        return await super().models()


async def test_a_question_waits_for_the_list_of_a_slow_service_beside_a_quick_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PATIENCE_S", 0)
    async with house(tmp_path, ["never"]) as h:
        answer_id = (await h.store.ask(LOCAL_OWNER, Ask("?", MODEL))).answer.id
        quick = Scripted({"scripted:quick": ["never"]})
        quick.name = "quick"
        both = Catalogue([quick, Late({MODEL: ["told"]})])
        await both.refresh(quick)
        restarted = Supervisor(h.store, h.log, both, workers=await open_workers(), bus=open_bus())

        await restarted.recover()

        answer = await h.ended(answer_id)
        assert (answer.status, answer.text) == ("finished", "told")
        await restarted.aclose()


@pytest.mark.parametrize("begun", [False, True])
async def test_an_orphan_of_a_server_without_any_model_is_interrupted(
    tmp_path: Path, begun: bool
) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()]) as h:
        if begun:
            answer_id = (await h.ask()).id
            await h.until(answer_id, lambda text: text == "ab")
        else:
            answer_id = (await h.store.ask(LOCAL_OWNER, Ask("?", MODEL))).answer.id
    async with house(tmp_path, ["never"]) as h:
        bare = Supervisor(
            h.store, h.log, Catalogue([]), workers=await open_workers(), bus=open_bus()
        )
        await bare.recover()
        answer = await h.ended(answer_id)
        assert (answer.status, answer.text) == ("interrupted", "ab" if begun else "")
        await bare.aclose()


@pytest.mark.parametrize("failure", [StorageFailed("The data is busy."), KeyError("unforeseen")])
@pytest.mark.parametrize("refused", ["adopt", "settle"])
async def test_an_orphan_that_the_disk_refuses_is_settled_when_it_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str, failure: Exception
) -> None:
    monkeypatch.setattr(recovery, "RETRY_S", 0.01)
    monkeypatch.setattr(settler, "RETRY_S", 0.01)
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    async with house(tmp_path, ["never"], continues=False) as h:
        with monkeypatch.context() as patched:
            refuse = AsyncMock(side_effect=failure)
            patched.setattr(h.log if refused == "adopt" else h.store, refused, refuse)
            await h.supervisor.recover()
            assert not (await h.store.answer(LOCAL_OWNER, asked.id)).settled
        assert (await h.ended(asked.id)).status == "interrupted"


@pytest.mark.parametrize("how", ["stopped", "deleted"])
async def test_an_orphan_stopped_while_the_disk_refuses_its_end_ends_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(recovery, "RETRY_S", 0.01)
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        asked = await h.ask()
        await h.until(asked.id, lambda text: text == "ab")
    async with house(tmp_path, ["never"], continues=False) as h:
        with monkeypatch.context() as patched:
            refuse = AsyncMock(side_effect=StorageFailed("The data is busy."))
            patched.setattr(h.log, "adopt", refuse)
            await h.supervisor.recover()
            if how == "stopped":
                with pytest.raises(StorageFailed):
                    await h.supervisor.stop(LOCAL_OWNER, asked.id)
            else:
                await h.store.delete_conversation(LOCAL_OWNER, asked.conversation_id)
        await h.events(asked.id)
        await h.store.restore_conversation(LOCAL_OWNER, asked.conversation_id)
        answer = await h.store.answer(LOCAL_OWNER, asked.id)
        assert (answer.status, answer.text) == ("stopped", "ab")


async def test_many_orphans_end_side_by_side(tmp_path: Path) -> None:
    async with house(tmp_path, ["ab", asyncio.Event()], continues=False) as h:
        h.provider.slots = 40
        asked = [(await h.ask()).id for _ in range(40)]
        for answer_id in asked:
            await h.until(answer_id, lambda text: text == "ab")
    async with house(tmp_path, ["never"], continues=False) as h:
        most, under_way = 0, 0
        settle = h.store.settle

        async def watched(answer_id: str, epoch: int, settlement: Settlement) -> None:
            nonlocal most, under_way
            under_way += 1
            most = max(most, under_way)
            await settle(answer_id, epoch, settlement)
            under_way -= 1

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(h.store, "settle", watched)
            await h.supervisor.recover()
        assert most > 1
        for answer_id in asked:
            assert (await h.store.answer(LOCAL_OWNER, answer_id)).status == "interrupted"
