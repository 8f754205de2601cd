"""One answer, from provider to log: pull, append, watch the clock, retry the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import get_args

from yeoul.alarm import Deadline
from yeoul.conversation import Parameters
from yeoul.errors import Internal, ProviderTimeout, YeoulError
from yeoul.eventlog.base import PhaseInfo
from yeoul.events import Delta, Phase, Reasoning
from yeoul.generation.job import Job
from yeoul.generation.prompt import MIN_ANSWER_TOKENS, TOKENS_PER_TURN, fit
from yeoul.providers.base import (
    Finish,
    Model,
    Piece,
    Progress,
    Prompt,
    Text,
    Thought,
    Turn,
    as_usage,
)

#: Characters appended without waiting for the log; a slow disk then slows the pull.
MAX_UNDRAINED_CHARS = 256 << 10

_PHASES: dict[Phase, PhaseInfo] = {phase: PhaseInfo(phase) for phase in get_args(Phase)}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a provider may be silent, and how often its beginning is tried again."""

    #: Seconds from the call to the first token.
    first_token_timeout_s: float = 180.0
    #: Seconds between two tokens.
    idle_timeout_s: float = 60.0
    #: Tries after the first one; only before the first token, only for errors that may pass.
    retries: int = 2
    #: Seconds before the first retry; doubles. A longer Retry-After is honoured up to the maximum.
    retry_delay_s: float = 0.5
    max_retry_delay_s: float = 30.0


async def pull(job: Job, prompt: Prompt, limits: Limits, *, clock: Callable[[], float]) -> None:
    """Generate the answer of ``job`` into its writer until the provider has finished.

    Sets ``job.finish``; the terminal event is the caller's. Cancelling it closes the upstream call
    before it returns.

    Raises:
        YeoulError: the provider failed, or the log did.
    """
    attempt = 0
    while True:
        try:
            await _attempt(job, prompt, limits, clock)
        except YeoulError as error:
            started = job.first_token_at_s is not None
            if started or not error.retryable or attempt == limits.retries:
                raise
            delay_s = max(limits.retry_delay_s * 2**attempt, error.retry_after_s or 0)
            if delay_s > limits.max_retry_delay_s:
                raise
            attempt += 1
            await asyncio.sleep(delay_s)
        else:
            return


async def _attempt(job: Job, prompt: Prompt, limits: Limits, clock: Callable[[], float]) -> None:
    """One call of the provider.

    Raises:
        ProviderTimeout: it was silent for too long.
        YeoulError: as `pull`.
    """
    _phase(job, "connecting")
    try:
        async with Deadline() as deadline, aclosing(job.provider.generate(prompt)) as batches:
            await _take_all(job, batches, limits, deadline, clock)
    except TimeoutError:
        if job.first_token_at_s is None:
            said, limit_s = "began to answer", limits.first_token_timeout_s
        else:
            said, limit_s = "said anything", limits.idle_timeout_s
        raise ProviderTimeout(f"The model has not {said} for {limit_s:g} seconds.") from None
    if job.finish is None:
        raise Internal("The provider ended without saying so.")


async def _take_all(
    job: Job,
    batches: AsyncIterator[list[Piece]],
    limits: Limits,
    deadline: Deadline,
    clock: Callable[[], float],
) -> None:
    """Append what comes until the provider has finished, within ``limits``."""
    undrained = 0
    deadline.set(limits.first_token_timeout_s)
    async for batch in batches:
        undrained += _append(job, batch, clock())
        if job.finish is not None:
            break
        if undrained > MAX_UNDRAINED_CHARS:
            await job.writer.drain()
            undrained = 0
        begun = job.first_token_at_s is not None
        deadline.set(limits.idle_timeout_s if begun else limits.first_token_timeout_s)


def _append(job: Job, batch: list[Piece], now_s: float) -> int:
    """Append a batch, neighbouring pieces of one kind as one event; returns its characters."""
    texts: list[str] = []
    size = 0
    for piece in batch:
        match piece:
            case Text(text):
                texts.append(text)
            case Thought(text):
                size += _flush(job, texts, now_s)
                _note(job, now_s, "thinking")
                if job.first_thought_at_s is None:
                    job.first_thought_at_s = now_s
                job.reasoning.append(text)
                job.writer.append(Reasoning(text))
            case Progress(phase):
                if job.first_token_at_s is None:
                    _phase(job, phase)
            case Finish(reason, usage):
                job.finish = Finish(reason, as_usage(*usage) if usage else None)
    job.pieces += len(texts)
    return size + _flush(job, texts, now_s)


def _flush(job: Job, texts: list[str], now_s: float) -> int:
    if not texts:
        return 0
    text = texts[0] if len(texts) == 1 else "".join(texts)
    texts.clear()
    _note(job, now_s, "generating")
    if job.first_text_at_s is None:
        job.first_text_at_s = now_s
    job.text.append(text)
    job.writer.append(Delta(text))
    return len(text)


def _note(job: Job, now_s: float, phase: Phase) -> None:
    """Note that tokens have come."""
    if job.first_token_at_s is None:
        job.first_token_at_s = now_s
    job.last_token_at_s = now_s
    _phase(job, phase)


def _phase(job: Job, phase: Phase) -> None:
    job.writer.set_phase(_PHASES[phase])


async def prepare(job: Job, model: Model, turns: list[Turn]) -> Prompt:
    """Return the prompt of ``job``, cut to the model's context window.

    Raises:
        ContextTooLong: the question alone does not fit.
    """
    parameters = job.answer.parameters
    max_tokens = parameters.max_tokens or job.provider.default_max_tokens
    if max_tokens is not None and job.earlier_usage is not None:
        # Going on behind a length limit is a wish for more: the whole allowance again.
        max_tokens = max_tokens - job.earlier_usage.completion_tokens
        if max_tokens <= 0:
            max_tokens = parameters.max_tokens or job.provider.default_max_tokens
    prefix = job.whole_text()
    if model.context_length is not None:
        fitted = await _fitted(job, turns, model.context_length, max_tokens, prefix)
        job.omitted_messages = len(turns) - len(fitted)
        turns = fitted
    return Prompt(
        model=model.id,
        turns=tuple(turns),
        parameters=Parameters(
            parameters.temperature, parameters.top_p, max_tokens, parameters.seed
        ),
        prefix=prefix,
    )


async def _fitted(
    job: Job, turns: list[Turn], context_length: int, max_tokens: int | None, prefix: str
) -> list[Turn]:
    """Return the turns that fit, counting tokens only where the bytes could be too many."""
    answer_room = min(max_tokens or MIN_ANSWER_TOKENS, context_length // 2)
    room = context_length - answer_room
    upper_bound = sum(len(turn.content.encode()) + TOKENS_PER_TURN for turn in turns)
    if upper_bound + len(prefix.encode()) <= room:
        return turns
    room -= await job.provider.count_tokens(prefix) if prefix else 0
    costs = [await job.provider.count_tokens(turn.content) + TOKENS_PER_TURN for turn in turns]
    return fit(turns, costs, room)
