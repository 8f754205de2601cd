"""Random lives of the event log: how answers are read in all of them, and what must always hold."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.faults.log_model import Answer, Client, fold
from tests.faults.log_writing import PICK, TEXT, WritingMachine
from yeoul.errors import NotFound, StorageFailed
from yeoul.eventlog.base import Permit, Reader
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.protocol.events import Cursor, Delta

#: A seq that no epoch reaches: a cursor that is made up must not become a true one.
NEVER = 1_000_000


class LogMachine(WritingMachine):
    """The rules that hold for every implementation."""

    @precondition(lambda self: bool(self.answers))
    @rule(
        pick=PICK,
        after=st.none() | st.builds(Cursor, st.integers(1, 4), st.integers(0, 9)),
    )
    def connect(self, pick: int, after: Cursor | None) -> None:
        answer = self.answers[pick % len(self.answers)]
        client = Client(answer)
        if after is not None and after.seq > 0:
            told = answer.epochs.get(after.epoch, [])
            if after.seq <= (answer.durable if after.epoch == answer.epoch else len(told)):
                client.content = fold(told[: after.seq])
                client.position = after
            else:
                client.position = Cursor(after.epoch, NEVER)
        else:
            client.position = after
        self.clients.append(client)
        self.follow(len(self.clients) - 1)

    @precondition(lambda self: bool(self.clients))
    @rule(pick=st.integers(0, 9))
    def cut_and_resume(self, pick: int) -> None:
        number = pick % len(self.clients)
        if number in self.readers:
            self.readers.pop(number).close()
        self.follow(number)

    def follow(self, number: int) -> None:
        client = self.clients[number]
        self.look(client.answer)
        if client.answer.failed:
            with pytest.raises(StorageFailed):
                self.run(self.log.follow(Permit(client.answer.id), client.position))
        elif client.answer.known:
            client.connected()
            self.readers[number] = self.run(
                self.log.follow(Permit(client.answer.id), client.position)
            )
        else:
            with pytest.raises(NotFound):
                self.run(self.log.follow(Permit(client.answer.id), client.position))

    @precondition(lambda self: bool(self.readers))
    @rule(pick=st.integers(0, 9))
    def read(self, pick: int) -> None:
        number = sorted(self.readers)[pick % len(self.readers)]
        self.read_batch(number)

    def read_batch(self, number: int) -> None:
        client, reader = self.clients[number], self.readers[number]
        try:
            batch = self.run(reader.next(0))
        except NotFound:
            assert not client.answer.known
            del self.readers[number]
        except StorageFailed:
            assert client.answer.failed
        else:
            self.look(client.answer)
            client.take(batch)

    @precondition(lambda self: bool(self.readers) and self.has_growing())
    @rule(pick=st.integers(0, 9), text=TEXT)
    def wait_for_an_event(self, pick: int, text: str) -> None:
        number = sorted(self.readers)[pick % len(self.readers)]
        client, reader = self.clients[number], self.readers[number]
        answer = client.answer
        writer = self.writers.get(answer.id)
        if writer is None or answer.failed or answer.must_end or not answer.known:
            return

        async def wait() -> None:
            while True:
                batch = await reader.next(0)
                if not batch.frames:
                    break
                self.observe_now(answer)
                client.take(batch)
            if reader.done:  # with an epoch that has left memory since
                return
            waiting = self.loop.create_task(reader.next(5))
            await asyncio.sleep(0)
            answer.events.append(Delta(text))
            answer.ghost = None
            writer.append(Delta(text))
            batch = await waiting
            self.observe_now(answer)
            client.take(batch)
            assert batch.frames or batch.phase

        self.run(wait())

    # -- what must hold after every step -----------------------------------------------------------

    def observe_now(self, answer: Answer) -> None:
        """Take note of what readers can see, without letting the loop run."""
        answer.observe(self.in_memory()[answer.id].last_seq)

    def in_memory(self) -> dict[str, Epoch]:
        in_memory: Epochs = self.log._epochs  # type: ignore[attr-defined]
        return in_memory.current

    def look(self, answer: Answer) -> None:
        """Take note of what readers can see, and compare it with what must be there."""
        self.run(self.see(answer))

    async def see(self, answer: Answer) -> None:
        """Look, as an asynchronous function."""
        snapshot = await self.log.snapshot(answer.id)
        if snapshot is None:
            assert answer.may_go or not answer.known, "an answer was forgotten too early"
            answer.known = False
            return
        assert answer.known
        assert snapshot.cursor.epoch == answer.epoch
        answer.observe(snapshot.cursor.seq)
        assert snapshot.content == fold(answer.events[: answer.durable])
        assert snapshot.end == (answer.events[-1] if answer.ended else None)
        assert (snapshot.phase is None) == answer.ended

    @invariant()
    def every_answer_reads_as_written(self) -> None:
        self.steps += 1
        if self.answers:
            self.run(self.read_everything())

    async def read_everything(self) -> None:
        for answer in self.answers:
            await self.see(answer)
            if not answer.known:
                continue
            if answer.failed:
                with pytest.raises(StorageFailed):
                    await self.log.follow(Permit(answer.id), None)
                continue
            frames, reader = await self.frames_behind(answer, None)
            await self.see(answer)
            assert frames == answer.frames()[: len(frames)]
            assert reader.done == answer.ended
            if not answer.compacted:
                await self.resume_somewhere(answer)

    async def resume_somewhere(self, answer: Answer) -> None:
        seq = self.steps % (answer.durable + 1)
        rest, _ = await self.frames_behind(answer, Cursor(answer.epoch, seq))
        await self.see(answer)
        assert rest == answer.frames()[seq : seq + len(rest)]
        assert seq + len(rest) <= answer.durable

    async def frames_behind(
        self, answer: Answer, after: Cursor | None
    ) -> tuple[list[bytes], Reader]:
        """Return all frames that a new reader gets at once, and the reader."""
        reader = await self.log.follow(Permit(answer.id), after)
        frames: list[bytes] = []
        while (batch := await reader.next(0)).frames:
            frames += batch.frames
        return frames, reader
