"""Whatever happens to the connections, each event comes once, in order, to the end."""

from __future__ import annotations

import asyncio
import dataclasses

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.client.patience import EVENTS, Patience, follow, stream
from tests.client.unreliable_server import (
    END,
    FRAMES,
    STARTED,
    holding,
    log,
    reply,
    unreliable,
)
from yeoul.client import Client, Heartbeat, RetryPolicy
from yeoul.errors import AnswerInProgress, NotFound, YeoulError
from yeoul.protocol.events import Cursor, Delta, Reset, Started, encode

pytestmark = pytest.mark.anyio


async def test_an_answer_is_followed_to_its_end() -> None:
    updates, paths = await follow([stream(*FRAMES)])
    assert updates == EVENTS
    assert paths == ["/api/answers/a1/events"]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None
)
@given(cuts=st.lists(st.integers(0, len(b"".join(FRAMES))), max_size=4))
async def test_a_stream_cut_anywhere_goes_on_without_loss_or_repetition(cuts: list[int]) -> None:
    # Each connection begins at the first frame, as if the server ignored the cursor.
    whole = b"".join(FRAMES)
    updates, _ = await follow([*(stream(whole[:cut]) for cut in sorted(cuts)), stream(whole), b""])
    assert updates == EVENTS


async def test_a_cut_stream_is_resumed_behind_the_last_event() -> None:
    updates, paths = await follow([stream(*FRAMES[:2]), stream(*FRAMES[2:])])
    assert updates == EVENTS
    assert paths[1] == "/api/answers/a1/events?after=1-2"


async def test_a_silent_connection_is_given_up() -> None:
    updates, _ = await follow([None, stream(*FRAMES)])
    assert updates == EVENTS


async def test_a_hole_is_not_shown_but_fetched() -> None:
    holed = stream(*FRAMES[:2], *FRAMES[3:])
    updates, paths = await follow([holed, stream(*FRAMES[2:])])
    assert updates == EVENTS
    assert paths[1] == "/api/answers/a1/events?after=1-2"


async def test_a_hole_at_the_beginning_is_not_shown_either() -> None:
    assert (await follow([stream(*FRAMES[1:]), stream(*FRAMES)]))[0] == EVENTS


async def test_a_reset_replaces_and_moves_the_cursor() -> None:
    reset = encode(Cursor(2, 2), Reset("빠른 물", ""))
    rest = [encode(Cursor(2, 3), Delta("살")), encode(Cursor(2, 4), END)]
    updates, paths = await follow([stream(reset), stream(*rest)], after="1-900")
    assert updates == [Reset("빠른 물", ""), Delta("살"), END]
    assert paths == ["/api/answers/a1/events?after=1-900", "/api/answers/a1/events?after=2-2"]


async def test_a_continued_answer_is_followed_into_its_next_epoch() -> None:
    second = log(STARTED, Reset("빠른 ", ""), Delta("물살"), END, epoch=2)
    updates, _ = await follow([stream(*second)], after="1-5")
    assert updates == [STARTED, Reset("빠른 ", ""), Delta("물살"), END]


async def test_a_phase_is_told_and_does_not_move_the_cursor() -> None:
    beat = b'event: heartbeat\ndata: {"phase":"queued","queue_position":2,"new":1}\n\n'
    updates, paths = await follow([stream(FRAMES[0], beat), stream(*FRAMES[1:])])
    assert updates == [STARTED, Heartbeat("queued", 2), *EVENTS[1:]]
    assert paths[1].endswith("?after=1-1")


async def test_204_ends_what_has_been_read_to_its_end() -> None:
    assert (await follow([reply("204 No Content")], after="1-5"))[0] == []


async def test_events_of_a_later_server_are_passed_over() -> None:
    extended = FRAMES[0].replace(b'{"answer_id"', b'{"colour":"blue","answer_id"')
    updates, _ = await follow([stream(extended, b"event: weather\ndata: {}\n\n", *FRAMES[1:])])
    assert updates == EVENTS


