"""Responses, by the official SDK as it is, in its strict mode: made, read, continued."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from tests.api.openai.test_official_sdk import client_of
from tests.served import MODEL, Served, serving, until
from yeoul.api.openai import response_numbers as numbers
from yeoul.errors import ProviderBroken
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Prompt, Thought, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Step
from yeoul.providers.scripted import Scripted

pytestmark = pytest.mark.anyio

TEXT = 'To the sea "여울".'
PATH = "/v1/responses"


class Gate:
    """Holds answers to questions that say so."""

    def __init__(self) -> None:
        self.open = asyncio.Event()

    def script(self, prompt: Prompt) -> Iterator[Step]:
        """Yield an answer that waits in its middle for a question that says "wait"."""
        asked = prompt.turns[-1].content
        if "fail" in asked:
            raise ProviderBroken("It broke off.")
        yield Thought("Hm")
        yield "To the "
        if "wait" in asked:
            yield self.open
        yield 'sea "여울".'
        yield Finish("stop", Usage(9, 4))


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
async def served(tmp_path: Path, gate: Gate) -> AsyncIterator[Served]:
    async with serving(tmp_path, gate.script) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[openai.AsyncOpenAI]:
    async with client_of(served.url, max_retries=0) as client:
        yield client


async def listed(served: Served) -> list[str]:
    """Return the titles of the conversations in the list."""
    page = await served.get("/api/conversations")
    return [each["title"] for each in page["conversations"]]


def said(prompt: Prompt) -> list[tuple[str, str]]:
    return [(turn.role, turn.content) for turn in prompt.turns]


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
            [first_of, *others] = [
                e
                async for e in await client.responses.retrieve(
                    first.response.id, stream=True, starting_after=number
                )
            ]
            assert first_of == event.model_copy(update={"delta": event.delta[had:]})
            assert others == whole[place + 1 :]
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


# -- what is continued ---------------------------------------------------------------------------


async def test_a_response_behind_another_reads_all_that_was_said(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(
        input=[
            {"role": "developer", "content": "Rivers only."},
            {"role": "user", "content": "Where?"},
        ],
        instructions="Be brief.",
    )
    assert await listed(served) == []
    second = await client.responses.create(input="Why?", previous_response_id=first.id)
    passing = await client.responses.create(
        input="How?", previous_response_id=second.id, instructions="Shout.", store=False
    )

    assert second.previous_response_id == first.id
    assert await listed(served) == ["Where?"]
    said_before = [("user", "Where?"), ("assistant", TEXT), ("user", "Why?")]
    prompts = [said(prompt) for prompt in served.provider.prompts]
    assert prompts[0] == [("system", "Be brief.\n\nRivers only."), ("user", "Where?")]
    assert prompts[1] == [("system", "Rivers only."), *said_before]
    assert prompts[2] == [
        ("system", "Shout.\n\nRivers only."),
        *said_before,
        ("assistant", TEXT),
        ("user", "How?"),
    ]
    assert passing.output_text == TEXT
    with pytest.raises(openai.BadRequestError, match="conv_"):
        await client.responses.delete(first.id)


async def test_two_responses_behind_one_are_versions_of_each_other(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(input="Where?")
    await client.responses.create(input="Why?", previous_response_id=first.id)
    await client.responses.create(input="How?", previous_response_id=first.id)

    assert said(served.provider.prompts[2]) == [
        ("user", "Where?"),
        ("assistant", TEXT),
        ("user", "How?"),
    ]
    assert len(await listed(served)) == 1


async def test_nothing_goes_on_behind_a_response_that_grows(client: openai.AsyncOpenAI) -> None:
    growing = await client.responses.create(input="wait", background=True)
    for store in (True, False):
        with pytest.raises(openai.ConflictError, match="cancel"):
            await client.responses.create(input="?", previous_response_id=growing.id, store=store)


async def test_what_a_response_was_given_is_listed_a_page_at_a_time(
    client: openai.AsyncOpenAI,
) -> None:
    first = await client.responses.create(input="Where?")
    second = await client.responses.create(
        input=[{"role": "system", "content": "Brief."}, {"role": "user", "content": "Why?"}],
        previous_response_id=first.id,
    )
    listing = client.responses.input_items.list(second.id, limit=2, order="asc")
    items: list[Any] = [item async for item in listing]
    newest: list[Any] = [item async for item in client.responses.input_items.list(second.id)]

    assert [item.content[0].text for item in items if item.type == "message"] == [
        "Where?",
        TEXT,
        "Brief.",
        "Why?",
    ]
    assert [item.type for item in items].count("reasoning") == 1
    assert newest == items[::-1]
    with pytest.raises(openai.BadRequestError, match="after"):
        await client.responses.input_items.list(second.id, after="msg_none")


async def test_a_person_goes_on_where_a_program_has_begun_and_the_other_way_round(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    first = await client.responses.create(
        input=[
            {"role": "system", "content": "Rivers only."},
            {"role": "user", "content": "Where?"},
            {"role": "assistant", "content": "To sea."},
            {"role": "user", "content": "Why?"},
        ],
        store=True,
    )
    page = await served.get("/api/conversations")
    [conversation] = page["conversations"]
    asked = await served.finished("How?", conversation_id=conversation["id"])
    await client.responses.create(input="When?", conversation=f"conv_{conversation['id']}")

    native = f"resp_{asked['answer']['id']}"
    assert (await client.responses.retrieve(native)).output_text == TEXT
    assert said(served.provider.prompts[-1]) == [
        ("system", "Rivers only."),
        ("user", "Where?"),
        ("assistant", "To sea."),
        ("user", "Why?"),
        ("assistant", TEXT),
        ("user", "How?"),
        ("assistant", TEXT),
        ("user", "When?"),
    ]
    assert first.status == "completed"


LOOK_UP: Any = {"type": "function", "name": "look_up", "parameters": {}, "strict": False}


class Caller(Scripted):
    """Calls a tool, and tells what that has returned."""

    takes = frozenset({"tools"})


def look_up(prompt: Prompt) -> Iterator[Step]:
    last = prompt.turns[-1]
    if last.role == "tool":
        yield f"It is {last.content}."
    else:
        yield ToolCall(0, "call_1", "look_up", '{"at":')
        yield ToolCall(0, arguments='"물"}')
        yield Finish("tool_calls", None)


async def test_a_call_of_a_tool_is_answered_by_the_next_response(tmp_path: Path) -> None:
    provider = Caller({MODEL: look_up})
    async with (
        serving(tmp_path, catalogue=Catalogue([provider])) as served,
        client_of(served.url, max_retries=0) as client,
    ):
        stream = await client.responses.create(input="How cold?", tools=[LOOK_UP], stream=True)
        events = [event async for event in stream]
        assert events[-1].type == "response.completed"
        called, [call] = events[-1].response, events[-1].response.output
        assert call.type == "function_call"
        told: Any = {"type": "function_call_output", "call_id": call.call_id, "output": "cold"}
        answered = await client.responses.create(
            input=[told], tools=[LOOK_UP], previous_response_id=called.id
        )

    assert (call.name, call.arguments) == ("look_up", '{"at":"물"}')
    pieces = [e.delta for e in events if e.type == "response.function_call_arguments.delta"]
    assert "".join(pieces) == call.arguments
    assert answered.output_text == "It is cold."
    made = ToolCall(0, "call_1", "look_up", '{"at":"물"}')
    assert provider.prompts[-1].turns == (
        Turn("user", "How cold?"),
        Turn("assistant", "", (made,)),
        Turn("tool", "cold", tool_call_id="call_1"),
    )


async def test_a_person_who_asks_again_gets_what_the_program_has_brought(
    served: Served, client: openai.AsyncOpenAI
) -> None:
    brought: Any = [
        {"role": "user", "content": "Where?"},
        {"role": "assistant", "content": "To sea."},
        {"role": "user", "content": "Why?"},
    ]
    made = await client.responses.create(input=brought, store=True)
    answer = await served.get(f"/api/answers/{made.id.removeprefix('resp_')}")
    again = {"question_id": answer["parent_id"]}
    reply = await served.client.post("/api/answers", json=again)
    await served.events(reply.json()["answer"]["id"])

    assert said(served.provider.prompts[1]) == said(served.provider.prompts[0])


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
