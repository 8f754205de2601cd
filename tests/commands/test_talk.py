"""The model as a partner: what it is asked after a conversation, a failure and a full window."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from tests.client.unreliable_server import reply, unreliable
from tests.pictures.images import png
from yeoul.commands.attached import SentPicture
from yeoul.commands.talk import ModelTalk, ServerTalk, Way, open_talk
from yeoul.errors import ContextTooLong, ImagesNotTaken, ProviderBroken, ProviderTimeout, YeoulError
from yeoul.files.data_dir import DataDirectory
from yeoul.generation.runner import Limits
from yeoul.protocol.content import ToolCall
from yeoul.protocol.events import Delta, End, Reasoning, Reset
from yeoul.providers.base import Finish, Moved, Progress, Text, Thought, Turn
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.script_steps import Step
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings

pytestmark = pytest.mark.anyio


async def talk_to(
    *scripts: Sequence[Step], system: str | None = None, limits: Limits | None = None
) -> tuple[ModelTalk, Scripted]:
    """Return a talk whose answers are ``scripts``, one after the other."""
    left = list(scripts)
    provider = Scripted({"m": lambda prompt: left.pop(0)})
    (model,) = await provider.models()
    return ModelTalk(Catalogue([provider]), provider, model, system, limits or Limits()), provider


async def said(talk: ModelTalk, question: str) -> str:
    updates = [update async for update in talk.ask(question)]
    return "".join(update.text for update in updates if isinstance(update, Delta))


async def test_what_was_said_before_is_a_part_of_the_question() -> None:
    talk, provider = await talk_to(["A", "B"], ["C"], system="Be brief.")
    assert await said(talk, "one") == "AB"
    assert await said(talk, "two") == "C"
    assert provider.prompts[-1].turns == (
        Turn("system", "Be brief."),
        Turn("user", "one"),
        Turn("assistant", "AB"),
        Turn("user", "two"),
    )


async def test_thinking_is_apart_from_the_text() -> None:
    talk, _ = await talk_to(
        [[Progress("thinking"), Thought("hm"), Text("yes")], Finish("stop", None)]
    )
    updates = [update async for update in talk.ask("q")]
    assert Reasoning("hm") in updates
    assert Delta("yes") in updates
    assert isinstance(updates[-1], End)


async def test_text_that_turns_out_to_be_thinking_is_no_part_of_the_conversation() -> None:
    talk, provider = await talk_to([Text("hm"), Moved("thinking"), Text("yes")], ["fine"])
    updates = [update async for update in talk.ask("one")]
    assert Reset("", "hm") in updates
    await said(talk, "two")
    assert provider.prompts[-1].turns[1] == Turn("assistant", "yes")


async def test_a_call_of_a_tool_is_shown_as_a_server_shows_it() -> None:
    call = ToolCall(0, "c1", "look_up", "{}")
    talk, _ = await talk_to([Text("I look it up."), call, Finish("tool_calls", None)])
    updates = [update async for update in talk.ask("q")]
    assert call in updates


async def test_a_model_that_says_nothing_is_given_up() -> None:
    talk, _ = await talk_to([asyncio.Event()], limits=Limits(first_token_timeout_s=0.05))
    with pytest.raises(ProviderTimeout):
        await said(talk, "one")


async def test_leaving_closes_the_call() -> None:
    talk, provider = await talk_to([Text("so far"), asyncio.Event()])
    async with aclosing(talk.ask("q")) as updates:
        async for update in updates:
            if update == Delta("so far"):
                break
        assert provider.running == 1
    assert provider.running == 0


async def test_a_failure_without_a_word_leaves_no_trace_in_the_conversation() -> None:
    talk, provider = await talk_to([ProviderBroken("cut")], ["fine"])
    with pytest.raises(ProviderBroken):
        await said(talk, "one")
    assert await said(talk, "two") == "fine"
    assert provider.prompts[-1].turns == (Turn("user", "two"),)


async def test_what_was_said_before_a_failure_is_kept() -> None:
    talk, provider = await talk_to(["so far", ProviderBroken("cut")], ["fine"])
    with pytest.raises(ProviderBroken):
        await said(talk, "one")
    await said(talk, "two")
    assert provider.prompts[-1].turns[1] == Turn("assistant", "so far")


async def test_the_oldest_turns_are_left_out_when_the_model_cannot_hold_them() -> None:
    full: Sequence[Step] = [ContextTooLong("full")]
    talk, provider = await talk_to(["A"], ["B"], full, full, ["C"])
    await said(talk, "one")
    await said(talk, "two")
    assert await said(talk, "three") == "C"
    assert provider.prompts[-1].turns == (Turn("user", "three"),)


async def test_a_question_too_long_by_itself_is_an_error() -> None:
    talk, _ = await talk_to([ContextTooLong("full")])
    with pytest.raises(ContextTooLong):
        await said(talk, "one")


async def test_a_server_that_starts_or_has_gone_is_not_asked(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, model="scripted:echo")
    with DataDirectory.open(tmp_path) as directory:
        talk = await open_talk(settings, Way(), model=None, system=None)
        assert isinstance(talk, ModelTalk)  # it has no address yet
        await talk.aclose()
        directory.publish("http://127.0.0.1:9")
        with pytest.raises(ConnectionError, match=r"no server at http://127\.0\.0\.1:9"):
            await open_talk(settings, Way(), model=None, system=None)


async def test_a_model_that_nobody_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(YeoulError, match="nobody"):
        await open_talk(Settings(data_dir=tmp_path), Way(), model="nobody", system=None)


async def test_a_stop_before_any_reply_is_of_the_answer_that_the_question_names() -> None:
    early = reply("200 OK", b'{"id":"a1","status":"stopped"}')
    async with unreliable([None, early]) as server:
        talk = ServerTalk(server.url, headers={}, token=None, model="m", system=None)
        updates = talk.ask("q")
        step = asyncio.ensure_future(anext(updates))  # noqa: TID251
        await server.asked()
        step.cancel()
        with pytest.raises(asyncio.CancelledError):
            await step
        await talk.stop()
        await talk.aclose()
        asked = orjson.loads(server.requests[0].partition("\r\n\r\n")[2])
        answer_id = asked["ids"]["answer"]
        assert server.line(1).startswith(f"POST /api/answers/{answer_id}/stop")


async def test_a_picture_is_a_part_of_its_question_and_of_the_next_ones() -> None:
    talk, provider = await talk_to(["A"], ["B"])
    updates = [update async for update in talk.ask("one", [SentPicture("a.png", png())])]
    assert Delta("A") in updates
    await said(talk, "two")
    (picture,) = provider.prompts[-1].turns[0].pictures
    assert (picture.about.name, picture.about.width) == ("a.png", 64)
    assert picture.content.startswith(b"\x89PNG")


async def test_a_picture_for_a_model_that_sees_none_is_refused_and_not_kept() -> None:
    talk, provider = await talk_to(["A"])
    blind = ModelTalk(
        Catalogue([provider]), provider, replace(talk._model, images=False), None, Limits()
    )
    with pytest.raises(ImagesNotTaken, match="sees no pictures"):
        async for _ in blind.ask("one", [SentPicture("a.png", png())]):
            pass
    assert await said(blind, "two") == "A"
    assert provider.prompts[-1].turns == (Turn("user", "two"),)
