"""The client at the real app."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path

import pytest

from tests.client.unreliable_server import FRAMES, STREAM, holding, reply, unreliable
from tests.served import MODEL, serving
from yeoul.client import Client, Heartbeat, QuestionIds, Transcript, Transport
from yeoul.client.transports import TRANSPORTS
from yeoul.errors import InvalidCursor, NotContinuable, NotFound, UnknownModel, YeoulError
from yeoul.protocol.content import Candidates, Content, ToolCall
from yeoul.protocol.events import Delta, End, Reset, Started
from yeoul.providers.script_steps import Script

pytestmark = pytest.mark.anyio


async def test_a_question_is_answered(tmp_path: Path) -> None:
    async with serving(tmp_path, ["빠른 ", "물살"]) as served, Client(served.url) as client:
        updates = [update async for update in client.ask("여울?")]
        assert "".join(u.text for u in updates if isinstance(u, Delta)) == "빠른 물살"
        assert isinstance(updates[-1], End)
        assert updates[-1].status == "finished"


async def test_what_a_model_might_have_chosen_comes_with_the_answer_and_is_read_again(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["빠른 ", "물살"]) as served, Client(served.url) as client:
        stream = client.ask("여울?", candidates=3)
        told = tuple([update async for update in stream if isinstance(update, Candidates)])
        assert stream.answer_id is not None
        assert await client.candidates(stream.answer_id) == told
        assert "".join(token[0] for each in told for token in each.tokens) == "빠른 물살"
        answer = await client.answer(stream.answer_id)
        assert (answer.candidates, answer.notice) == (3, None)


async def test_an_answer_is_followed_from_a_cursor(tmp_path: Path) -> None:
    async with serving(tmp_path, ["a", "b"]) as served, Client(served.url) as client:
        asked = await served.finished()
        updates = [u async for u in client.follow(asked["answer"]["id"], "1-1")]
        assert not any(isinstance(u, Started) for u in updates)
        assert "".join(u.text for u in updates if isinstance(u, Delta)) == "ab"


async def test_an_answer_is_stopped_by_its_id(tmp_path: Path) -> None:
    script: Script = ["so far", asyncio.Event()]
    async with serving(tmp_path, script) as served, Client(served.url) as client:
        stream = client.ask("여울?")
        async for update in stream:
            if isinstance(update, Delta):
                assert stream.answer_id is not None
                stopped = await client.stop(stream.answer_id)
                assert stopped is not None
                assert (stopped.status, stopped.text) == ("stopped", "so far")
        assert isinstance(update, End)
        assert update.status == "stopped"


async def test_a_question_can_be_stopped_before_it_is_sent(tmp_path: Path) -> None:
    async with serving(tmp_path, ["never"]) as served, Client(served.url) as client:
        stream = client.ask("여울?")
        assert stream.answer_id is not None
        assert await client.stop(stream.answer_id) is None
        updates = [update async for update in stream]
        assert [type(update) for update in updates] == [Started, Reset, End]
        assert isinstance(updates[-1], End)
        assert updates[-1].status == "stopped"
        assert not served.provider.prompts


@pytest.mark.parametrize("transport", ["sse", "long-poll"])
async def test_the_ids_of_a_question_are_those_of_what_it_makes(
    tmp_path: Path, transport: Transport
) -> None:
    ids: QuestionIds = {"answer": "a" * 32, "question": "b" * 32, "conversation": "c" * 32}
    async with serving(tmp_path, ["so"]) as served, Client(served.url) as client:
        stream = client.ask("여울?", ids=ids, transport=transport)
        assert stream.answer_id == ids["answer"]
        [started] = [update async for update in stream if isinstance(update, Started)]
        assert (started.conversation_id, started.question_id) == ("c" * 32, "b" * 32)
        assert (await client.answer(ids["answer"])).text == "so"


@pytest.mark.parametrize("transport", ["sse", "poll"])
async def test_a_question_is_answered_again_as_another_version(
    tmp_path: Path, transport: Transport
) -> None:
    async with serving(tmp_path, ["so"]) as served, Client(served.url) as client:
        asked = await served.finished()
        stream = client.regenerate(asked["question"]["id"], temperature=0.5, transport=transport)
        assert stream.answer_id is not None
        [started] = [update async for update in stream if isinstance(update, Started)]

        assert started.answer_id == stream.answer_id != asked["answer"]["id"]
        assert started.question_id == asked["question"]["id"]
        assert stream.transcript.text == "so"
        assert served.provider.prompts[-1].parameters.temperature == 0.5


@pytest.mark.parametrize("transport", ["sse", "poll"])
async def test_another_version_may_begin_with_a_text(tmp_path: Path, transport: Transport) -> None:
    async with serving(tmp_path, ["so it is"]) as served, Client(served.url) as client:
        asked = await served.finished()
        stream = client.regenerate(asked["question"]["id"], prefix="여기", transport=transport)
        assert [type(update) async for update in stream][-1] is End
        assert stream.transcript.text == "여기 it is"

        served.provider.can_continue = False
        with pytest.raises(NotContinuable):
            [_ async for _ in client.regenerate(asked["question"]["id"], prefix="so")]


async def test_a_question_that_is_sent_to_be_answered_again_twice_is_answered_once(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path, ["so"]) as served, Client(served.url) as client:
        asked = await served.finished()
        streams = [
            client.regenerate(asked["question"]["id"], idempotency_key="again") for _ in range(2)
        ]
        for stream in streams:
            assert [type(update) async for update in stream][-1] is End

        assert streams[0].answer_id == streams[1].answer_id
        assert len(served.provider.prompts) == 2


async def test_a_closed_client_lets_the_connections_of_its_streams_go() -> None:
    async with holding(STREAM + b"".join(FRAMES[:2])) as (url, closed):
        client = Client(url)
        assert isinstance(await anext(client.follow("a1")), Started)
        await client.aclose()

        await asyncio.wait_for(closed.wait(), 10)


async def test_the_models_are_listed(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Client(served.url + "/") as client:
        assert [(model.id, model.continues) for model in await client.models()] == [(MODEL, True)]


async def test_conversations_are_listed_page_by_page_and_read(tmp_path: Path) -> None:
    async with serving(tmp_path, ["살"]) as served, Client(served.url) as client:
        asked = [await served.finished(content) for content in ("one", "two")]

        first = await client.conversations(limit=1)
        rest = await client.conversations(limit=1, cursor=first.next_cursor)
        assert [c.title for c in (*first.conversations, *rest.conversations)] == ["two", "one"]
        assert rest.next_cursor is None
        found = await client.conversations("ONE")
        assert [c.id for c in found.conversations] == [asked[0]["conversation"]["id"]]
        assert (await client.conversations(deleted=True)).conversations == []

        whole = await client.conversation(found.conversations[0].id)
        assert whole.messages is not None
        assert [message.text for message in whole.messages] == ["one", "살"]
        with pytest.raises(NotFound):
            await client.conversation("nothing")


async def test_a_server_is_there_or_not(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Client(served.url) as client:
        assert await client.is_reachable()
    async with Client(served.url) as client:
        assert not await client.is_reachable()


async def test_refusals_are_errors_of_their_own_kind(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Client(served.url) as client:
        with pytest.raises(NotFound):
            await client.stop("no such answer/../")
        with pytest.raises(UnknownModel):
            await anext(aiter(client.ask("q", model="nobody")))
        with pytest.raises(InvalidCursor):
            client.follow("a1", "yesterday")


async def test_a_proxy_of_the_environment_is_not_asked_about_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with serving(tmp_path, ["x"]) as served, Client(served.url) as client:
        updates = [update async for update in client.ask("q")]
        assert isinstance(updates[-1], End)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_every_transport_gives_the_same_answer(tmp_path: Path, transport: Transport) -> None:
    pieces = ["빠른 ", "물\r\n", "\u2028", "👩‍👩‍👧‍👦"]
    async with serving(tmp_path, pieces) as served, Client(served.url) as client:
        asking = client.ask("여울?", transport=transport, idempotency_key="k")
        asked = [update async for update in asking if not isinstance(update, Heartbeat)]
        assert asking.answer_id is not None
        stream = client.follow(asking.answer_id, transport=transport)
        assert [update async for update in stream] == asked
        assert stream.transcript.text == asking.transcript.text == "".join(pieces)
        assert [u async for u in client.follow(asking.answer_id, asking.cursor)] == []
        assert len(served.provider.prompts) == 1


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_the_largest_event_comes_by_every_transport(
    tmp_path: Path, transport: Transport
) -> None:
    text = "\x01" * (10 << 20)
    served_so = serving(tmp_path, [text], max_answer_bytes=len(text))
    async with served_so as served, Client(served.url) as client:
        asked = await served.finished()
        stream = client.follow(asked["answer"]["id"], "9-9", transport=transport)
        updates = [update async for update in stream if not isinstance(update, Heartbeat)]

        assert [type(update) for update in updates] == [Reset, End]
        assert stream.transcript.text == text


async def test_the_transport_is_switched_at_every_event(tmp_path: Path) -> None:
    gates = [asyncio.Event() for _ in range(12)]
    script: Script = list(itertools.chain.from_iterable(("살 ", gate) for gate in gates))
    async with serving(tmp_path, script) as served, Client(served.url) as client:
        stream = client.ask("여울?")
        turn, opened = itertools.cycle(TRANSPORTS), iter(gates)
        text = ""
        async for update in stream:
            if isinstance(update, Delta):
                text += update.text
                stream.switch(next(turn))
                next(opened).set()
        assert text == "살 " * 12
        assert isinstance(update, End)


async def test_a_snapshot_is_followed_without_a_seam(tmp_path: Path) -> None:
    gate = asyncio.Event()
    script: Script = ["so far", gate, ", so good"]
    async with serving(tmp_path, script) as served, Client(served.url) as client:
        stream = client.ask("여울?")
        async for update in stream:
            if isinstance(update, Delta) and not gate.is_set():
                transcript = Transcript.from_snapshot(await client.answer(str(stream.answer_id)))
                assert transcript.text == "so far"
                gate.set()
        late = client.follow(str(stream.answer_id), transcript=transcript)
        assert [type(u) async for u in late] == [Delta, End]
        assert transcript.text == "so far, so good"


async def test_a_stopped_answer_goes_on_and_its_reader_too(tmp_path: Path) -> None:
    gate = asyncio.Event()
    script: Script = ["so far", gate, ", so good"]
    async with serving(tmp_path, script) as served, Client(served.url) as client:
        stream = client.ask("여울?")
        async for update in stream:
            if isinstance(update, Delta):
                await client.stop(str(stream.answer_id))
        gate.set()
        answer_id, held = str(stream.answer_id), stream.transcript
        assert (await client.continue_answer(answer_id)).status in ("generating", "queued")
        updates = [u async for u in client.follow(answer_id, transcript=held)]
        assert isinstance(updates[0], Reset)
        assert held.text == "so far, so good"
        with pytest.raises(NotContinuable):
            await client.continue_answer(answer_id)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"[]", b'{"models": 7}'])
async def test_what_is_not_yeoul_is_told_as_such(body: bytes) -> None:
    async with unreliable([reply("200 OK", body)]) as server, Client(server.url) as client:
        with pytest.raises(YeoulError, match="not Yeoul"):
            await client.models()


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_calls_grow_alike_for_whoever_asks_joins_and_reads(
    tmp_path: Path, transport: Transport
) -> None:
    gate = asyncio.Event()
    script: Script = [
        "So:",
        ToolCall(0, "call_1", "look_up"),
        ToolCall(0, arguments='{"at":'),
        gate,
        ToolCall(1, "call_2", "stop"),
        ToolCall(0, arguments='"여울"}'),
    ]
    half = ToolCall(0, "call_1", "look_up", '{"at":')
    whole = ToolCall(0, "call_1", "look_up", '{"at":"여울"}'), ToolCall(1, "call_2", "stop")
    async with serving(tmp_path, script) as served, Client(served.url) as client:
        asked = client.ask("여울?", transport=transport)
        async for _ in asked:
            if asked.transcript.content.tool_calls == (half,):
                break
        assert asked.answer_id is not None
        seen = await client.answer(asked.answer_id)
        assert seen.tool_calls == (half,)
        gate.set()
        so_far = Transcript.from_snapshot(seen)
        joined = client.follow(asked.answer_id, transcript=so_far, transport=transport)
        for stream in (asked, joined):
            *_, end = [update async for update in stream]
            assert isinstance(end, End)
            assert end.reason == "tool_calls"
            assert stream.transcript.content == Content("So:", "", whole)
        assert (await client.answer(asked.answer_id)).content == Content("So:", "", whole)
