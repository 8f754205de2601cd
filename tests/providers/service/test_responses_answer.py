"""An answer over as many connections as it takes: none of its text is lost, or comes twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress

import pytest

from tests.providers.prompts import finish_of, pieces, prompt, text_of, thoughts_of, until_failure
from tests.providers.services import responses_provider
from tests.services.chat_service import Request
from tests.services.responses_service import Json, ResponsesService, open_responses_service
from yeoul.errors import Interrupted, ProviderBroken, ProviderTimeout, ProviderUnauthorized
from yeoul.providers.base import Accepted, Finish, Flow, Piece, Progress, Prompt, Sink
from yeoul.providers.service import body, responses_answer
from yeoul.providers.service.responses_provider import ResponsesProvider

pytestmark = pytest.mark.anyio

SEED = 20260101
STORY = " ".join(f"{number} 여울 👍" for number in range(60))


@pytest.fixture
async def service(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ResponsesService]:
    monkeypatch.setattr(responses_answer, "DELAYS_S", (0.0,))
    monkeypatch.setattr(responses_answer, "POLL_S", 0.01)
    async with open_responses_service() as opened:
        opened.thoughts = lambda asked: ["First ", "I ", "think."]
        yield opened


@pytest.fixture
async def provider(service: ResponsesService) -> AsyncIterator[ResponsesProvider]:
    opened = responses_provider(service.base_url, api_key="sk-canary-0123456789")
    yield opened
    await opened.aclose()


async def check_whole(service: ResponsesService, provider: ResponsesProvider) -> None:
    told = await pieces(provider, prompt(STORY))
    assert (text_of(told), thoughts_of(told)) == (STORY, "First I think.")
    assert finish_of(told).reason == "stop"
    assert len(service.asked) == 1


async def test_cuts_at_random_bytes_lose_nothing_and_ask_nothing_again(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    chance = random.Random(SEED)
    print(f"seed {SEED}")
    for _ in range(20):
        service.responses.clear()
        service.cut_after = lambda number: chance.randint(400, 4_000)
        await check_whole(service, provider)


async def test_a_service_that_repeats_events_repeats_no_text(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.cut_after = lambda number: 3_000 + 500 * number
    service.mangle = lambda number, event: [event, event]

    await check_whole(service, provider)


@pytest.mark.parametrize("number", [None, 0])
async def test_events_without_numbers_are_not_read_a_second_time(
    service: ResponsesService, provider: ResponsesProvider, number: int | None
) -> None:
    service.cut_after = lambda stream: 5_000 if stream == 0 else None
    service.mangle = lambda stream, event: [{**event, "sequence_number": number}]

    await check_whole(service, provider)
    assert service.streams == 1


async def test_what_a_look_at_a_response_finds_does_not_wait_for_the_next_look(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses_answer, "POLL_S", 3_600.0)
    service.cut_after = lambda number: 3_000
    service.refuse = lambda number, request: (
        (400, "It is not streamed.") if "stream=true" in request.path else None
    )

    async with asyncio.timeout(30), aclosing(provider.generate(prompt(STORY))) as generated:
        async for batch in generated:
            if text_of(batch) and service.others == 2:  # refused a stream, and looked at
                break


async def test_one_answer_after_the_other_comes_over_one_connection(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    class UntilFinished(Sink):
        """Wants nothing behind the end, as generation does."""

        finished = False

        def accept(self, batch: list[Piece]) -> Flow:
            self.finished = any(isinstance(piece, Finish) for piece in batch)
            return Flow.WAIT if self.finished else Flow.MORE

        async def wants_more(self) -> bool:
            return not self.finished

    # However busy the machine is.
    monkeypatch.setattr("yeoul.providers.service.responses_answer.END_GRACE_S", 10.0)
    service.end_pause_s = 0.01
    for _ in range(3):
        sink = UntilFinished()
        await provider.stream_into(prompt(STORY), sink)
        assert sink.finished

    assert service.connections == 1


async def test_a_response_that_is_streamed_no_more_is_read_whole_when_it_is_complete(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    def refuse(number: int, request: Request) -> tuple[int, str] | None:
        streams = "stream=true" in request.path
        return (400, "This response can no longer be streamed.") if streams else None

    service.cut_after = lambda number: 3_000
    service.refuse = refuse
    service.pause_s = 0.002

    await check_whole(service, provider)
    assert not any("starting_after" not in r.path and "stream" in r.path for r in service.requests)


async def test_a_whole_response_has_more_time_to_arrive_than_a_list(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "READ_TIMEOUT_S", 0.01)
    service.whole_pause_s = 0.1
    service.cut_after = lambda number: 3_000
    service.refuse = lambda number, request: (
        (400, "It is not streamed.") if "stream=true" in request.path else None
    )

    await check_whole(service, provider)


async def test_a_service_that_is_busy_for_a_while_is_asked_again_for_the_rest(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    statuses = (500, 429, 503, 404)
    service.cut_after = lambda number: 3_000 if number == 0 else None
    service.refuse = lambda number, request: (
        (statuses[number], "Not now.") if number < len(statuses) else None
    )

    await check_whole(service, provider)


async def test_a_wire_that_dies_without_a_word_is_left_for_another(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses_answer, "SILENCE_S", 0.05)
    service.hang_behind = lambda number: 3 + 17 * number
    service.pause_s = 0.001

    await check_whole(service, provider)
    assert service.streams > 3


async def test_a_model_that_thinks_in_silence_shows_signs_of_life_and_is_no_failure(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses_answer, "SILENCE_S", 0.01)
    service.pause_s = 0.3
    service.words = lambda asked: ["one ", "two"]

    told = await pieces(provider, prompt())

    assert text_of(told) == "one two"
    assert told.count(Progress("thinking")) > responses_answer.MAX_TRIES


async def test_a_response_that_is_said_to_grow_for_ever_is_given_up(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses_answer, "SILENCE_S", 0.01)
    monkeypatch.setattr(responses_answer, "MAX_SILENCE_S", 0.2)
    service.pause_s = 60.0

    _, error = await until_failure(provider, prompt())

    assert isinstance(error, ProviderTimeout)
    assert not error.ask_again


async def test_an_answer_that_has_ended_behind_a_dead_wire_is_there_at_the_first_look(
    service: ResponsesService, provider: ResponsesProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responses_answer, "SILENCE_S", 0.5)
    service.hang_behind = lambda number: 20

    await check_whole(service, provider)
    assert service.streams == 1


async def test_an_event_that_was_lost_on_the_way_fails_the_answer_instead_of_shortening_it(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    def lose_one(number: int, event: Json) -> list[Json]:
        return [] if event["sequence_number"] == 30 else [event]

    service.mangle = lose_one

    text, error = await until_failure(provider, prompt(STORY))

    assert text != STORY
    assert isinstance(error, ProviderBroken)
    assert not error.ask_again


async def test_a_response_that_the_service_has_lost_is_interrupted_with_what_there_is(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.cut_after = lambda number: 5_000
    service.refuse = lambda number, request: (404, "Response not found.")

    text, error = await until_failure(provider, prompt(STORY))

    assert text
    assert STORY.startswith(text)
    assert isinstance(error, Interrupted)
    assert not error.ask_again
    assert len(service.asked) == 1


async def test_a_service_that_is_gone_for_good_interrupts_after_some_tries(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.cut_after = lambda number: 5_000 if number == 0 else 0

    text, error = await until_failure(provider, prompt(STORY))

    assert STORY.startswith(text)
    assert isinstance(error, Interrupted)
    assert not error.ask_again
    assert service.streams == 1 + responses_answer.MAX_TRIES


async def test_each_try_to_go_on_is_a_sign_of_life(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    """Generation gives up a provider that shows none, sooner than all tries may take."""
    service.cut_after = lambda number: 5_000 if number == 0 else 0
    told: list[Piece] = []

    with suppress(Interrupted):
        async with aclosing(provider.generate(prompt(STORY))) as generated:
            async for batch in generated:
                told += batch

    assert told.count(Progress("connecting")) == responses_answer.MAX_TRIES - 1


async def test_the_services_own_words_stay_when_it_gives_the_rest_no_more(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.cut_after = lambda number: 5_000
    service.refuse = lambda number, request: (503, "The river is frozen.")

    _, error = await until_failure(provider, prompt(STORY))

    assert isinstance(error, Interrupted)
    assert "The river is frozen." in error.detail


async def test_a_machine_without_its_network_yet_is_given_more_time_to_read_what_was_begun(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    await pieces(provider, prompt(STORY))
    away = responses_answer.MAX_TRIES + 5
    service.refuse = lambda number, request: (503, "Away.") if number < away else None

    told = await pieces(provider, Prompt("small", (), upstream_id=service.last.id))

    assert text_of(told) == STORY


async def test_a_key_that_holds_no_more_is_told_and_not_tried_on(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.cut_after = lambda number: 5_000
    service.refuse = lambda number, request: (
        401,
        "Incorrect API key provided: sk-canary-0123456789",
    )

    _, error = await until_failure(provider, prompt(STORY))

    assert isinstance(error, ProviderUnauthorized)
    assert "canary" not in error.detail
    assert not error.ask_again
    assert service.others == 1


async def test_an_answer_that_was_begun_before_is_read_from_its_beginning_and_not_asked_for(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    told = await pieces(provider, prompt(STORY))
    [accepted] = [piece for piece in told if isinstance(piece, Accepted)]
    service.cut_after = lambda number: 4_000 + 100 * number

    again = await pieces(provider, Prompt("small", (), upstream_id=accepted.upstream_id))

    assert (text_of(again), thoughts_of(again)) == (STORY, "First I think.")
    assert len(service.asked) == 1
    assert not any(isinstance(piece, Accepted) for piece in again)


async def test_without_the_background_a_cut_ends_the_answer(
    service: ResponsesService, provider: ResponsesProvider
) -> None:
    service.has_background = False
    service.cut_after = lambda number: 5_000

    text, error = await until_failure(provider, prompt(STORY))

    assert STORY.startswith(text)
    assert isinstance(error, ProviderBroken)
    assert [request.method for request in service.requests] == ["POST", "POST"]
