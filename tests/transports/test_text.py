"""The plain text of an answer."""

from __future__ import annotations

import pytest

from yeoul.errors import Interrupted, ProviderBroken
from yeoul.eventlog.base import Permit
from yeoul.eventlog.memory import MemoryLog
from yeoul.protocol.content import Content, ToolCall
from yeoul.protocol.events import Delta, End, Reset, Started
from yeoul.transports.text import TextSource

pytestmark = pytest.mark.anyio

STARTED = Started("a1", "c1", "q1", "m1", "2026-01-01T00:00:00.000Z")
FINISHED = End("finished", "stop", None, None, None, "0" * 64)
FAILED = End("failed", "error", ProviderBroken("The line went dead.").info, None, None, "0" * 64)


async def source_of(log: MemoryLog) -> TextSource:
    return TextSource(await log.follow(Permit("a1"), None))


async def rest_of(source: TextSource) -> str:
    """Read to the end."""
    text, last = b"", False
    while not last:
        more, last = source.take() or (b"", False)
        text += more
    return text.decode()


async def test_while_nothing_comes_nothing_is_sent() -> None:
    log = MemoryLog()
    await log.create(STARTED)
    source = await source_of(log)
    assert source.take() == (b"", False)  # its beginning and its phase
    assert source.take() is None
    assert source.heartbeat() == b""


@pytest.mark.parametrize(("kept", "rest"), [("ab", ""), ("abX", "X")])
async def test_the_text_goes_on_behind_what_was_read_if_its_answer_is_continued(
    kept: str, rest: str
) -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("ab"))
    source = await source_of(log)
    assert source.take() == (b"ab", False)
    writer = await log.open_epoch(STARTED, 2, Content(kept))
    writer.append(Delta("cd"))
    await writer.end(FINISHED)
    assert await rest_of(source) == rest + "cd"


async def test_a_text_that_was_replaced_is_cut() -> None:
    log = MemoryLog()
    (await log.create(STARTED)).append(Delta("ab"))
    source = await source_of(log)
    assert source.take() == (b"ab", False)
    await log.open_epoch(STARTED, 2, Content("other"))
    with pytest.raises(Interrupted):
        source.take()


async def test_the_text_goes_on_behind_what_turned_out_to_be_thinking() -> None:
    log = MemoryLog()
    writer = await log.create(STARTED)
    writer.append(Delta("Hm."))
    source = await source_of(log)
    assert source.take() == (b"Hm.", False)
    writer.append(Reset("", "Hm."))
    writer.append(Delta("Two."))
    await writer.end(FINISHED)
    assert await rest_of(source) == "Two."


async def test_all_text_before_a_failure_is_sent_before_the_cut() -> None:
    log = MemoryLog()
    writer = await log.create(STARTED)
    writer.append(Delta("a"))
    writer.append(Delta("b"))
    await writer.end(FAILED)
    source = await source_of(log)
    assert source.take() == (b"ab", False)
    with pytest.raises(Interrupted, match="The line went dead"):
        source.take()


async def test_a_failure_without_text_is_cut_at_once() -> None:
    log = MemoryLog()
    await (await log.create(STARTED)).end(FAILED)
    with pytest.raises(Interrupted):
        (await source_of(log)).take()


async def test_calls_are_no_text_and_an_answer_of_nothing_else_is_whole() -> None:
    log = MemoryLog()
    writer = await log.create(STARTED)
    writer.append(ToolCall(0, "call_1", "look_up", '{"at":'))
    source = await source_of(log)
    assert source.take() == (b"", False)
    writer = await log.open_epoch(STARTED, 2, Content("", "", (ToolCall(0, "call_1", "look_up"),)))
    writer.append(ToolCall(0, arguments="{}"))
    await writer.end(FINISHED)
    assert await rest_of(source) == ""
