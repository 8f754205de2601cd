"""Responses, by the official SDK as it is, in its strict mode: made, read, continued."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.gated import Gate, listed, said
from tests.api.openai.test_official_sdk import TEXT
from tests.served import MODEL, Served, serving, until
from yeoul.api.openai import response_numbers as numbers

pytestmark = pytest.mark.anyio

PATH = "/v1/responses"


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def served(tmp_path: Path, gate: Gate) -> AsyncIterator[Served]:
    async with serving(tmp_path, gate.script) as served:
        yield served


# -- replies -------------------------------------------------------------------------------------


async def test_a_whole_response_is_read_again_and_is_in_no_list(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    made = await client.responses.create(
        input="Where?", instructions="Be brief.", metadata={"team": "river"}
    )
    again = await client.responses.retrieve(made.id)

    assert (made.output_text, made.status) == (TEXT, "completed")
    assert [item.type for item in made.output] == ["reasoning", "message"]
    assert again == made
    assert (again.instructions, again.metadata) == ("Be brief.", {"team": "river"})
    assert said(served.provider.prompts[0]) == [("system", "Be brief."), ("user", "Where?")]
    assert await listed(served) == []


async def test_its_helper_adds_up_a_stream(client: openai.AsyncOpenAI) -> None:
    async with client.responses.stream(model=MODEL, input="Where?") as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_response()

    assert (kinds[0], kinds[-1]) == ("response.created", "response.completed")
    assert "response.reasoning_summary_text.delta" in kinds
    assert final.output_text == TEXT


async def test_a_response_in_the_background_is_there_at_once_and_grows_on(
    client: openai.AsyncOpenAI, gate: Gate
) -> None:
    made = await client.responses.create(input="wait", background=True)
    assert made.status in ("queued", "in_progress")
    gate.open.set()
    stream = await client.responses.retrieve(made.id, stream=True)
    events = [event async for event in stream]

    assert events[-1].type == "response.completed"
    assert (await client.responses.retrieve(made.id)).output_text == TEXT


async def test_a_stream_goes_on_behind_any_event_and_any_character(
    client: openai.AsyncOpenAI, gate: Gate
) -> None:
    stream = await client.responses.create(input="wait", background=True, stream=True)
    first = await anext(aiter(stream))
    assert first.type == "response.created"
    await stream.close()
    gate.open.set()
    whole: list[Any] = [
        e async for e in await client.responses.retrieve(first.response.id, stream=True)
    ]

    for place, event in enumerate(whole):
        rest = await client.responses.retrieve(
            first.response.id, stream=True, starting_after=event.sequence_number
        )
        assert [e async for e in rest] == whole[place + 1 :]
        for had in range(1, len(getattr(event, "delta", ""))):
            number = event.sequence_number - len(event.delta) + had
            rest = await client.responses.retrieve(
                first.response.id, stream=True, starting_after=number
            )
            left = event.model_copy(update={"delta": event.delta[had:]})
            assert [e async for e in rest] == [left, *whole[place + 1 :]]
    with pytest.raises(openai.NotFoundError, match="from its beginning"):
        await client.responses.retrieve(
            first.response.id, stream=True, starting_after=numbers.TEXT_BEHIND + 1000
        )
    async with client.responses.stream(
        response_id=first.response.id, starting_after=whole[4].sequence_number
    ) as helper:
        assert [e.sequence_number async for e in helper] == [e.sequence_number for e in whole[5:]]
        assert (await helper.get_final_response()).output_text == TEXT


async def test_leaving_stops_a_response_unless_its_request_says_otherwise(
    served: Served, client: openai.AsyncOpenAI, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    monkeypatch.setattr("yeoul.chat.calls.GRACE_S", 0.05)
    left, wishes = list[str](), list[Any]([{"store": True}, {"background": True}, {}])
    for fields in wishes:
        stream: Any = await client.responses.create(input="wait", stream=True, **fields)
        async for event in stream:
            if event.type == "response.created":
                left.append(event.response.id)
            if event.type == "response.output_text.delta":
                break
        await stream.close()
    await until(lambda: served.provider.running == 2)
    gate.open.set()

    ends = []
    for response_id in left:
        [*_, end] = [e async for e in await client.responses.retrieve(response_id, stream=True)]
        ends.append((end.type, end.response.status))  # type: ignore[union-attr]
    assert ends == [
        ("response.completed", "completed"),
        ("response.completed", "completed"),
        ("response.incomplete", "cancelled"),
    ]


async def test_a_cancelled_response_ends_its_stream_and_keeps_its_text(
    client: openai.AsyncOpenAI,
) -> None:
    stream = await client.responses.create(input="wait", background=True, stream=True)
    events = aiter(stream)
    first = await anext(events)
    assert first.type == "response.created"
    while (await anext(events)).type != "response.output_text.delta":
        pass
    cancelled = await client.responses.cancel(first.response.id)
    last = [event async for event in events][-1]

    assert (cancelled.status, cancelled.output_text) == ("cancelled", "To the ")
    assert last.type == "response.incomplete"
    assert last.response == cancelled
    assert await client.responses.cancel(cancelled.id) == cancelled


async def test_what_is_not_to_be_stored_is_not_there(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    passing = await client.responses.create(input="Where?", store=False)
    completion = await client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "?"}]
    )
    answer_id = completion.id.removeprefix("chatcmpl-")

    for response_id in (passing.id, f"resp_{answer_id}", "resp_none", answer_id, passing.id[:-1]):
        for reading in (
            client.responses.retrieve(response_id),
            client.responses.cancel(response_id),
            client.responses.delete(response_id),
            client.responses.create(input="?", previous_response_id=response_id),
        ):
            with pytest.raises(openai.NotFoundError, match="no such response"):
                await reading
    assert await listed(served) == []


async def test_a_deleted_response_is_gone(served: Served, client: openai.AsyncOpenAI) -> None:
    for fields in list[Any]([{}, {"store": True}]):
        made = await client.responses.create(input="Where?", **fields)
        await client.responses.delete(made.id)
        with pytest.raises(openai.NotFoundError):
            await client.responses.retrieve(made.id)
    growing = await client.responses.create(input="wait", background=True)
    await client.responses.delete(growing.id)
    assert not served.provider.running
    raw = await served.client.delete(f"{PATH}/{growing.id}")
    assert raw.status_code == 404


async def test_a_failed_response_raises_and_is_told_where_it_is_kept(
    client: openai.AsyncOpenAI,
) -> None:
    with pytest.raises(openai.InternalServerError, match="It broke off"):
        await client.responses.create(input="fail")
    [*_, end] = [e async for e in await client.responses.create(input="fail", stream=True)]
    assert end.type == "response.failed"
    kept = await client.responses.retrieve(end.response.id)
    assert kept.error is not None
    assert "It broke off" in kept.error.message


# -- retries, silence ----------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [{}, {"store": True}, {"store": False}, {"background": True}])
async def test_a_retry_joins_the_response_wherever_it_is_kept(
    served: Served, gate: Gate, kept: dict[str, Any]
) -> None:
    body = {"input": "wait", "stream": True, **kept}
    async with served.client.stream("POST", PATH, json=body) as first:
        retry = {"x-stainless-retry-count": "1"}
        async with served.client.stream("POST", PATH, json=body, headers=retry) as again:
            gate.open.set()
            assert again.headers["x-yeoul-answer"] == first.headers["x-yeoul-answer"]
            text = (await again.aread()).decode()

    assert "response.completed" in text
    assert len(served.provider.prompts) == 1


async def test_a_retry_is_of_the_address_that_it_was_sent_to(served: Served) -> None:
    """The same bytes can be a request of two formats."""
    body = {"input": "?", "model": MODEL, "messages": [{"role": "user", "content": "?"}]}
    head = {"x-stainless-retry-count": "1", "content-type": "application/json"}
    paths = (PATH, "/v1/chat/completions")
    replies = [await served.client.post(path, json=body, headers=head) for path in paths]
    answers = {reply.headers["x-yeoul-answer"] for reply in replies}
    assert [reply.status_code for reply in replies] == [200, 200]
    assert len(answers) == len(served.provider.prompts) == 2


async def test_what_is_nested_too_deeply_to_be_told_again_is_refused(served: Served) -> None:
    deep: Any = {}
    for _ in range(245):
        deep = {"x": deep}
    tool = {"type": "function", "name": "x", "parameters": deep}
    for wish in ({"tools": [tool]}, {"tools": [tool], "tool_choice": "none"}):
        reply = await served.client.post(PATH, json={"input": "?", **wish})
        assert reply.status_code == 400
        assert "nested too deeply" in reply.json()["error"]["message"]


async def test_a_key_asks_once(served: Served) -> None:
    replies = [
        await served.client.post(PATH, json={"input": "Where?"}, headers={"idempotency-key": "k"})
        for _ in range(2)
    ]
    conflict = await served.client.post(
        PATH, json={"input": "Why?"}, headers={"idempotency-key": "k"}
    )

    assert replies[0].json() == replies[1].json()
    assert len(served.provider.prompts) == 1
    assert (conflict.status_code, conflict.headers["x-should-retry"]) == (409, "false")


async def test_a_long_silence_is_broken_by_an_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gate: Gate
) -> None:
    monkeypatch.setattr("yeoul.api.openai.response_stream.KEEPALIVE_S", 0.1)
    async with (
        serving(tmp_path, gate.script, heartbeat_s=0.02) as served,
        served.client.stream("POST", PATH, json={"input": "wait", "stream": True}) as reply,
    ):
        read = ""
        async for text in reply.aiter_text():
            read += text
            if "keepalive" in read:
                gate.open.set()

    silence = read.partition('"delta":"To the "}\n\n')[2].partition("event: response")[0]
    assert silence.count(": ping\n") >= 2
    [number] = {line for line in silence.splitlines() if "keepalive" in line and "data" in line}
    assert '"sequence_number":' in number
    assert "response.completed" in read
