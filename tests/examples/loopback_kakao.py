"""The other side of a skill server: Kakao, as strict as its documents, with a clock to be moved."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from fastapi import FastAPI, Request

from tests.served import serving_app

REPLY_S = 5.0
CALLBACK_S = 60.0


@dataclass
class Callback:
    """A callback that Kakao has offered."""

    person: str
    offered_s: float
    #: Whether the skill has said that it will use it.
    awaited: bool = False
    used: bool = False


@dataclass
class Kakao:
    """People who talk to one skill, and what each of them sees."""

    skill_url: str
    url: str
    http: httpx2.AsyncClient
    #: Seconds since the beginning; only tests move it.
    now_s: float = 0.0
    #: The bubbles of each person, and their last buttons.
    seen: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    #: The status of each callback, as it comes.
    called: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    #: Whether callbacks are answered by something that Kakao never says.
    garbled: bool = False

    async def say(
        self, words: str, person: str = "ann", *, callback: bool = True, within_s: float = REPLY_S
    ) -> list[str]:
        """Say something in a person's name; returns the bubbles of the reply."""
        said: dict[str, Any] = {
            "utterance": words,
            "user": {"id": person, "type": "botUserKey", "properties": {"botUserKey": person}},
            "params": {"surface": "Kakaotalk.plusfriend"},
            "lang": "ko",
            "timezone": "Asia/Seoul",
        }
        token = secrets.token_hex(8)
        if callback:
            self.callbacks[token] = Callback(person, self.now_s)
            said["callbackUrl"] = f"{self.url}/callback/{token}"
        body = {"userRequest": said, "bot": {"id": "b"}, "action": {"params": {}}, "contexts": []}
        reply = await self.http.post(self.skill_url, json=body, timeout=within_s)
        assert reply.status_code == 200, reply.text
        page = reply.json()
        if page.get("useCallback") is True:
            assert callback, "no callback was offered"
            assert "template" not in page
            self.callbacks[token].awaited = True
            return [str(page["data"]["text"])]
        return self.show(person, page)

    def show(self, person: str, page: dict[str, Any]) -> list[str]:
        """Show a reply to a person, unless Kakao would refuse it."""
        assert page["version"] == "2.0"
        outputs, quick = page["template"]["outputs"], page["template"]["quickReplies"]
        assert 1 <= len(outputs) <= 3
        assert len(quick) <= 10
        bubbles = [output["simpleText"]["text"] for output in outputs]
        for bubble in bubbles:
            assert bubble.strip()
            assert len(bubble.encode("utf-16-le")) <= 2 * 1000
        for each in quick:
            assert each["action"] == "message"
            assert each["messageText"]
            assert 1 <= len(each["label"]) <= 14
        self.seen.setdefault(person, []).extend(bubbles)
        self.buttons[person] = [each["messageText"] for each in quick]
        return bubbles

    async def take(self, token: str, request: Request) -> Any:
        """Take a callback, if it is one, for the first time and within its minute."""
        callback = self.callbacks[token]
        status = "FAIL"
        if self.garbled:
            self.called.put_nowait(status)
            return ["not", "Kakao"]
        if callback.awaited and not callback.used and self.now_s - callback.offered_s < CALLBACK_S:
            try:
                self.show(callback.person, await request.json())
                status = "SUCCESS"
            except (AssertionError, KeyError) as fault:
                self.faults.append(repr(fault))
        if callback.used:
            self.faults.append("a callback was used twice")
        callback.used = True
        self.called.put_nowait(status)
        return {"taskId": token, "status": status, "message": "", "timestamp": 0}


@asynccontextmanager
async def loopback_kakao() -> AsyncIterator[Kakao]:
    """Serve Kakao's callbacks; the test tells it where the skill is."""
    app = FastAPI()
    async with serving_app(app) as url, httpx2.AsyncClient(trust_env=False) as http:
        kakao = Kakao("", url, http)
        app.add_api_route("/callback/{token}", kakao.take, methods=["POST"])
        yield kakao
    assert kakao.faults == []
