"""A service's answer is read whole however its reader waits, and fails in the right words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from itertools import pairwise

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.prompts import finish_of, pieces, prompt, text_of, until_failure
from tests.providers.refusals import failure
from tests.services.chat_service import (
    DONE,
    Call,
    ChatService,
    Plan,
    chunk,
    finish,
    text,
    usage,
)
from yeoul.errors import (
    ProviderBroken,
    ProviderUnavailable,
)
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Flow, Piece, Progress, Sink
from yeoul.providers.service import answer as service_answer
from yeoul.providers.service.answer import ServiceAnswer
from yeoul.providers.service.body import LayeredBody
from yeoul.providers.service.connection import AcceptBytes, ReadOutcome
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio

#: Within which the service sees that its answer is not wanted any more, however busy the machine.
CLOSED_WITHIN_S = 30


def an_answer(*parts: bytes) -> ServiceAnswer:
    async def content() -> AsyncIterator[bytes]:
        for part in parts:
            yield part

    body = LayeredBody(httpx2.Response(200, content=content()))
    return ServiceAnswer(body, ServiceErrors(place="host:1", key=None))


@given(
    cuts=st.lists(st.integers(0, 1 << 16), max_size=8),
    flows=st.lists(st.sampled_from(Flow), max_size=16),
)
def test_a_reader_pauses_where_it_asks_to_and_misses_nothing(
    cuts: list[int], flows: list[Flow]
) -> None:
    body = text("여울 ") + text("flows") + finish() + usage(1, 2) + DONE
    edges = sorted({0, len(body), *(cut % len(body) for cut in cuts)})
    answer = an_answer(*(body[start:end] for start, end in pairwise(edges)))
    batches: list[list[Piece]] = []
    replies = iter(flows)
    waits = pauses = 0

    def accept(batch: list[Piece]) -> Flow:
        nonlocal waits
        assert waits == pauses, "a batch came before the reader was back"
        batches.append(batch)
        flow = next(replies, Flow.MORE)
        waits += flow is Flow.WAIT
        return flow

    async def read() -> None:
        nonlocal pauses
        while await answer.read_into(accept) is ReadOutcome.PAUSED:
            pauses += 1

    asyncio.run(read())

    pieces = [piece for batch in batches for piece in batch]
    assert pieces[0] == Progress("thinking")
    assert text_of(pieces) == "여울 flows"
    assert pieces[-1] == Finish("stop", Usage(1, 2))
    assert pauses == waits


async def test_what_came_before_a_failure_is_handed_over_before_it_is_raised() -> None:
    answer = an_answer(text("half"), b'data: {"error":{"message":"Overloaded"}}\n\n')
    pieces: list[Piece] = []

    def accept(batch: list[Piece]) -> Flow:
        pieces.extend(batch)
        return Flow.WAIT

    async def read() -> None:
        while await answer.read_into(accept) is ReadOutcome.PAUSED:
            pass

    with pytest.raises(ProviderBroken, match="Overloaded"):
        await read()

    assert text_of(pieces) == "half"


async def closed_in_time(service: ChatService) -> bool:
    async with asyncio.timeout(CLOSED_WITHIN_S):
        await service.answered.wait()
    return service.open_answers == 0


async def hang_before_the_head(call: Call) -> None:
    await call.client_gone()


async def hang_before_the_first_token(call: Call) -> None:
    await call.head()
    await call.client_gone()


async def hang_in_the_middle(call: Call) -> None:
    await call.head()
    await call.send(text("half an"))
    await call.client_gone()


async def hang_in_a_refusal(call: Call) -> None:
    await call.head(500, "application/json")
    await call.send(b'{"error"')
    await call.client_gone()


@pytest.mark.parametrize(
    "plan",
    [
        hang_before_the_head,
        hang_before_the_first_token,
        hang_in_the_middle,
        hang_in_a_refusal,
    ],
)
async def test_a_cancelled_answer_closes_its_connection(
    service: ChatService, provider: ServiceProvider, plan: Plan
) -> None:
    await provider.models()  # the client is open
    service.answer = plan

    asking = asyncio.ensure_future(pieces(provider, prompt()))  # noqa: TID251
    await service.asked.wait()
    await asyncio.wait([asking], timeout=0.1)  # until it has what the plan sends
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert await closed_in_time(service)


@pytest.mark.parametrize("after", [1, 2])
async def test_an_answer_that_is_left_closes_its_connection(
    service: ChatService, provider: ServiceProvider, after: int
) -> None:
    service.answer = hang_in_the_middle
    generated = provider.generate(prompt())
    for _ in range(after):
        await anext(generated)

    await generated.aclose()

    assert await closed_in_time(service)


async def test_a_reset_in_the_middle_keeps_the_text_and_fails(
    service: ChatService, provider: ServiceProvider
) -> None:
    read_so_far = asyncio.Event()

    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("half an"))
        await read_so_far.wait()
        call.reset()

    service.answer = plan
    async with aclosing(provider.generate(prompt())) as generated:
        await anext(generated)
        assert text_of(await anext(generated)) == "half an"
        read_so_far.set()
        with pytest.raises(ProviderBroken, match="in the middle"):
            await anext(generated)


async def test_an_unclean_end_fails_even_if_nothing_was_reset(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("half an"))

    service.answer = plan

    told, error = await until_failure(provider, prompt())

    assert told == "half an"
    assert isinstance(error, ProviderBroken)


async def test_a_stream_without_any_end_is_a_failure(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.stream(text("half an"))

    service.answer = plan

    told, error = await until_failure(provider, prompt())

    assert told == "half an"
    assert isinstance(error, ProviderBroken)


async def test_a_missing_done_is_not_waited_for(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("all"), finish(), usage(1, 1))
        await call.client_gone()

    service.answer = plan

    async with asyncio.timeout(60):
        told = await pieces(provider, prompt())

    assert text_of(told) == "all"
    assert finish_of(told).usage == Usage(1, 1)
    assert await closed_in_time(service)


class Glad(Sink):
    """Accepts everything, and never asks to wait."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.has_text = asyncio.Event()

    def accept(self, batch: list[Piece]) -> Flow:
        self.pieces += batch
        if text_of(batch):
            self.has_text.set()
        return Flow.MORE

    async def wants_more(self) -> bool:
        raise AssertionError("it has not asked to wait")


