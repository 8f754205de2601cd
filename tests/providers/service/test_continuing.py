"""A service is told to go on behind a text in the way that a person has chosen for it."""

from __future__ import annotations

import asyncio
import json
from typing import Any, get_args

import pytest

from tests.contracts.providers import llama_engine
from tests.providers.prompts import finish_of, pieces, text_of
from tests.services.chat_service import (
    DONE,
    Call,
    ChatService,
    Plan,
    finish,
    open_chat_service,
    text,
    told_text,
)
from yeoul.addresses import ServiceAddress
from yeoul.errors import PromptUnknown
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Prompt, Tokens, Turn
from yeoul.providers.chat_request import ContinueWay
from yeoul.providers.embedded.model_files import MODEL_ID
from yeoul.providers.service.client import MAX_LIST_BYTES
from yeoul.providers.service.continuing import question_address
from yeoul.providers.service.models import Label
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio

PREFIX = "The river runs down to"
PROMPT = Prompt("desk/small", (Turn("user", "Where to?"),), prefix=PREFIX)


def provider_of(service: ChatService, way: ContinueWay) -> ServiceProvider:
    return ServiceProvider(
        base_url=service.base_url,
        connect_timeout_s=30,
        slots=8,
        label=Label("desk", "Desk"),
        continues=way,
    )


def saying(*parts: str) -> Plan:
    async def plan(call: Call) -> None:
        await call.stream(*map(text, parts), finish(), DONE)

    return plan


async def continued(way: ContinueWay, *parts: str, prefix: str = PREFIX) -> tuple[str, Any]:
    """Return the text of an answer that the service gives in ``parts``, and what it was asked."""
    async with open_chat_service() as service:
        service.answer = saying(*parts)
        provider = provider_of(service, way)
        prompt = Prompt(PROMPT.model, PROMPT.turns, prefix=prefix)
        told = await pieces(provider, prompt)
        await provider.aclose()
    assert finish_of(told).reason == "stop"
    return text_of(told), service.questions[0].body


