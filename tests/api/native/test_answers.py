"""Asking, streaming, stopping and continuing over HTTP, against the real app."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from tests.api.tokens import KOREAN
from tests.served import MODEL, Served, entries, read_until, serving
from yeoul.errors import ProviderBroken, ProviderRateLimited
from yeoul.providers.base import Finish, Thought
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.anyio


async def test_asking_gives_conversation_question_and_answer(served: Served) -> None:
    reply = await served.client.post("/api/answers", json={"content": "What is a river?"})
    asked = reply.json()
    assert reply.status_code == 201
    assert reply.headers["location"] == f"/api/answers/{asked['answer']['id']}"
    assert asked["conversation"]["title"] == "What is a river?"
    assert asked["conversation"]["leaf_id"] == asked["answer"]["id"]
    assert asked["question"]["text"] == "What is a river?"
    assert asked["question"]["parent_id"] is None
    assert asked["answer"]["parent_id"] == asked["question"]["id"]
    assert asked["answer"]["model"] == MODEL


async def test_asking_for_a_stream_gives_started_every_token_and_one_end(served: Served) -> None:
    async with served.client.stream(
        "POST",
        "/api/answers",
        json={"content": "What is a river?"},
        headers={"accept": "text/event-stream"},
    ) as reply:
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert reply.headers["cache-control"] == "no-store, no-transform"
        assert reply.headers["x-accel-buffering"] == "no"
        assert reply.headers["x-content-type-options"] == "nosniff"
        events = await entries(reply)
    assert [event["event"] for event in events] == ["started", *["delta"] * len(KOREAN), "end"]
    assert [event["id"] for event in events] == [f"1-{n}" for n in range(1, len(events) + 1)]
    text = "".join(event["data"]["text"] for event in events[1:-1])
    assert text == "".join(KOREAN)
    end = events[-1]["data"]
    assert (end["status"], end["reason"], end["error"]) == ("finished", "stop", None)
    assert end["usage"] == {"prompt_tokens": 4, "completion_tokens": len(KOREAN)}
    assert end["sha256"] == hashlib.sha256("".join(KOREAN).encode()).hexdigest()


async def test_whoever_has_seen_the_end_finds_it_in_every_later_read(served: Served) -> None:
    asked = await served.ask()
    events = await served.events(asked["answer"]["id"])
    answer = await served.get(f"/api/answers/{asked['answer']['id']}")
    assert answer["status"] == "finished"
    assert answer["text"] == "".join(KOREAN)
    assert answer["cursor"] == events[-1]["id"]
    conversation = await served.get(f"/api/conversations/{asked['conversation']['id']}")
    assert conversation["leaf_id"] == answer["id"]
    assert [message["role"] for message in conversation["messages"]] == ["user", "assistant"]
    assert conversation["messages"][1] == answer


async def test_a_snapshot_of_a_growing_answer_and_the_rest_make_the_whole(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", "cd", gate, "ef"]) as served:
        asked = await served.ask()
        answer_id = asked["answer"]["id"]
        async with served.client.stream("GET", f"/api/answers/{answer_id}/events") as reply:
            async for chunk in reply.aiter_raw():
                if b'"cd"' in chunk:
                    break
        snapshot = await served.get(f"/api/answers/{answer_id}")
        assert (snapshot["status"], snapshot["text"]) == ("generating", "abcd")
        gate.set()
        rest = await served.events(answer_id, after=snapshot["cursor"])
        assert [event["event"] for event in rest] == ["delta", "end"]
        assert rest[0]["data"] == {"text": "ef"}


async def test_a_replay_is_answered_when_the_model_is_gone_and_the_server_drains(
    tmp_path: Path,
) -> None:
    bodies = {"plain": {"content": "?"}, "named": {"content": "?", "model": "old"}}
    told: dict[str, str] = {}
    async with serving(tmp_path, {"old": ["x"]}) as served:
        for key, body in bodies.items():
            reply = await served.client.post(
                "/api/answers", json=body, headers={"idempotency-key": key}
            )
            told[key] = reply.json()["answer"]["id"]
            await served.events(told[key])
    async with serving(tmp_path, catalogue=Catalogue([])) as served:
        await served.app.state.dependencies.chat.drain(0)
        for key, body in bodies.items():
            headers = {"idempotency-key": key}
            reply = await served.client.post("/api/answers", json=body, headers=headers)
            assert (reply.status_code, reply.json()["answer"]["id"]) == (201, told[key])
            assert reply.json()["answer"]["text"] == "x"
            headers["accept"] = "text/event-stream"
            async with served.client.stream(
                "POST", "/api/answers", json=body, headers=headers
            ) as stream:
                assert stream.status_code == 200
                assert (await entries(stream))[-1]["event"] == "end"
        other = await served.client.post(
            "/api/answers", json={"content": "!"}, headers={"idempotency-key": "plain"}
        )
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


async def test_a_key_tells_whether_its_question_has_arrived_and_asks_nothing(
    tmp_path: Path,
) -> None:
    nothing, key = {"question_id": "0" * 32}, {"idempotency-key": "k"}
    async with serving(tmp_path, ["x"]) as served:
        before = await served.client.post("/api/answers", json=nothing, headers=key)
        assert (before.status_code, before.json()["code"]) == (404, "not_found")
        assert (await served.get("/api/conversations"))["conversations"] == []
        asked = await served.client.post("/api/answers", json={"content": "?"}, headers=key)
        assert asked.status_code == 201
        after = await served.client.post("/api/answers", json=nothing, headers=key)
        assert (after.status_code, after.json()["code"]) == (409, "idempotency_conflict")


async def test_the_stream_goes_on_without_readers(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"]) as served:
        async with served.client.stream(
            "POST",
            "/api/answers",
            json={"content": "?"},
            headers={"accept": "text/event-stream"},
        ) as reply:
            await read_until(reply, "ab")
        gate.set()
        [conversation] = (await served.get("/api/conversations"))["conversations"]
        events = await served.events(conversation["leaf_id"])
        assert events[-1]["data"]["status"] == "finished"


async def test_stop_closes_the_provider_and_keeps_the_text(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", asyncio.Event(), "never"]) as served:
        asked = await served.ask_until("ab")
        answer_id = asked["answer"]["id"]
        stopped = (await served.client.post(f"/api/answers/{answer_id}/stop")).json()
        assert served.provider.running == 0
        assert (stopped["status"], stopped["reason"], stopped["text"]) == (
            "stopped",
            "stopped",
            "ab",
        )
        assert stopped["continuable"]
        again = (await served.client.post(f"/api/answers/{answer_id}/stop")).json()
        assert again == stopped
        events = await served.events(answer_id)
        assert [event["event"] for event in events] == ["started", "delta", "end"]


async def test_stop_works_before_the_first_token(tmp_path: Path) -> None:
    async with serving(tmp_path, [asyncio.Event(), "never"]) as served:
        asked = await served.ask()
        reply = await served.client.post(f"/api/answers/{asked['answer']['id']}/stop")
        assert reply.json()["status"] == "stopped"
        assert reply.json()["text"] == ""


async def test_continue_goes_on_behind_the_kept_text_in_a_new_epoch(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with serving(tmp_path, ["ab", gate, "cd"]) as served:
        asked = await served.ask_until("ab")
        answer_id = asked["answer"]["id"]
        await served.client.post(f"/api/answers/{answer_id}/stop")
        gate.set()
        reply = await served.client.post(f"/api/answers/{answer_id}/continue")
        assert reply.status_code == 200
        events = await served.events(answer_id)
        assert [event["id"] for event in events] == ["2-1", "2-2", "2-3", "2-4"]
        assert events[1]["data"] == {"text": "ab", "reasoning": ""}
        assert events[2]["data"] == {"text": "cd"}
        whole = await served.get(f"/api/answers/{answer_id}")
        assert (whole["status"], whole["text"]) == ("finished", "abcd")
        assert events[-1]["data"]["sha256"] == hashlib.sha256(b"abcd").hexdigest()
        old = await served.events(answer_id, after="1-2")
        assert [event["event"] for event in old] == ["reset", "end"]
        figures = (await served.client.get("/metrics")).text
        assert "yeoul_tokens_generated_total 2.0" in figures, "each epoch counts its own tokens"


async def test_a_growing_epoch_has_no_figures_of_the_one_before(tmp_path: Path) -> None:
    gate = asyncio.Event()
    scripts: list[list[Step]] = [["ab", Finish("length", None)], ["ab", gate, "cd"]]
    async with serving(tmp_path, lambda _: scripts.pop(0)) as served:
        asked = await served.finished()
        answer_id = asked["answer"]["id"]
        assert (await served.get(f"/api/answers/{answer_id}"))["timings"] is not None
        growing = (await served.client.post(f"/api/answers/{answer_id}/continue")).json()
        assert (growing["status"] in ("queued", "generating"), growing["text"]) == (True, "ab")
        conversation = await served.get(f"/api/conversations/{asked['conversation']['id']}")
        for told in (growing, conversation["messages"][1]):
            assert (told["usage"], told["timings"], told["reason"]) == (None, None, None)
        gate.set()
        await served.events(answer_id)
        assert (await served.get(f"/api/answers/{answer_id}"))["timings"] is not None


async def test_a_finished_answer_cannot_be_continued(served: Served) -> None:
    asked = await served.finished()
    reply = await served.client.post(f"/api/answers/{asked['answer']['id']}/continue")
    assert reply.status_code == 409
    assert reply.json()["code"] == "not_continuable"


async def test_a_failure_in_the_middle_keeps_the_text_and_says_why(tmp_path: Path) -> None:
    async with serving(tmp_path, ["ab", ProviderBroken("The line went dead.")]) as served:
        asked = await served.ask()
        events = await served.events(asked["answer"]["id"])
        end = events[-1]["data"]
        assert (end["status"], end["reason"]) == ("failed", "error")
        assert end["error"] == {
            "code": "provider_broken",
            "title": "The model's answer was cut off",
            "detail": "The line went dead.",
            "retryable": True,
        }
        answer = await served.get(f"/api/answers/{asked['answer']['id']}")
        assert (answer["status"], answer["text"]) == ("failed", "ab")
        assert answer["error"]["code"] == "provider_broken"


async def test_a_failure_before_the_first_token_is_tried_again(tmp_path: Path) -> None:
    failures = [ProviderRateLimited("Slow down.", retry_after_s=0.01, ask_again=True)]

    def script(_: object) -> list[object]:
        return [failures.pop()] if failures else ["fine"]

    async with serving(tmp_path, script) as served:  # type: ignore[arg-type]
        asked = await served.ask()
        events = await served.events(asked["answer"]["id"])
        assert [event["event"] for event in events] == ["started", "delta", "end"]
        assert len(served.provider.prompts) == 2


async def test_thinking_is_told_apart_from_the_text(tmp_path: Path) -> None:
    script: list[Step] = [Thought("hm"), Thought("hm"), "ab", Finish("length", None)]
    async with serving(tmp_path, script) as served:
        asked = await served.ask()
        events = await served.events(asked["answer"]["id"])
        assert [event["event"] for event in events] == [
            "started",
            "reasoning",
            "reasoning",
            "delta",
            "end",
        ]
        answer = await served.get(f"/api/answers/{asked['answer']['id']}")
        assert (answer["reasoning"], answer["text"]) == ("hmhm", "ab")
        assert (answer["reason"], answer["continuable"]) == ("length", True)


async def test_an_answer_of_the_largest_size_cannot_go_on_and_says_why(tmp_path: Path) -> None:
    async with serving(tmp_path, ["여울" * 10], max_answer_bytes=32) as served:
        asked = await served.finished()
        path = f"/api/answers/{asked['answer']['id']}"
        answer = await served.get(path)
        assert (answer["text"], answer["reason"]) == ("여울" * 5, "length")
        assert answer["continuable"] is False
        reply = await served.client.post(f"{path}/continue")
        assert (reply.status_code, reply.json()["code"]) == (409, "not_continuable")
        assert "as large as this server lets one become" in reply.json()["detail"]
        assert await served.get(path) == answer
