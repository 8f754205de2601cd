"""One answer, from provider to log: the call, its time limits, more tries at the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from yeoul.deadlines import Deadline
from yeoul.defaults import FIRST_TOKEN_TIMEOUT_S, IDLE_TIMEOUT_S, MAX_ANSWER_BYTES
from yeoul.errors import (
    ContextTooLong,
    EmptyAnswer,
    ImagesNotTaken,
    Internal,
    ProviderTimeout,
    YeoulError,
)
from yeoul.generation.intake import Intake, NoteUpstream, RejoiningIntake, set_phase
from yeoul.generation.job import Job, interruption
from yeoul.generation.pictures import (
    BlindModels,
    ReadPicture,
    as_refusal,
    has_pictures,
    no_picture,
)
from yeoul.generation.prompt import build_prompt, bytes_left, window_full
from yeoul.providers.base import Model, Prompt, Provider, Sink, Turn


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on a provider's silence, on the tries, and on the size of an answer."""

    #: Seconds from a slot to the first token: the prompt, all tries and the waits between them.
    first_token_timeout_s: float = FIRST_TOKEN_TIMEOUT_S
    #: Seconds between two tokens.
    idle_timeout_s: float = IDLE_TIMEOUT_S
    #: Tries after the first one, only where no model began to answer (`YeoulError.ask_again`).
    retries: int = 2
    #: Seconds after which a failure is never tried again: behind a gateway that fails this late,
    #: a service may have done the work and billed it.
    quick_failure_s: float = 30.0
    #: Seconds before the first retry; doubles. A longer Retry-After is honoured up to the maximum.
    retry_delay_s: float = 0.5
    max_retry_delay_s: float = 30.0
    #: Bytes of UTF-8 of an answer's text and thinking, all epochs together.
    max_answer_bytes: int = MAX_ANSWER_BYTES


class Seeing(NamedTuple):
    """How pictures are read, and who is known not to take any."""

    read: ReadPicture
    blind: BlindModels


async def generate(
    job: Job,
    provider: Provider,
    model: Model,
    turns: list[Turn],
    limits: Limits,
    *,
    clock: Callable[[], float],
    read_picture: ReadPicture = no_picture,
    note_upstream: NoteUpstream | None = None,
    blind: BlindModels | None = None,
) -> None:
    """Generate the answer of ``job`` into its writer until the provider has finished.

    Sets ``job.fate.finish``; the caller appends the terminal event. Cancelling it closes the
    upstream call before it returns. ``note_upstream`` gets the id of an answer that grows upstream;
    no more of it is read before that is durable.

    Raises:
        ContextTooLong: the question alone does not fit.
        EmptyAnswer: the provider has finished without any text or thinking.
        ImagesNotTaken: the question has pictures, and the model sees none.
        Interrupted: the answer grows upstream, and the provider cannot read it there any more.
        NotContinuable: the kept text leaves no room to go on.
        ProviderTimeout: the provider was silent for too long.
        YeoulError: the provider failed, or the log did.
    """
    _make_ready(job, limits)
    try:
        async with Deadline() as deadline:
            deadline.set(limits.first_token_timeout_s)

            def open_intake() -> Intake:
                return Intake(job, deadline, limits.idle_timeout_s, clock, note_upstream)

            if job.rejoins:
                await _rejoin(job, provider, model, open_intake())
            else:
                seeing = Seeing(read_picture, blind or BlindModels())
                await _begin(job, provider, model, turns, limits, open_intake, seeing)
        _check_not_empty(job)
    except TimeoutError:
        if not deadline.expired:  # the provider's own timeout, of something inside it
            raise
        raise _silence(job, limits) from None
    except ContextTooLong as error:
        if job.times.first_token_at_s is None and job.so_far.whole_text():
            raise window_full() from error
        raise


