"""The skill server for KakaoTalk, as a program between a real Yeoul and a strict Kakao."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.accounts.people import serving_people
from tests.examples.deaf_line import deaf_line
from tests.examples.loopback_kakao import Kakao, loopback_kakao
from tests.examples.programs import EXAMPLES, said, started
from tests.examples.test_kakao_picture import hosting, ok
from tests.pictures.images import jpeg, png
from tests.ports import free_port
from tests.served import Served, serving, until
from yeoul.errors import ProviderUnavailable
from yeoul.providers.base import Prompt
from yeoul.providers.script_steps import Script, Step, echo

pytestmark = pytest.mark.anyio

SECRET = "a-path-that-nobody-guesses"
#: Kakao's callbacks are on loopback here, and its time limits shorter.
START = """
import kakao, re, skill

kakao.CALLBACK = re.compile("http://127.0.0.1:")
vars(skill).update({limits!r})
skill.main()
"""
#: More than nine bubbles, with characters that are two units in UTF-16.
LONG = "".join(f"{number}번째 여울은 물살이 빠릅니다 🏞️. \n" for number in range(600))


@dataclass
class House:
    """A Yeoul, a Kakao, and the folder in which the skill keeps its file."""

    yeoul: Served
    kakao: Kakao
    folder: Path

    @asynccontextmanager
    async def skill(
        self, url: str | None = None, *, start: str = START, token: str = "", **limits: float
    ) -> AsyncIterator[Kakao]:
        """Run the skill inside the block; it is killed at the end."""
        env = {"KAKAO_SECRET": SECRET, "YEOUL_URL": url or self.yeoul.url, "PORT": "0"}
        if token:
            env["YEOUL_TOKEN"] = token
        program = start.format(limits=limits)
        async with started("kakao", "-c", program, cwd=self.folder, **env) as process:
            running = await said(process, r"running on (http://\S+)")
            self.kakao.skill_url = f"{running}/{SECRET}"
            yield self.kakao

    def asked(self) -> list[list[str]]:
        """What the model was given, for each time that it was asked."""
        return [[turn.content for turn in prompt.turns] for prompt in self.yeoul.provider.prompts]

    async def conversations(self) -> int:
        """How many conversations there are."""
        return len((await self.yeoul.get("/api/conversations"))["conversations"])


@asynccontextmanager
async def house(tmp_path: Path, script: Script = echo) -> AsyncIterator[House]:
    async with serving(tmp_path / "data", script) as yeoul, loopback_kakao() as kakao:
        yield House(yeoul, kakao, tmp_path)


def words(text: str) -> str:
    return re.sub(r"\s", "", text)


class Gated:
    """A script that tells a beginning, and its rest behind a gate."""

    def __init__(self, beginning: str, rest: str) -> None:
        self.gate = asyncio.Event()
        self.text = beginning + rest
        self._steps: list[Step] = [beginning, self.gate, rest]

    def __call__(self, prompt: Prompt) -> Iterator[Step]:
        yield from self._steps


async def test_a_short_answer_is_the_reply(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.skill() as kakao:
        assert await kakao.say("여울이 뭐야?") == ["여울이 뭐야?"]
        assert kakao.buttons["ann"] == ["새 대화"]


async def test_an_answer_that_takes_longer_comes_by_the_callback(tmp_path: Path) -> None:
    script = Gated("여울은 ", "빠릅니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=0.2) as kakao:
        assert await kakao.say("여울이 뭐야?") == ["답을 쓰고 있어요."]
        script.gate.set()
        assert await kakao.called.get() == "SUCCESS"
        assert kakao.seen["ann"] == ["여울은 빠릅니다."]


async def test_what_the_minute_had_no_room_for_is_read_on(tmp_path: Path) -> None:
    script = Gated("하나입니다. 둘입니다. 셋", "입니다. 넷입니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=0.2, READ_S=3.0) as kakao:
        await kakao.say("세어 줘")
        assert await kakao.called.get() == "SUCCESS"
        assert kakao.seen["ann"] == ["하나입니다. 둘입니다."]
        assert kakao.buttons["ann"] == ["계속", "새 대화"]
        script.gate.set()
        await at.yeoul.events(await the_answer(at))
        assert await kakao.say("계속") == ["셋입니다. 넷입니다."]
        assert kakao.buttons["ann"] == ["새 대화"]
        assert len(at.asked()) == 1


async def the_answer(at: House) -> str:
    """The id of the only answer."""
    [conversation] = (await at.yeoul.get("/api/conversations"))["conversations"]
    messages = (await at.yeoul.get(f"/api/conversations/{conversation['id']}"))["messages"]
    return str(messages[-1]["id"])


async def test_a_long_answer_is_read_page_by_page_without_loss_or_repetition(
    tmp_path: Path,
) -> None:
    async with house(tmp_path, [LONG]) as at, at.skill() as kakao:
        await kakao.say("길게")
        while "계속" in kakao.buttons["ann"]:
            await kakao.say("계속")
        assert words("".join(kakao.seen["ann"])) == words(LONG)
        assert len(kakao.seen["ann"]) > 9
        assert all(bubble.endswith(".") for bubble in kakao.seen["ann"])
        assert len(at.asked()) == 1


async def test_without_a_callback_the_reply_has_what_there_is(tmp_path: Path) -> None:
    script = Gated("하나입니다. 둘", "입니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=2.0) as kakao:
        assert await kakao.say("세어 줘", callback=False) == ["하나입니다."]
        assert kakao.buttons["ann"] == ["계속", "새 대화"]
        script.gate.set()
        await at.yeoul.events(await the_answer(at))
        assert await kakao.say("계속", callback=False) == ["둘입니다."]


async def test_a_model_that_has_said_nothing_yet_is_waited_for_again(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with house(tmp_path, [gate, "여울."]) as at, at.skill(FIRST_S=0.2) as kakao:
        assert await kakao.say("여울이 뭐야?", callback=False) == ["아직 쓰고 있어요."]
        gate.set()
        # The same words again are no new question.
        await at.yeoul.events(await the_answer(at))
        assert await kakao.say("여울이 뭐야?", callback=False) == ["여울."]
        assert len(at.asked()) == 1


async def test_a_part_that_came_too_late_is_told_again(tmp_path: Path) -> None:
    script = Gated("여울은 ", "빠릅니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=0.2) as kakao:
        await kakao.say("여울이 뭐야?")
        kakao.now_s += 61.0
        script.gate.set()
        assert await kakao.called.get() == "FAIL"
        assert "ann" not in kakao.seen
        assert await read_on(kakao) == ["여울은 빠릅니다."]


async def read_on(kakao: Kakao) -> list[str]:
    """Say "계속", as soon as the answer before it is let go."""
    while (bubbles := await kakao.say("계속"))[0].startswith("앞의 답을"):
        kakao.seen["ann"].pop()
    return bubbles


async def test_a_skill_that_is_killed_in_the_middle_loses_and_repeats_nothing(
    tmp_path: Path,
) -> None:
    script = Gated("하나입니다. 둘입니다. 셋", "입니다. 넷입니다.")
    async with house(tmp_path, script) as at:
        async with at.skill(FIRST_S=2.0) as kakao:
            await kakao.say("세어 줘", callback=False)
            assert await kakao.say("계속") == ["답을 쓰고 있어요."]
        script.gate.set()
        async with at.skill() as kakao:
            assert await kakao.say("계속") == ["셋입니다. 넷입니다."]
        assert kakao.seen["ann"] == ["하나입니다. 둘입니다.", "셋입니다. 넷입니다."]
        assert len(at.asked()) == 1


async def test_a_question_that_yeoul_has_not_heard_is_asked_by_reading_on(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        nowhere = f"http://127.0.0.1:{free_port()}"
        async with at.skill(nowhere, FIRST_S=0.2) as kakao:
            assert await kakao.say("여울이 뭐야?", callback=False) == ["아직 쓰고 있어요."]
        async with at.skill() as kakao:
            assert await kakao.say("계속") == ["여울이 뭐야?"]
        assert len(at.asked()) == 1


async def test_a_question_whose_reply_got_lost_is_not_asked_again(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        async with deaf_line(at.yeoul.url) as line, at.skill(line, FIRST_S=0.5) as kakao:
            assert await kakao.say("여울이 뭐야?", callback=False) == ["아직 쓰고 있어요."]
            await until(lambda: len(at.asked()) == 1)
        async with at.skill() as kakao:
            assert await kakao.say("계속") == ["여울이 뭐야?"]
        assert len(at.asked()) == 1


async def test_everybody_has_a_conversation_of_their_own_until_they_begin_another(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as at:
        async with at.skill() as kakao:
            await kakao.say("하나", "ann")
            await kakao.say("uno", "ben")
        async with at.skill() as kakao:
            await kakao.say("둘", "ann")
            assert await kakao.say("새 대화", "ann") == ["새 대화예요. 무엇이든 물어보세요."]
            assert await kakao.say("계속", "ann") == ["더 읽을 것이 없어요. 무엇이든 물어보세요."]
            await kakao.say("셋", "ann")
        questions = [[turn for turn in asked if "messenger" not in turn] for asked in at.asked()]
        assert questions == [["하나"], ["uno"], ["하나", "하나", "둘"], ["셋"]]
        assert await at.conversations() == 3


async def test_a_second_message_does_not_tell_the_same_part_twice(tmp_path: Path) -> None:
    script = Gated("여울은 ", "빠릅니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=0.2) as kakao:
        await kakao.say("여울이 뭐야?")
        [told] = await kakao.say("계속")
        script.gate.set()
        await kakao.called.get()
        assert told.startswith("앞의 답을 쓰고 있어요.")
        assert kakao.seen["ann"][1:] == ["여울은 빠릅니다."]


async def test_another_question_stops_the_answer_that_still_grows(tmp_path: Path) -> None:
    def script(prompt: Prompt) -> Iterator[Step]:
        yield "하나." if prompt.turns[-1].content == "하나" else "둘."
        yield asyncio.Event()

    async with house(tmp_path, script) as at, at.skill(FIRST_S=2.0) as kakao:
        assert await kakao.say("하나", callback=False) == ["하나."]
        assert at.yeoul.provider.running == 1
        assert await kakao.say("둘", callback=False) == ["둘."]
        assert at.yeoul.provider.running == 1


async def test_an_answer_that_fails_says_where_and_why(tmp_path: Path) -> None:
    script: Script = ["여울은 ", ProviderUnavailable("The river is dry.")]
    async with house(tmp_path, script) as at, at.skill() as kakao:
        assert await kakao.say("여울이 뭐야?") == [
            "여울은 \n\n(답이 여기서 끊겼어요. The river is dry.)"
        ]
        assert kakao.buttons["ann"] == ["새 대화"]


async def delete_all_conversations(at: House) -> None:
    for conversation in (await at.yeoul.get("/api/conversations"))["conversations"]:
        await at.yeoul.client.delete(f"/api/conversations/{conversation['id']}")


GONE = ["잘되지 않았어요. 이 대화는 지워졌어요. “새 대화”라고 말해 주세요."]


async def test_a_question_in_a_deleted_conversation_says_how_to_go_on(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.skill() as kakao:
        await kakao.say("하나")
        await delete_all_conversations(at)
        assert await kakao.say("둘") == GONE
        assert kakao.buttons["ann"] == ["계속", "새 대화"]
        await kakao.say("새 대화")
        assert await kakao.say("셋") == ["셋"]


async def test_who_has_read_half_of_an_answer_that_was_deleted_can_go_on(tmp_path: Path) -> None:
    script: Script = ["하나.", asyncio.Event()]
    async with house(tmp_path, script) as at, at.skill(FIRST_S=1.0) as kakao:
        assert await kakao.say("하나", callback=False) == ["하나."]
        await delete_all_conversations(at)
        assert await kakao.say("계속", callback=False) == GONE
        assert await kakao.say("둘", callback=False) == GONE
        assert await kakao.say("새 대화") == ["새 대화예요. 무엇이든 물어보세요."]
        assert await kakao.say("셋", callback=False) == ["하나."]


async def test_a_reply_that_kakao_no_longer_waits_for_does_not_count_as_read(
    tmp_path: Path,
) -> None:
    script = Gated("하나입니다. 둘", "입니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=3.0) as kakao:
        with pytest.raises(httpx2.TimeoutException):
            await kakao.say("세어 줘", callback=False, within_s=1.0)
        script.gate.set()
        assert await read_on(kakao) == ["하나입니다. 둘입니다."]


async def test_a_callback_that_nobody_takes_as_kakao_does_is_read_later(tmp_path: Path) -> None:
    script = Gated("여울은 ", "빠릅니다.")
    async with house(tmp_path, script) as at, at.skill(FIRST_S=0.2) as kakao:
        kakao.garbled = True
        assert await kakao.say("여울이 뭐야?") == ["답을 쓰고 있어요."]
        script.gate.set()
        await kakao.called.get()
        assert await read_on(kakao) == ["여울은 빠릅니다."]


async def test_no_callback_leaves_kakaos_house(tmp_path: Path) -> None:
    script = Gated("하나입니다. 둘", "입니다.")
    elsewhere = START.replace("http://127.0.0.1:", "https://kakao/")
    async with house(tmp_path, script) as at, at.skill(start=elsewhere, FIRST_S=1.0) as kakao:
        assert await kakao.say("세어 줘") == ["하나입니다."]


#: Trusts the pictures' host on loopback, which no real skill does.
WITH_PICTURES = """
import picture, skill, ssl

