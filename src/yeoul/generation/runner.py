"""One answer, from provider to log: pull, append, enforce time limits, retry the beginning."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import assert_never, get_args

from yeoul.deadlines import Deadline
from yeoul.defaults import FIRST_TOKEN_TIMEOUT_S, IDLE_TIMEOUT_S, MAX_ANSWER_BYTES
from yeoul.errors import (
    ContextTooLong,
    EmptyAnswer,
    Internal,
    ProviderBroken,
    ProviderTimeout,
    YeoulError,
)
from yeoul.generation.job import Job, Times
from yeoul.generation.prompt import build_prompt, bytes_left, window_full
from yeoul.protocol.content import MAX_CALLS, ToolCall, call_bytes
from yeoul.protocol.events import Delta, Phase, PhaseInfo, Reasoning, Reset
from yeoul.providers.base import (
    Finish,
    Flow,
    Model,
    Moved,
    Piece,
    Progress,
    Prompt,
    Provider,
    Sink,
    Text,
    Thought,
    Turn,
    as_count,
    as_text,
    as_usage,
)

#: Characters appended before waiting for the log, so that a slow disk slows the pull.
MAX_UNDRAINED_CHARS = 256 << 10

#: Looked up once: an enum's attribute costs a call, and every token passes here.
_MORE, _WAIT = Flow.MORE, Flow.WAIT
#: Made once: a union would be made for every piece.
_SAID = (Text, Thought)

_PHASES: dict[Phase, PhaseInfo] = {phase: PhaseInfo(phase) for phase in get_args(Phase)}


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


async def generate(
    job: Job,
    provider: Provider,
    model: Model,
    turns: list[Turn],
    limits: Limits,
    *,
    clock: Callable[[], float],
) -> None:
    """Generate the answer of ``job`` into its writer until the provider has finished.

    Sets ``job.fate.finish``; the caller appends the terminal event. Cancelling it closes the
    upstream call before it returns.

    Raises:
        ContextTooLong: the question alone does not fit.
        EmptyAnswer: the provider has finished without any text or thinking.
        NotContinuable: the kept text leaves no room to go on.
        ProviderTimeout: the provider was silent for too long.
        YeoulError: the provider failed, or the log did.
    """
    so_far = job.so_far
    so_far.bytes_left = bytes_left(so_far.whole(), limits.max_answer_bytes)
    try:
        async with Deadline() as deadline:
            deadline.set(limits.first_token_timeout_s)
            prompt = await build_prompt(job, provider, model, turns)
            await _pull(job, provider, prompt, limits, deadline, clock)
        _check_not_empty(job)
    except TimeoutError:
        if not deadline.expired:  # the provider's own timeout, of something inside it
            raise
        raise _silence(job, limits) from None
    except ContextTooLong as error:
        if job.times.first_token_at_s is None and so_far.whole_text():
            raise window_full() from error
        raise


def _check_not_empty(job: Job) -> None:
    """Check that a finished answer has something to read."""
    text, reasoning, calls = job.so_far.whole()
    if not (text.strip() or reasoning or calls):
        said = job.fate.finish and job.fate.finish.instead
        raise EmptyAnswer(said or "The model ended its answer without a word. Ask again.")


def _silence(job: Job, limits: Limits) -> ProviderTimeout:
    if job.times.first_token_at_s is None:
        limit_s = limits.first_token_timeout_s
        return ProviderTimeout(f"The model did not begin to answer within {limit_s:g} seconds.")
    return ProviderTimeout(
        f"The model said nothing more for {limits.idle_timeout_s:g} seconds, so the answer was cut"
        " off."
    )


async def _pull(
    job: Job,
    provider: Provider,
    prompt: Prompt,
    limits: Limits,
    deadline: Deadline,
    clock: Callable[[], float],
) -> None:
    """Call the provider; call it again while it has not begun to answer and time is left."""
    intake = partial(_Intake, job, limits, deadline, clock)
    now_s = asyncio.get_running_loop().time
    retry_by_s = now_s() + limits.first_token_timeout_s
    attempt = 0
    while True:
        called_at_s = now_s()
        try:
            return await _call(job, provider, prompt, intake())
        except YeoulError as error:
            delay_s = max(limits.retry_delay_s * 2**attempt, error.retry_after_s or 0)
            if (
                job.times.first_token_at_s is not None
                or not error.ask_again
                or attempt == limits.retries
                or now_s() - called_at_s > limits.quick_failure_s
                or delay_s > min(limits.max_retry_delay_s, retry_by_s - now_s())
            ):
                raise
        attempt += 1
        _set_phase(job, "queued")
        await asyncio.sleep(delay_s)


async def _call(job: Job, provider: Provider, prompt: Prompt, intake: Sink) -> None:
    """Make one call of the provider."""
    _set_phase(job, "connecting")
    await provider.stream_into(prompt, intake)
    if job.fate.finish is None:
        raise Internal("The provider ended without saying so.")


class _Intake(Sink):
    """Appends all pieces until the provider has finished, within ``limits``."""

    __slots__ = ("_clock", "_deadline", "_idle_timeout_s", "_job", "_kept", "_undrained")

    def __init__(
        self, job: Job, limits: Limits, deadline: Deadline, clock: Callable[[], float]
    ) -> None:
        self._job = job
        self._idle_timeout_s = limits.idle_timeout_s
        self._deadline = deadline
        self._clock = clock
        #: Pieces of kept text and reasoning, behind which this pull begins.
        self._kept = len(job.so_far.text), len(job.so_far.reasoning)
        #: Characters that were appended since the log was last waited for.
        self._undrained = 0

    def accept(self, batch: list[Piece]) -> Flow:
        job = self._job
        self._undrained += _append(job, batch, self._clock(), self._kept)
        if job.times.first_token_at_s is not None:
            self._deadline.set(self._idle_timeout_s)
        if job.fate.finish is not None or self._undrained > MAX_UNDRAINED_CHARS:
            return _WAIT
        return _MORE

    async def wants_more(self) -> bool:
        if self._job.fate.finish is not None:
            return False
        await self._job.writer.drain()
        self._undrained = 0
        self._deadline.set(self._idle_timeout_s)
        return True


def _append(job: Job, batch: list[Piece], now_s: float, kept: tuple[int, int]) -> int:
    """Append a batch, neighbouring pieces of one kind as one event; returns its characters.

    Pieces behind the end, even in the same batch, are dropped.
    """
    size = 0
    said: list[str] = []
    kind: type[Piece] = Text
    for piece in batch:
        if type(piece) is not kind:
            size += _append_said(job, kind, said, now_s)
            if job.fate.finish is not None:
                return size
            kind = type(piece)
        if isinstance(piece, _SAID):
            said.append(piece.text)
        elif isinstance(piece, Finish):
            usage = piece.usage
            counted = as_usage(*usage) if usage else None
            job.fate.finish = Finish(piece.reason, counted, piece.instead)
        elif isinstance(piece, ToolCall):
            size += _append_call(job, piece, now_s)
        elif isinstance(piece, Moved):
            size += _move(job, piece, kept)
        elif isinstance(piece, Progress):
            if job.times.first_token_at_s is None:
                _set_phase(job, piece.phase)
        else:
            assert_never(piece)
    return size + _append_said(job, kind, said, now_s)


def _append_said(job: Job, kind: type[Piece], said: list[str], now_s: float) -> int:
    """Append text or thinking as one event, and empty ``said``; returns its characters."""
    if not said:
        return 0
    so_far, times = job.so_far, job.times
    # A third-party provider may yield text that cannot be encoded, and so never be settled.
    text = as_text(said[0] if len(said) == 1 else "".join(said))
    so_far.pieces += len(said)
    said.clear()
    so_far.bytes_left -= len(text) if text.isascii() else len(text.encode())
    if so_far.bytes_left < 0 and not (text := _fitting(job, text)):
        return 0
    if times.first_token_at_s is None:
        times.first_token_at_s = now_s
    times.last_token_at_s = now_s
    # Every token passes here: what `_note_token`, `_set_phase` and `GrowingContent.add` would do,
    # mostly without a call and a match.
    if kind is Text:
        if times.first_text_at_s is None:
            times.first_text_at_s = now_s
        if job.phase != "generating":
            _set_phase(job, "generating")
        job.writer.append(Delta(text))
        so_far.text.append(text)
    else:
        if times.first_thought_at_s is None:
            times.first_thought_at_s = now_s
        _set_phase(job, "thinking")
        job.writer.append(Reasoning(text))
        so_far.reasoning.append(text)
    return len(text)


def _append_call(job: Job, piece: ToolCall, now_s: float) -> int:
    """Append a piece of a call; returns its characters."""
    if (index := as_count(piece.index)) is None or index >= MAX_CALLS:
        raise ProviderBroken("The model's tool calls are not numbered as calls can be. Ask again.")
    said = (piece.id, piece.name, piece.arguments)
    call = ToolCall(index, *(part and as_text(part) for part in said))
    so_far = job.so_far
    so_far.pieces += 1
    so_far.bytes_left -= call_bytes(call)
    if so_far.bytes_left < 0:
        # Half a piece of JSON would be of no use: the answer ends before it.
        so_far.bytes_left = 0
        job.fate.finish = Finish("length", None)
        return 0
    _note_token(job.times, now_s)
    if job.times.first_text_at_s is None:
        job.times.first_text_at_s = now_s
    _set_phase(job, "generating")
    job.writer.append(call)
    so_far.add(call)
    return len(call.arguments or "")


def _note_token(times: Times, now_s: float) -> None:
    if times.first_token_at_s is None:
        times.first_token_at_s = now_s
    times.last_token_at_s = now_s


def _move(job: Job, moved: Moved, kept: tuple[int, int]) -> int:
    """Make text of this pull thinking, or thinking text, by a reset; returns its characters."""
    so_far, times = job.so_far, job.times
    texts, thoughts = kept
    text, thought = "".join(so_far.text[texts:]), "".join(so_far.reasoning[thoughts:])
    if moved.to == "thinking":
        text, thought = "", (thought + text).strip()
        times.first_thought_at_s = times.first_thought_at_s or times.first_text_at_s
        times.first_text_at_s = None
    else:
        text, thought = thought + text, ""
        times.first_text_at_s, times.first_thought_at_s = times.first_thought_at_s, None
    so_far.text[texts:], so_far.reasoning[thoughts:] = [text], [thought]
    whole = so_far.whole()
    job.writer.append(Reset(*whole))
    return len(whole.text) + len(whole.reasoning)


def _fitting(job: Job, text: str) -> str:
    """Return as much of a text as the answer has room for, and end the answer there."""
    # The number is negative here: the bytes that are too many. Whole characters only.
    fitting = text.encode()[: job.so_far.bytes_left].decode(errors="ignore")
    job.so_far.bytes_left = 0
    job.fate.finish = Finish("length", None)
    return fitting


def _set_phase(job: Job, phase: Phase) -> None:
    if job.phase != phase:
        job.phase = phase
        job.writer.set_phase(_PHASES[phase])
