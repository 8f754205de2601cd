"""The core: whose things are whose, which model answers, what is asked once, and who is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from anyio import wait_all_tasks_blocked

from yeoul.bus import open_bus
from yeoul.bus.base import Change
from yeoul.caller import LOCAL_OWNER, Caller
from yeoul.chat import (
    Ask,
    Chat,
    ConversationChanges,
    ConversationPage,
    Exchange,
    IdempotencyKey,
    Ids,
    Reader,
    Regenerate,
)
from yeoul.errors import IdempotencyConflict, NotFound, SearchTimeout, ShuttingDown, UnknownModel
from yeoul.eventlog import open_log
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Delta, End, Event, decode
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Script
from yeoul.providers.scripted import Scripted
from yeoul.store import open_store
from yeoul.tasks import Tasks
from yeoul.workers import open_workers

pytestmark = pytest.mark.anyio

MINE, THEIRS = "me", "them"
ME = Caller(MINE)
FIRST, SECOND = "scripted:first", "scripted:second"


@asynccontextmanager
async def core(path: Path, first: Script = ("ab",)) -> AsyncIterator[Chat]:
    """A core with a real store and log, and two models."""
    async with AsyncExitStack() as stack:
        store = await open_store(f"sqlite:///{path / 'store.db'}")
        stack.push_async_callback(store.aclose)
        log = await open_log(f"sqlite:///{path / 'log.db'}")
        stack.push_async_callback(log.aclose)
        catalogue, bus = Catalogue([Scripted({FIRST: first, SECOND: ["cd"]})]), open_bus()
        await catalogue.start()
        supervisor = Supervisor(store, log, catalogue, workers=await open_workers(), bus=bus)
        stack.push_async_callback(supervisor.aclose)
        yield Chat(store, log, supervisor, catalogue, bus)


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with core(tmp_path) as chat:
        yield chat


async def events(reader: Reader) -> list[Event]:
    """Read to the end."""
    found: list[Event] = []
    while not reader.done:
        batch = await asyncio.wait_for(reader.next(30), 30)
        found += [decode(frame)[1] for frame in batch.frames]
    return found


async def finished(chat: Chat, wish: Ask | Regenerate) -> Exchange:
    exchange = await chat.ask(ME, wish)
    await events(await chat.follow_exchange(ME, exchange))
    return exchange


async def grown(chat: Chat, exchange: Exchange, text: str) -> Answer:
    """Wait until readers see ``text``; returns the answer as it is then."""
    reader = await chat.follow_exchange(ME, exchange)
    while (answer := await chat.answer(MINE, exchange.answer.id)).text != text:
        await asyncio.wait_for(reader.next(30), 30)
    return answer


NOTHING = ConversationChanges(frozenset())
CALLS: dict[str, Callable[[Chat, str, Exchange], Awaitable[object]]] = {
    "ask": lambda chat, owner, made: chat.ask(Caller(owner), Ask("?", None, made.conversation.id)),
    "ask behind a message": lambda chat, owner, made: chat.ask(
        Caller(owner), Ask("?", FIRST, made.conversation.id, made.answer.id)
    ),
    "regenerate": lambda chat, owner, made: chat.ask(Caller(owner), Regenerate(made.question.id)),
    "answer": lambda chat, owner, made: chat.answer(owner, made.answer.id),
    "follow": lambda chat, owner, made: chat.follow(Caller(owner), made.answer.id, None),
    "continue": lambda chat, owner, made: chat.continue_answer(Caller(owner), made.answer.id),
    "conversation": lambda chat, owner, made: chat.conversation(owner, made.conversation.id),
    "messages": lambda chat, owner, made: chat.messages(owner, made.conversation.id),
    "change": lambda chat, owner, made: chat.change(owner, made.conversation.id, NOTHING),
    "delete": lambda chat, owner, made: chat.delete(owner, made.conversation.id),
    "restore": lambda chat, owner, made: chat.restore(owner, made.conversation.id),
}


@pytest.mark.parametrize("call", CALLS)
async def test_an_id_leads_nobody_but_its_owner_to_anything(tmp_path: Path, call: str) -> None:
    async with core(tmp_path, ["ab", asyncio.Event()]) as chat:
        exchange = await chat.ask(ME, Ask("?", FIRST))
        await grown(chat, exchange, "ab")
        if call == "continue":
            await chat.stop(MINE, exchange.answer.id)
        if call in ("ask", "ask behind a message"):
            exchange = await finished(chat, Ask("?", SECOND))
        with pytest.raises(NotFound):
            await CALLS[call](chat, THEIRS, exchange)
        await CALLS[call](chat, MINE, exchange)


async def test_a_stop_of_anothers_answer_is_as_one_of_an_answer_that_is_not_there(
    tmp_path: Path,
) -> None:
    async with core(tmp_path, ["ab", asyncio.Event()]) as chat:
        exchange = await chat.ask(ME, Ask("?", FIRST))
        await grown(chat, exchange, "ab")
        assert await chat.stop(THEIRS, exchange.answer.id) is None
        assert await chat.stop(THEIRS, "0" * 32) is None
        assert (await chat.answer(MINE, exchange.answer.id)).status == "generating"
        stopped = await chat.stop(MINE, exchange.answer.id)
        assert stopped is not None
        assert (stopped.status, stopped.text) == ("stopped", "ab")


async def test_a_stop_in_a_deleted_conversation_finds_nothing_and_keeps_nothing(
    tmp_path: Path,
) -> None:
    async with core(tmp_path, ["ab", asyncio.Event()]) as chat:
        exchange = await chat.ask(ME, Ask("?", FIRST))
        await grown(chat, exchange, "ab")
        await chat.delete(MINE, exchange.conversation.id)
        with pytest.raises(NotFound):
            await chat.stop(MINE, exchange.answer.id)
        await chat.restore(MINE, exchange.conversation.id)
        await chat.continue_answer(ME, exchange.answer.id)
        assert (await chat.answer(MINE, exchange.answer.id)).status != "stopped"


async def test_what_belongs_to_another_is_not_listed_counted_or_told(chat: Chat) -> None:
    listener = await chat.listen(Caller(THEIRS))
    await finished(chat, Ask("river"))
    page = await chat.conversations(THEIRS, query="", deleted=False, limit=50, cursor=None)
    assert (page.conversations, await chat.count(THEIRS)) == ([], (0, 0))
    assert listener.take() == []


async def test_a_question_without_a_model_is_answered_by_its_conversations_or_the_default(
    chat: Chat,
) -> None:
    exchange = await finished(chat, Ask("?"))
    assert exchange.answer.model == FIRST
    conversation_id = exchange.conversation.id
    changes = ConversationChanges(frozenset({"model"}), model=SECOND)
    await chat.change(MINE, conversation_id, changes)
    asked = await finished(chat, Ask("?", conversation_id=conversation_id))
    again = await finished(chat, Regenerate(exchange.question.id))
    assert (asked.answer.model, again.answer.model) == (SECOND, SECOND)
    named = await finished(chat, Regenerate(exchange.question.id, FIRST))
    assert named.answer.model == FIRST


async def test_a_conversation_cannot_be_given_a_model_that_there_is_not(chat: Chat) -> None:
    exchange = await finished(chat, Ask("?"))
    with pytest.raises(UnknownModel):
        await chat.change(
            MINE, exchange.conversation.id, ConversationChanges(frozenset({"model"}), model="none")
        )


async def test_a_key_asks_once_even_when_nothing_new_is_taken(chat: Chat) -> None:
    key = IdempotencyKey("key", "digest")
    asked = await chat.ask(ME, Ask("?"), key)
    await chat.drain(30)
    again = await chat.ask(ME, Ask("?", "a model that is gone"), key)
    assert (again.answer.id, again.replayed) == (asked.answer.id, True)
    with pytest.raises(IdempotencyConflict):
        await chat.ask(ME, Ask("!"), IdempotencyKey("key", "another"))
    with pytest.raises(ShuttingDown):
        await chat.ask(ME, Ask("?"))


async def test_an_answer_is_read_as_it_grows_and_followed_from_there(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with core(tmp_path, ["ab", gate, "cd"]) as chat:
        exchange = await chat.ask(ME, Ask("?"))
        answer = await grown(chat, exchange, "ab")
        assert (answer.status, exchange.answer.text) == ("generating", "")
        [_, listed] = await chat.messages(MINE, exchange.conversation.id)
        assert listed == answer
        rest = await chat.follow(ME, answer.id, answer.cursor)
        gate.set()
        [delta, end] = await events(rest)
        assert delta == Delta("cd")
        assert isinstance(end, End)


async def test_a_deletion_stops_what_grows_and_is_told_before_that(tmp_path: Path) -> None:
    async with core(tmp_path, ["ab", asyncio.Event()]) as chat:
        exchange = await chat.ask(ME, Ask("?"))
        conversation_id, answer_id = exchange.conversation.id, exchange.answer.id
        listener = await chat.listen(ME)
        assert chat.running == 1
        await chat.delete(MINE, conversation_id)
        assert chat.running == 0
        await chat.restore(MINE, conversation_id)
        assert listener.take() == [
            Change("deleted", conversation_id),
            Change("ended", conversation_id, answer_id),
            Change("restored", conversation_id),
        ]
        assert (await chat.answer(MINE, answer_id)).status == "stopped"


def held_up(
    patched: pytest.MonkeyPatch, chat: Chat, step: str
) -> tuple[asyncio.Event, asyncio.Event]:
    """Hold up what follows a step of the store; returns when it is reached, and what lets it go."""
    done, go_on, method = asyncio.Event(), asyncio.Event(), getattr(chat._store, step)

    async def slowly(*args: Any, **kwargs: Any) -> Any:
        result = await method(*args, **kwargs)
        done.set()
        await go_on.wait()
        return result

    patched.setattr(chat._store, step, slowly)
    return done, go_on


async def test_a_reader_that_comes_while_a_question_is_written_waits_for_its_answer(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks, ids = Tasks(), Ids("1" * 32, "2" * 32, "3" * 32)
    stored, go_on = held_up(monkeypatch, chat, "ask")
    asking = tasks.start(chat.ask(ME, Ask("?", ids=ids)), name="ask", awaited=True)
    await stored.wait()
    following = tasks.start(chat.follow(ME, ids.answer, None), name="follow", awaited=True)
    for _ in range(3):
        await chat.count(MINE)
    assert not following.done()
    go_on.set()
    await asking
    assert Delta("ab") in await events(await following)


async def test_a_deletion_whose_caller_leaves_stops_what_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with core(tmp_path, ["ab", asyncio.Event()]) as chat:
        exchange = await chat.ask(ME, Ask("?"))
        deleted, go_on = held_up(monkeypatch, chat, "delete_conversation")
        deleting = Tasks().start(chat.delete(MINE, exchange.conversation.id), name="delete")
        await deleted.wait()
        deleting.cancel()
        await asyncio.wait([deleting])
        go_on.set()
        await events(await chat.follow_exchange(ME, exchange))
        await chat.restore(MINE, exchange.conversation.id)
        assert (await chat.answer(MINE, exchange.answer.id)).status == "stopped"


async def test_a_core_that_drains_is_not_ready_and_says_so(chat: Chat) -> None:
    assert await chat.readiness() == {"store": None, "log": None, "model": None}
    await chat.drain(0)
    assert isinstance((await chat.readiness())["server"], ShuttingDown)


async def test_each_person_searches_once_at_a_time(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on: list[str] = []
    gate = asyncio.Event()

    async def slow(owner: str, **_: Any) -> ConversationPage:
        going_on.append(owner)
        await gate.wait()
        return ConversationPage([], None)

    monkeypatch.setattr(chat._store, "conversations", slow)
    tasks = Tasks()

    def search(owner: str, query: str = "x") -> asyncio.Task[ConversationPage]:
        page = chat.conversations(owner, query=query, deleted=False, limit=1, cursor=None)
        return tasks.start(page, name=owner, awaited=True)

    first, *more = [search(MINE) for _ in range(5)]
    others = [search(THEIRS), search(MINE, query=""), search(LOCAL_OWNER), search(LOCAL_OWNER)]
    await wait_all_tasks_blocked()
    assert going_on == [MINE, THEIRS, MINE, LOCAL_OWNER, LOCAL_OWNER]
    first.cancel()
    await wait_all_tasks_blocked()
    assert going_on[5:] == [MINE]
    gate.set()
    await asyncio.gather(*more, *others)


async def test_readers_and_listeners_that_are_let_go_stay_away(chat: Chat) -> None:
    exchange = await finished(chat, Ask("?"))
    listener = await chat.listen(ME)
    chat.release_readers()
    with pytest.raises(ShuttingDown):
        listener.take()
    with pytest.raises(ShuttingDown):
        await chat.listen(ME)
    with pytest.raises(ShuttingDown):
        await chat.follow(ME, exchange.answer.id, None)


async def test_a_search_waits_for_ones_own_earlier_one_only_as_long_as_it_may_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.chat.SEARCH_LIMIT_S", 0.05)
    searching = asyncio.Event()

    async def endless(owner: str, **named: object) -> None:
        searching.set()
        await asyncio.Event().wait()

    async with core(tmp_path) as chat:
        monkeypatch.setattr(chat._store, "conversations", endless)
        asked = {"query": "x", "deleted": False, "limit": 1, "cursor": None}
        both = [chat.conversations("ann", **asked) for _ in range(2)]  # type: ignore[arg-type]
        ended = await asyncio.wait_for(asyncio.gather(*both, return_exceptions=True), 10)
        assert searching.is_set()
        assert [type(each) for each in ended] == [SearchTimeout] * 2
