"""One answer, from provider to log: pull, append, watch the clock, retry the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from yeoul.deadlines import Deadline
from yeoul.errors import ContextTooLong, EmptyAnswer, Internal, ProviderTimeout, YeoulError
from yeoul.eventlog.base import PhaseInfo
from yeoul.generation.job import Job
from yeoul.generation.room import bytes_left, no_room, prepare
from yeoul.protocol.events import Delta, Phase, Reasoning, Reset
from yeoul.providers.base import (
    Finish,
    Flow,
    Model,
    Moved,
    Piece,
    Prompt,
    Sink,
    Text,
    Thought,
    Turn,
    as_text,
    as_usage,
)

#: Characters appended without waiting for the log; a slow disk then slows the pull.
MAX_UNDRAINED_CHARS = 256 << 10

#: Looked up once: of an enum that takes a call, and this is on the way of every token.
_MORE, _WAIT = Flow.MORE, Flow.WAIT

_PHASES: dict[Phase, PhaseInfo] = {phase: PhaseInfo(phase) for phase in get_args(Phase)}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a provider may be silent, how often it is asked, and how much it may say."""

    #: Seconds from a slot to the first token: the prompt, all tries and the waits between them.
    first_token_timeout_s: float = 300.0
    #: Seconds between two tokens.
    idle_timeout_s: float = 60.0
    #: Tries after the first one; only of what nobody has begun to answer (`YeoulError.ask_again`).
    retries: int = 2
    #: Seconds after which a failure is not tried again, whatever it says: a gateway that reports
    #: late that nobody is there may have lost somebody who worked all that time, and will be paid.
    quick_failure_s: float = 30.0
    #: Seconds before the first retry; doubles. A longer Retry-After is honoured up to the maximum.
    retry_delay_s: float = 0.5
    max_retry_delay_s: float = 30.0
    #: Bytes of UTF-8 of an answer's text and thinking, all epochs together.
    max_answer_bytes: int = 4 << 20


async def generate(
    job: Job, model: Model, turns: list[Turn], limits: Limits, *, clock: Callable[[], float]
) -> None:
    """Generate the answer of ``job`` into its writer until the provider has finished.

    Sets ``job.finish``; the terminal event is the caller's. Cancelling it closes the upstream call
    before it returns.

    Raises:
        ContextTooLong: the question alone does not fit.
        EmptyAnswer: the provider has finished, and nothing came.
        NotContinuable: the text that is kept leaves no room to go on.
        ProviderTimeout: the provider was silent for too long.
        YeoulError: the provider failed, or the log did.
    """
    job.room_bytes = bytes_left(job.whole_text(), "".join(job.reasoning), limits.max_answer_bytes)
    try:
        async with Deadline() as deadline:
            deadline.set(limits.first_token_timeout_s)
            prompt = await prepare(job, model, turns)
            await _pull(job, prompt, limits, deadline, clock)
        _check_said(job)
    except TimeoutError:
        if not deadline.expired:  # the provider's own, of whatever it waited for in vain
            raise
        raise _silence(job, limits) from None
    except ContextTooLong as error:
        if job.first_token_at_s is None and job.whole_text():
            raise no_room() from error
        raise


def _check_said(job: Job) -> None:
    """Raise if the provider has finished, and there is nothing that anybody could read."""
    if not (job.whole_text().strip() or any(job.reasoning)):
        said = job.finish and job.finish.instead
        raise EmptyAnswer(said or "The model ended its answer without a word. Ask again.")


def _silence(job: Job, limits: Limits) -> ProviderTimeout:
    if job.first_token_at_s is None:
        limit_s = limits.first_token_timeout_s
        return ProviderTimeout(f"The model did not begin to answer within {limit_s:g} seconds.")
    return ProviderTimeout(
        f"The model said nothing more for {limits.idle_timeout_s:g} seconds, so the answer was cut"
        " off."
    )


async def _pull(
    job: Job, prompt: Prompt, limits: Limits, deadline: Deadline, clock: Callable[[], float]
) -> None:
    """Call the provider, and again if nobody has begun to answer and there is time to."""
    now_s = asyncio.get_running_loop().time
    retry_by_s = now_s() + limits.first_token_timeout_s
    attempt = 0
    while True:
        called_at_s = now_s()
        try:
            return await _attempt(job, prompt, limits, deadline, clock)
        except YeoulError as error:
            delay_s = max(limits.retry_delay_s * 2**attempt, error.retry_after_s or 0)
            if (
                job.first_token_at_s is not None
                or not error.ask_again
                or attempt == limits.retries
                or now_s() - called_at_s > limits.quick_failure_s
                or delay_s > min(limits.max_retry_delay_s, retry_by_s - now_s())
            ):
                raise
        attempt += 1
        _phase(job, "queued")
        await asyncio.sleep(delay_s)