async def resolve(name, port):
    return ["127.0.0.1"]

picture.resolve, picture.is_public = resolve, lambda address: True
trusting = ssl.create_default_context(cafile="CAFILE")
skill.fetch = lambda address: picture.fetch(address, trusting)
skill.main()
"""


async def test_pictures_wait_for_the_question_about_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hosting(monkeypatch) as host, house(tmp_path) as at:
        host.authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        host.replies = {"/i_1.jpg?expires=1": ok(jpeg()), "/i_2.png": ok(png())}
        start = WITH_PICTURES.replace("CAFILE", str(tmp_path / "authority.pem"))
        async with at.skill(start=start) as kakao:
            told = await kakao.say(host.address("/i_1.jpg?expires=1"))
            assert told == ["사진을 받았어요. 무엇이든 물어보세요."]
            await kakao.say(host.address("/i_2.png"))
            await kakao.say("무슨 강이야?")
            await kakao.say("그리고?")
        pictures = [
            [about.media_type for turn in prompt.turns for about, _ in turn.pictures]
            for prompt in at.yeoul.provider.prompts
        ]
        assert pictures == [["image/jpeg", "image/png"], ["image/jpeg", "image/png"]]
        assert at.asked()[0][-1] == "무슨 강이야?"


async def test_what_lies_inside_the_house_is_not_fetched(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.skill() as kakao:
        [told] = await kakao.say(f"https://127.0.0.1:{free_port()}/a.png")
        assert "누구나 볼 수 있는 https 주소" in told
        assert await kakao.say("여울") == ["여울"]


async def test_a_token_that_may_ask_is_all_that_it_needs(tmp_path: Path) -> None:
    script: Script = ["하나.", asyncio.Event()]
    (tmp_path / "data").mkdir()
    async with (
        serving_people(tmp_path / "data", script) as (yeoul, browsers),
        loopback_kakao() as kakao,
    ):
        wanted = {"name": "kakao", "scopes": ["ask"], "expires_in_days": None}
        token = (await browsers["ann"].post("/api/tokens", json=wanted)).json()["token"]
        async with House(yeoul, kakao, tmp_path).skill(token=token, FIRST_S=1.0):
            assert await kakao.say("하나", callback=False) == ["하나."]
            assert await kakao.say("계속", callback=False) == ["아직 쓰고 있어요."]
            assert await kakao.say("둘", callback=False) == [
                "하나."
            ]  # and it has stopped the other
        mine = (await browsers["ann"].get("/api/conversations")).json()["conversations"]
        assert len(mine) == 1


async def test_a_picture_while_yeoul_is_away_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hosting(monkeypatch) as host, house(tmp_path) as at:
        host.authority.cert_pem.write_to_path(tmp_path / "authority.pem")
        host.replies = {"/1.png": ok(png())}
        start = WITH_PICTURES.replace("CAFILE", str(tmp_path / "authority.pem"))
        async with at.skill(f"http://127.0.0.1:{free_port()}", start=start) as kakao:
            [told] = await kakao.say(host.address("/1.png"))
            assert "제때 대답하지 않아요" in told


async def test_who_does_not_know_the_path_finds_nothing_whatever_they_send(tmp_path: Path) -> None:
    async with house(tmp_path) as at, at.skill() as kakao, httpx2.AsyncClient() as http:
        said_by_ann = {"userRequest": {"utterance": "hello", "user": {"id": "ann"}}}
        elsewhere = kakao.skill_url.replace(SECRET, "guessed")
        assert (await http.post(elsewhere, json=said_by_ann)).status_code == 404
        assert (await http.post(elsewhere, content=b"{" * 5000)).status_code == 404
        assert (await http.post(kakao.skill_url, json={"userRequest": {}})).status_code == 422
        assert (await http.post(kakao.skill_url, json=said_by_ann)).status_code == 200
        assert at.asked() == [at.asked()[0]]


@pytest.mark.parametrize("secret", ["", "short", "{anything-at-all}"])
async def test_a_path_that_anybody_finds_is_refused(tmp_path: Path, secret: str) -> None:
    program = str(EXAMPLES / "kakao" / "skill.py")
    async with started("kakao", program, cwd=tmp_path, KAKAO_SECRET=secret) as process:
        _, told = await process.communicate()
        assert (process.returncode, "16 or more letters" in told.decode()) == (1, True)
