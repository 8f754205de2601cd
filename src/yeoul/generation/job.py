"""One answer being generated, in three parts: its content so far, its times, and its end."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from yeoul.errors import (
    EmptyAnswer,
    ErrorInfo,
    Interrupted,
    NotContinuable,
    StorageFailed,
    StorageFull,
    YeoulError,
)
from yeoul.eventlog.base import Writer
from yeoul.protocol.content import Content, candidates_size, utf16_length
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import (
    Delta,
    End,
    EndNotice,
    Phase,
    Reason,
    TerminalStatus,
    Timings,
    Usage,
)
from yeoul.protocol.growing_content import GrowingContent
from yeoul.providers.base import MAX_COUNT, Finish, Model, Provider, as_text
from yeoul.store.base import Spent

#: The estimate where nobody counts tokens: of UTF-8, so that it fits Korean as well as English.
BYTES_PER_TOKEN = 3

#: Characters of JSON that the candidates of one answer take at most, about: those of 20 000 tokens
#: with nine each. What goes beyond is left out, and the answer goes on.
MAX_CANDIDATES_SIZE = 4 << 20

#: The reason to cancel a generation: a person stopped the answer, the server shuts down, or the
#: epoch takes nothing any more.
CancelReason = Literal["stop", "shutdown", "lost"]

#: Finds the provider and the model that generate an answer.
Find = Callable[[], Awaitable[tuple[Provider, Model]]]


class AnswerSoFar(GrowingContent):
    """The answer's content so far; it begins with the content kept from earlier epochs."""

    __slots__ = ("bytes_left", "pieces", "room_for_candidates", "told_until")

    def __init__(self, kept: Content | None = None, *, bytes_left: int = 0) -> None:
        super().__init__(kept)
        #: Pieces of text and thinking in this epoch: about as many tokens.
        self.pieces = 0
        #: Bytes of UTF-8 by which the content of all epochs may still grow.
        self.bytes_left = bytes_left
        #: Where the next token with candidates begins in the text, in units of UTF-16.
        self.told_until = 0
        #: Characters by which the candidates of all epochs may still grow, about as in JSON.
        self.room_for_candidates = 0

    def expect_candidates(self, *, again: bool) -> None:
        """Expect candidates of what comes behind the content so far.

        ``again``: the answer comes from its beginning; what has candidates already is left out.
        """
        known = Content(candidates=tuple(self.candidates))
        self.told_until = known.told_until if again else utf16_length(self.whole_text())
        taken = sum(map(candidates_size, known.candidates))
        self.room_for_candidates = MAX_CANDIDATES_SIZE - taken


@dataclass(slots=True, eq=False)
class Times:
    """The times of this epoch's steps, in seconds of a monotonic clock; None: not yet."""

    #: When the answer was asked for, or continued.
    asked_at_s: float
    #: When it got its provider's slot.
    admitted_at_s: float | None = None
    first_token_at_s: float | None = None
    last_token_at_s: float | None = None
    first_thought_at_s: float | None = None
    first_text_at_s: float | None = None

    def until(self, now_s: float, *, tokens: int, earlier_thinking_ms: int | None) -> Timings:
        """Return the timings of an epoch that ends now, after so many tokens."""
        admitted = now_s if self.admitted_at_s is None else self.admitted_at_s
        first, last = self.first_token_at_s, self.last_token_at_s
        speed = None
        if first is not None and last is not None and last > first:
            speed = round(max(0, tokens - 1) / (last - first), 1)
        return Timings(
            queued_ms=_ms(admitted - self.asked_at_s),
            first_token_ms=None if first is None else _ms(first - self.asked_at_s),
            total_ms=_ms(now_s - self.asked_at_s),
            tokens_per_s=speed,
            thinking_ms=self._thinking_ms(now_s, earlier_thinking_ms),
        )

    def _thinking_ms(self, now_s: float, earlier_ms: int | None) -> int | None:
        """Return the model's thinking time in all epochs; None if it did not think."""
        if self.first_thought_at_s is None:
            return earlier_ms
        until_s = now_s if self.first_text_at_s is None else self.first_text_at_s
        return (earlier_ms or 0) + _ms(until_s - self.first_thought_at_s)


