"""The door of Chat Completions by its bytes: what it sends and refuses, and where it is not."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.served import MODEL, Served, read_until, serving, until
from yeoul.errors import ProviderUnauthorized, ProviderUnavailable
from yeoul.process_hooks import hooks_of
from yeoul.protocol.conversation import Parameters
from yeoul.protocol.events import Usage
from yeoul.providers.base import Finish, Thought
from yeoul.providers.script_steps import Step
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

JSON = {"content-type": "application/json"}
PATH = "/v1/chat/completions"
ASKED = {"messages": [{"role": "user", "content": "Where do rivers go?"}]}
SCRIPT: list[Step] = [Thought("Hm"), "To the ", 'sea "여울".', Finish("stop", Usage(9, 4))]


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path, SCRIPT) as served:
        yield served


async def post(served: Served, body: Any = None, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await served.client.post(PATH, json=ASKED if body is None else body, headers=named)


def data_of(reply: httpx2.Response) -> list[Any]:
    lines = [line for line in reply.text.splitlines() if line.startswith("data: ")]
    assert lines.pop() == "data: [DONE]"
    return [orjson.loads(line[6:]) for line in lines]


# -- replies -------------------------------------------------------------------------------------


async def test_a_stream_is_these_bytes(served: Served) -> None:
    reply = await post(served, ASKED | {"stream": True, "stream_options": {"include_usage": True}})

    answer_id = reply.headers["x-yeoul-answer"]
    created = data_of(reply)[0]["created"]
    head = (
        f'{{"id":"chatcmpl-{answer_id}","object":"chat.completion.chunk","created":{created},'
        f'"model":"{MODEL}","choices":['
    )

    def chunk(seq: int, delta: str) -> str:
        choice = f'{{"index":0,"delta":{{{delta}}},"logprobs":null,"finish_reason":null}}'
        return f'id: 1-{seq}\ndata: {head}{choice}],"usage":null}}\n\n'

    end = orjson.loads(reply.text.split("id: 1-5\ndata: ")[1].split("\n")[0])
    assert reply.text.startswith(
        chunk(1, '"role":"assistant","content":""')
        + chunk(2, '"reasoning_content":"Hm","reasoning":"Hm"')
        + chunk(3, '"content":"To the "')
        + chunk(4, '"content":"sea \\"여울\\"."')
        + "id: 1-5\ndata: "
    )
    assert (end["choices"][0]["finish_reason"], end["choices"][0]["delta"]) == ("stop", {})
    assert end["yeoul"]["sha256"] == hashlib.sha256('To the sea "여울".'.encode()).hexdigest()
    assert reply.text.endswith(
        f'data: {head}],"usage":{{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}}}}\n\n'
        "data: [DONE]\n\n"
    )
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert reply.headers["x-request-id"].startswith("req_")


async def test_a_whole_reply_is_this_object(served: Served) -> None:
    reply = await post(served)

    told = reply.json()
    answer_id = reply.headers["x-yeoul-answer"]
    assert reply.headers["content-type"] == "application/json"
    assert told.pop("yeoul")["reason"] == "stop"
    assert isinstance(told.pop("created"), int)
    assert told == {
        "id": f"chatcmpl-{answer_id}",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": 'To the sea "여울".',
                    "refusal": None,
                    "reasoning_content": "Hm",
                    "reasoning": "Hm",
                },
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13},
    }


async def test_a_long_silence_is_broken_by_comments_without_a_blank_line(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with (
        serving(tmp_path, ["To ", gate, "sea."], heartbeat_s=0.05) as served,
        served.client.stream("POST", PATH, json=ASKED | {"stream": True}) as reply,
    ):
        body = b""
        async for part in reply.aiter_raw():
            body += part
            if body.count(b": ping\n") == 2:
                gate.set()

    assert b": ping\n: ping\n" in body
    assert b": ping\n\n" not in body
    assert body.endswith(b"data: [DONE]\n\n")


async def test_a_whole_reply_that_takes_long_begins_with_white_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.api.written_replies.PATIENCE_S", 0.0)
    gate = asyncio.Event()
    async with (
        serving(tmp_path, ["To ", gate, "sea."], heartbeat_s=0.05) as served,
        served.client.stream("POST", PATH, json=ASKED) as reply,
    ):
        body = b""
        async for part in reply.aiter_raw():
            body += part
            if body == b"  ":
                gate.set()

    assert body.startswith(b"  {")
    assert orjson.loads(body)["choices"][0]["message"]["content"] == "To sea."


# -- what the model gets -------------------------------------------------------------------------


WISHES = {
    "temperature": 0.5,
    "top_p": 0.25,
    "seed": -1,
    "max_tokens": 3,
    "max_completion_tokens": 1,
    "frequency_penalty": 0.5,
    "logit_bias": {"5": 1},
    "user": "u",
    "service_tier": "auto",
    "n": 1,
    "tools": [],
    "response_format": {"type": "text"},
    "nobody_knows": {"this": 1},
}


async def test_the_provider_gets_all_that_was_said_and_wished(served: Served) -> None:
    turns = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {"role": "assistant", "content": "c", "reasoning_content": "no", "name": "x"},
        {"role": "user", "content": ""},
        {"role": "system", "content": "In Korean."},
        {"role": "user", "content": "d"},
    ]
    reply = await post(served, {"messages": turns, **WISHES})

    assert reply.json()["choices"][0]["finish_reason"] == "length"
    [prompt] = served.provider.prompts
    assert [turn[:2] for turn in prompt.turns] == [
        ("system", "Be brief.\n\nIn Korean."),
        ("user", "ab"),
        ("assistant", "c"),
        ("user", "\n\nd"),
    ]
    assert prompt.parameters == Parameters(0.5, 0.25, 1, 2**63 - 1)
    assert prompt.options == {"frequency_penalty": 0.5, "logit_bias": {"5": 1}}


async def test_instructions_alone_are_asked_as_a_question(served: Served) -> None:
    await post(served, {"messages": [{"role": "system", "content": "Greet me."}]})

    assert [turn[:2] for turn in served.provider.prompts[0].turns] == [("user", "Greet me.")]


async def test_the_answer_goes_on_behind_its_beginning(served: Served) -> None:
    prefill = {"role": "assistant", "content": "To the "}

    told = (await post(served, {"messages": [*ASKED["messages"], prefill]})).json()

    assert served.provider.prompts[0].prefix == "To the "
    assert told["choices"][0]["message"]["content"] == 'sea "여울".'


async def test_an_empty_beginning_is_none(served: Served) -> None:
    await post(served, {"messages": [*ASKED["messages"], {"role": "assistant", "content": ""}]})

    assert [turn.role for turn in served.provider.prompts[0].turns] == ["user"]


@pytest.mark.parametrize("stop", [" sea", ["x", "he sea", "sea"]])
async def test_the_text_ends_before_a_stop_sequence(served: Served, stop: Any) -> None:
    choice = (await post(served, ASKED | {"stop": stop})).json()["choices"][0]

    assert choice["message"]["content"] == {" sea": "To the"}.get(str(stop), "To t")
    assert choice["finish_reason"] == "stop"


async def test_a_text_may_end_before_its_first_word(served: Served) -> None:
    reply = await post(served, ASKED | {"stop": "To"})

    choice = reply.json()["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("", "stop")


# -- refusals ------------------------------------------------------------------------------------

USER = {"role": "user", "content": "?"}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
CALLED = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": "?"}, "messages"),
        ({"messages": [{"role": "poet", "content": "?"}]}, "messages[0].role"),
        ({"messages": [USER, {"role": "user", "content": 5}]}, "messages[1].content"),
        ({"messages": [{"role": "user", "content": [IMAGE]}]}, "messages[0].content[0].image_url"),
        ({"messages": [USER, {"role": "assistant", "content": [IMAGE]}]}, "messages[1].content[0]"),
        ({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages[0].content[0]"),
        ({"messages": [{"role": "assistant", "content": "To"}]}, "messages"),
        ({"messages": [USER, {"role": "tool", "content": "1"}]}, "messages[1].tool_call_id"),
        ({"messages": [USER, {"role": "assistant", "tool_calls": [CALLED]}, USER]}, "messages"),
        (ASKED | {"n": 2}, "n"),
        (ASKED | {"top_logprobs": 2}, "top_logprobs"),
        (ASKED | {"logprobs": True, "top_logprobs": 21}, "top_logprobs"),
        (ASKED | {"audio": {}}, "audio"),
        (ASKED | {"modalities": ["audio"]}, "modalities"),
        (ASKED | {"web_search_options": {}}, "web_search_options"),
        (ASKED | {"functions": [{"name": "f"}]}, "functions"),
        (ASKED | {"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        (ASKED | {"response_format": {"type": "json_object"}}, "response_format"),
        (ASKED | {"temperature": 3}, "temperature"),
        (ASKED | {"max_tokens": 0}, "max_tokens"),
        (ASKED | {"stop": ["a", "b", "c", "d", "e"]}, "stop"),
        (ASKED | {"stop": ""}, "stop[0]"),
        (ASKED | {"stream": "perhaps"}, "stream"),
        (ASKED | {"seed": 1.5}, "seed"),
    ],
)
async def test_what_is_not_possible_is_refused_by_the_name_of_its_field(
    served: Served, body: Any, param: str
) -> None:
    reply = await post(served, body)

    assert reply.status_code == 400, reply.text
    error = reply.json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "unsupported_value")
    assert error["param"] == param
    assert param.split("[")[0].split(".")[0] in error["message"]
    assert reply.headers["x-should-retry"] == "false"
    assert not served.provider.prompts


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"json": ASKED | {"model": "none"}}, 404, "model_not_found"),
        ({"content": b"{", "headers": JSON}, 400, None),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, None),
        ({"json": ASKED, "headers": {"host": "evil.example"}}, 403, "forbidden_host"),
        ({"json": ASKED, "headers": {"origin": "app://x"}}, 403, "forbidden_origin"),
        ({"content": b" " * (33 << 20), "headers": JSON}, 413, None),
    ],
)
async def test_every_refusal_has_the_form_of_the_door(
    served: Served, sent: dict[str, Any], status: int, code: str | None
) -> None:
    reply = await served.client.post(PATH, **sent)

    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert set(reply.json()) == {"error"}
    assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
    assert reply.headers["x-request-id"].startswith("req_")
    assert reply.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("error", "status", "code", "retries"),
    [
        (ProviderUnauthorized("The key is refused."), 502, "provider_unauthorized", False),
        (ProviderUnavailable("Nobody there."), 502, "provider_unavailable", True),
    ],
)
async def test_an_answer_that_fails_at_once_is_told_by_its_status(
    tmp_path: Path, error: Any, status: int, code: str, *, retries: bool
) -> None:
    async with serving(tmp_path, [error]) as served:
        reply = await post(served)
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
        assert ("x-should-retry" not in reply.headers) == retries
        # A retry of it hopes for better: it is asked again.
        await post(served, x_stainless_retry_count="1")
        assert len({prompt.conversation_id for prompt in served.provider.prompts}) == 2


async def test_a_stream_that_fails_tells_an_error_and_is_cut(tmp_path: Path) -> None:
    body = bytearray()

    async def read(served: Served) -> None:
        async with served.client.stream("POST", PATH, json=ASKED | {"stream": True}) as reply:
            async for part in reply.aiter_raw():
                body.extend(part)

    async with serving(tmp_path, ["To ", ProviderUnauthorized("The key is refused.")]) as served:
        with pytest.raises(httpx2.RemoteProtocolError):
            await read(served)

    assert body.endswith(b'"param":null,"code":"provider_unauthorized"}}\n\n')
    assert b"[DONE]" not in body


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "/v1/v1/chat/completions", "the base URL has to end with one /v1"),
        ("GET", "/v1/v1/models", "the base URL has to end with one /v1"),
        ("POST", "/chat/completions", "the base URL has to end with one /v1"),
        ("GET", "/models", "the base URL has to end with one /v1"),
        ("POST", "/v1/embeddings", "There are /v1/chat/completions, /v1/responses and /v1/models"),
        ("POST", "/v1", "There are /v1/chat/completions, /v1/responses and /v1/models"),
    ],
)
async def test_a_wrong_address_is_told_the_right_one(
    served: Served, method: str, path: str, said: str
) -> None:
    body = ASKED if method == "POST" else None
    reply = await served.client.request(method, path, json=body, headers={"accept": "text/html"})

    assert reply.status_code == 404
    assert said in reply.json()["error"]["message"]
    assert reply.headers["x-request-id"]


async def test_a_wrong_method_is_told_the_right_ones(served: Served) -> None:
    reply = await served.client.get(PATH)

    assert (reply.status_code, reply.headers["allow"]) == (405, "POST")
    assert reply.json()["error"]["type"] == "invalid_request_error"


async def test_the_models_are_listed_and_read_one_by_one(served: Served) -> None:
    listed = (await served.client.get("/v1/models")).json()

    [model] = listed["data"]
    assert (listed["object"], model["object"], model["id"]) == ("list", "model", MODEL)
    assert (await served.client.get(f"/v1/models/{MODEL}")).json() == model
    unknown = await served.client.get("/v1/models/org/none:7b")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "model_not_found")


async def test_a_closed_door_leads_nowhere(tmp_path: Path) -> None:
    async with serving(tmp_path, SCRIPT, doors=("native",)) as served:
        assert (await post(served)).status_code in (404, 405)
        assert "/v1/models" not in (await served.client.get("/openapi.json")).json()["paths"]
        assert (await served.client.get("/api/models")).status_code == 200


async def test_a_server_without_the_native_door_still_answers_calls(tmp_path: Path) -> None:
    async with serving(tmp_path, SCRIPT, doors=("openai",)) as served:
        assert (await post(served)).status_code == 200
        assert (await served.client.get("/api/models")).status_code == 404
        assert (await served.client.get("/")).status_code == 404


# -- what a call leaves behind -------------------------------------------------------------------


async def test_a_call_is_in_no_list_search_export_or_change(served: Served) -> None:
    async with served.client.stream("GET", "/api/changes") as changes:
        seen = b""
        reply = await post(served)
        mine = await served.ask("marigold")
        async for part in changes.aiter_raw():
            seen += part
            if mine["conversation"]["id"].encode() in seen:
                break
    answer_id = reply.headers["x-yeoul-answer"]
    answer = (await served.client.get(f"/api/answers/{answer_id}")).json()

    assert answer["conversation_id"].encode() not in seen
    for path in ("/api/conversations", "/api/conversations?query=rivers"):
        listed = (await served.client.get(path)).text
        assert answer["conversation_id"] not in listed
    exported = (await served.client.post("/api/export")).text
    assert "Where do rivers go?" not in exported
    assert answer["conversation_id"] not in exported


async def test_a_native_stop_ends_a_call(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["To ", gate]) as served:
        async with served.client.stream("POST", PATH, json=ASKED | {"stream": True}) as reply:
            answer_id = reply.headers["x-yeoul-answer"]
            stopped = await served.client.post(f"/api/answers/{answer_id}/stop")
            body = b"".join([part async for part in reply.aiter_raw()])

        assert stopped.json()["status"] == "stopped"
        assert b'"finish_reason":"stop"' in body
        assert b'"reason":"stopped"' in body
        await until(lambda: not served.provider.running)


async def test_a_client_that_leaves_stops_its_answer_after_a_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.chat.calls.GRACE_S", 0.05)
    for body in (ASKED | {"stream": True}, ASKED):
        async with serving(tmp_path, ["To ", asyncio.Event()]) as served:
            tasks = Tasks()
            tasks.start(served.client.post(PATH, json=body), name="client")
            await until(lambda: served.provider.running == 1)
            await tasks.cancel()
            await until(lambda: not served.provider.running)
            assert len(served.provider.prompts) == 1


async def test_a_call_that_goes_on_after_a_restart_is_stopped_if_nobody_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script: list[Step] = ["To ", asyncio.Event()]
    async with (
        serving(tmp_path, script) as served,
        served.client.stream("POST", PATH, json=ASKED | {"stream": True}) as reply,
    ):
        answer_id = reply.headers["x-yeoul-answer"]
        await read_until(reply, "To ")
        for hooks in hooks_of(served.app):
            assert hooks.release is not None
            hooks.release()
    # The server that ended has left it open, although its reader was sent away.
    monkeypatch.setattr("yeoul.chat.calls.RESTART_GRACE_S", 0.5)
    async with serving(tmp_path, script) as served:
        assert (await served.get(f"/api/answers/{answer_id}"))["status"] == "generating"
        await until(lambda: bool(served.provider.prompts) and not served.provider.running)
        await served.events(answer_id)
        told = await served.get(f"/api/answers/{answer_id}")

    assert (told["status"], told["text"]) == ("stopped", "To ")
