"""A product decides about each question, once, on every way to ask; readers see none of it."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
import websockets

from tests.served import MODEL, Served, serving, until
from yeoul import Allowance, Asking, Caller, Refused
from yeoul.errors import ProviderRejected
from yeoul.product import ProductCall
from yeoul.protocol.conversation import Parameters
from yeoul.providers import Finish, Prompt
from yeoul.providers.base import Turn
from yeoul.providers.script_steps import Script, Step

pytestmark = pytest.mark.anyio

SECRET = "Speak like a marigold."
NOTE = "The price is three."
JSON = {"accept": "application/json"}
#: What no reader may find anywhere.
CANARIES = ("marigold", "price is three")


class Product:
    """Knows everybody as Ann; keeps what it was asked, and locks all there is to lock."""

    def __init__(self) -> None:
        self.asked: list[Asking] = []
        self.gate: asyncio.Event | None = None
        self.refuses: Exception | None = None

    async def identify(self, connection: Any) -> Caller | None:
        return Caller("ann")

    async def before_ask(self, asking: Asking) -> Asking:
        self.asked.append(asking)
        if self.gate is not None:
            await self.gate.wait()
        if self.refuses is not None:
            raise self.refuses
        return replace(
            asking,
            model=MODEL,
            system=SECRET,
            parameters=Parameters(max_tokens=50),
            context=[Turn("user", NOTE)],
            metadata={"plan": "gold"},
        )

    def serving(self, path: Path, script: Any = ("one ", "two")) -> Any:
        scripts = {MODEL: script, "scripted:dear": ["dear"]}
        hooks: dict[str, Any] = {"identify": self.identify, "before_ask": self.before_ask}
        return serving(path, scripts, **hooks)


@pytest.fixture
def product() -> Product:
    return Product()


# -- every way to ask ----------------------------------------------------------------------------


async def ask(served: Served, asked: dict[str, Any]) -> None:
    await served.ask("another", model="scripted:dear", temperature=2)


async def ask_in_it(served: Served, asked: dict[str, Any]) -> None:
    await served.ask("more", conversation_id=asked["conversation"]["id"])


async def ask_by_stream(served: Served, asked: dict[str, Any]) -> None:
    headers = {"accept": "text/event-stream"}
    reply = await served.client.post("/api/answers", json={"content": "x"}, headers=headers)
    assert "event: end" in reply.text


async def edit(served: Served, asked: dict[str, Any]) -> None:
    place = asked["conversation"]["id"]
    await served.ask("better", conversation_id=place, parent_id=None, system="Mine.")


async def regenerate(served: Served, asked: dict[str, Any]) -> None:
    body = {"question_id": asked["question"]["id"], "model": "scripted:dear"}
    assert (await served.client.post("/api/answers", json=body)).status_code == 201


async def completion(served: Served, asked: dict[str, Any]) -> None:
    reply = await served.client.get("/completion", params={"query": "x", "model": "scripted:dear"})
    assert reply.text == "one two"


async def temporary(served: Served, asked: dict[str, Any]) -> None:
    await served.ask("secretly", temporary=True)


async def twice_with_a_key(served: Served, asked: dict[str, Any]) -> None:
    def post() -> Awaitable[Any]:
        return served.client.post(
            "/api/answers", json={"content": "x"}, headers={"idempotency-key": "one"}
        )

    replies = [*await asyncio.gather(post(), post()), await post()]
    assert len({reply.json()["answer"]["id"] for reply in replies}) == 1


WAYS = {
    way.__name__: way
    for way in (
        *(ask, ask_in_it, ask_by_stream, edit, regenerate, completion, temporary),
        twice_with_a_key,
    )
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_to_ask_asks_the_product_once(
    tmp_path: Path, product: Product, way: str
) -> None:
    async with product.serving(tmp_path) as served:
        asked = await served.ask("first", system="Mine.")
        await served.events(asked["answer"]["id"])
        before = len(product.asked)
        await WAYS[way](served, asked)

        assert len(product.asked) == before + 1
        await _until_settled(served)
        prompt = served.provider.prompts[-1]

    assert prompt.turns[0] == Turn("system", SECRET)
    assert NOTE in prompt.turns[-1].content
    assert prompt.model == MODEL
    assert prompt.parameters == Parameters(max_tokens=50)
    assert prompt.metadata == {"plan": "gold"}
    assert (prompt.owner, prompt.conversation_id is None) == ("ann", False)


async def _until_settled(served: Served) -> None:
    await until(lambda: not served.app.state.dependencies.chat.running)


async def test_the_product_is_told_what_is_about_to_be_asked(
    tmp_path: Path, product: Product
) -> None:
    async with product.serving(tmp_path) as served:
        asked = await served.ask("first", system="Mine.", temperature=1.5)
        await served.events(asked["answer"]["id"])
        place = asked["conversation"]["id"]
        await served.client.patch(
            f"/api/conversations/{place}", json={"parameters": {"top_p": 0.5}}
        )
        body = {"question_id": asked["question"]["id"], "prefix": "The"}
        version = (await served.client.post("/api/answers", json=body)).json()["answer"]
        await served.events(version["id"])

    first, again = product.asked
    assert (first.prefix, again.prefix) == ("", "The")
    assert first.caller == again.caller == Caller("ann")
    assert (first.way, first.text, first.conversation_id) == ("ask", "first", None)
    assert (first.system, first.model) == ("Mine.", None)
    assert first.parameters == Parameters(temperature=1.5)
    assert (again.way, again.text, again.conversation_id) == ("regenerate", "first", place)
    assert (again.system, again.parameters) == ("Mine.", Parameters(top_p=0.5))


async def test_a_websocket_and_every_other_reader_ask_nothing(
    tmp_path: Path, product: Product
) -> None:
    async with product.serving(tmp_path) as served:
        answer = (await served.ask("first"))["answer"]["id"]
        await served.events(answer)
        path = f"/api/answers/{answer}/events"
        async with websockets.connect(f"{served.url.replace('http', 'ws')}{path}") as line:
            frames = [str(frame) async for frame in line]
        polled = await served.client.get(path, headers={"accept": "application/json"})

    assert '"end"' in frames[-1]
    assert polled.status_code == 200

    assert len(product.asked) == 1


# -- continue ------------------------------------------------------------------------------------


async def test_continue_asks_the_product_and_keeps_the_terms(
    tmp_path: Path, product: Product
) -> None:
    script: Script = ["one ", Finish("length", None), "two"]
    async with product.serving(tmp_path, script) as served:
        answer = (await served.ask("first"))["answer"]["id"]
        await served.events(answer)
        reply = await served.client.post(f"/api/answers/{answer}/continue")
        assert reply.status_code == 200, reply.text
        await _until_settled(served)
        prompt = served.provider.prompts[-1]

    assert [asking.way for asking in product.asked] == ["ask", "continue"]
    assert product.asked[1].system == SECRET
    assert (prompt.prefix, prompt.turns[0]) == ("one ", Turn("system", SECRET))
    assert NOTE in prompt.turns[-1].content
    assert prompt.metadata == {"plan": "gold"}


async def test_what_is_refused_to_continue_stays_as_it_is(tmp_path: Path, product: Product) -> None:
    script: Script = ["one ", Finish("length", None), "two"]
    async with product.serving(tmp_path, script) as served:
        answer = (await served.ask("first"))["answer"]["id"]
        await served.events(answer)
        product.refuses = Refused("You have had enough for today.", code="enough", status=429)
        reply = await served.client.post(f"/api/answers/{answer}/continue")
        read = (await served.client.get(f"/api/answers/{answer}")).json()

    assert reply.status_code == 429
    assert (read["status"], read["text"], read["continuable"]) == ("finished", "one ", True)


async def test_an_answer_from_before_goes_on_only_as_it_would_begin_now(
    tmp_path: Path, product: Product
) -> None:
    script: Script = ["one ", Finish("length", None), "two"]
    async with serving(tmp_path, script, identify=product.identify) as served:
        answer = (await served.ask("first", system="Swear."))["answer"]["id"]
        await served.events(answer)
    async with product.serving(tmp_path, script) as served:
        reply = await served.client.post(f"/api/answers/{answer}/continue")

    assert (reply.status_code, reply.json()["code"]) == (409, "not_continuable")


# -- refusals ------------------------------------------------------------------------------------


async def test_a_refusal_has_the_sentence_code_and_status_of_the_product(
    tmp_path: Path, product: Product
) -> None:
    product.refuses = Refused("Your plan has no river.", code="no_river", status=402)
    async with product.serving(tmp_path) as served:
        reply = await served.client.post("/api/answers", json={"content": "x"})
        listed = (await served.client.get("/api/conversations")).json()
        text = await served.client.get("/completion", params={"query": "x"})

    problem = reply.json()
    assert (reply.status_code, problem["code"]) == (402, "no_river")
    assert problem["detail"] == "Your plan has no river."
    assert problem["retryable"] is False
    assert listed["conversations"] == []
    assert text.status_code == 402
    assert not served.provider.prompts


@pytest.mark.parametrize("status", [200, 302, 399, 401, 500])
def test_a_refusal_is_no_other_status(status: int) -> None:
    with pytest.raises(ValueError, match="is no status"):
        Refused("No.", status=status)


def test_a_refusal_has_a_code_that_programs_can_read() -> None:
    with pytest.raises(ValueError, match="is no code"):
        Refused("No.", code="Over the limit!")


async def test_a_hook_that_fails_says_nothing_and_asks_nothing(
    tmp_path: Path, product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    product.refuses = KeyError("a secret of the product")
    with caplog.at_level(logging.ERROR):
        async with product.serving(tmp_path) as served:
            reply = await served.client.post("/api/answers", json={"content": "x"})

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert "secret" not in reply.text
    assert "before_ask failed" in caplog.text
    assert not served.provider.prompts


def _changed(**fields: Any) -> Callable[[Asking], Any]:
    return lambda asking: replace(asking, **fields)


WRONG: dict[str, Callable[[Asking], Any]] = {
    "nothing": lambda asking: None,
    "another caller": _changed(caller=Caller("bob")),
    "another question": _changed(text="What I say."),
    "other pictures": _changed(attachments=("0" * 32,)),
    "a system turn": _changed(context=[Turn("system", "x")]),
    "metadata that is no text": _changed(metadata={"a": 1}),
    "no parameters": _changed(parameters=None),
    "a generator": lambda asking: (each for each in [asking]),
    "no metadata": _changed(metadata=None),
    "metadata in a list": _changed(metadata=["a"]),
    "metadata without an end": _changed(metadata={"a": "x" * 65_536}),
    "metadata of half a character": _changed(metadata={"a": "\ud800"}),
    "a system prompt that is no text": _changed(system=5),
    "a system prompt of half a character": _changed(system="\ud800"),
    "a model that is no name": _changed(model=5),
    "context that is no turn": _changed(context=[("user", "x")]),
    "context in one text": _changed(context="abc"),
    "no context": _changed(context=None),
    "a temperature in words": _changed(parameters=Parameters(temperature=cast("Any", "hot"))),
    "no limits": _changed(allowance=None),
    "a limit in words": _changed(allowance=Allowance(growing=cast("Any", "four"))),
    "answers that never grow": _changed(allowance=Allowance(growing=0)),
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_hook_that_returns_what_it_may_not_is_a_fault_of_the_server(
    tmp_path: Path, what: str
) -> None:
    async with serving(tmp_path, ["x"], before_ask=WRONG[what]) as served:
        reply = await served.client.post("/api/answers", json={"content": "x"})

    assert (reply.status_code, reply.json()["code"]) == (500, "internal")
    assert not served.provider.prompts


async def test_a_plain_function_may_block_and_holds_nobody_else_up(tmp_path: Path) -> None:
    blocked, goes_on = threading.Event(), threading.Event()

    def before_ask(asking: Asking) -> Asking:
        blocked.set()
        assert goes_on.wait(60)
        return replace(asking, system="Be brief.")

    async with serving(tmp_path, ["x"], before_ask=before_ask) as served:
        asking = asyncio.ensure_future(served.ask())  # noqa: TID251
        assert await asyncio.to_thread(blocked.wait, 60)
        assert (await served.client.get("/healthz")).status_code == 200
        goes_on.set()
        await served.events((await asking)["answer"]["id"])

    assert served.provider.prompts[-1].turns[0] == Turn("system", "Be brief.")


async def test_a_hook_is_not_waited_for_longer_than_its_limit() -> None:
    async def never(value: int) -> int:
        await asyncio.Event().wait()
        return value

    with pytest.raises(Exception, match="in time") as raised:
        await ProductCall[int, int](never, "never", limit_s=0.01)(1)

    assert getattr(raised.value, "code", "") == "hook_timeout"


async def test_a_hook_that_is_cancelled_by_others_has_not_failed() -> None:
    begun = asyncio.Event()

    async def waits(value: int) -> int:
        begun.set()
        await asyncio.Event().wait()
        return value

    call = asyncio.ensure_future(ProductCall[int, int](waits, "waits")(1))  # noqa: TID251
    await begun.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


async def test_a_timeout_inside_of_a_hook_is_its_own_failure() -> None:
    async def fails(value: int) -> int:
        raise TimeoutError

    with pytest.raises(Exception, match="its log has the details"):
        await ProductCall[int, int](fails, "fails")(1)


# -- limits --------------------------------------------------------------------------------------


async def test_a_limit_of_the_hook_holds(tmp_path: Path) -> None:
    async def identify(connection: Any) -> Caller | None:
        return Caller("ann")

    async def before_ask(asking: Asking) -> Asking:
        return replace(asking, allowance=Allowance(questions=1))

    async with serving(tmp_path, ["x"], identify=identify, before_ask=before_ask) as served:
        await served.ask("one")
        reply = await served.client.post("/api/answers", json={"content": "two"})

    assert (reply.status_code, reply.json()["code"]) == (429, "quota_exceeded")


# -- a client that leaves ------------------------------------------------------------------------


async def test_a_client_that_leaves_and_comes_again_is_asked_for_once(
    tmp_path: Path, product: Product
) -> None:
    product.gate = asyncio.Event()
    headers = {"idempotency-key": "one"}
    async with product.serving(tmp_path) as served:
        with pytest.raises(Exception):  # noqa: B017, PT011
            await served.client.post(
                "/api/answers", json={"content": "x"}, headers=headers, timeout=0.3
            )
        product.gate.set()
        reply = await served.client.post("/api/answers", json={"content": "x"}, headers=headers)

    assert reply.status_code == 201
    assert len(product.asked) == 1


# -- secrets -------------------------------------------------------------------------------------


def repeats(prompt: Prompt) -> list[Step]:
    return [ProviderRejected(f"The service said: bad prompt {prompt.turns!r}")]


def crashes(prompt: Prompt) -> list[Step]:
    raise RuntimeError(f"bad prompt {prompt.turns!r}")


@pytest.mark.parametrize("script", [("one ", "two"), repeats, crashes])
async def test_what_the_product_adds_is_nowhere_a_reader_looks(
    tmp_path: Path, product: Product, script: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="yeoul"):
        async with product.serving(tmp_path, script) as served:
            asked = await served.ask("first", system="Mine.")
            answer, place = asked["answer"]["id"], asked["conversation"]["id"]
            entries = await served.events(answer)
            get = served.client.get
            seen = [
                str(entries),
                (await get(f"/api/answers/{answer}")).text,
                (await get(f"/api/answers/{answer}/events", headers=JSON)).text,
                (await get(f"/api/conversations/{place}")).text,
                (await get("/api/conversations", params={"query": "marigold"})).text,
                (await served.client.post("/api/export")).text,
                caplog.text,
            ]
            logged = _bytes_of(tmp_path, "log.db*")

    assert not [text for text in seen if any(canary in text for canary in CANARIES)]
    assert all('"system":"Mine."' in seen[place] for place in (3, 5))
    assert answer.encode() in logged
    assert not any(canary.encode() in logged for canary in CANARIES)


def _bytes_of(folder: Path, pattern: str) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob(pattern))


async def test_a_system_prompt_that_is_revealed_is_the_conversations(tmp_path: Path) -> None:
    async def before_ask(asking: Asking) -> Asking:
        return replace(asking, system="Be brief.", reveals=True)

    async with serving(
        tmp_path, [ProviderRejected("No: be brief")], before_ask=before_ask
    ) as served:
        asked = await served.ask("first")
        entries = await served.events(asked["answer"]["id"])
        read = (await served.client.get(f"/api/conversations/{asked['conversation']['id']}")).json()

    assert read["system"] == "Be brief."
    assert entries[-1]["data"]["error"]["detail"] == "No: be brief"


async def test_the_product_hears_of_a_continue_that_it_is_temporary(
    tmp_path: Path, product: Product
) -> None:
    script: Script = ["one ", Finish("length", None), "two"]
    async with product.serving(tmp_path, script) as served:
        for fields in ({"temporary": True}, {}):
            answer = (await served.ask("first", **fields))["answer"]["id"]
            await served.events(answer)
            reply = await served.client.post(f"/api/answers/{answer}/continue")
            assert reply.status_code == 200, reply.text
        await _until_settled(served)

    assert [asking.temporary for asking in product.asked] == [True, True, False, False]
