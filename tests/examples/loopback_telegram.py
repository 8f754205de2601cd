"""The other side of a bot: Telegram, as strict as it is said to be."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tests.served import serving_app

TOKEN = "123:a-token"
GROUP = -100


@dataclass
class Message:
    """A message of the bot, with all the texts that it has had."""

    chat: int
    texts: list[str]

    @property
    def text(self) -> str:
        """What it says now."""
        return self.texts[-1]


class Refusal(Exception):
    """Raised when Telegram refuses a call."""

    def __init__(self, code: int, words: str, retry_after: int | None = None) -> None:
        super().__init__(words)
        self.reply: dict[str, Any] = {"ok": False, "error_code": code, "description": words}
        if retry_after is not None:
            self.reply["parameters"] = {"retry_after": retry_after}


@dataclass
class Telegram:
    """People who write to one bot, and what they see."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    #: Calls that are refused, one after the other: (method, refusal).
    refusals: list[tuple[str, Refusal]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    #: How many messages people have sent.
    sent: int = 0
    _free_at_s: dict[int, float] = field(default_factory=dict)
    _polls: int = 0
    _over: bool = False

    async def send(self, words: str | None, person: int = 1, chat: int | None = None) -> None:
        """Write a message in a person's name; None: it has no text."""
        self.sent += 1
        message: dict[str, Any] = {
            "message_id": 10_000 + self.sent,
            "from": {"id": person, "is_bot": False},
            "chat": {"id": person if chat is None else chat},
            "date": 0,
        }
        if words is not None:  # else it is a sticker, or somebody has joined a group
            message["text"] = words
        await self.deliver({"update_id": self.sent, "message": message})

    async def deliver(self, update: dict[str, Any]) -> None:
        """Have an update wait for the bot."""
        async with self.changed:
            self.updates.append(update)
            self.changed.notify_all()

    async def until(self, check: Callable[[], bool]) -> None:
        """Wait until ``check`` is true after a call of the bot."""
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(check)

    def texts(self, chat: int = 1) -> list[str]:
        """What the messages in a chat say."""
        return [message.text for message in self.messages.values() if message.chat == chat]

    async def call(self, token: str, method: str, request: Request) -> JSONResponse:
        """Answer a call of the bot."""
        methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "getUpdates": self._get_updates,
            "sendChatAction": self._send_chat_action,
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
        }
        fields = await request.json()
        try:
            if token != TOKEN:
                raise Refusal(401, "Unauthorized")
            if self.refusals and self.refusals[0][0] == method:
                refusal = self.refusals.pop(0)[1]
                wait_s = refusal.reply.get("parameters", {}).get("retry_after", 0)
                self._free_at_s[fields["chat_id"]] = time.monotonic() + wait_s
                raise refusal
            return JSONResponse({"ok": True, "result": await methods[method](fields)})
        except Refusal as refusal:
            return JSONResponse(refusal.reply, refusal.reply["error_code"])
        finally:
            async with self.changed:
                self.changed.notify_all()

    async def _get_updates(self, fields: dict[str, Any]) -> list[dict[str, Any]]:
        # What is below the offset has been received, and is forgotten.
        self.updates = [each for each in self.updates if each["update_id"] >= fields["offset"]]
        self._polls += 1
        poll = self._polls
        async with self.changed:
            self.changed.notify_all()
            await self.changed.wait_for(lambda: self.updates or self._over or poll < self._polls)
        if poll < self._polls:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return list(self.updates)

    async def _send_chat_action(self, fields: dict[str, Any]) -> bool:
        assert fields["action"] == "typing"
        return True

    async def _send_message(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._check(fields)
        id = len(self.messages) + 1
        self.messages[id] = Message(fields["chat_id"], [fields["text"]])
        return {"message_id": id}

    async def _edit_message_text(self, fields: dict[str, Any]) -> bool:
        self._check(fields)
        message = self.messages.get(fields["message_id"])
        if message is None or message.chat != fields["chat_id"]:
            raise Refusal(400, "Bad Request: message to edit not found")
        if message.text.strip() == fields["text"].strip():
            raise Refusal(
                400, "Bad Request: message is not modified: specified new text is the same"
            )
        message.texts.append(fields["text"])
        return True

    def _check(self, fields: dict[str, Any]) -> None:
        chat, text, now_s = fields["chat_id"], fields["text"], time.monotonic()
        if now_s < self._free_at_s.get(chat, 0.0):
            self.faults.append(f"{self._free_at_s[chat] - now_s} s too early in chat {chat}")
        self._free_at_s[chat] = now_s + (3.0 if chat < 0 else 1.0)
        if not text.strip():
            raise Refusal(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > 2 * 4096:
            raise Refusal(400, "Bad Request: message is too long")

    async def close(self) -> None:
        """Let the bot's last call go."""
        async with self.changed:
            self._over = True
            self.changed.notify_all()


@asynccontextmanager
async def loopback_telegram() -> AsyncIterator[tuple[Telegram, str]]:
    """Serve the Bot API; yields it with its address."""
    app = FastAPI()
    telegram = Telegram()
    app.add_api_route("/bot{token}/{method}", telegram.call, methods=["POST"])
    async with serving_app(app) as url:
        try:
            yield telegram, url
        finally:
            await telegram.close()
    assert telegram.faults == []
