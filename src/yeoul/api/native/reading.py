"""What an answer is at this moment: the store's row, overlaid by the log while it grows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yeoul.api.native import schemas
from yeoul.bus.base import Bus
from yeoul.eventlog.base import EventLog, Reader
from yeoul.generation.supervisor import Supervisor
from yeoul.protocol.conversation import LOCAL_OWNER, Answer, Message
from yeoul.store.base import Exchange, Store


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads for one owner at a time; the only way from an id in a request to what it names."""

    store: Store
    log: EventLog
    supervisor: Supervisor
    bus: Bus

    def owner(self, connection: HTTPConnection) -> str:
        """Return who asks: until there are accounts, always the one local user."""
        return LOCAL_OWNER

    async def answer(self, owner: str, answer_id: str) -> Answer:
        """Return an answer as it is now, text and cursor of one moment.

        Raises:
            NotFound
        """
        return await self.now(owner, await self.store.answer(owner, answer_id))

    async def now(self, owner: str, answer: Answer) -> Answer:
        """Return an answer that the store has just given to its owner, as it is now.

        Raises:
            NotFound
        """
        running = self.supervisor.status(answer.id)
        if running is None and answer.settled:
            return answer
        snapshot = await self.log.snapshot(answer.id)
        if snapshot is None or snapshot.end is not None:
            # Ended between the two reads: the store has the whole of it.
            return await self.store.answer(owner, answer.id)
        # A settlement that store and log do not both have yet is not told.
        return replace(
            answer,
            status=running or answer.status,
            text=snapshot.text,
            reasoning=snapshot.reasoning,
            cursor=snapshot.cursor,
            reason="interrupted" if running == "interrupted" else None,
            error=None,
            # What the store has of these is of an epoch before this one.
            usage=None,
            timings=None,
            sha256=None,
            omitted_messages=0,
        )

    async def authorize(self, connection: HTTPConnection, answer_id: str) -> None:
        """See that this connection may follow the answer, and that the log has it.

        Raises:
            NotFound
        """
        answer = await self.store.answer(self.owner(connection), answer_id)
        if not answer.settled:
            await self.supervisor.opened(answer_id)
        await self._restore(answer)

    async def reader(self, exchange: Exchange) -> Reader:
        """Return a reader of what was asked, for whoever has asked it.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        await self._restore(exchange.answer)
        return await self.log.follow(exchange.answer.id, None)

    async def _restore(self, answer: Answer) -> None:
        """Bring an answer that has ended back into the log that has forgotten it since."""
        end = answer.end_event()
        if end is None or answer.cursor is None or self.supervisor.status(answer.id) is not None:
            return
        await self.log.restore(
            answer.started_event(),
            text=answer.text,
            reasoning=answer.reasoning,
            end=end,
            cursor=answer.cursor,
        )

    def show(self, answer: Answer) -> schemas.Answer:
        """Return the wire form of an answer."""
        return schemas.Answer.of(answer, continuable=self.supervisor.continuable(answer))

    async def messages(
        self, owner: str, messages: list[Message]
    ) -> list[schemas.Question | schemas.Answer]:
        """Return messages of the store in wire form, growing answers as they are now."""
        return [
            self.show(await self.now(owner, message))
            if isinstance(message, Answer)
            else schemas.Question.of(message)
            for message in messages
        ]


async def _current(connection: HTTPConnection) -> Reading:
    reading: Reading = connection.state.reading
    return reading


#: The app's `Reading`, as a route's parameter.
Current = Annotated[Reading, Depends(_current)]