async def test_silence_behind_a_finish_reason_ends_the_answer_of_a_sink_that_never_waits(
    service: ChatService, provider: ServiceProvider
) -> None:
    sink = Glad()

    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("all"))
        await sink.has_text.wait()
        await call.send(finish())
        await call.client_gone()

    service.answer = plan

    async with asyncio.timeout(60):
        await provider.stream_into(prompt(), sink)

    assert sink.pieces[-1] == Finish("stop", None)
    assert await closed_in_time(service)


class Pinging:
    """A body with an answer that is finished, and then comments without end."""

    def __init__(self) -> None:
        self._parts = iter([text("all"), finish()])

    async def read_into(self, accept: AcceptBytes) -> ReadOutcome:
        flow = Flow.MORE
        while flow is Flow.MORE:
            await asyncio.sleep(0)
            flow = accept(next(self._parts, b": ping\n\n"))
        return ReadOutcome.PAUSED

    async def aclose(self) -> None:
        """Nothing is open."""


async def test_comments_do_not_break_the_silence_behind_a_finish_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(service_answer, "TEXT_GRACE_S", 0.2)
    answer = ServiceAnswer(Pinging(), ServiceErrors(place="host:1", key=None))
    told: list[Piece] = []

    def accept(batch: list[Piece]) -> Flow:
        told.extend(batch)
        return Flow.MORE

    async with asyncio.timeout(10):
        assert await answer.read_into(accept) is ReadOutcome.FINISHED
    assert (text_of(told), finish_of(told)) == ("all", Finish("stop", None))


async def test_a_break_behind_the_finish_reason_does_not_spoil_the_answer(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.head()
        await call.send(text("all"), finish())
        call.writer.close()

    service.answer = plan

    assert finish_of(await pieces(provider, prompt())) == Finish("stop", None)


async def test_an_error_object_in_the_stream_is_told_with_its_message(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.stream(text("half"), b'data: {"error":{"message":"Overloaded","code":502}}\n\n')

    service.answer = plan

    told, error = await until_failure(provider, prompt())

    assert told == "half"
    assert isinstance(error, ProviderBroken)
    assert "Overloaded" in error.detail


async def test_a_page_with_200_is_no_answer(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.reply(200, "<html><title>Welcome</title></html>")

    service.answer = plan

    error = await failure(provider)

    assert isinstance(error, ProviderBroken)
    assert "base URL" in error.detail
    assert "Welcome" not in error.detail


async def test_an_error_with_200_is_an_error(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.reply(200, {"error": {"message": "quota used up"}})

    service.answer = plan

    assert "quota used up" in (await failure(provider)).detail


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
async def test_other_line_ends_and_single_bytes_come_through_the_socket(
    service: ChatService, provider: ServiceProvider, end: bytes
) -> None:
    body = b": hi\n\n" + chunk({"content": "여\u2028울"}) + finish() + usage(1, 2) + DONE

    async def plan(call: Call) -> None:
        await call.stream(*(bytes([byte]) for byte in body.replace(b"\n", end)))

    service.answer = plan

    told = await pieces(provider, prompt())

    assert text_of(told) == "여\u2028울"
    assert finish_of(told) == Finish("stop", Usage(1, 2))


async def test_a_line_of_ten_megabytes_is_a_failure(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def plan(call: Call) -> None:
        await call.stream(text("half"), text("x" * 10_000_000), finish(), DONE)

    service.answer = plan

    told, error = await until_failure(provider, prompt())

    assert told == "half"
    assert isinstance(error, ProviderBroken)
    assert "1 MiB" in error.detail


async def test_closing_ends_the_answers_that_still_grow(
    service: ChatService, provider: ServiceProvider
) -> None:
    service.answer = hang_in_the_middle
    async with aclosing(provider.generate(prompt())) as generated:
        await anext(generated)
        await anext(generated)
        await provider.aclose()
        with pytest.raises(ProviderBroken):
            await anext(generated)

    with pytest.raises(ProviderUnavailable):
        await pieces(provider, prompt())
