"""A Telegram bot whose answers grow before one's eyes, each in a message that is edited.

TELEGRAM_TOKEN=... python bot.py            README.md tells where the token is from

It asks Telegram for news, so it needs no address of its own. Telegram allows an edit a second, and
fewer in a group, and says "retry after" at will: Yeoul's log waits meanwhile. A bot that was killed
goes on with the very message, where it was.
"""

from __future__ import annotations

import asyncio
import math
import os
import re
import secrets
import sys
from contextlib import suppress
from typing import Any

import httpx2
from growing import GrowingText
from telegram import Telegram, TelegramRefused, cut
from turns import Turn, Turns

from yeoul import Client, YeoulError
from yeoul.client import AnswerStream, QuestionFields, RetryPolicy
from yeoul.events import Started

SYSTEM = "You answer in a messenger: plain text without Markdown, as short as the question allows."


class Bot:
    """Answers the turns of each chat one after the other, and chats at the same time."""

    def __init__(self, client: Client, telegram: Telegram, turns: Turns) -> None:
        self._client = client
        self._telegram = telegram
        self._turns = turns
        self._tasks = asyncio.TaskGroup()
        #: The chats that are being served.
        self._served: set[int] = set()

    async def run(self) -> None:
        """Answer until the program ends.

        Raises:
            TelegramRefused: in a group; the token is wrong, or another bot runs with it.
        """
        async with self._tasks:
            self._serve_open_turns()
            offset = 0
            while True:
                updates = await self._telegram.call(
                    "getUpdates", offset=offset, timeout=50, allowed_updates=["message"]
                )
                for update in updates:
                    if message := update.get("message"):  # older updates may be of other kinds
                        self._take(update["update_id"], message)
                    offset = update["update_id"] + 1  # the next call says that it was received
                self._serve_open_turns()

    def _take(self, id: int, message: dict[str, Any]) -> None:
        chat, person = message["chat"]["id"], message["from"]["id"]
        # In a group, "/new@the_bot" and "@the_bot What is a ford?".
        words = re.sub(r"^(/\w+)@\w+|^@\w+\s+", r"\1", message.get("text", ""))
        if words == "/stop":
            self._tasks.create_task(self._stop(chat, person))
        elif words or chat > 0:  # that somebody has joined a group is no question
            self._turns.add(Turn(id, chat, person, words, secrets.token_hex(16)))

    async def _stop(self, chat: int, person: int) -> None:
        for turn in self._turns.open_turns():
            if (turn.chat, turn.person) == (chat, person):
                with suppress(YeoulError, httpx2.HTTPError):
                    await self._client.stop(turn.answer)

    def _serve_open_turns(self) -> None:
        for chat in {turn.chat for turn in self._turns.open_turns()} - self._served:
            self._served.add(chat)
            self._tasks.create_task(self._serve(chat))

    async def _serve(self, chat: int) -> None:
        while turn := next((it for it in self._turns.open_turns() if it.chat == chat), None):
            try:
                await self._reply_to(turn)
            except* TelegramRefused as refused:  # the person has blocked the bot, for example
                print(f"Telegram refuses chat {chat}: {refused.exceptions[0]}", file=sys.stderr)
            self._turns.close(turn)
        self._served.discard(chat)

    async def _reply_to(self, turn: Turn) -> None:
        match turn.words:
            case "/start":
                await self._telegram.write(
                    turn.chat, "Ask me anything. /new begins anew, /stop stops."
                )
            case "/new":
                turn.conversation = ""
                self._turns.keep(turn)
                await self._telegram.write(turn.chat, "This is a new conversation.")
            case "":
                await self._telegram.write(turn.chat, "I can read text only.")
            case _:
                await self._answer(turn)

    async def _answer(self, turn: Turn) -> None:
        def note_start(event: Started) -> None:
            turn.conversation = event.conversation_id
            self._turns.keep(turn)

        await self._telegram.call("sendChatAction", chat_id=turn.chat, action="typing")
        text, is_whole = GrowingText(self._open(turn)), False
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(text.read(note_start))
            while not is_whole:
                await text.wait()
                await self._telegram.wait_for_turn(turn.chat)
                newest, is_whole = text.take()
                await self._show(turn, newest)

    def _open(self, turn: Turn) -> AnswerStream:
        if turn.conversation:
            return self._client.follow(turn.answer)
        place: QuestionFields = {"system": SYSTEM}
        if before := self._turns.conversation_before(turn):
            place = {"conversation_id": before}
        place["ids"] = {"answer": turn.answer}
        return self._client.ask(turn.words, idempotency_key=turn.answer, **place)

    async def _show(self, turn: Turn, text: str) -> None:
        """Have the turn's messages say the text: full ones, and one that may still grow."""
        while rest := text[turn.begin :]:
            part = cut(rest)
            if part.strip():
                turn.message = await self._write(turn, part)
            if part != rest:
                turn.message, turn.begin = None, turn.begin + len(part)
            self._turns.keep(turn)
            if part == rest:
                return

    async def _write(self, turn: Turn, part: str) -> int:
        """Have the message that grows say a part, or a new one if that was deleted."""
        if turn.message is not None:
            with suppress(TelegramRefused):
                return await self._telegram.write(turn.chat, part, turn.message)
        return await self._telegram.write(turn.chat, part)


async def serve() -> None:
    """Answer until the program ends."""
    url = os.environ.get("YEOUL_URL", "http://127.0.0.1:8000")
    api = os.environ.get("TELEGRAM_URL", "https://api.telegram.org")
    patient = RetryPolicy(give_up_s=math.inf)  # a Yeoul that is away comes back
    async with (
        Client(url, token=os.environ.get("YEOUL_TOKEN"), retry_policy=patient) as client,
        httpx2.AsyncClient(timeout=60) as http,
    ):
        telegram = Telegram(http, f"{api}/bot{os.environ['TELEGRAM_TOKEN']}")
        turns = Turns(os.environ.get("TELEGRAM_FILE", "telegram.sqlite3"))
        await Bot(client, telegram, turns).run()


def main() -> None:
    """Run the bot until somebody interrupts it."""
    os.umask(0o077)  # what people ask is in its file
    try:
        asyncio.run(serve())
    except* TelegramRefused as refused:
        sys.exit(str(refused.exceptions[0]))
    except* KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
