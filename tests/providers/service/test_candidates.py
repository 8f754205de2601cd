"""Candidates from services: asked for once, told by their bytes, and missed without a fuss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.providers.prompts import pieces, prompt, text_of
from tests.providers.services import responses_provider
from tests.services.chat_service import Call, ChatService, echo
from tests.services.responses_service import Json, open_responses_service
from yeoul.errors import ProviderRejected
from yeoul.providers.base import Piece, Tokens
from yeoul.providers.service.model_entries import model_of
from yeoul.providers.service.provider import ServiceProvider

pytestmark = pytest.mark.anyio

WISH = replace(prompt("How is it?"), candidates=5)


def told_text(told: list[Piece]) -> str:
    tokens = [token for piece in told if isinstance(piece, Tokens) for token in piece.tokens]
    return "".join(text for text, _, _ in tokens)


def refusing_candidates(status: int, message: str) -> Callable[[Call], object]:
    async def answer(call: Call) -> None:
        if "logprobs" in call.request.body:
            await call.error(status, message)
        else:
            await echo(call)

    return answer


def asked_for(service: ChatService) -> list[int | None]:
    return [request.body.get("top_logprobs") for request in service.questions]


async def candidates_of(provider: ServiceProvider) -> bool | None:
    return next(model.candidates for model in await provider.models() if model.id == "small")


async def test_they_are_asked_for_and_shown_to_be_there(
    service: ChatService, provider: ServiceProvider
) -> None:
    assert await candidates_of(provider) is None

    told = await pieces(provider, WISH)

    assert told_text(told) == text_of(told) == "How is it?"
    assert service.questions[0].body["logprobs"] is True
    assert asked_for(service) == [5]
    assert await candidates_of(provider) is True


async def test_who_does_not_ask_gets_none_and_asks_for_none(
    service: ChatService, provider: ServiceProvider
) -> None:
    told = await pieces(provider, prompt("How is it?"))

    assert not any(isinstance(piece, Tokens) for piece in told)
    assert "logprobs" not in service.questions[0].body


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Unknown parameter: 'logprobs'"),
        (400, "Bad request"),
        (422, "Extra inputs are not permitted"),
        (403, "You are not allowed to request logprobs from this model."),
    ],
)
async def test_a_service_that_refuses_them_is_asked_once_more_and_not_twice_in_a_row(
    service: ChatService, provider: ServiceProvider, status: int, message: str
) -> None:
    service.answer = refusing_candidates(status, message)  # type: ignore[assignment]

    assert text_of(await pieces(provider, WISH)) == "How is it?"
    assert text_of(await pieces(provider, WISH)) == "How is it?"

    assert asked_for(service) == [5, None, None]
    assert await candidates_of(provider) is False
    # It may be the number that it refuses, or them beside tools.
    assert text_of(await pieces(provider, replace(WISH, candidates=2))) == "How is it?"
    assert asked_for(service)[3:] == [2, None]


async def test_what_is_refused_beside_tools_or_in_a_large_number_may_be_had_otherwise(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def at_most_five_and_no_tools(call: Call) -> None:
        asked = call.request.body
        if "logprobs" in asked and (asked["top_logprobs"] > 5 or asked.get("tools")):
            await call.error(400, "logprobs is not supported with tools + stream")
        else:
            await echo(call)

    service.answer = at_most_five_and_no_tools
    tools = [{"type": "function", "function": {"name": "look"}}]
    for wish in (replace(WISH, options={"tools": tools}), replace(WISH, candidates=20)):
        for _ in range(2):  # the second one is asked without them at once
            assert told_text(await pieces(provider, wish)) == ""
            assert await candidates_of(provider) is None
    assert told_text(await pieces(provider, WISH)) == "How is it?"
    assert await candidates_of(provider) is True
    assert told_text(await pieces(provider, replace(WISH, candidates=20))) == ""
    assert await candidates_of(provider) is True
    assert asked_for(service) == [5, None, None, 20, None, None, 5, None]


async def test_another_refusal_is_told_and_nothing_is_concluded(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def refuse(call: Call) -> None:
        await call.error(400, "Your question is not a good one.")

    service.answer = refuse

    with pytest.raises(ProviderRejected, match="not a good one"):
        await pieces(provider, WISH)
    assert asked_for(service) == [5, None]
    service.answer = echo
    assert told_text(await pieces(provider, WISH)) == "How is it?"


async def test_a_service_that_takes_no_notice_is_found_out(
    service: ChatService, provider: ServiceProvider
) -> None:
    async def ignore(call: Call) -> None:
        del call.request.body["top_logprobs"]
        await echo(call)

    service.answer = ignore

    told = await pieces(provider, WISH)

    assert (text_of(told), told_text(told)) == ("How is it?", "")
    assert await candidates_of(provider) is False


@pytest.mark.parametrize(
    ("parameters", "tells"), [(None, None), (["logprobs", "top_logprobs"], True), (["seed"], False)]
)
def test_a_list_may_tell_it(parameters: list[str] | None, tells: bool | None) -> None:
    entry = {} if parameters is None else {"supported_parameters": parameters}

    assert model_of("m", entry, "openai").candidates is tells


async def test_responses_are_asked_for_them_in_their_own_way_and_refuse_them_in_it() -> None:
    def refuse(asked: Json) -> str | None:
        return "logprobs are not supported" if "top_logprobs" in asked else None

    async with open_responses_service() as service:
        provider = responses_provider(service.base_url)
        told = await pieces(provider, WISH)
        assert told_text(told) == text_of(told) != ""
        assert service.asked[0]["top_logprobs"] == 5
        assert service.asked[0]["include"] == ["message.output_text.logprobs"]
        service.refuse_question = refuse
        for _ in range(2):
            told = await pieces(provider, WISH)
            assert (bool(text_of(told)), told_text(told)) == (True, "")
        await provider.aclose()
    assert ["top_logprobs" in asked for asked in service.asked] == [True, False, False]


async def test_a_response_that_is_read_on_is_asked_for_them_again_unless_that_is_refused() -> None:
    async with open_responses_service() as service:
        service.cut_after = lambda number: None if number % 2 else 2000
        provider = responses_provider(service.base_url)
        told = await pieces(provider, WISH)
        assert service.streams == 2
        assert told_text(told) == text_of(told) == "How is it?"

        rejoined = replace(WISH, upstream_id=service.last.id)
        service.cut_after = lambda number: None
        assert told_text(await pieces(provider, rejoined)) == "How is it?"

        service.refuse = lambda number, request: (
            (400, "Unknown parameter: 'include'.") if "include" in request.path else None
        )
        told = await pieces(provider, rejoined)
        assert (text_of(told), told_text(told)) == ("How is it?", "")
        await provider.aclose()