async def _begin(
    job: Job,
    provider: Provider,
    model: Model,
    turns: list[Turn],
    limits: Limits,
    open_intake: Callable[[], Sink],
    seeing: Seeing,
) -> None:
    """Ask the provider; once more with the names of old pictures if it turns out to see nothing."""
    known = model if turns[-1].pictures else seeing.blind.as_known(model)
    prompt = await build_prompt(job, provider, known, turns, seeing.read)
    try:
        await _pull(job, provider, prompt, limits, open_intake)
        if has_pictures(prompt):
            seeing.blind.note_seen(model)
    except ImagesNotTaken:
        seeing.blind.note(model)
        if turns[-1].pictures or job.upstream_id is not None:
            raise
        # Else no conversation with pictures could go on with a model of which nobody has told.
        blind = replace(model, images=False)
        prompt = await build_prompt(job, provider, blind, turns, seeing.read)
        await _pull(job, provider, prompt, limits, open_intake)


def _make_ready(job: Job, limits: Limits) -> None:
    """Have the answer know how much it may grow, and of which tokens candidates are to come."""
    so_far = job.so_far
    so_far.bytes_left = bytes_left(so_far.whole(), limits.max_answer_bytes)
    if job.answer.candidates:
        so_far.expect_candidates(again=job.rejoins)


def _check_not_empty(job: Job) -> None:
    """Check that a finished answer has something to read."""
    text, reasoning, calls, _ = job.so_far.whole()
    if not (text.strip() or reasoning or calls):
        said = job.fate.finish and job.fate.finish.instead
        if job.answer.call is not None and not said:
            return  # a program may have had it end before its first word
        raise EmptyAnswer(said or "The model ended its answer without a word. Ask again.")


def _silence(job: Job, limits: Limits) -> ProviderTimeout:
    begun = job.times.first_token_at_s is not None
    limit_s = limits.idle_timeout_s if begun else limits.first_token_timeout_s
    if begun or job.rejoins:
        return ProviderTimeout(
            f"The model said nothing more for {limit_s:g} seconds, so the answer was cut off."
        )
    return ProviderTimeout(f"The model did not begin to answer within {limit_s:g} seconds.")


async def _rejoin(job: Job, provider: Provider, model: Model, intake: Intake) -> None:
    """Read an answer that grows upstream from its beginning.

    Raises:
        Interrupted: the provider cannot read it, because its settings have changed since.
    """
    if not provider.can_rejoin:
        raise interruption()
    asked = job.answer.candidates
    prompt = Prompt(model.id, (), upstream_id=job.upstream_id, candidates=asked)
    await _call(job, provider, prompt, RejoiningIntake(intake, job.so_far.whole()))


async def _pull(
    job: Job,
    provider: Provider,
    prompt: Prompt,
    limits: Limits,
    open_intake: Callable[[], Sink],
) -> None:
    """Call the provider; call it again while it has not begun to answer and time is left."""
    now_s = asyncio.get_running_loop().time
    retry_by_s = now_s() + limits.first_token_timeout_s
    attempt = 0
    while True:
        called_at_s = now_s()
        try:
            return await _call(job, provider, prompt, open_intake())
        except YeoulError as error:
            delay_s = max(limits.retry_delay_s * 2**attempt, error.retry_after_s or 0)
            if (
                job.times.first_token_at_s is not None
                or job.upstream_id is not None
                or not error.ask_again
                or attempt == limits.retries
                or now_s() - called_at_s > limits.quick_failure_s
                or delay_s > min(limits.max_retry_delay_s, retry_by_s - now_s())
            ):
                raise
        attempt += 1
        set_phase(job, "queued")
        await asyncio.sleep(delay_s)


async def _call(job: Job, provider: Provider, prompt: Prompt, intake: Sink) -> None:
    """Make one call of the provider."""
    set_phase(job, "connecting")
    try:
        await provider.stream_into(prompt, intake)
    except YeoulError as error:
        # Before the first token: behind that, nobody has refused anything.
        if job.times.first_token_at_s is None and (other := as_refusal(prompt, error)) is not error:
            raise other from error
        raise
    if job.fate.finish is None:
        raise Internal("The provider ended without saying so.")
