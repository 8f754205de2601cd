"""One answer read by OpenAI's Responses API, over as many connections as it takes.

The service generates in the background, so a connection that breaks ends nothing: the rest is asked
for behind the last event that was read. Where the service cannot stream from there any more (OpenAI
streams a response for some minutes), the response is asked for whole until it is complete. The
question itself is never sent again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from yeoul.errors import YeoulError
from yeoul.providers.base import Flow, Piece, Progress
from yeoul.providers.service.answer import END_GRACE_S, AcceptBatch
from yeoul.providers.service.body import Body, transport_errors
from yeoul.providers.service.client import Refused
from yeoul.providers.service.connection import ReadOutcome
from yeoul.providers.service.errors import ServiceErrors
from yeoul.providers.service.responses_events import ResponsesEvents
from yeoul.providers.told_tokens import ToldTokens

#: Seconds before each try in a row to read on; the last one repeats.
DELAYS_S = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
#: Most tries in a row: behind an event, and before the first one, when a machine that has just
#: started may not have its network yet.
MAX_TRIES, MAX_FIRST_TRIES = 10, 30
#: Tries in a row in which the service may know nothing of a response, right after it has begun it.
MAX_UNKNOWN = 3
#: Seconds between two looks at a response that is not streamed any more.
POLL_S = 2.0
#: Seconds without a byte after which a stream may be dead, and its response is looked at.
SILENCE_S = 20.0
#: Seconds without any news after which a response that is said to grow is given up.
MAX_SILENCE_S = 1800.0
#: Statuses by which a service refuses for the moment.
_PASSING = frozenset({408, 425, 429})

#: Looked up once: an enum's attribute costs a call, and every token passes here.
_MORE, _WAIT = Flow.MORE, Flow.WAIT


class Upstream(Protocol):
    """Reads a response that grows at the service.

    Both methods raise `Refused`, `transport_errors`, and a `YeoulError` once that is over for good.
    """

    async def stream(self, upstream_id: str, after: int | None) -> Body:
        """Return a body with the events behind number ``after``; None: all of them."""

    async def retrieve(self, upstream_id: str) -> bytes:
        """Return the response as it is now."""


class ResponsesAnswer:
    """The answer in one response. Read it with `read_into` until that is finished.

    ``body`` is the reply to the question; None reads ``upstream_id``, which was begun before.
    ``refusal`` makes the error for a refusal. ``told`` notes the tokens of the text.
    """

    def __init__(
        self,
        body: Body | None,
        upstream: Upstream,
        errors: ServiceErrors,
        refusal: Callable[[Refused], YeoulError],
        upstream_id: str | None = None,
        told: ToldTokens | None = None,
    ) -> None:
        self._body = body
        self._upstream = upstream
        self._errors = errors
        self._refusal = refusal
        self._events = ResponsesEvents(errors, upstream_id, told)
        #: Pieces that no consumer has accepted yet.
        self._held: list[Piece] = []
        #: The consumer of the read that is under way, and its last reply.
        self._accept: AcceptBatch | None = None
        self._flow = _MORE
        #: The error by which the last body broke off.
        self._cut: YeoulError = errors.broken_off()
        #: Tries since the last event, whose number stands beside them.
        self._tries, self._tried_at = 0, self._events.number
        #: When the response was last heard of, or asked for.
        self._news_at_s = asyncio.get_running_loop().time()
        #: Whether the response has to be asked for whole, and the seconds until it is once more.
        self._polls, self._pause_s = False, 0.0
        #: Whether the body has said anything since that was last looked at, and when it will be.
        self._heard = False
        self._watching: asyncio.TimerHandle
        #: Whether the last body was given up because it said nothing more.
        self._is_silent = False

    @property
    def upstream_id(self) -> str | None:
        """The id under which the service keeps the answer; None before it has said so."""
        return self._events.upstream_id

    async def begin(self) -> None:
        """Read until the service has begun the response. What it has said is kept for the reader.

        Raises:
            YeoulError: the service has failed before.
        """
        while not (self._events.is_begun or self._events.is_over):
            await self._read_body()
            if self._body is None and not self._events.is_begun:
                raise self._events.failure or self._cut

    async def read_into(self, accept: AcceptBatch) -> ReadOutcome:
        """Pass each batch to ``accept`` until it asks to wait, or the answer has ended.

        The last batch has the `Finish`. The next call goes on behind the batch at which this one
        paused.

        Raises:
            Interrupted: the service has lost the response, or does not give it any more.
            ProviderTimeout: the service says that the response grows, and nothing else.
            ProviderBroken: the body broke off, and the response does not grow in the background.
            YeoulError: the service reports an error.
        """
        self._accept = accept
        try:
            while True:
                if self._held:
                    held, self._held = self._held, []
                    if accept(held) is _WAIT:
                        return ReadOutcome.PAUSED
                elif self._events.is_over:
                    break
                elif self._body is None:
                    await self._go_on()
                else:
                    await self._read_body()
                    if self._flow is _WAIT:
                        return ReadOutcome.PAUSED
        finally:
            self._accept = None
        if self._events.failure is not None:
            raise self._events.failure
        return ReadOutcome.FINISHED

    async def _read_body(self) -> None:
        """Read until the consumer asks to wait, or the body has nothing more; then it is closed."""
        self._flow = _MORE
        try:
            if await self._read_while_it_speaks() is ReadOutcome.FINISHED:
                self._take(self._events.close())
                self._cut = self._errors.broken_off()
                await self._close_body()
        except transport_errors() as error:
            self._note_cut(error)
            await self._close_body()
        if self._events.stream_error is not None:
            self._cut = self._events.stream_error
            await self._close_body()

    async def _read_while_it_speaks(self) -> ReadOutcome:
        """Read as `Body.read_into` does; silence ends the body of a response in the background.

        A wire can die without a word, and a model can think without one: the response is then
        looked at, which tells the two apart.
        """
        assert self._body is not None
        if self._events.upstream_id is None:
            return await self._body.read_into(self._feed)
        try:
            async with asyncio.timeout(None) as silence:
                self._watch(silence)
                return await self._body.read_into(self._feed)
        except TimeoutError:
            if not silence.expired():  # the connection's own
                raise
        finally:
            self._watching.cancel()
        self._is_silent = True
        return ReadOutcome.FINISHED

    def _watch(self, silence: asyncio.Timeout) -> None:
        """Look every while whether the body says something; one timer for all of its events."""
        loop = asyncio.get_running_loop()
        self._heard = False

        def look() -> None:
            if self._heard:
                self._watch(silence)
            else:
                silence.reschedule(loop.time())

        self._watching = loop.call_later(SILENCE_S, look)

    def _feed(self, data: bytes) -> Flow:
        """Hand on the pieces in ``data``; runs in the callback that delivers it."""
        self._heard = True
        events = self._events
        self._take(events.feed(data))
        return _WAIT if events.is_over or events.stream_error is not None else self._flow

    def _take(self, pieces: list[Piece]) -> None:
        if not pieces:
            return
        if self._accept is not None:
            self._flow = self._accept(pieces)
        else:
            self._held += pieces
            self._flow = _WAIT

    # -- the rest of an answer whose connection broke ----------------------------------------------

    async def _go_on(self) -> None:
        """Ask for the rest of the answer, once, after a while.

        Raises:
            YeoulError: there is no rest to ask for, or it cannot be had.
        """
        upstream_id, number = self._events.upstream_id, self._events.number
        if upstream_id is None:
            raise self._cut
        if number != self._tried_at:
            self._tries, self._tried_at = 0, number
            self._news_at_s = asyncio.get_running_loop().time()
        if not self._events.can_go_on:
            self._polls = True
        if self._tries == (MAX_FIRST_TRIES if number is None else MAX_TRIES):
            raise self._errors.out_of_reach(self._cut) from self._cut
        delay_s = DELAYS_S[min(self._tries, len(DELAYS_S) - 1)]
        await asyncio.sleep(max(delay_s, self._pause_s))
        if self._tries > 0:  # a sign of life: all tries take longer than silence is borne
            self._held.append(Progress("connecting"))
        self._tries, self._pause_s = self._tries + 1, 0.0
        try:
            if self._polls or self._is_silent:
                await self._look(upstream_id)
            if not (self._polls or self._events.is_over):
                self._events.open_body()
                self._body = await self._upstream.stream(upstream_id, number)
        except Refused as refused:
            self._note_refusal(refused)
        except transport_errors() as error:
            self._note_cut(error)

    def _note_cut(self, error: Exception) -> None:
        """Note that the connection broke; the error must not hold the frames that hold this."""
        self._cut = self._errors.broken_off()
        self._cut.__cause__ = error.with_traceback(None)

    async def _look(self, upstream_id: str) -> None:
        """Take what the whole response says."""
        raw = await self._upstream.retrieve(upstream_id)
        # What a stream will say must not be said from here.
        told = self._events.read_response(raw, is_streamed=not self._polls)
        now_s = asyncio.get_running_loop().time()
        if not all(isinstance(piece, Progress) for piece in told):
            self._news_at_s = now_s
        elif now_s - self._news_at_s > MAX_SILENCE_S:
            raise self._errors.silent()
        self._held += told
        if told:
            self._tries, self._is_silent = 0, False
            self._pause_s = POLL_S if self._polls else 0.0

    def _note_refusal(self, refused: Refused) -> None:
        """Note why the rest was refused: ask otherwise, or again.

        Raises:
            Interrupted: the service does not know the response.
            YeoulError: the service refuses for good.
        """
        status = refused.status
        if status in (401, 403):
            raise self._refusal(refused)
        if status in _PASSING or status >= 500:
            self._cut = self._refusal(refused)
        elif not self._polls:
            self._polls, self._tries = True, 0
        elif self._tries >= MAX_UNKNOWN:
            raise self._errors.lost() from refused

    # -- the end -----------------------------------------------------------------------------------

    async def _await_clean_end(self) -> None:
        """Wait a moment for the end of the body, after which the connection can be used again."""
        if self._body is not None and self._events.is_over:
            with suppress(TimeoutError, *transport_errors()):
                async with asyncio.timeout(END_GRACE_S):
                    await self._body.read_into(lambda data: _MORE)

    async def _close_body(self) -> None:
        if self._body is not None:
            body, self._body = self._body, None
            await body.aclose()

    async def aclose(self) -> None:
        """Stop reading. A response in the background grows on."""
        try:
            await self._await_clean_end()
        finally:
            await self._close_body()
