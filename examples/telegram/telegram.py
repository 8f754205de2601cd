"""Telegram's Bot API, within its limits: they are one message a second, and fewer in a group."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx2

#: Between two writes to a chat: 20 a minute is the most in a group.
PAUSE_S, GROUP_PAUSE_S = 1.0, 3.0
#: Before what has failed is tried again.
RETRY_S = 2.0
#: Of one message, in UTF-16: nobody counts more strictly.
UNITS = 4096
#: Behind a line, a sentence or a word.
ENDS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?…。！？])\s+"), re.compile(r"\s+"))


class TelegramRefused(Exception):
    """Raised when Telegram refuses a call, and would again."""


class Telegram:
    """Calls the Bot API until it has answered."""

    def __init__(self, http: httpx2.AsyncClient, url: str) -> None:
        self._http = http
        self._url = url
        self._written_at_s: dict[int, float] = {}
        # An earlier life may have written to any chat just now.
        self._begun_s = asyncio.get_running_loop().time()

    async def call(self, method: str, **fields: Any) -> Any:
        """Return the result of a method.

        Raises:
            TelegramRefused: with Telegram's own words.
        """
        while True:
            try:
                reply = (await self._http.post(f"{self._url}/{method}", json=fields)).json()
            except (httpx2.TransportError, ValueError):
                # It may have arrived. An edit does no harm then; a message may be there twice.
                await asyncio.sleep(RETRY_S)
                continue
            if reply["ok"]:
                return reply["result"]
            wait_s = reply.get("parameters", {}).get("retry_after")
            if wait_s is None and reply["error_code"] < 500:
                raise TelegramRefused(reply["description"])
            await asyncio.sleep(wait_s or RETRY_S)

    async def wait_for_turn(self, chat: int) -> None:
        """Wait until a chat may be written to."""
        pause_s = GROUP_PAUSE_S if chat < 0 else PAUSE_S
        free_at_s = self._written_at_s.get(chat, self._begun_s) + pause_s
        await asyncio.sleep(free_at_s - asyncio.get_running_loop().time())

    async def write(self, chat: int, text: str, message: int | None = None) -> int:
        """Send a message, or replace the text of one, as soon as it may be; returns its id.

        Raises:
            TelegramRefused: the chat or the message is gone, for example.
        """
        await self.wait_for_turn(chat)
        try:
            if message is None:
                sent = await self.call("sendMessage", chat_id=chat, text=text)
                message = int(sent["message_id"])
            else:
                await self.call("editMessageText", chat_id=chat, message_id=message, text=text)
        except TelegramRefused as refused:
            if message is None or "message is not modified" not in str(refused):
                raise
        finally:
            self._written_at_s[chat] = asyncio.get_running_loop().time()
        return message


def cut(text: str) -> str:
    """Return the beginning of a text that fits a message, to the best end that there is."""
    head = text.encode("utf-16-le")[: 2 * UNITS].decode("utf-16-le", "ignore")
    if len(head) < len(text):
        for end in ENDS:
            places = [found.end() for found in end.finditer(head)]
            if places and places[-1] > len(head) // 2:
                return head[: places[-1]]
    return head
