"""How often a question reaches a service: again only where nobody can have begun to answer it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest

from tests.faults.followers import Follower, open_client
from tests.faults.servers import server
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
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.service import connection

pytestmark = pytest.mark.anyio

#: How a question goes to the service: on a connection of its own, on one that has carried another
#: question, through a proxy.
Way = Literal["fresh", "kept", "proxy"]
EVERY_WAY: tuple[Way, ...] = ("fresh", "kept", "proxy")
#: Seconds after which a service that says nothing gives up: where that is late, and where not.
LATE_S, AT_ONCE_S = 0.3, 0.0


def gives_up(*, reset: bool, after_s: float, said: bytes = b"") -> Plan:
    """Read the question, say at most ``said``, and end the connection."""

    async def plan(call: Call) -> None:
        call.writer.write(said)
        await call.writer.drain()
        await asyncio.sleep(after_s)
        if reset:
            call.reset()
        else:
            call.writer.close()

    return plan


def refuses(status: int, **headers: str) -> Plan:
    async def plan(call: Call) -> None:
        await call.error(status, "not now", **headers)

    return plan


def breaks_off(status: int) -> Plan:
    """Refuse, and end the connection in the middle of the reason."""

    async def plan(call: Call) -> None:
        await call.head(status, "application/json", length=1000)
        await call.send(b'{"error": {"mess')
        call.reset()

    return plan


def streams(*parts: bytes) -> Plan:
    async def plan(call: Call) -> None:
        await call.stream(*parts)

    return plan


def under_200(body: bytes) -> Plan:
    async def plan(call: Call) -> None:
        await call.head(200, "application/json", length=len(body))
        await call.send(body)
        await call.end()

    return plan


async def hangs(call: Call) -> None:
    await call.client_gone()


async def thinks_and_hangs(call: Call) -> None:
    await call.head()
    await call.client_gone()


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
#: What a service does that may have begun to answer.
BEGUN: dict[str, Plan] = {
    "closes late": gives_up(reset=False, after_s=LATE_S),
    "resets late": gives_up(reset=True, after_s=LATE_S),
    "closes behind half a line": gives_up(reset=False, after_s=AT_ONCE_S, said=b"HTTP/1.1 2"),
    "closes behind half a head": gives_up(
        reset=False, after_s=AT_ONCE_S, said=b"HTTP/1.1 503 Busy\r\n"
    ),
    "closes behind an interim reply": gives_up(
        reset=False, after_s=AT_ONCE_S, said=b"HTTP/1.1 103 Early Hints\r\n\r\n"
    ),
    "speaks no HTTP": gives_up(reset=False, after_s=AT_ONCE_S, said=b"SSH-2.0-x\r\n"),
    "closes behind the head": gives_up(reset=False, after_s=AT_ONCE_S, said=HEAD),
    "closes behind a comment": gives_up(reset=False, after_s=AT_ONCE_S, said=HEAD + b": hm\n\n"),
    "closes behind an empty delta": gives_up(reset=False, after_s=AT_ONCE_S, said=HEAD + chunk({})),
    "streams nothing": streams(),
    "streams an error of 429": streams(b'data: {"error":{"code":429,"message":"busy"}}\n\n'),
    "is not readable": streams(b"data: {\n\n"),
    "an error under 200": under_200(b'{"error":{"code":503,"message":"busy"}}'),
    "a page under 200": under_200(b"<html>"),
    "500 broken off": breaks_off(500),
    **{
        str(status): refuses(status)
        for status in (301, 400, 401, 403, 404, 408, 409, 413, 422, 425, 500, 501, 504, 520, 529)
    },
    "500 that says when": refuses(500, retry_after="0"),
}
#: What a service does that has surely not begun.
UNBEGUN: dict[str, Plan] = {
    "429": refuses(429, retry_after="0"),
    "502": refuses(502, retry_after="0"),
    "503": refuses(503, retry_after="0"),
    "503 broken off": breaks_off(503),
}
#: The same without a word: a proxy's client cannot tell that not even half a head came.
SILENT: dict[str, Plan] = {
    "closes at once": gives_up(reset=False, after_s=AT_ONCE_S),
    "resets at once": gives_up(reset=True, after_s=AT_ONCE_S),
}


@dataclass
class Asking:
    """A server, its service, and one question at a time between them."""

    served: Served
    service: ChatService

    async def answer(self, content: str = "?") -> dict[str, Any]:
        """Ask over HTTP, follow to the end; returns the answer."""
        asked = await self.served.ask(content)
        told = await asyncio.wait_for(self.served.events(asked["answer"]["id"]), 60)
        assert told[-1]["event"] == "end"
        answer: dict[str, Any] = await self.served.get(f"/api/answers/{asked['answer']['id']}")
        return answer


async def asking(
    way: Way, tmp_path: Path, check: Callable[[Asking], Awaitable[None]], **settings: Any
) -> None:
    """Have ``check`` ask a service to which the first question goes in such a way."""

    async def listing(call: Call) -> None:
        await call.reply(200, {"data": [{"id": "m"}]})
        call.keep_alive = False

    async with open_chat_service() as service:
        service.models = listing
        with pytest.MonkeyPatch.context() as patched:
            base_url = service.base_url
            if way == "proxy":
                base_url = "http://service.invalid/v1"
                patched.setenv("http_proxy", f"http://127.0.0.1:{service.port}")
            provider = service_provider(base_url, default_model="m", connect_timeout_s=60)
            catalogue = Catalogue([provider], default_provider=provider, default_model="m")
            async with serving(tmp_path, catalogue=catalogue, **settings) as served:
                here = Asking(served, service)
                if way == "kept":
                    assert (await here.answer("warm up"))["text"] == "warm up"
                    service.requests.clear()
                await check(here)


def once_then_fine(plan: Plan) -> Plan:
    calls = 0

    async def first(call: Call) -> None:
        nonlocal calls
        calls += 1
        await (plan if calls == 1 else streams(text("ok"), finish(), DONE))(call)

    return first


def in_their_ways() -> list[tuple[str, Way]]:
    """Return every way for each end of a connection; a refusal is the same on all of them."""
    ends = ("closes", "resets", "speaks")
    return [
        (name, way)
        for name in BEGUN
        for way in EVERY_WAY
        if name.startswith(ends) or way == "fresh"
    ]


@pytest.mark.parametrize(("name", "way"), in_their_ways())
async def test_a_question_that_may_have_been_begun_is_sent_once(
    name: str, way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "late" in name:
        monkeypatch.setattr(connection, "UNREAD_S", LATE_S / 6)

    async def check(here: Asking) -> None:
        here.service.answer = BEGUN[name]
        answer = await here.answer()
        assert (answer["status"], answer["text"]) == ("failed", "")
        assert len(here.service.questions) == 1
        if name.startswith(("closes", "resets", "5")):
            assert answer["error"]["retryable"], "a person may try it again"
        here.service.answer = echo
        assert (await here.answer("and now"))["text"] == "and now"

    await asking(way, tmp_path, check)


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("plan", [hangs, thinks_and_hangs])
async def test_a_service_that_stays_silent_is_asked_once(
    plan: Plan, way: Way, tmp_path: Path
) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = plan
        answer = await here.answer()
        assert answer["error"]["code"] == "provider_timeout"
        assert len(here.service.questions) == 1

    await asking(way, tmp_path, check, first_token_timeout_s=1.0)


@pytest.mark.parametrize("way", EVERY_WAY)
@pytest.mark.parametrize("name", UNBEGUN)
async def test_a_question_that_was_surely_not_begun_is_sent_again(
    name: str, way: Way, tmp_path: Path
) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = once_then_fine(UNBEGUN[name])
        answer = await here.answer()
        assert (answer["status"], answer["text"]) == ("finished", "ok")
        assert len(here.service.questions) == 2

    await asking(way, tmp_path, check)


@pytest.mark.parametrize("way", ["fresh", "kept"])
@pytest.mark.parametrize("name", SILENT)
async def test_a_connection_that_ends_at_once_without_a_word_has_not_carried_the_question(
    name: str, way: Way, tmp_path: Path
) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = once_then_fine(SILENT[name])
        answer = await here.answer()
        assert (answer["status"], answer["text"]) == ("finished", "ok")
        assert len(here.service.questions) == 2

    await asking(way, tmp_path, check)


@pytest.mark.parametrize("way", EVERY_WAY)
async def test_a_service_that_is_busy_for_long_is_not_waited_for(way: Way, tmp_path: Path) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = refuses(429, retry_after="3600")
        answer = await here.answer()
        assert answer["error"]["code"] == "provider_rate_limited"
        assert len(here.service.questions) == 1

    await asking(way, tmp_path, check)


@pytest.mark.parametrize("way", EVERY_WAY)
async def test_a_service_that_is_away_is_asked_three_times_at_most(
    way: Way, tmp_path: Path
) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = UNBEGUN["503"]
        answer = await here.answer()
        assert answer["error"]["code"] == "provider_unavailable"
        assert len(here.service.questions) == 3

    await asking(way, tmp_path, check)


@pytest.mark.parametrize(("way", "calls"), [("fresh", 3), ("kept", 4), ("proxy", 1)])
async def test_a_service_that_swallows_every_question_is_not_asked_for_ever(
    way: Way, calls: int, tmp_path: Path
) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = SILENT["resets at once"]
        answer = await here.answer()
        assert answer["error"]["code"] == "provider_unavailable"
        assert len(here.service.questions) == calls

    await asking(way, tmp_path, check)


async def test_a_refusal_that_breaks_off_is_told_by_its_status(tmp_path: Path) -> None:
    async def check(here: Asking) -> None:
        here.service.answer = breaks_off(401)
        assert (await here.answer())["error"]["code"] == "provider_unauthorized"

    await asking("fresh", tmp_path, check)


async def test_a_killed_server_asks_again_only_what_it_had_not_begun(tmp_path: Path) -> None:
    async with open_chat_service() as service:
        service.answer = hangs
        address = ("--base-url", service.base_url, "--max-answers", "1")
        with server(tmp_path / "data", *address, model="m", start=False) as served:
            await asyncio.to_thread(served.start)
            async with open_client() as client:
                begun, waiting = [await ask(client, served.url, it) for it in ("begun", "waiting")]
                await asyncio.wait_for(service.asked.wait(), 30)
                served.kill()
                service.answer = echo
                await asyncio.to_thread(served.start)
                ends = [await ended(client, served.url, it) for it in (begun, waiting)]
        assert [end["status"] for end in ends] == ["interrupted", "finished"]
        said = [request.body["messages"][-1]["content"] for request in service.questions]
        assert said == ["begun", "waiting"]


async def ask(client: httpx2.AsyncClient, url: str, content: str) -> str:
    reply = await client.post(f"{url}/api/answers", json={"content": content})
    assert reply.status_code == 201, reply.text
    answer_id: str = reply.json()["answer"]["id"]
    return answer_id


async def ended(client: httpx2.AsyncClient, url: str, answer_id: str) -> dict[str, Any]:
    reader = Follower(url, answer_id)
    await asyncio.wait_for(reader.run(client), 30)
    assert reader.end is not None
    return reader.end