async def test_an_event_of_a_later_server_moves_the_cursor_by_its_place_in_the_log() -> None:
    unknown = b"id: 1-2\nevent: picture\ndata: {}\n\n"
    shifted = [
        frame.replace(b"id: 1-%d\n" % seq, b"id: 1-%d\n" % (seq + 1))
        for seq, frame in enumerate(FRAMES[1:], 2)
    ]
    updates, paths = await follow([stream(FRAMES[0], unknown), stream(*shifted)])
    assert updates == EVENTS
    assert paths[1].endswith("?after=1-2")


@pytest.mark.parametrize("broken", [b"data: {}\n", b"id: 1-2\ndata: x\n", b"id: x\ndata: {}\n"])
async def test_what_cannot_be_read_is_taken_for_a_cut(broken: bytes) -> None:
    broken = b"event: delta\n" + broken + b"\n"
    assert (await follow([stream(FRAMES[0], broken), stream(*FRAMES[1:])]))[0] == EVENTS


async def test_pauses_grow_to_a_limit_and_begin_anew_after_a_sign_of_life() -> None:
    patience = Patience()
    away = reply("503 Service Unavailable")
    replies = [*[away] * 8, stream(*FRAMES[:2]), away, stream(*FRAMES[2:])]
    assert (await follow(replies, patience=patience))[0] == EVENTS
    assert patience.pauses == [0.25, 0.5, 1, 2, 4, 8, 10, 10, 0.25, 0.5]


async def test_retry_after_is_kept() -> None:
    patience = Patience()
    problem = b'{"code":"shutting_down","detail":"Come again."}'
    away = reply("503 Service Unavailable", problem, "retry-after: 7")
    assert (await follow([away, stream(*FRAMES)], patience=patience))[0] == EVENTS
    assert patience.pauses == [7]


async def test_a_full_disk_is_waited_for_while_an_answer_is_followed() -> None:
    patience = Patience()
    problem = b'{"code":"storage_full","detail":"The disk is full.","retryable":true}'
    full = reply("507 Insufficient Storage", problem)
    replies = [stream(*FRAMES[:2]), full, full, stream(*FRAMES[2:])]
    assert (await follow(replies, patience=patience))[0] == EVENTS
    assert len(patience.pauses) == 3


async def test_a_server_that_stays_away_is_given_up() -> None:
    patience = Patience()
    with pytest.raises(ConnectionError, match="stays away"):
        await follow([reply("502 Bad Gateway")] * 40, patience=patience)
    assert 120 <= patience.now < 135


async def test_a_refusal_is_raised_as_what_it_is() -> None:
    problem = b'{"type":"about:blank","code":"not_found","detail":"No such answer.","status":404}'
    with pytest.raises(NotFound, match="No such answer"):
        await follow([reply("404 Not Found", problem)])


@pytest.mark.parametrize("other", [reply("200 OK", b"<html>"), reply("404 Not Found", b"[1]")])
async def test_another_program_is_not_taken_for_the_server(other: bytes) -> None:
    with pytest.raises(YeoulError, match="not Yeoul"):
        await follow([other])


async def test_asking_gives_the_answer_in_one_request() -> None:
    async with unreliable([stream(*FRAMES)]) as server, Client(server.url) as client:
        answer = client.ask("여울?", model="m")
        named = answer.answer_id
        assert [update async for update in answer] == EVENTS
        assert (answer.answer_id, answer.cursor) == ("a1", Cursor(1, 5))
        assert server.line(0) == "POST /api/answers HTTP/1.1"
        assert server.header(0, "accept") == "text/event-stream"
        body = orjson.loads(server.requests[0].splitlines()[-1])
        assert body.pop("ids") == {"answer": named}
        assert body == {"content": "여울?", "model": "m"}


