"""The Telegram bot, as a program between a real Yeoul and a strict Telegram."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from turns import Turns

from tests.examples.deaf_line import deaf_line
from tests.examples.loopback_telegram import GROUP, TOKEN, Refusal, Telegram, loopback_telegram
from tests.examples.programs import EXAMPLES, started
from tests.served import Served, serving, until
from yeoul.errors import ProviderUnavailable
from yeoul.providers.base import Prompt
from yeoul.providers.script_steps import Script, Step, echo

pytestmark = pytest.mark.anyio

#: More than two messages, with characters that are two units in UTF-16.
LONG = "".join(f"{number}번째 여울은 물살이 빠릅니다 🏞️. " for number in range(500))


@dataclass
class House:
    """A Yeoul, a Telegram, and the folder in which the bot keeps its file."""

    yeoul: Served
    telegram: Telegram
    url: str
    folder: Path

    @asynccontextmanager
    async def bot(self, **others: str) -> AsyncIterator[Process]:
        """Run the bot inside the block; it is killed at the end."""
        program = str(EXAMPLES / "telegram" / "bot.py")
        env = {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_URL": self.url, "YEOUL_URL": self.yeoul.url}
        async with started("telegram", program, cwd=self.folder, **{**env, **others}) as process:
            yield process

    def has_answered(self) -> bool:
        """Whether the bot has answered all that it has received."""
        return not Turns(str(self.folder / "telegram.sqlite3")).open_turns()

    def asked(self) -> list[list[str]]:
        """What the model was given, for each time that it was asked, without instructions."""
        return [
            [turn.content for turn in prompt.turns if turn.role != "system"]
            for prompt in self.yeoul.provider.prompts
        ]


@asynccontextmanager
async def house(tmp_path: Path, script: Script = echo) -> AsyncIterator[House]:
    async with (
        serving(tmp_path / "data", script) as yeoul,
        loopback_telegram() as (telegram, url),
    ):
        yield House(yeoul, telegram, url, tmp_path)


class Stepwise:
    """A script that tells its parts one by one, each behind a gate of its own."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts
        self.text = "".join(parts)
        self.gates = [asyncio.Event() for _ in parts]

    def __call__(self, prompt: Prompt) -> Iterator[Step]:
        for gate, part in zip(self.gates, self.parts, strict=True):
            yield gate
            yield part


def sentences(first: int, last: int) -> str:
    return "".join(f"{number}번째 여울은 물살이 빠릅니다. " for number in range(first, last))


async def test_an_answer_grows_in_one_message_by_edits_within_the_limits(tmp_path: Path) -> None:
    script = Stepwise("여울은 ", sentences(0, 20), "짧은 말. ", sentences(20, 40), "끝.")
    async with house(tmp_path, script) as at, at.bot():
        await at.telegram.send("여울이 뭐야?")
        script.gates[0].set()
        await at.telegram.until(lambda: len(at.telegram.messages) == 1)
        message = at.telegram.messages[1]
        script.gates[1].set()
        await at.telegram.until(lambda: len(message.texts) == 2)
        script.gates[2].set()  # too little for an edit
        script.gates[3].set()
        await at.telegram.until(lambda: len(message.texts) == 3)
        script.gates[4].set()
        await at.telegram.until(lambda: message.text == script.text)
        lengths = [len(text) for text in message.texts]
        grown = [after - before for before, after in pairwise(lengths[:-1])]
        assert len(lengths) == 4
        assert all(more >= 200 for more in grown)
        assert len(at.telegram.messages) == 1