@dataclass(slots=True, eq=False)
class Fate:
    """The end of the answer, as far as it is decided."""

    #: The reason why its generation was cancelled.
    cancelled: CancelReason | None = None
    #: The `Finish` of its provider.
    finish: Finish | None = None
    #: Whether a commit of the log failed; the writer must be adopted before it takes the end.
    log_failed: bool = False
    #: Whether the epoch takes nothing any more, not even its end.
    has_lost_epoch: bool = False
    #: The error that keeps the end from being written at present.
    unsettled: YeoulError | None = None
    #: Set once the answer is settled, left to the next process, or cannot be settled for now.
    resolved: asyncio.Event = field(default_factory=asyncio.Event)
    #: Set once the answer is settled, or left to the next process.
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    def postpone(self, failure: YeoulError) -> None:
        """Note that the end cannot be written for now."""
        self.unsettled = failure
        self.resolved.set()

    def close(self) -> None:
        """Note that nothing more happens to the answer in this process."""
        self.resolved.set()
        self.closed.set()


@dataclass(slots=True, eq=False)
class Job:
    """The state of one generation, for all of `yeoul.generation`; changed on the event loop only.

    The runner changes `AnswerSoFar` and `Times`; the code that ends the answer changes `Fate`.
    """

    owner: str
    answer: Answer
    writer: Writer
    times: Times
    #: The provider and the model. None until found, or where nothing is generated.
    provider: Provider | None = None
    model: Model | None = None
    #: Most answers of its owner that grow at the same time at its provider.
    most_growing: int | None = None
    #: Finds both, where a service has to list its models first.
    find: Find | None = None
    so_far: AnswerSoFar = field(default_factory=AnswerSoFar)
    fate: Fate = field(default_factory=Fate)
    #: Tokens of earlier epochs, if they were counted.
    earlier_usage: Usage | None = None
    #: Tokens that earlier epochs generated, estimated where the service did not count.
    used_tokens: int = 0
    #: Bytes of the prompt; 0 until there is one.
    prompt_bytes: int = 0
    #: Whether it goes on behind what a dead process has generated, and nobody has counted.
    is_takeover: bool = False
    #: Oldest messages that did not fit the model's context window.
    omitted_messages: int = 0
    #: The phase that readers were last shown.
    phase: Phase | None = None
    #: Whether the answer is in this process's memory alone.
    temporary: bool = False
    #: The id under which the answer is kept upstream; None where it is not.
    upstream_id: str | None = None
    #: The same id, once the store has it for the next process.
    noted_upstream_id: str | None = None
    #: Whether this epoch reads an answer that an earlier one has begun upstream.
    rejoins: bool = False
    #: Whether the provider has finished, so that nothing of the answer grows upstream.
    finished_upstream: bool = False
    #: The task that pulls the answer from its provider.
    pull: asyncio.Task[None] | None = None

    def write_prefix(self) -> None:
        """Write the text with which the answer begins, unless it is kept from an earlier run.

        Before anything else of its first epoch, so that readers see it while the answer waits. A
        crash may come between ``started`` and this: whoever takes the answer over writes it then.
        """
        if self.answer.prefix and self.so_far.whole() == Content():
            self.writer.append(Delta(self.answer.prefix))
            self.so_far.text.append(self.answer.prefix)

    async def found(self) -> tuple[Provider, Model]:
        """Return the provider and the model that generate the answer.

        Raises:
            Interrupted: no provider offers its model any more.
        """
        # Once: its service may be another one under the same name since, and knows no such answer.
        if self.find is not None and self.provider is None:
            self.provider, self.model = await self.find()
        if self.provider is None or self.model is None:
            raise interruption()
        return self.provider, self.model

    def cancel(self, reason: CancelReason) -> None:
        """End the pull from the provider; the first reason counts. Idempotent."""
        if self.fate.cancelled is None:
            self.fate.cancelled = reason
            if self.pull is not None:
                self.pull.cancel()

    def lose_epoch(self) -> None:
        """End the pull, if it has not ended, because its epoch takes nothing any more."""
        if self.pull is not None and not self.pull.done():
            self.fate.has_lost_epoch = True
            self.cancel("lost")

    def generated_tokens(self) -> int:
        """Return the tokens of this epoch: the provider's count, or else the number of pieces."""
        usage = self.fate.finish.usage if self.fate.finish else None
        return usage.completion_tokens if usage else self.so_far.pieces

    def spent(self) -> Spent:
        """Return the tokens of this epoch, estimated where nobody counts.

        Those of an epoch whose process died count with the one that takes over, or ends it. A
        prompt to which nothing came back is not estimated: the service may never have read it.
        """
        usage = self.fate.finish.usage if self.fate.finish else None
        estimated = self.prompt_bytes // BYTES_PER_TOKEN if self._is_answered() else 0
        prompt = usage.prompt_tokens if usage else estimated
        completion = self.generated_tokens()
        if self.is_takeover and not self.rejoins:
            earlier = self.earlier_usage.completion_tokens if self.earlier_usage else 0
            completion += max(0, self.used_tokens - earlier)
        prompt, completion = min(prompt, MAX_COUNT), min(completion, MAX_COUNT)
        return Spent(self.owner, prompt, completion, estimated=usage is None)

    def note_spent_before(self, kept: Content, prompt_bytes: int) -> None:
        """Note what a dead process has spent on the answer, which nobody has counted."""
        counted = self.earlier_usage
        earlier = counted.completion_tokens if counted is not None else 0
        self.used_tokens = earlier + estimated_tokens(self.uncounted(kept))
        self.prompt_bytes, self.is_takeover = prompt_bytes, True

    def uncounted(self, content: Content) -> str:
        """Return what was generated of the content and is in no count of an earlier epoch.

        A count covers the text that was stored with it, and nobody generated the prefix.
        """
        stored, text, reasoning = self.answer.content, content.text, content.reasoning
        if self.earlier_usage is None:
            return reasoning + text[len(self.answer.prefix) :]
        return reasoning[len(stored.reasoning) :] + text[len(stored.text) :]

    def _is_answered(self) -> bool:
        """Return whether something came back from the provider, in this epoch or a dead one."""
        if self.fate.finish is not None or self.times.first_token_at_s is not None:
            return True
        earlier = self.earlier_usage.completion_tokens if self.earlier_usage else 0
        return self.upstream_id is not None or (self.is_takeover and self.used_tokens > earlier)

    def end_event(self, error: YeoulError | None, now_s: float) -> End:
        """Return the terminal event that fits the end of the pull."""
        status, reason, info = self._outcome(error)
        earlier = self.answer.timings.thinking_ms if self.answer.timings else None
        # An answer that was read again has tokens that were not generated in this epoch's time.
        tokens = self.so_far.pieces if self.rejoins else self.generated_tokens()
        return End(
            status=status,
            reason=reason,
            # A third-party provider may yield text that cannot be encoded, in its errors too.
            error=info and info._replace(detail=as_text(info.detail)),
            usage=self._usage(),
            timings=self.times.until(now_s, tokens=tokens, earlier_thinking_ms=earlier),
            sha256=hashlib.sha256(self.so_far.whole_text().encode()).hexdigest(),
            omitted_messages=self.omitted_messages,
            notice=self._notice(),
        )

    def _notice(self) -> EndNotice | None:
        so_far = self.so_far
        has_text = so_far.whole_text() not in ("", self.answer.prefix)
        has_none = bool(self.answer.candidates) and not so_far.candidates and has_text
        return "no_candidates" if has_none else None

    def _outcome(self, error: YeoulError | None) -> tuple[TerminalStatus, Reason, ErrorInfo | None]:
        fate = self.fate
        if isinstance(error, EmptyAnswer):
            return "failed", "error", error.info
        if fate.finish is not None:
            return "finished", fate.finish.reason, None
        if fate.cancelled == "stop":
            return "stopped", "stopped", None
        if fate.cancelled == "shutdown" or error is None:
            return "interrupted", "interrupted", interruption().info
        if isinstance(error, Interrupted | NotContinuable | StorageFailed | StorageFull):
            return "interrupted", "interrupted", error.info
        return "failed", "error", error.info

    def _usage(self) -> Usage | None:
        """Return the tokens of all epochs; None if none of them was counted.

        An epoch that ended before its tokens were counted (stopped, failed) is estimated.
        """
        here = self.fate.finish.usage if self.fate.finish else None
        earlier = self.earlier_usage
        if here is None and earlier is None:
            return None
        prompt = (here.prompt_tokens if here else 0) + (earlier.prompt_tokens if earlier else 0)
        used = max(self.used_tokens, earlier.completion_tokens if earlier else 0)
        used += self.generated_tokens()
        return Usage(min(prompt, MAX_COUNT), min(used, MAX_COUNT))


def interruption() -> Interrupted:
    """Return the error of an answer whose server went away."""
    return Interrupted("The server stopped while this answer was growing. Its text is kept.")


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return len(text.encode("utf-8", "surrogatepass")) // BYTES_PER_TOKEN


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
