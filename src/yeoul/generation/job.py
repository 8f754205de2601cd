"""One answer being generated: what is known of it, and what it has so far."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from yeoul.errors import (
    EmptyAnswer,
    ErrorInfo,
    Internal,
    Interrupted,
    NotContinuable,
    StorageFailed,
    StorageFull,
    YeoulError,
)
from yeoul.eventlog.base import Writer
from yeoul.protocol.conversation import Answer
from yeoul.protocol.events import End, Phase, Reason, TerminalStatus, Timings, Usage
from yeoul.providers.base import MAX_COUNT, Finish, Model, Provider, as_text

#: Why the pull from the provider is being cut off.
Cut = Literal["stop", "timeout", "shutdown"]


@dataclass(slots=True, eq=False)
class Job:
    """State of one generation. Lives on the event loop; the supervisor alone changes it."""

    owner: str
    answer: Answer
    provider: Provider
    writer: Writer
    #: Monotonic time at which the answer was asked for or taken up again.
    asked_at_s: float
    #: Text and reasoning, kept ones of earlier epochs included.
    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    #: Finds provider and model, where a service has to be asked for them first.
    find: Callable[[], Awaitable[tuple[Provider, Model]]] | None = None
    #: Tokens of earlier epochs, if anybody counted.
    earlier_usage: Usage | None = None
    #: Tokens that earlier epochs generated, estimated where nobody counted.
    used_tokens: int = 0
    #: Bytes of UTF-8 that text and thinking of all epochs may still grow by.
    room_bytes: int = 0
    #: Oldest messages that did not fit the model's context window.
    omitted_messages: int = 0
    admitted_at_s: float | None = None
    first_token_at_s: float | None = None
    last_token_at_s: float | None = None
    first_thought_at_s: float | None = None
    first_text_at_s: float | None = None
    #: Pieces of text and thinking in this epoch: about as many tokens.
    pieces: int = 0
    #: What readers were last told that the answer waits for.
    phase: Phase | None = None
    finish: Finish | None = None
    cut: Cut | None = None
    pull: asyncio.Task[None] | None = None
    #: A commit of the log failed; its writer must be adopted before it takes the end.
    log_failed: bool = False
    #: Why the end cannot be written at present.
    unsettled: YeoulError | None = None
    #: Set once the answer is settled, left to the next process, or cannot be settled for now.
    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: Set once the answer is settled, or left to the next process.
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def found(self, model: Model) -> Model:
        """Return the model to ask: ``model``, unless it has to be found."""
        if self.find is not None:
            self.provider, model = await self.find()
        return model

    def cut_off(self, why: Cut) -> None:
        """Have the pull from the provider end; the first reason stands. Idempotent."""
        if self.cut is None:
            self.cut = why
            if self.pull is not None:
                self.pull.cancel()

    def refused(self, failure: YeoulError) -> None:
        """Note that the end could not be written."""
        self.unsettled = failure
        self.over.set()

    def leave(self) -> None:
        """Note that nothing more is done about the answer here."""
        self.over.set()
        self.done.set()

    def generated_tokens(self) -> int:
        """Return the tokens of this epoch: as counted, or its pieces where nobody counted."""
        usage = self.finish.usage if self.finish else None
        return usage.completion_tokens if usage else self.pieces

    def whole_text(self) -> str:
        """Return the text of all epochs."""
        return "".join(self.text)

    def end(self, error: YeoulError | None, now_s: float) -> End:
        """Return the terminal event for how the pull ended."""
        status, reason, info = self._outcome(error)
        return End(
            status=status,
            reason=reason,
            # A sentence of a provider of one's own is no more to be trusted than its text.
            error=info and info._replace(detail=as_text(info.detail)),
            usage=self._usage(),
            timings=self._timings(now_s),
            sha256=hashlib.sha256(self.whole_text().encode()).hexdigest(),
            omitted_messages=self.omitted_messages,
        )

    def _outcome(self, error: YeoulError | None) -> tuple[TerminalStatus, Reason, ErrorInfo | None]:
        if isinstance(error, EmptyAnswer):
            return "failed", "error", error.info
        if self.finish is not None:
            return "finished", self.finish.reason, None
        if self.cut == "stop":
            return "stopped", "stopped", None
        if self.cut == "shutdown" or error is None:
            return "interrupted", "interrupted", interruption().info
        if isinstance(error, Interrupted | NotContinuable | StorageFailed | StorageFull):
            return "interrupted", "interrupted", error.info
        return "failed", "error", error.info

    def _usage(self) -> Usage | None:
        """Return what all epochs used; None if nobody counted any.

        Those that ended before somebody did (stopped, failed, cut off) are estimated.
        """
        here, earlier = self.finish.usage if self.finish else None, self.earlier_usage
        if here is None and earlier is None:
            return None
        prompt = (here.prompt_tokens if here else 0) + (earlier.prompt_tokens if earlier else 0)
        used = max(self.used_tokens, earlier.completion_tokens if earlier else 0)
        used += self.generated_tokens()
        return Usage(min(prompt, MAX_COUNT), min(used, MAX_COUNT))

    def _timings(self, now_s: float) -> Timings:
        admitted = now_s if self.admitted_at_s is None else self.admitted_at_s
        first, last = self.first_token_at_s, self.last_token_at_s
        speed = None
        if first is not None and last is not None and last > first:
            speed = round(max(0, self.generated_tokens() - 1) / (last - first), 1)
        return Timings(
            queued_ms=_ms(admitted - self.asked_at_s),
            first_token_ms=None if first is None else _ms(first - self.asked_at_s),
            total_ms=_ms(now_s - self.asked_at_s),
            tokens_per_s=speed,
            thinking_ms=self._thinking_ms(now_s),
        )

    def _thinking_ms(self, now_s: float) -> int | None:
        """Return how long the model thought in all epochs; None if it did not."""
        earlier = self.answer.timings.thinking_ms if self.answer.timings else None
        if self.first_thought_at_s is None:
            return earlier
        over_s = now_s if self.first_text_at_s is None else self.first_text_at_s
        return (earlier or 0) + _ms(over_s - self.first_thought_at_s)


def interruption() -> Interrupted:
    """Return what ends an answer whose server went away."""
    return Interrupted("The server stopped while this answer was growing. Its text is kept.")


def unforeseen() -> Internal:
    """Return what ends an answer that failed for a reason nobody foresaw."""
    return Internal("Something failed inside Yeoul; its log has the details.")


def _ms(seconds: float) -> int:
    return max(0, round(seconds * 1000))