async def _attempt(
    job: Job, prompt: Prompt, limits: Limits, deadline: Deadline, clock: Callable[[], float]
) -> None:
    """One call of the provider."""
    _phase(job, "connecting")
    await job.provider.stream_into(prompt, _Intake(job, limits, deadline, clock))
    if job.finish is None:
        raise Internal("The provider ended without saying so.")


class _Intake(Sink):
    """Appends what comes until the provider has finished, within ``limits``."""

    __slots__ = ("_clock", "_deadline", "_idle_timeout_s", "_job", "_kept", "_undrained")

    def __init__(
        self, job: Job, limits: Limits, deadline: Deadline, clock: Callable[[], float]
    ) -> None:
        self._job = job
        self._idle_timeout_s = limits.idle_timeout_s
        self._deadline = deadline
        self._clock = clock
        #: Where in text and reasoning this call begins, behind what earlier epochs kept.
        self._kept = len(job.text), len(job.reasoning)
        #: Characters that were appended since the log was last waited for.
        self._undrained = 0

    def accept(self, batch: list[Piece]) -> Flow:
        job = self._job
        self._undrained += _append(job, batch, self._clock(), self._kept)
        if job.first_token_at_s is not None:
            self._deadline.set(self._idle_timeout_s)
        if job.finish is not None or self._undrained > MAX_UNDRAINED_CHARS:
            return _WAIT
        return _MORE

    async def wants_more(self) -> bool:
        if self._job.finish is not None:
            return False
        await self._job.writer.drain()
        self._undrained = 0
        self._deadline.set(self._idle_timeout_s)
        return True


def _append(job: Job, batch: list[Piece], now_s: float, kept: tuple[int, int]) -> int:
    """Append a batch, neighbouring pieces of one kind as one event; returns its characters.

    Nothing is taken of what comes behind the end, even in the same batch.
    """
    size = 0
    said: list[str] = []
    kind: type[Piece] = Text
    for piece in batch:
        if type(piece) is not kind:
            size += _flush(job, kind, said, now_s)
            if job.finish is not None:
                return size
            kind = type(piece)
        if isinstance(piece, Text | Thought):
            said.append(piece.text)
        elif isinstance(piece, Finish):
            usage = piece.usage
            counted = as_usage(*usage) if usage else None
            job.finish = Finish(piece.reason, counted, piece.instead)
        elif isinstance(piece, Moved):
            size += _move(job, piece, kept)
        elif job.first_token_at_s is None:
            _phase(job, piece.phase)
    return size + _flush(job, kind, said, now_s)


def _flush(job: Job, kind: type[Piece], said: list[str], now_s: float) -> int:
    """Append what was said, as one event of its kind; returns its characters."""
    if not said:
        return 0
    # Whatever a provider of one's own says: what cannot be encoded could never be settled.
    text = as_text("".join(said))
    job.pieces += len(said)
    said.clear()
    job.room_bytes -= len(text) if text.isascii() else len(text.encode())
    if job.room_bytes < 0 and not (text := _fitting(job, text)):
        return 0
    if job.first_token_at_s is None:
        job.first_token_at_s = now_s
    job.last_token_at_s = now_s
    if kind is Text:
        if job.first_text_at_s is None:
            job.first_text_at_s = now_s
        _phase(job, "generating")
        job.writer.append(Delta(text))
        job.text.append(text)
    else:
        if job.first_thought_at_s is None:
            job.first_thought_at_s = now_s
        _phase(job, "thinking")
        job.writer.append(Reasoning(text))
        job.reasoning.append(text)
    return len(text)


def _move(job: Job, moved: Moved, kept: tuple[int, int]) -> int:
    """Tell the readers that what came was thinking, or was not; returns the characters appended."""
    texts, thoughts = kept
    text, thought = "".join(job.text[texts:]), "".join(job.reasoning[thoughts:])
    if moved.to == "thinking":
        text, thought = "", (thought + text).strip()
        job.first_thought_at_s = job.first_thought_at_s or job.first_text_at_s
        job.first_text_at_s = None
    else:
        text, thought = thought + text, ""
        job.first_text_at_s, job.first_thought_at_s = job.first_thought_at_s, None
    job.text[texts:], job.reasoning[thoughts:] = [text], [thought]
    whole, reasoning = job.whole_text(), "".join(job.reasoning)
    job.writer.append(Reset(whole, reasoning))
    return len(whole) + len(reasoning)


def _fitting(job: Job, text: str) -> str:
    """Return as much of a text as the answer had room for, and end it there."""
    fitting = text.encode()[: job.room_bytes].decode(errors="ignore")  # whole characters only
    job.room_bytes = 0
    job.finish = Finish("length", None)
    return fitting


def _phase(job: Job, phase: Phase) -> None:
    if job.phase != phase:
        job.phase = phase
        job.writer.set_phase(_PHASES[phase])
