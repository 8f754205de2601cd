"""Tool calls on their way: from a provider into the log, the store, a reset, the next process."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from tests.generation.house import MODEL, House, house
from yeoul.caller import LOCAL_OWNER
from yeoul.errors import ContextTooLong, NotContinuable, ProviderBroken
from yeoul.eventlog.base import Permit
from yeoul.generation.runner import Limits
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import Cursor, Delta, End, Reset, decode
from yeoul.protocol.turns import Call, Turn
from yeoul.providers.base import Finish, Model, Text, Thought
from yeoul.providers.script_steps import Step
from yeoul.store.base import Ask

pytestmark = pytest.mark.anyio

#: Two calls in pieces, as a service sends them.
PIECES = (
    ToolCall(0, "call-0", "look", '{"at": '),
    ToolCall(0, arguments='"물"}'),
    ToolCall(1, "call-1", "stop", "{}"),
)
CALLS = (ToolCall(0, "call-0", "look", '{"at": "물"}'), PIECES[2])
SAID = Content("Let me look.", "Hm.", CALLS)
SCRIPT: list[Step] = [[Thought("Hm."), Text("Let me look."), *PIECES]]


async def called(h: House) -> Answer:
    """Ask, and return the answer when readers have seen all pieces of its calls."""
    asked = await h.ask()
    reader = await h.log.follow(Permit(asked.id), None)
    seen: list[object] = []
    while seen.count(PIECES[2]) < 1:
        batch = await asyncio.wait_for(reader.next(30), 30)
        seen += [decode(frame)[1] for frame in batch.frames]
    return asked


async def test_calls_are_events_and_stay_with_the_answer(tmp_path: Path) -> None:
    async with house(tmp_path, [*SCRIPT, Finish("tool_calls", None)]) as h:
        asked = await h.ask()
        *events, end = await h.events(asked.id)
        answer = await h.ended(asked.id)

        assert [event for event in events if isinstance(event, ToolCall)] == list(PIECES)
        assert isinstance(end, End)
        assert (end.status, end.reason) == ("finished", "tool_calls")
        assert end.sha256 == hashlib.sha256(b"Let me look.").hexdigest(), "of the text alone"
        assert answer.content == SAID
        assert answer.end_event() == end


async def test_calls_alone_are_an_answer(tmp_path: Path) -> None:
    async with house(tmp_path, [[*PIECES, Finish("tool_calls", None)]]) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.status, answer.content) == ("finished", Content("", "", CALLS))


async def test_a_reader_that_cannot_be_served_exactly_gets_the_calls_by_a_reset(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, [*SCRIPT, asyncio.Event()]) as h:
        asked = await called(h)
        reader = await h.log.follow(Permit(asked.id), Cursor(7, 7))
        [frame] = (await reader.next(0)).frames
        assert decode(frame)[1] == Reset(*SAID)


async def test_calls_survive_a_crash_and_nothing_goes_on_behind_them(tmp_path: Path) -> None:
    async with house(tmp_path, [*SCRIPT, asyncio.Event()]) as h:
        asked = await called(h)
    async with house(tmp_path, ["never"]) as h:
        await h.supervisor.recover()
        answer = await h.ended(asked.id)
        assert (answer.status, answer.content) == ("interrupted", SAID)
        assert not h.provider.prompts
        assert not h.supervisor.continuable(answer)
        with pytest.raises(NotContinuable):
            await h.supervisor.continue_answer(LOCAL_OWNER, asked.id)


async def test_a_forgotten_answer_comes_back_into_the_log_with_its_calls(tmp_path: Path) -> None:
    async with house(tmp_path, [*SCRIPT, Finish("tool_calls", None)]) as h:
        answer = await h.ended((await h.ask()).id)
        end, cursor = answer.end_event(), answer.cursor
        assert end is not None
        assert cursor is not None
        await h.log.forget([answer.id])
        await h.log.restore(answer.started_event(), answer.content, end=end, cursor=cursor)
        assert (await h.events(answer.id))[1] == Reset(*SAID)


async def test_a_call_that_does_not_fit_ends_the_answer_before_it(tmp_path: Path) -> None:
    limits = Limits(max_answer_bytes=30)
    script: list[Step] = ["Let me look.", *PIECES, "never"]
    async with house(tmp_path, script, limits=limits) as h:
        asked = await h.ask()
        answer = await h.ended(asked.id)
        assert answer.content == Content("Let me look.", "", (PIECES[0],))
        assert (answer.status, answer.reason) == ("finished", "length")


async def test_what_cannot_be_text_in_a_call_is_repaired(tmp_path: Path) -> None:
    script: list[Step] = [ToolCall(0, "\ud800", "a\0b", "\udfff")]
    async with house(tmp_path, script) as h:
        answer = await h.ended((await h.ask()).id)
        [call] = answer.content.tool_calls
        assert call == ToolCall(0, "\ufffd", "a\ufffdb", "\ufffd")


@pytest.mark.parametrize("index", [-1, 1_000, 2**63])
async def test_a_call_whose_place_no_number_can_be_fails_the_answer(
    tmp_path: Path, index: int
) -> None:
    async with house(tmp_path, ["ab", ToolCall(index, name="look")]) as h:
        answer = await h.ended((await h.ask()).id)
        assert (answer.status, answer.content) == ("failed", Content("ab"))
        assert answer.error is not None
        assert answer.error.code == ProviderBroken.code


async def test_text_and_calls_stand_in_the_log_in_the_order_in_which_they_came(
    tmp_path: Path,
) -> None:
    together: list[Step] = [[Text("a"), Text("b"), PIECES[0], Text("c"), PIECES[1]]]
    async with house(tmp_path, together) as h:
        events = await h.events((await h.ask()).id)
        assert events[1:-1] == [Delta("ab"), PIECES[0], Delta("c"), PIECES[1]]


async def test_arguments_that_came_together_are_one_event(tmp_path: Path) -> None:
    more = [ToolCall(0, arguments="a"), ToolCall(0, arguments="b"), ToolCall(1, arguments="c")]
    async with house(tmp_path, [[PIECES[0], *more, PIECES[2], *more[:2]]]) as h:
        asked = await h.ask()
        events = await h.events(asked.id)
        answer = await h.ended(asked.id)
        assert events[1:-1] == [
            PIECES[0],
            ToolCall(0, arguments="ab"),
            ToolCall(1, arguments="c"),
            PIECES[2],
            ToolCall(0, arguments="ab"),
        ]
        assert answer.timings is not None
        assert answer.reason == "tool_calls"


async def test_offered_tools_and_earlier_calls_have_to_fit_into_the_window(tmp_path: Path) -> None:
    tools = [{"type": "function", "function": {"name": "look", "description": "x" * 900}}]
    earlier = ToolCall(0, "c1", "look", "x" * 900)
    asked = Turn("user", "?")
    many = (asked, Turn("assistant", "", (earlier,)), Turn("tool", "0.3 m", (), "c1"))
    async with house(tmp_path, lambda prompt: ["Yes."]) as h:
        h.catalogue._known[MODEL] = (h.provider, Model(MODEL, "scripted", MODEL, 256))
        for turns, options in (((asked,), {"tools": tools}), (many, {}), ((asked,), {})):
            ask = Ask("?", MODEL, call=Call(turns, options, "0" * 64))
            answer = await h.ended((await h.supervisor.ask(LOCAL_OWNER, ask)).answer.id)
            fits = len(turns) == 1 and not options
            assert answer.status == ("finished" if fits else "failed")
            assert fits or (answer.error and answer.error.code == ContextTooLong.code)
        assert len(h.provider.prompts) == 1, "nothing is asked that cannot be read"
