"""Following one answer over as many connections, and by as many transports, as it takes."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NoReturn, Self
from urllib.parse import quote

from yeoul.client.connections import Connections
from yeoul.client.question import Question
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Gap, Transcript, is_new
from yeoul.client.transports import Transport, checked, open_line
from yeoul.client.transports.base import Line, Lost, Odd
from yeoul.client.transports.sse import SseLine
from yeoul.client.wire import Entry, Heartbeat, Unknown, Update, read_update
from yeoul.errors import InvalidCursor
from yeoul.protocol.events import Cursor, End, Started

#: A seq that no answer reaches: whoever asks from behind it is given a reset.
_BEYOND = 10**17

#: How often in a row something odd may come that brings the answer no further.
_MAX_ODDITIES = 5


class Following:
    """The events of one answer, each once and in order, until its `End`. Iterate it once.

    Iterating raises a `YeoulError` if the server refuses, and `ConnectionError` if it stays away,
    if what arrives cannot be understood or has the same hole again and again, or if it is not the
    text that the server ended with, even when it is sent again.
    The connection is closed before `End` is given; who leaves earlier calls `aclose`, or leaves it
    to the client's end. A cancelled step loses nothing: the next one goes on.
    """

    def __init__(
        self,
        connections: Connections,
        persistence: RetryPolicy,
        *,
        transport: Transport,
        transcript: Transcript,
        question: Question | None = None,
        answer_id: str | None = None,
    ) -> None:
        #: Known from the beginning, or once `Started` has come.
        self.answer_id = answer_id
        #: How events are received now; `switch` changes it.
        self.transport = checked(transport)
        #: What all events given so far make.
        self.transcript = transcript
        self._position = transcript.cursor  # behind the last event received
        self._connections = connections
        self._persistence = persistence
        self._question = question
        self._line: Line | None = None
        self._received: deque[tuple[Cursor | None, Update | Unknown]] = deque()
        self._over = False
        self._doubted = False
        self._failures = 0
        self._oddities = 0
        self._furthest = transcript.cursor
        self._last_sign_s: float | None = None
        self._step: asyncio.Timeout | None = None
        self._switched = False

    @property
    def cursor(self) -> Cursor | None:
        """Behind the last event given: ``client.follow(answer_id, cursor)`` goes on there."""
        return self.transcript.cursor

    def switch(self, transport: Transport) -> None:
        """Receive by another transport from now on, behind what was received so far.

        Takes effect at once, also while another task waits for the next event.

        Raises:
            ValueError: there is no such transport.
        """
        if checked(transport) == self.transport:
            return
        self.transport = transport
        if self._step is not None and not self._switched:
            self._step.reschedule(asyncio.get_running_loop().time())
        self._switched = True

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Update:
        while True:
            while not self._received:
                if self._over:
                    raise StopAsyncIteration
                await self._interruptibly_receive()
            cursor, update = self._received.popleft()
            if isinstance(update, End) and not self.transcript.agrees_with(update):
                self._doubt(cursor)
            else:
                self.transcript.apply(cursor, update)
                if not isinstance(update, Unknown):
                    return update

    async def aclose(self) -> None:
        """Leave. The answer goes on at the server."""
        self._over = True
        self._received.clear()
        await self._hang_up()

    async def _interruptibly_receive(self) -> None:
        """Take what comes next, connecting or waiting first if need be, until `switch` ends it."""
        try:
            async with asyncio.timeout(None) as self._step:
                await self._try_to_receive()
        except TimeoutError:
            if not self._switched:
                raise
        finally:
            self._step = None

    async def _try_to_receive(self) -> None:
        try:
            await self._receive()
        except (Lost, Gap) as reason:
            await self._hang_up()
            self._judge(reason)
            if not self._received:
                await self._pause(reason)
        except BaseException:
            await self._hang_up()
            raise

    def _judge(self, reason: Lost | Gap) -> None:
        """Count what is odd, and not the network: heartbeats between do not make it better."""
        position, furthest = self._position, self._furthest
        if position is not None and (furthest is None or position > furthest):
            self._furthest, self._oddities = position, 0
        self._oddities += isinstance(reason, Gap | Odd)
        if self._oddities >= _MAX_ODDITIES:
            self._fail("The events cannot be understood, however often they are sent.", reason)

    async def _receive(self) -> None:
        if self._switched:
            await self._hang_up()
            self._switched = False  # whoever switches from here on ends this step
        if self._line is None:
            self._line = await self._connect()
        received = await self._line.receive(self._position)
        try:
            for entry in received.entries:
                if not self._over and (update := self._accept(entry)) is not None:
                    self._received.append((self._position, update))
        finally:
            if self._received:
                self._failures, self._last_sign_s = 0, self._persistence.clock()
        if received.ended_at is not None and not self._over:
            if received.ended_at != str(self._position):
                raise Lost("the end of something else")
            self._over = True
        if self._over:
            await self._hang_up()

    async def _connect(self) -> Line:
        if self.answer_id is None and self._question is not None:
            if self.transport == "sse":
                request = self._question.request(self._connections, "text/event-stream")
                return await SseLine.open(self._connections, request, None)
            self.answer_id = await self._question.ask(self._connections)
        path = f"api/answers/{quote(str(self.answer_id), safe='')}/events"
        return await open_line(
            self.transport, self._connections, self._persistence, path, self._position
        )

    async def _hang_up(self) -> None:
        if self._line is not None:
            line, self._line = self._line, None
            await line.aclose()

    async def _pause(self, reason: Lost | Gap) -> None:
        now_s = self._persistence.clock()
        if self._last_sign_s is None:
            self._last_sign_s = now_s
        if now_s - self._last_sign_s >= self._persistence.give_up_s:
            self._fail(f"The server at {self._connections.url} stays away.", reason)
        self._failures += 1
        wished_s = reason.retry_after_s if isinstance(reason, Lost) else None
        await self._persistence.sleep(self._persistence.pause_s(self._failures, wished_s))

    def _accept(self, entry: Entry) -> Update | Unknown | None:
        """Return what is new, None if nothing is. Raises `Gap` or `Lost` if it cannot be taken."""
        try:
            update = read_update(entry)
            if isinstance(update, Heartbeat):
                return update
            if isinstance(update, Unknown) and not entry.id:
                return None
            cursor = Cursor.parse(entry.id)
        except (ValueError, InvalidCursor) as error:
            raise Odd(str(error)) from error
        if not is_new(self._position, cursor, update):
            return None
        self._position = cursor
        if isinstance(update, Started):
            self.answer_id = update.answer_id
        self._over = isinstance(update, End)
        return update

    def _doubt(self, cursor: Cursor | None) -> None:
        """Have all of the answer sent again: something has spoiled the text on its way."""
        if self._doubted or cursor is None:
            self._fail("The text that arrived is not the text that the server ended with.")
        self._doubted, self._over = True, False
        self._position = Cursor(cursor.epoch, _BEYOND)

    def _fail(self, why: str, reason: Exception | None = None) -> NoReturn:
        self._over = True
        raise ConnectionError(why) from reason