async def test_a_question_cut_before_its_answer_has_a_name_is_sent_again_under_its_key() -> None:
    replies = [stream(), stream(FRAMES[0]), stream(*FRAMES[1:])]
    policy = Patience().retry_policy()
    async with (
        unreliable(replies) as server,
        Client(server.url, retry_policy=policy) as client,
    ):
        assert [update async for update in client.ask("q")] == EVENTS
        assert server.line(1).startswith("POST")
        assert server.header(0, "idempotency-key") == server.header(1, "idempotency-key")
        assert server.line(2) == "GET /api/answers/a1/events?after=1-1 HTTP/1.1"


async def test_a_refused_question_is_not_sent_again() -> None:
    problem = reply("409 Conflict", b'{"code":"answer_in_progress","detail":"Wait."}')
    async with unreliable([problem]) as server, Client(server.url) as client:
        with pytest.raises(AnswerInProgress):
            await anext(aiter(client.ask("q")))


async def test_the_cursor_is_behind_what_was_given_not_what_was_received() -> None:
    async with unreliable([stream(*FRAMES)]) as server, Client(server.url) as client:
        answer = client.follow("a1")
        cursors = [answer.cursor async for _ in answer]
        assert cursors == [Cursor(1, seq) for seq in range(1, 6)]


async def test_a_cancelled_step_loses_nothing() -> None:
    replies = [None, stream(*FRAMES)]
    async with unreliable(replies) as server, Client(server.url) as client:
        answer = client.follow("a1")
        step = asyncio.ensure_future(anext(answer))  # noqa: TID251
        await server.asked()
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        assert [update async for update in answer] == EVENTS


async def test_who_leaves_closes_the_connection() -> None:
    async with holding(stream(FRAMES[0])) as (url, closed), Client(url) as client:
        answer = client.follow("a1")
        assert isinstance(await anext(answer), Started)
        await answer.aclose()
        await asyncio.wait_for(closed.wait(), 60)
        assert [update async for update in answer] == []


async def test_the_end_of_the_client_closes_what_was_left_open() -> None:
    async with holding(stream(FRAMES[0])) as (url, closed):
        async with Client(url) as client:
            async for _ in client.follow("a1"):
                break
        await asyncio.wait_for(closed.wait(), 60)


async def test_the_connection_is_closed_before_the_end_is_given() -> None:
    async with holding(stream(*FRAMES)) as (url, closed), Client(url) as client:
        async for update in client.follow("a1"):
            if update == END:
                await asyncio.wait_for(closed.wait(), 60)
                break


def test_a_retry_policy_is_a_value() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        RetryPolicy().stall_s = 1  # type: ignore[misc]


HEARTBEAT = b'event: heartbeat\ndata: {"phase":"queued"}\n\n'


@pytest.mark.parametrize(
    "odd",
    [
        stream(HEARTBEAT, *FRAMES[:2], *FRAMES[3:]),
        stream(HEARTBEAT, *FRAMES[:2], b"id: 1-3\nevent: delta\ndata: 7\n\n"),
        stream(HEARTBEAT, *FRAMES[:2], b"id: three\nevent: delta\ndata: {}\n\n"),
        stream(HEARTBEAT, b"id: one\nevent: started\ndata: {}\n\n"),
    ],
    ids=["a hole", "a broken event", "a broken id", "nothing else"],
)
async def test_what_is_odd_each_time_ends_it_though_heartbeats_come_before(odd: bytes) -> None:
    with pytest.raises(ConnectionError, match="cannot be understood"):
        await follow([odd] * 20)


async def test_what_is_odd_now_and_then_ends_nothing() -> None:
    broken = b"id: 1-9\nevent: delta\ndata: 7\n\n"
    parts = [stream(frame, broken) for frame in FRAMES[:-1] for _ in range(3)]
    assert (await follow([*parts, stream(FRAMES[-1])]))[0] == EVENTS
