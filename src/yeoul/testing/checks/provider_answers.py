"""The contract of providers: the pieces of an answer, and how an answer is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from yeoul.errors import PromptUnknown, YeoulError
from yeoul.protocol.conversation import Parameters
from yeoul.providers.base import Accepted, Finish, Piece, Prompt, Text, Tokens, Turn
from yeoul.testing.provider_cases import (
    ENDLESS,
    ProviderCase,
    batches,
    finish_of,
    pieces,
    text_of,
)

QUESTION = "여울 is a river word, 👩‍👩‍👧‍👦 🇰🇷 e\u0301"


def short(case: ProviderCase, *, prefix: str = "") -> Prompt:
    """Return a prompt whose answer is short, and the same every time."""
    parameters = Parameters(temperature=0.0, max_tokens=24)
    return Prompt(case.model, (Turn("user", QUESTION),), parameters, prefix)


def endless(case: ProviderCase) -> Prompt:
    """Return a prompt whose answer is too long to wait for."""
    question = f"{ENDLESS} about a river."
    return Prompt(case.model, (Turn("user", question),), Parameters(max_tokens=900))


async def all_closed(case: ProviderCase, *, but: int = 0) -> bool:
    """Return True once only ``but`` upstream calls are open."""
    async with asyncio.timeout(case.notices_within_s):
        while await case.open_calls() != but:  # noqa: ASYNC110  # no event crosses to the other side
            await asyncio.sleep(0.005)  # another process cannot set an event
    return True


async def until_text(generated: AsyncIterator[list[Piece]]) -> None:
    """Read up to the first text."""
    async for batch in generated:
        if any(isinstance(piece, Text) for piece in batch):
            return


async def test_an_answer_ends_with_its_one_finish(case: ProviderCase) -> None:
    told = await batches(case.provider, short(case))

    assert all(told)
    together = [piece for batch in told for piece in batch]
    assert [piece for piece in together if isinstance(piece, Finish)] == [together[-1]]
    if case.counts:
        usage = finish_of(together).usage
        assert usage is not None
        assert usage.prompt_tokens > 0
        assert usage.completion_tokens > 0


async def test_texts_are_never_empty_and_are_text(case: ProviderCase) -> None:
    texts = [p.text for p in await pieces(case.provider, short(case)) if isinstance(p, Text)]

    assert texts
    assert all(texts)
    "".join(texts).encode()
    assert ("".join(texts) == QUESTION) or not case.echoes


async def test_candidates_are_told_of_exactly_the_text_where_they_are_asked_for(
    case: ProviderCase,
) -> None:
    asked = replace(short(case), candidates=3)
    told = await pieces(case.provider, asked)

    tokens = [token for piece in told if isinstance(piece, Tokens) for token in piece.tokens]
    assert bool(tokens) == case.tells_candidates
    if tokens:
        assert "".join(text for text, _, _ in tokens) == text_of(told)
        assert max(len(others) for _, _, others in tokens) == 3
        for _, logprob, others in tokens:
            chances = [chance for _, chance, *_ in others]
            assert chances == sorted(chances, reverse=True)
            assert all(chance <= 0 for chance in [logprob or 0.0, *chances])
    plain = await pieces(case.provider, short(case))
    assert text_of(plain) == text_of(told)
    assert not any(isinstance(piece, Tokens) for piece in plain)


async def test_a_provider_that_tells_what_its_model_reads_tells_all_of_it(
    case: ProviderCase,
) -> None:
    prefix = "The 여" if case.provider.can_continue else ""
    try:
        tokens = await case.provider.tokens_of(short(case, prefix=prefix))
    except PromptUnknown:
        return
    whole = b"".join(token.piece for token in tokens).decode()
    assert QUESTION in whole
    assert whole.endswith(prefix)
    assert all(token.piece for token in tokens)


async def test_the_limit_of_tokens_holds(case: ProviderCase) -> None:
    limited = Prompt(case.model, (Turn("user", QUESTION),), Parameters(max_tokens=3))

    finish = finish_of(await pieces(case.provider, limited))

    assert finish.reason == ("length" if case.limits else "stop")


async def test_a_call_is_made_only_when_iteration_begins(case: ProviderCase) -> None:
    generated = case.provider.generate(endless(case))

    assert await case.open_calls() == 0
    await generated.aclose()
    assert await case.open_calls() == 0


async def test_an_answer_that_is_left_in_the_middle_is_closed(case: ProviderCase) -> None:
    async with aclosing(case.provider.generate(endless(case))) as generated:
        await until_text(generated)
        assert await all_closed(case, but=1)

    assert await all_closed(case)


async def test_an_answer_that_is_left_before_its_first_token_is_closed(case: ProviderCase) -> None:
    async with aclosing(case.provider.generate(endless(case))) as generated:
        await anext(generated)

    assert await all_closed(case)


async def test_an_answer_that_is_cancelled_is_closed(case: ProviderCase) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        async with aclosing(case.provider.generate(endless(case))) as generated:
            await until_text(generated)
            begun.set()
            async for _ in generated:
                pass

    async with asyncio.TaskGroup() as group:
        reading = group.create_task(read())
        await begun.wait()
        reading.cancel()

    assert reading.cancelled()
    assert await all_closed(case)


async def test_an_answer_that_the_reader_fails_on_is_closed(case: ProviderCase) -> None:
    async def fail() -> None:
        async with aclosing(case.provider.generate(endless(case))) as generated:
            await until_text(generated)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert await all_closed(case)


async def test_two_answers_grow_at_the_same_time(case: ProviderCase) -> None:
    async with (
        aclosing(case.provider.generate(endless(case))) as first,
        aclosing(case.provider.generate(short(case))) as second,
    ):
        await until_text(first)
        told = [piece async for batch in second for piece in batch]
        assert await all_closed(case, but=1)

    assert finish_of(told)
    assert text_of(told)


async def test_an_answer_goes_on_right_behind_its_prefix(case: ProviderCase) -> None:
    if not case.provider.can_continue:
        return  # it is never given a prefix
    whole = text_of(await pieces(case.provider, short(case)))
    cut = len(whole) // 2

    rest = text_of(await pieces(case.provider, short(case, prefix=whole[:cut])))

    assert rest.startswith(whole[cut : cut + 4])


async def test_an_answer_that_grows_upstream_is_read_again_from_its_beginning(
    case: ProviderCase,
) -> None:
    if not case.provider.can_rejoin:
        return  # it never says that an answer does
    told = await pieces(case.provider, short(case))
    [upstream_id] = [piece.upstream_id for piece in told if isinstance(piece, Accepted)]

    again = await pieces(case.provider, Prompt(case.model, (), upstream_id=upstream_id))

    assert 0 < len(upstream_id) <= 255
    assert text_of(again) == text_of(told)
    assert finish_of(again) == finish_of(told)


async def test_an_answer_that_is_cancelled_upstream_or_forgotten_is_not_read_again(
    case: ProviderCase,
) -> None:
    if not case.provider.can_rejoin:
        return
    async with aclosing(case.provider.generate(endless(case))) as generated:
        batch = await anext(generated)
        while not (accepted := [piece for piece in batch if isinstance(piece, Accepted)]):
            batch = await anext(generated)
    [(upstream_id,)] = accepted

    for end in (case.provider.cancel, case.provider.forget):
        for _ in range(2):  # idempotent
            await end(upstream_id)
        with pytest.raises(YeoulError):
            await pieces(case.provider, Prompt(case.model, (), upstream_id=upstream_id))


async def test_models_have_ids_of_their_own_and_the_asked_one_is_among_them(
    case: ProviderCase,
) -> None:
    ids = [model.id for model in await case.provider.models()]

    assert case.model in ids
    assert len(set(ids)) == len(ids)
    assert {model.provider for model in await case.provider.models()} == {case.provider.name}


async def test_tokens_are_never_counted_far_too_few(case: ProviderCase) -> None:
    assert await case.provider.count_tokens("") <= 4
    assert await case.provider.count_tokens("river " * 100) >= 100


async def test_starting_and_closing_twice_is_harmless_and_closed_stays_closed(
    case: ProviderCase,
) -> None:
    await case.provider.start()
    await case.provider.start()
    await pieces(case.provider, short(case))
    await case.provider.ready()

    await case.provider.aclose()
    await case.provider.aclose()

    with pytest.raises(YeoulError):
        await pieces(case.provider, short(case))


async def test_closing_ends_the_answers_that_still_grow(case: ProviderCase) -> None:
    async with aclosing(case.provider.generate(endless(case))) as generated:
        await until_text(generated)
        await case.provider.aclose()
        with pytest.raises(YeoulError):
            async for _ in generated:
                pass

    assert await all_closed(case)
