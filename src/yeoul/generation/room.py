"""The room an answer has: how much it may grow, in tokens and in bytes, and which turns fit beside.

Tokens are counted by the provider, and only where the bytes alone could be too many.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from yeoul.errors import ContextTooLong, NotContinuable
from yeoul.generation.job import Job
from yeoul.generation.prompt import MIN_ANSWER_TOKENS, TOKENS_PER_TURN, alternate, fit
from yeoul.protocol.conversation import Answer, Parameters
from yeoul.providers.base import Model, Prompt, Provider, Turn

#: Seconds that somebody who only asks whether an answer could go on waits for the count.
CHECK_S = 5.0
#: Bytes of the longest character: with fewer left, an answer is full.
_CHARACTER_BYTES = 4


async def prepare(job: Job, model: Model, turns: list[Turn]) -> Prompt:
    """Return the prompt of ``job``, cut to the model's context window.

    Raises:
        ContextTooLong: the question alone does not fit.
        NotContinuable: the kept text leaves no room to go on.
    """
    prefix = job.whole_text()
    if prefix and is_full(job.room_bytes):
        raise too_large()
    job.used_tokens = await _used(job)
    given = job.answer.parameters
    max_tokens = given.max_tokens or job.provider.default_max_tokens
    if max_tokens is not None:
        # Going on behind a length limit is a wish for more: the whole allowance again.
        max_tokens -= job.used_tokens % max_tokens
    fitted = await _fitted(job.provider, model, turns, max_tokens, prefix)
    job.omitted_messages = len(turns) - len(fitted)
    return Prompt(
        model=model.id,
        turns=tuple(alternate(fitted)),
        parameters=Parameters(given.temperature, given.top_p, max_tokens, given.seed),
        prefix=prefix,
    )


async def check_room(answer: Answer, provider: Provider, model: Model, turns: list[Turn]) -> None:
    """Return if a settled answer could go on behind its text, or if that cannot be told soon.

    Raises:
        NotContinuable: its text leaves no room.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(CHECK_S):
            await _fitted(provider, model, turns, None, answer.text)


def bytes_left(text: str, reasoning: str, max_bytes: int) -> int:
    """Return by how many bytes an answer with this text and thinking may grow, at least 0."""
    return max(0, max_bytes - len(text.encode()) - len(reasoning.encode()))


def is_full(room_bytes: int) -> bool:
    """Return whether an answer with so many bytes left ended at its largest size, or as good as."""
    return room_bytes < _CHARACTER_BYTES


def too_large() -> NotContinuable:
    """Return why an answer of the largest size cannot go on."""
    return NotContinuable(
        "The answer is as large as this server lets one become (--max-answer-bytes), so it cannot"
        " go on. Ask for the rest in a new question."
    )


def no_room() -> NotContinuable:
    """Return why an answer that fills the context window cannot go on."""
    return NotContinuable(
        "The answer is as long as the model can hold, so it cannot go on. Ask a new question, or"
        " choose a model with a larger context."
    )


async def _used(job: Job) -> int:
    """Return the tokens of earlier epochs, estimated where nobody counted.

    What was counted is all the text that was stored with it; what a crash left behind is not.
    """
    counted, text, reasoning = 0, job.whole_text(), "".join(job.reasoning)
    if job.earlier_usage is not None:
        counted = job.earlier_usage.completion_tokens
        text, reasoning = text[len(job.answer.text) :], reasoning[len(job.answer.reasoning) :]
    return counted + (await job.provider.count_tokens(reasoning + text) if reasoning + text else 0)


async def _fitted(
    provider: Provider, model: Model, turns: list[Turn], max_tokens: int | None, prefix: str
) -> list[Turn]:
    """Return the turns that fit, the oldest left out.

    Raises:
        ContextTooLong: the question alone does not fit.
        NotContinuable: ``prefix`` leaves no room to go on.
    """
    window = model.context_length
    if window is None:
        return turns
    room = window - min(max_tokens or MIN_ANSWER_TOKENS, window // 2)
    upper_bound = sum(len(turn.content.encode()) + TOKENS_PER_TURN for turn in turns)
    if upper_bound + len(prefix.encode()) <= room:
        return turns
    costs = [await provider.count_tokens(turn.content) + TOKENS_PER_TURN for turn in turns]
    if not prefix:
        return fit(turns, costs, room)
    taken = await provider.count_tokens(prefix)
    # Rather than not at all, a text goes on up to the end of the window.
    for left in (room, window - min(MIN_ANSWER_TOKENS, window // 2)):
        with suppress(ContextTooLong):
            return fit(turns, costs, left - taken)
    raise no_room()
