"""Every way in which a model's service misbehaves, through the whole server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.providers.services import service_provider
from tests.served import Served, serving
from tests.services.chat_service import (
    DONE,
    Call,
    ChatService,
    Plan,
    chunk,
    echo,
    finish,
    open_chat_service,
    text,
)
from tests.stopwatch import loop_time
from yeoul.providers.catalogue import Catalogue

pytestmark = pytest.mark.anyio

#: Seconds of silence that are a failure: where one is part of the test, and where none is.
SILENCE_S, PATIENCE_S = 2.0, 60.0
#: Seconds between the tries of a service that is away.
RETRIES_S = 0.5 + 1.0
#: Words that are for programmers, not for whoever asked.
RAW = (
    "Traceback",
    "Error(",
    "Exception",
    "object at 0x",
    "errno",
    "Errno",
    "NoneType",
    "httpx",
    "httptools",
)


def streams(*parts: bytes) -> Plan:
    """Send parts, then end cleanly."""

    async def plan(call: Call) -> None:
        await call.stream(*parts)

    return plan


def raw(body: bytes, content_type: str = "text/event-stream") -> Plan:
    async def plan(call: Call) -> None:
        await call.head(content_type=content_type)
        await call.send(body)
        await call.end()

    return plan


def refuses(status: int, message: str, *, code: str | None = None) -> Plan:
    async def plan(call: Call) -> None:
        await call.error(status, message, code=code)

    return plan


def recovers(status: int, **headers: str) -> Plan:
    """Refuse once, then answer."""
    calls = 0

    async def plan(call: Call) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            await call.error(status, "later", **headers)
        else:
            await call.stream(text("ok"), finish(), DONE)

    return plan


async def hangs(call: Call) -> None:
    await call.client_gone()


async def hangs_in_the_middle(call: Call) -> None:
    await call.head()
    await call.send(text("half"))
    await call.client_gone()


async def resets(call: Call) -> None:
    await call.head()
    await call.send(text("half"))
    await asyncio.sleep(0.05)
    call.reset()


async def byte_by_byte(call: Call) -> None:
    whole = text("안녕 🏔") + finish() + DONE
    await call.stream(*(whole[at : at + 1] for at in range(len(whole))))


@dataclass(frozen=True)
class Case:
    """What a service does, and what becomes of the answer."""

    plan: Plan
    status: str
    text: str = ""
    code: str | None = None


def ok(plan: Plan, said: str) -> Case:
    return Case(plan, "finished", said)


def broken(plan: Plan, said: str = "half", code: str = "provider_broken") -> Case:
    return Case(plan, "failed", said, code)


HALF = text("half")
CASES = {
    "401": broken(refuses(401, "bad key"), "", "provider_unauthorized"),
    "404": broken(refuses(404, "no such model"), "", "provider_rejected"),
    "context too long": broken(
        refuses(400, "too long", code="context_length_exceeded"), "", "context_too_long"
    ),
    "429 then fine": ok(recovers(429, retry_after="0"), "ok"),
    "429 for ever": broken(refuses(429, "slow down"), "", "provider_rate_limited"),
    "500 then fine": broken(recovers(500), "", "provider_unavailable"),
    "502 then fine": ok(recovers(502), "ok"),
    "503 then fine": ok(recovers(503, retry_after="0"), "ok"),
    "503 for ever": broken(refuses(503, "away"), "", "provider_unavailable"),
    "hang before the first token": broken(hangs, "", "provider_timeout"),
    "hang in the middle": broken(hangs_in_the_middle, "half", "provider_timeout"),
    "reset": broken(resets),
    "no [DONE]": ok(streams(text("whole"), finish()), "whole"),
    "no finish_reason": ok(streams(text("all"), DONE), "all"),
    "no end of any kind": broken(streams(HALF)),
    "nothing at all": broken(streams(), "", "empty_answer"),
    "nothing but an end": broken(streams(finish(), DONE), "", "empty_answer"),
    "truncated JSON": broken(streams(HALF, b'data: {"choices":[{"del\n\n', DONE)),
    "a word that is no chunk": ok(streams(text("all"), b"data: hello\n\n", DONE), "all"),
    "error object": broken(
        streams(HALF, b'data: {"error":{"message":"out of memory","type":"server_error"}}\n\n'),
    ),
    "HTML with 200": broken(raw(b"<html>log in</html>", "text/html"), ""),
    "invalid UTF-8": ok(
        streams(text("a").replace(b'"a"', b'"a\xff\xfeb"'), finish(), DONE), "a\ufffd\ufffdb"
    ),
    "split code points": ok(byte_by_byte, "안녕 🏔"),
    "line separators": ok(
        streams(text("a\u2028b\u2029c\x85d"), finish(), DONE), "a\u2028b\u2029c\x85d"
    ),
    "NUL": ok(streams(text("a\0b"), finish(), DONE), "a\ufffdb"),
    "lone surrogate": ok(
        streams(text("X").replace(b'"X"', b'"a\\ud83db"'), finish(), DONE), "a\ufffdb"
    ),
    "split surrogate pair": ok(
        streams(
            text("X").replace(b'"X"', b'"\\ud83c"'),
            text("X").replace(b'"X"', b'"\\udfd4"'),
            finish(),
            DONE,
        ),
        "🏔",
    ),
    "10 MB line": broken(streams(HALF, text("x" * 10_000_000), finish(), DONE)),
    "empty deltas": ok(
        streams(chunk(), text(""), text("a"), text(""), chunk(), finish(), DONE), "a"
    ),
    "CR only": ok(raw((text("a") + finish() + DONE).replace(b"\n", b"\r")), "a"),
    "unknown events": ok(
        streams(b": comment\n\n", b"event: execute\ndata: {}\n\n", text("a"), finish(), DONE), "a"
    ),
}


async def with_service(
    tmp_path: Path, check: Callable[[Served, ChatService], Awaitable[None]], *, silence_s: float
) -> None:
    async with open_chat_service() as service:
        provider = service_provider(
            service.base_url, default_model="m", connect_timeout_s=PATIENCE_S
        )
        catalogue = Catalogue([provider], default_provider=provider, default_model="m")
        async with serving(
            tmp_path,
            catalogue=catalogue,
            first_token_timeout_s=silence_s,
            idle_timeout_s=silence_s,
        ) as served:
            await check(served, service)


async def answered(served: Served, content: str, **fields: Any) -> dict[str, Any]:
    """Ask, follow to the end, and see that stream and snapshot agree."""
    asked = await served.ask(content, **fields)
    told = await asyncio.wait_for(served.events(asked["answer"]["id"]), 60)
    assert [entry["event"] for entry in told].count("end") == 1
    answer: dict[str, Any] = await served.get(f"/api/answers/{asked['answer']['id']}")
    said = "".join(e["data"]["text"] for e in told if e["event"] == "delta")
    assert (said, told[-1]["data"]["status"]) == (answer["text"], answer["status"])
    return answer


@pytest.mark.parametrize("name", CASES)
async def test_an_answer_ends_soon_and_understandably_whatever_the_service_does(
    name: str, tmp_path: Path
) -> None:
    case = CASES[name]

    async def check(served: Served, service: ChatService) -> None:
        await answered(served, "warm up")  # the HTTP client is loaded now
        service.answer = case.plan
        async with loop_time() as time:
            answer = await answered(served, "?")
        assert time.now_s < limit_s + 1, "it took too long"
        assert (answer["status"], answer["text"]) == (case.status, case.text)
        error: dict[str, Any] = answer["error"] or {"code": None, "title": "", "detail": ""}
        assert error["code"] == case.code
        for word in RAW:
            assert word not in error["title"] + error["detail"]
        assert service.open_answers == 0
        service.answer = echo
        conversation = answer["conversation_id"]
        again = await answered(served, "next question", conversation_id=conversation)
        assert again["status"] == "finished"
        assert again["text"].endswith("next question")

    silence_s = SILENCE_S if case.code == "provider_timeout" else PATIENCE_S
    limit_s = silence_s if case.code == "provider_timeout" else RETRIES_S
    await with_service(tmp_path, check, silence_s=silence_s)


async def test_a_service_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    provider = service_provider("http://127.0.0.1:9/v1", default_model="m")
    catalogue = Catalogue([provider], default_provider=provider, default_model="m")
    async with serving(tmp_path, catalogue=catalogue) as served:
        answer = await answered(served, "?")
        assert answer["status"] == "failed"
        assert answer["error"]["code"] == "provider_unavailable"
        assert answer["error"]["retryable"] is True