@pytest.mark.parametrize(
    ("way", "last", "more"),
    [
        (
            "vllm",
            {},
            {
                "add_generation_prompt": False,
                "continue_final_message": True,
                "chat_template_kwargs": {"enable_thinking": False},
            },
        ),
        ("llama.cpp", {}, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("deepseek", {"prefix": True}, {}),
        ("mistral", {"prefix": True}, {}),
    ],
)
async def test_each_way_is_that_of_its_servers(
    way: ContinueWay, last: dict[str, Any], more: dict[str, Any]
) -> None:
    said, asked = await continued(way, " the sea.")

    assert said == " the sea."
    assert asked == {
        "model": "small",
        "messages": [
            {"role": "user", "content": "Where to?"},
            {"role": "assistant", "content": PREFIX, **last},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        **more,
    }


@pytest.mark.parametrize(
    "parts",
    [
        (PREFIX + " the sea.",),
        (PREFIX, " the sea."),
        ("The ", "river runs ", "down", " to the", " sea."),
        (*PREFIX, *" the sea."),
    ],
)
@pytest.mark.parametrize("way", ["vllm", "llama.cpp", "deepseek", "mistral"])
async def test_a_text_that_is_given_back_is_dropped(
    way: ContinueWay, parts: tuple[str, ...]
) -> None:
    assert (await continued(way, *parts))[0] == " the sea."


@pytest.mark.parametrize(
    "parts",
    [("The river runs down the hill.",), ("The ", "r", "apids"), ("T",), ("The river runs down",)],
)
async def test_a_text_that_only_begins_alike_is_kept(parts: tuple[str, ...]) -> None:
    assert (await continued("vllm", *parts))[0] == "".join(parts)


async def test_a_short_text_may_come_twice_but_from_a_service_that_always_repeats_it() -> None:
    assert (await continued("vllm", "ha", "ha", prefix="ha"))[0] == "haha"
    assert (await continued("mistral", "ha", "ha", prefix="ha"))[0] == "ha"


async def test_a_service_that_is_not_told_how_cannot_go_on() -> None:
    async with open_chat_service() as service:
        assert not provider_of(service, "no").can_continue
        assert not provider_of(service, "no").continues_unasked
        assert provider_of(service, "vllm").can_continue
        assert provider_of(service, "vllm").continues_unasked


def test_deepseek_goes_on_at_its_beta_address_alone() -> None:
    address = ServiceAddress.parse("https://api.deepseek.com/v1")
    other = ServiceAddress.parse("https://proxy.example/v1")

    assert str(question_address(address, "deepseek")) == "https://api.deepseek.com/beta"
    assert question_address(address, "no") == address
    assert question_address(other, "deepseek") == other


async def test_a_service_that_refuses_the_way_is_asked_no_more_than_twice() -> None:
    async def strict(call: Call) -> None:
        await call.error(400, "Unknown field: chat_template_kwargs")

    async with open_chat_service() as service:
        service.answer = strict
        provider = provider_of(service, "vllm")
        with pytest.raises(Exception, match="chat_template_kwargs"):
            await pieces(provider, PROMPT)
        await provider.aclose()
    assert len(service.questions) <= 2


@pytest.mark.parametrize("thinking", [True, False])
async def test_a_service_on_this_machine_is_told_whether_to_think(thinking: bool) -> None:
    async def picky(call: Call) -> None:
        if "chat_template_kwargs" in json.dumps(call.request.body):
            await call.error(400, "chat_template_kwargs: extra inputs are not permitted")
        else:
            await call.stream(text("ok"), finish(), DONE)

    async with open_chat_service() as service:
        provider = provider_of(service, "no")
        prompt = Prompt("desk/small", PROMPT.turns, Parameters(thinking=thinking))
        await pieces(provider, prompt)
        assert service.questions[0].body["chat_template_kwargs"] == {"enable_thinking": thinking}
        service.answer = picky
        assert text_of(await pieces(provider, prompt)) == "ok"
        await pieces(provider, prompt)
        await provider.aclose()
    assert len(service.questions) == 4, "one that refuses it is not told again"


@pytest.mark.llama
async def test_a_llama_cpp_server_tells_what_its_model_reads() -> None:
    engine = await asyncio.to_thread(llama_engine)
    provider = ServiceProvider(
        base_url=f"{engine.address}/v1",
        api_key=engine.key,
        connect_timeout_s=30,
        slots=1,
        label=Label("desk", "Desk"),
        continues="llama.cpp",
    )
    prompt = Prompt(
        f"desk/{MODEL_ID}",
        (Turn("user", "What is the capital of France?"),),
        Parameters(temperature=0, max_tokens=9),
        prefix="The",
    )
    tokens = await provider.tokens_of(prompt)
    told = await pieces(provider, prompt)
    await provider.aclose()

    read = b"".join(token.piece for token in tokens)
    assert read.endswith(b"What is the capital of France?<|im_end|>\n<|im_start|>assistant\nThe")
    usage = finish_of(told).usage
    assert usage is not None
    assert usage.prompt_tokens == len(tokens)
    assert text_of(told).startswith(" capital of France")


@pytest.mark.parametrize(
    "reply",
    [
        *({}, [], "<html>", None, {"prompt": "x"}, {"prompt": "x", "tokens": 7}),
        {"prompt": "x", "tokens": [[]]},
        {"prompt": "x", "tokens": [{"id": 1}]},
        {"prompt": "x", "tokens": [{"id": "x", "piece": ""}]},
        {"prompt": "x", "tokens": [{"id": 1, "piece": 1 << 60}]},
        {"prompt": "x", "tokens": [{"id": 1, "piece": [256]}]},
    ],
)
async def test_a_service_that_is_no_llama_cpp_server_tells_nothing(reply: Any) -> None:
    async def odd(call: Call) -> None:
        if reply is None:
            await call.error(404, "There is nothing here.")
        else:
            await call.reply(200, reply)

    for way in get_args(ContinueWay):
        async with open_chat_service() as service:
            service.answer = odd
            provider = provider_of(service, way)
            with pytest.raises(PromptUnknown):
                await provider.tokens_of(PROMPT)
            await provider.aclose()
            assert bool(service.requests) == (way == "llama.cpp")


async def test_a_prompt_that_is_too_long_to_be_shown_is_told_so() -> None:
    async def long(call: Call) -> None:
        await call.reply(200, {"prompt": "x" * MAX_LIST_BYTES})

    async with open_chat_service() as service:
        service.answer = long
        provider = provider_of(service, "llama.cpp")
        with pytest.raises(PromptUnknown, match="too long"):
            await provider.tokens_of(PROMPT)
        await provider.aclose()


async def test_the_candidates_of_a_text_that_is_repeated_are_not_those_of_the_rest() -> None:
    async def repeating(call: Call) -> None:
        repeated, new = told_text(" ha", 1), told_text(" ha", 2)
        await call.stream(repeated, repeated, new, told_text("!", 2), finish(), DONE)

    async with open_chat_service() as service:
        service.answer = repeating
        provider = provider_of(service, "mistral")
        prompt = Prompt(PROMPT.model, PROMPT.turns, prefix=" ha ha", candidates=2)
        said = await pieces(provider, prompt)
        await provider.aclose()

    told = [token for piece in said if isinstance(piece, Tokens) for token in piece.tokens]
    assert text_of(said) == " ha!"
    assert [(its, len(others)) for its, _, others in told] == [(" ha", 2), ("!", 2)]