async def test_a_short_answer_is_one_message(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot():
        await at.telegram.send("여울")
        await at.telegram.until(lambda: at.telegram.texts() == ["여울"])


async def test_a_long_answer_fills_message_behind_message(tmp_path: Path) -> None:
    async with house(tmp_path, [LONG]) as at, at.bot():
        await at.telegram.send("길게")
        await at.telegram.until(lambda: "".join(at.telegram.texts()) == LONG)
        assert len(at.telegram.messages) == 3
        assert all(text.endswith(". ") for text in at.telegram.texts())


async def test_retry_after_is_obeyed_and_the_whole_text_comes(tmp_path: Path) -> None:
    script = Stepwise("여울은 ", sentences(0, 20), sentences(20, 40))
    too_many = Refusal(429, "Too Many Requests: retry after 2", retry_after=2)
    async with house(tmp_path, script) as at, at.bot():
        at.telegram.refusals = [("sendMessage", too_many), ("editMessageText", too_many)]
        await at.telegram.send("여울이 뭐야?")
        script.gates[0].set()
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 "])
        script.gates[1].set()
        script.gates[2].set()
        await at.telegram.until(lambda: at.telegram.texts() == [script.text])
        assert at.telegram.refusals == []


async def test_a_fault_of_telegrams_is_waited_out(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot():
        at.telegram.refusals = [("sendMessage", Refusal(502, "Bad Gateway"))]
        await at.telegram.send("여울")
        await at.telegram.until(lambda: at.telegram.texts() == ["여울"])


async def test_a_message_that_telegram_delivers_twice_is_answered_once(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        async with at.bot():
            await at.telegram.send("하나")
            update = at.telegram.updates[0]
            await at.telegram.until(lambda: at.telegram.texts() == ["하나"])
            await at.telegram.deliver(update)
            await at.telegram.send("둘")
            await at.telegram.until(lambda: at.telegram.texts() == ["하나", "둘"])
            # Killed before it has heard that its message was sent, it would send it again.
            await until(at.has_answered)
        async with at.bot():
            await at.telegram.deliver(update)
            await at.telegram.send("셋")
            await at.telegram.until(lambda: at.telegram.texts() == ["하나", "둘", "셋"])
        assert len(at.asked()) == 3


async def test_a_bot_that_is_killed_in_the_middle_goes_on_with_the_same_message(
    tmp_path: Path,
) -> None:
    script = Stepwise("여울은 ", sentences(0, 20), "끝.")
    async with house(tmp_path, script) as at:
        async with at.bot():
            await at.telegram.send("여울이 뭐야?")
            script.gates[0].set()
            await at.telegram.until(lambda: at.telegram.texts() == ["여울은 "])
            script.gates[1].set()
            await at.telegram.until(lambda: at.telegram.texts() == ["".join(script.parts[:2])])
        script.gates[2].set()
        async with at.bot():
            await at.telegram.until(lambda: at.telegram.texts() == [script.text])
        assert len(at.asked()) == 1


async def test_a_question_whose_reply_got_lost_is_not_asked_again(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        async with deaf_line(at.yeoul.url) as line, at.bot(YEOUL_URL=line):
            await at.telegram.send("여울")
            await until(lambda: len(at.asked()) == 1)
        async with at.bot():
            await at.telegram.until(lambda: at.telegram.texts() == ["여울"])
        assert len(at.asked()) == 1


async def test_what_came_while_no_bot_was_there_is_answered_in_order(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await at.telegram.send("하나")
        await at.telegram.send("둘")
        async with at.bot():
            await at.telegram.until(lambda: at.telegram.texts() == ["하나", "둘"])
        assert at.asked() == [["하나"], ["하나", "하나", "둘"]]


async def test_everybody_has_a_conversation_in_each_chat_until_they_begin_another(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as at, at.bot():
        for words, person, chat in [
            ("하나", 1, 1),
            ("@yeoul_bot 둘", 1, GROUP),
            ("셋", 2, GROUP),
            ("넷", 1, 1),
            ("/new", 1, 1),
            ("다섯", 1, 1),
        ]:
            await at.telegram.send(words, person, chat)
            await at.telegram.until(lambda: len(at.telegram.messages) == at.telegram.sent)
        assert at.asked() == [["하나"], ["둘"], ["셋"], ["하나", "하나", "넷"], ["다섯"]]
        assert at.telegram.texts(GROUP) == ["둘", "셋"]


async def test_stop_ends_the_answer_and_says_so(tmp_path: Path) -> None:
    script = Stepwise("여울은 ", "빠르다")
    async with house(tmp_path, script) as at, at.bot():
        await at.telegram.send("여울이 뭐야?")
        script.gates[0].set()
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 "])
        await at.telegram.send("/stop")
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 \n\n[stopped]"])


async def test_an_answer_that_fails_says_why(tmp_path: Path) -> None:
    script: Script = ["여울은 ", ProviderUnavailable("The river is dry.")]
    async with house(tmp_path, script) as at, at.bot():
        await at.telegram.send("여울이 뭐야?")
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 \n\n[The river is dry.]"])


async def test_who_deletes_the_message_that_grows_gets_another(tmp_path: Path) -> None:
    script = Stepwise("여울은 ", sentences(0, 20), "끝.")
    gone = Refusal(400, "Bad Request: message to edit not found")
    async with house(tmp_path, script) as at, at.bot():
        await at.telegram.send("여울이 뭐야?")
        script.gates[0].set()
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 "])
        at.telegram.refusals = [("editMessageText", gone)]
        script.gates[1].set()
        await at.telegram.until(lambda: len(at.telegram.messages) == 2)
        script.gates[2].set()
        await at.telegram.until(lambda: at.telegram.texts() == ["여울은 ", script.text])


async def test_an_answer_without_a_word_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, []) as at, at.bot():
        await at.telegram.send("여울이 뭐야?")
        await at.telegram.until(lambda: bool(at.telegram.texts()))
        assert "without a word" in at.telegram.texts()[0]


async def test_a_chat_that_refuses_the_bot_keeps_it_from_no_other(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot():
        forbidden = Refusal(403, "Forbidden: bot was blocked by the user")
        at.telegram.refusals = [("sendMessage", forbidden)]
        await at.telegram.send("하나")
        await at.telegram.until(lambda: not at.telegram.refusals)
        await at.telegram.send("둘", person=2)
        await at.telegram.until(lambda: at.telegram.texts(2) == ["둘"])
        await at.telegram.send("셋")
        await at.telegram.until(lambda: at.telegram.texts() == ["셋"])


async def test_news_of_another_kind_is_passed_over(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot():
        await at.telegram.deliver({"update_id": 0, "edited_message": {"text": "하나"}})
        await at.telegram.send("둘")
        await at.telegram.until(lambda: at.telegram.texts() == ["둘"])


async def test_what_is_no_text_is_told_so_in_private_alone(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot():
        await at.telegram.send(None, 1, GROUP)
        await at.telegram.send(None)
        await at.telegram.send("/start")
        await at.telegram.until(lambda: len(at.telegram.messages) == 2)
        assert at.telegram.texts()[0] == "I can read text only."
        assert "/new" in at.telegram.texts()[1]
        assert at.telegram.texts(GROUP) == []
        assert at.asked() == []


async def test_a_wrong_token_ends_the_bot_with_telegrams_own_word(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.bot(TELEGRAM_TOKEN="123:wrong") as process:
        _, told = await process.communicate()
        assert (process.returncode, told.decode()) == (1, "Unauthorized\n")
