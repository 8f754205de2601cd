"""Follows one answer over as many connections, and by as many transports, as it takes."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NoReturn, Self
from urllib.parse import quote

from yeoul.client.connections import Connections
from yeoul.client.question import SentQuestion
from yeoul.client.retry_policy import RetryPolicy
from yeoul.client.transcript import Gap, Transcript, is_new
from yeoul.client.transports import Transport, check_transport, open_connection
from yeoul.client.transports.base import Connection, ConnectionLost, MalformedEvent
from yeoul.client.transports.sse import SseConnection
from yeoul.errors import InvalidCursor
from yeoul.protocol.entries import Entry, Heartbeat, Unknown, Update, read_update
from yeoul.protocol.events import Cursor, End, Started

#: A seq that no answer reaches: following from it yields a reset.
_BEYOND = 10**17

#: Most gaps and malformed events in a row, without a new event between them.
_MAX_FAULTS = 5


class AnswerStream:
    """The events of one answer, each once and in order, until its `End`. Iterate it once.

    The connection is closed before `End` is given. To leave earlier, call `aclose`, or close the
    client. Cancelling a step loses nothing: the next one goes on.

    Raises:
        YeoulError: while iterating, the server refuses.
        ConnectionError: while iterating, the server stays away; the events cannot be understood or
            have the same gap again and again; or the text differs from the one that the server
            ended with, even when it is sent again.
    """

    def __init__(
        self,
        connections: Connections,
        retry_policy: RetryPolicy,
        *,
        transport: Transport,
        transcript: Transcript,
        question: SentQuestion | None = None,
        answer_id: str | None = None,
    ) -> None:
        #: Id of the answer. None until `Started` has come, if the question does not name it.
        self.answer_id = question.answer_id if question else answer_id
        #: The transport in use; `switch` changes it.
        self.transport = check_transport(transport)
        #: The text of all events given so far.
        self.transcript = transcript
        # Behind the last event received; the transcript is behind the last one given.
        self._position = transcript.cursor
        self._connections = connections
        self._retry_policy = retry_policy
        #: None once the question is known to have arrived.
        self._question = question
        self._connection: Connection | None = None
        self._received: deque[tuple[Cursor | None, Update | Unknown]] = deque()
        self._finished = False
        self._requested_again = False
        self._failures = 0
        self._faults = 0
        self._furthest = transcript.cursor
        self._last_sign_s: float | None = None
        self._step: asyncio.Timeout | None = None
        self._switched = False

    @property
    def cursor(self) -> Cursor | None:
        """The position behind the last event given, from which `Client.follow` can go on."""
        return self.transcript.cursor

    def switch(self, transport: Transport) -> None:
        """Receive by another transport from now on, from the current position.

        Takes effect at once, even while another task waits for the next event.

        Raises:
            ValueError: the transport is unknown.
        """
        if check_transport(transport) == self.transport:
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
                if self._finished:
                    raise StopAsyncIteration
                await self._receive_until_switched()
            cursor, update = self._received.popleft()
            if isinstance(update, End) and not self.transcript.agrees_with(update):
                self._request_again(cursor)
            else:
                self.transcript.apply(cursor, update)
                if not isinstance(update, Unknown):
                    return update

    async def aclose(self) -> None:
        """Close the stream. The answer goes on at the server."""
        self._finished = True
        self._received.clear()
        await self._disconnect()

    async def _receive_until_switched(self) -> None:
        """Receive the next entries, connecting or pausing first if need be, until `switch`."""
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
        except (ConnectionLost, Gap) as reason:
            await self._disconnect()
            self._count_fault(reason)
            if not self._received:
                await self._pause(reason)
        except BaseException:
            await self._disconnect()
            raise

    def _count_fault(self, reason: ConnectionLost | Gap) -> None:
        """Count the faults that are not the network's; only a new event resets the count."""
        position, furthest = self._position, self._furthest
        if position is not None and (furthest is None or position > furthest):
            self._furthest, self._faults = position, 0
        self._faults += isinstance(reason, Gap | MalformedEvent)
        if self._faults >= _MAX_FAULTS:
            self._fail("The events cannot be understood, however often they are sent.", reason)

    async def _receive(self) -> None:
        if self._switched:
            await self._disconnect()
            self._switched = False  # a `switch` from here on interrupts this step
        if self._connection is None:
            self._connection = await self._connect()
        received = await self._connection.receive(self._position)
        try:
            for entry in received.entries:
                if not self._finished and (update := self._accept(entry)) is not None:
                    self._received.append((self._position, update))
        finally:
            if self._received:
                self._failures, self._last_sign_s = 0, self._retry_policy.clock()
        if received.ended_at is not None and not self._finished:
            if received.ended_at != str(self._position):
                raise ConnectionLost("the end of something else")
            self._finished = True
        if self._finished:
            await self._disconnect()

    async def _connect(self) -> Connection:
        if self._question is not None:
            if self.transport == "sse":
                request = self._question.request(self._connections, "text/event-stream")
                return await SseConnection.open(self._connections, request, None)
            self.answer_id = await self._question.ask(self._connections)
            self._question = None
        path = f"api/answers/{quote(str(self.answer_id), safe='')}/events"
        return await open_connection(
            self.transport, self._connections, self._retry_policy, path, self._position
        )

    async def _disconnect(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.aclose()

    async def _pause(self, reason: ConnectionLost | Gap) -> None:
        now_s = self._retry_policy.clock()
        if self._last_sign_s is None:
            self._last_sign_s = now_s
        if now_s - self._last_sign_s >= self._retry_policy.give_up_s:
            self._fail(f"The server at {self._connections.url} stays away.", reason)
        self._failures += 1
        asked_s = reason.retry_after_s if isinstance(reason, ConnectionLost) else None
        await self._retry_policy.sleep(self._retry_policy.pause_s(self._failures, asked_s))

    def _accept(self, entry: Entry) -> Update | Unknown | None:
        """Return the entry's update, None if it is not new.

        Raises:
            Gap: events before it are missing.
            MalformedEvent: the entry cannot be understood.
        """
        try:
            update = read_update(entry)
            if isinstance(update, Heartbeat):
                return update
            if isinstance(update, Unknown) and not entry.id:
                return None
            cursor = Cursor.parse(entry.id)
        except (ValueError, InvalidCursor) as error:
            raise MalformedEvent(str(error)) from error
        if not is_new(self._position, cursor, update):
            return None
        self._position = cursor
        if isinstance(update, Started):
            self.answer_id, self._question = update.answer_id, None
        self._finished = isinstance(update, End)
        return update

    def _request_again(self, cursor: Cursor | None) -> None:
        """Request the whole text once more: something in between has changed it."""
        if self._requested_again or cursor is None:
            self._fail("The text that arrived is not the text that the server ended with.")
        self._requested_again, self._finished = True, False
        self._position = Cursor(cursor.epoch, _BEYOND)

    def _fail(self, why: str, reason: Exception | None = None) -> NoReturn:
        self._finished = True
        raise ConnectionError(why) from reason
