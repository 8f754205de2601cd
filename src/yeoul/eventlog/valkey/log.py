"""The log itself: creates, opens and forgets epochs, and finds answers wherever they are written.

What this worker writes is in its memory first, and so is what it follows. Else the engine is asked,
and its head of an answer tells whether memory has everything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress

import hiredis

from yeoul.engine_address import EngineAddress
from yeoul.errors import (
    Fenced,
    NotFound,
    StartupError,
    StorageFailed,
    StorageFull,
    YeoulError,
)
from yeoul.eventlog.base import EventLog, Permit, Reader, Snapshot, Writer
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.eventlog.valkey.commits import ValkeyGroupCommit
from yeoul.eventlog.valkey.connection import EngineAway, Link, pack, storage_error
from yeoul.eventlog.valkey.feed import Feeds, covers, read_answer
from yeoul.eventlog.valkey.scripts import (
    FORGET,
    FORGOTTEN,
    HEADS,
    OPENS,
    PHASES,
    REPLACES,
    RETENTION_S,
    SCRIPTS,
    TRIAL,
    WHO,
    Head,
    stream_of,
)
from yeoul.eventlog.valkey.upkeep import Upkeep
from yeoul.eventlog.valkey.writer import ValkeyWriter
from yeoul.protocol.content import Content
from yeoul.protocol.events import Cursor, End, Event, Reset, Started, encode
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds between two looks at the heads of what grows here, and of what is followed.
LOOK_S = 2.0
#: Seconds for which events that are not durable wait for an engine that is away.
PATIENCE_S = 15.0
#: Seconds for which a check that succeeded is not made again.
CHECK_S = 1.0
#: Seconds for which a log that closes waits for an engine that is away.
CLOSING_PATIENCE_S = 2.0
_LOADED = [("SCRIPT", "LOAD", script.text) for script in SCRIPTS]


class ValkeyLog(EventLog):
    """The log in an engine that workers share. Made by `open`."""

    shared = True

    def __init__(
        self, address: EngineAddress, worker: str, *, replicas: int, patience_s: float
    ) -> None:
        tls = address.tls_context()
        self._worker = worker
        self._epochs = Epochs()
        self._link = Link(address, tls, first=_LOADED)
        #: Streams may be long: they do not hold up commits.
        self._reading = Link(address, tls, first=_LOADED)
        self._messages = Link(address, tls, self._on_message, on_lost=self._on_messages_lost)
        self._feeds = Feeds(self._reading, self._messages, self._epochs)
        self._commits = ValkeyGroupCommit(
            self._link,
            worker=worker,
            patience_s=patience_s,
            replicas=replicas,
            on_ended=self._ended,
            on_closed=self._closed,
            on_stray=self._forget_later,
        )
        #: Writers of open epochs, by answer.
        self._open_writers: dict[str, ValkeyWriter] = {}
        self._upkeep = Upkeep(self._reading)
        self._checked_s = float("-inf")
        self._tasks = Tasks()
        self._loop = asyncio.get_running_loop()

    @classmethod
    async def open(
        cls,
        address: EngineAddress,
        worker: str,
        *,
        replicas: int = 0,
        patience_s: float = PATIENCE_S,
    ) -> ValkeyLog:
        """Return the log in an engine, as one of the workers that share it.

        Args:
            address: The engine's address.
            worker: The name under which this worker is known to the others.
            replicas: The replicas of the engine that have to have an event before it is visible.
            patience_s: Seconds for which events wait for an engine that is away.

        Raises:
            StartupError: it cannot be reached, or not be used.
        """
        log = cls(address, worker, replicas=replicas, patience_s=patience_s)
        try:
            for link in (log._link, log._reading, log._messages):
                await link.get()
        except EngineAway as error:
            why = f": {error}" if str(error) else ""
            raise StartupError(f"The event log at {address} cannot be reached{why}.") from error
        except hiredis.ReplyError as error:
            raise StartupError(f"The event log at {address} refuses Yeoul: {error}.") from error
        await log._upkeep.warn_of_memory()
        log._tasks.start(log._look_again_and_again(), name="look at the event log")
        return log

    async def create(self, started: Started) -> Writer:
        answer_id = started.answer_id
        if self._epochs.find(answer_id) is None:
            behind: bytes | None = b""
            while behind in (b"", FORGOTTEN):
                writer, behind = await self._begin(behind, Epoch(started, 1), started)
                if writer is not None:
                    return writer
        raise Fenced("This answer has been started already.")

    async def open_epoch(
        self, started: Started, epoch: int, content: Content, *, behind: Cursor | None = None
    ) -> Writer:
        answer_id = started.answer_id
        while True:
            raw = await self._head(answer_id)
            known = Head.parse(raw)
            here = self._epochs.find(answer_id)
            if epoch <= max(known.cursor.epoch if known else 0, here.number if here else 0):
                raise Fenced("This epoch of the answer has been opened already.")
            if known is not None and behind is not None and known.cursor > behind:
                raise Fenced("This answer has grown meanwhile.")
            writer, _ = await self._begin(raw, Epoch(started, epoch), started, Reset(*content))
            if writer is not None:
                return writer

    async def _begin(
        self, behind: bytes, epoch: Epoch, *events: Event
    ) -> tuple[ValkeyWriter | None, bytes | None]:
        """Return the writer of an epoch whose first events are durable; or else the other head."""
        answer_id, number = epoch.answer_id, epoch.number
        frames = [encode(Cursor(number, seq), event) for seq, event in enumerate(events, 1)]
        kind = OPENS + self._worker.encode()
        last = Cursor(number, len(frames))
        head = await self._commits.open(answer_id, behind, last, b"".join(frames), kind)
        if head is not None:
            return None, head
        here = self._epochs.find(answer_id)
        if here is not None and here.number > number:
            # Its messages were quicker than this reply: somebody else has gone on already.
            raise Fenced("Another worker goes on with this answer.")
        self._feeds.stop(answer_id)
        if here is not None and here.number == number:
            epoch = here  # the message of this very commit was quicker: readers are there by now
        else:
            epoch.publish(frames)
            self._epochs.put(epoch)
        writer = ValkeyWriter(self._commits, epoch, self._commits.send)
        self._open_writers[answer_id] = writer
        return writer, None

    async def adopt(self, answer_id: str) -> Writer | None:
        writer = self._open_writers.get(answer_id)
        if writer is None or writer.is_lost:
            return None
        if writer.failure is not None:
            raw = await self._head(answer_id)
            if raw != str(Cursor(writer.epoch.number, writer.epoch.last_seq)).encode():
                writer.meet(raw)
                self._closed(writer)
                return None
            writer.recover()
        return writer

    async def open_answers(self) -> dict[str, str]:
        [found] = await self._reading.ask(("HGETALL", WHO))
        names = [name.decode() for name in found]
        return dict(zip(names[::2], names[1::2], strict=True))

    async def writer_of(self, answer_id: str) -> str | None:
        [found] = await self._reading.ask(("HGET", WHO, answer_id))
        return None if found is None else found.decode()

    async def restore(
        self, started: Started, content: Content, *, end: End, cursor: Cursor
    ) -> None:
        answer_id = started.answer_id
        known = await self._find(answer_id)
        here = known or self._epochs.find(answer_id)
        if known is not None and known.end is not None:
            return
        epoch = Epoch.restore(started, content, end, cursor)
        if here is not None and here.end is None:
            await self._end_elsewhere(here, epoch)
        elif here is None:
            self._epochs.put(epoch)
            self._epochs.retire(epoch)

    async def _end_elsewhere(self, open_epoch: Epoch, restored: Epoch) -> None:
        """End an answer that is open in the log, and over by the store."""
        answer_id = restored.answer_id
        last = Cursor(restored.number, restored.last_seq)
        while True:
            raw = await self._head(answer_id)
            head = Head.parse(raw)
            if head is not None and (head.ended or head.cursor >= last):
                break
            behind_all = head is not None and head.cursor == (last.epoch, last.seq - 1)
            frames = restored.frames[2:] if behind_all else restored.frames
            kind = b"E" if behind_all else REPLACES
            if await self._commits.open(answer_id, raw, last, b"".join(frames), kind) is None:
                self._upkeep.remove_later(answer_id, f"{last}E".encode())
                break
        await self._feeds.follow(answer_id)

    async def follow(self, permit: Permit, after: Cursor | None) -> Reader:
        if self._epochs.closing is None and await self._find(permit, after) is None:
            raise NotFound.answer()
        reader = self._epochs.follow(permit, after)
        self._feeds.note_reader(permit, reader)
        return reader

    async def snapshot(self, answer_id: str) -> Snapshot | None:
        if (writer := self._open_writers.get(answer_id)) is not None:
            seen = writer.epoch.last_seq
            # Another worker may have taken the answer over, and died in turn, before anything told
            # this one: what it has is old then. While the engine is away it is the last there is.
            with suppress(StorageFailed, StorageFull):
                self._compare(answer_id, seen, await self._head(answer_id))
        epoch = await self._find(answer_id)
        return epoch.snapshot() if epoch else None

    async def _find(self, answer_id: str, after: Cursor | None = None) -> Epoch | None:
        """Return the answer's current epoch, with everything that the engine has of it by now."""
        writer = self._open_writers.get(answer_id)
        if writer is not None and not writer.is_lost:
            epoch = writer.epoch
            if after is None or after <= (epoch.number, epoch.last_seq):
                return epoch
        raw = await self._head(answer_id)
        known = self._epochs.find(answer_id)
        if raw == FORGOTTEN:
            self._feeds.stop(answer_id)
            self._epochs.drop(answer_id)
            return None
        head = Head.parse(raw)
        if head is None:
            # The engine has lost it: only what its own writer has, and what was restored, is true.
            return known if known and (known.restored or writer is not None) else None
        if covers(known, head) and (known is None or known.failure is None or writer is not None):
            return known
        if head.ended and not self._feeds.has(answer_id):
            await read_answer(self._reading, self._epochs, answer_id)
        else:
            await self._feeds.follow(answer_id)
        known = self._epochs.find(answer_id)
        return known if covers(known, head) else None

    async def _head(self, answer_id: str) -> bytes:
        """Return the head that the engine has of an answer; empty if it has none."""
        [found] = await self._reading.ask(("HGET", HEADS, answer_id))
        return found or b""

    async def forget(self, answer_ids: Sequence[str]) -> None:
        for answer_id in answer_ids:
            self._feeds.stop(answer_id)
            self._epochs.drop(answer_id)
            self._open_writers.pop(answer_id, None)
        if not answer_ids:
            return
        streams = [stream_of(answer_id) for answer_id in answer_ids]
        keys = [HEADS, WHO, PHASES, *streams]
        await self._reading.ask(
            ("EVALSHA", FORGET.sha, len(keys), *keys, *answer_ids),
            *(("PUBLISH", stream, FORGOTTEN) for stream in streams),
        )
        for answer_id in answer_ids:
            # Once more: a reader that came meanwhile may have loaded it.
            self._epochs.drop(answer_id)
            self._upkeep.remove_later(answer_id, FORGOTTEN)

    def _forget_later(self, answer_id: str) -> None:
        self._tasks.start(self.forget([answer_id]), name=f"forget {answer_id}")

    async def check(self) -> None:
        if self._loop.time() > self._checked_s + CHECK_S:
            await self._link.ask(("SET", TRIAL, "", "EX", RETENTION_S))
            self._checked_s = self._loop.time()

    def release_readers(self) -> None:
        self._epochs.release_readers()

    async def aclose(self) -> None:
        self.release_readers()
        try:
            async with asyncio.timeout(CLOSING_PATIENCE_S):
                await self._commits.next_done()
        except TimeoutError:
            raise storage_error(EngineAway()) from None
        finally:
            await self._tasks.cancel()
            await self._feeds.aclose()
            await self._commits.aclose()
            for link in (self._link, self._reading, self._messages):
                link.close()

    # -- what the parts tell -------------------------------------------------------------------

    def _on_message(self, message: object) -> None:
        self._feeds.on_message(message)

    def _on_messages_lost(self) -> None:
        self._feeds.on_lost()

    def _ended(self, writer: ValkeyWriter) -> None:
        """Note that an epoch has ended."""
        epoch = writer.epoch
        if self._open_writers.get(epoch.answer_id) is writer:
            del self._open_writers[epoch.answer_id]
            self._epochs.retire(epoch)
            head = f"{epoch.number}-{epoch.last_seq}E".encode()
            self._upkeep.remove_later(epoch.answer_id, head)

    def _closed(self, writer: ValkeyWriter) -> None:
        """Have the readers of a writer that may not go on follow who does."""
        answer_id = writer.epoch.answer_id
        if self._open_writers.get(answer_id) is writer:
            if not writer.is_lost:
                del self._open_writers[answer_id]
            self._feeds.begin(answer_id)

    # -- every two seconds ---------------------------------------------------------------------

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self._look()
            except (YeoulError, EngineAway, hiredis.ReplyError):
                pass  # the engine is away; commits tell of it
            except Exception:
                logger.exception("the heads of answers cannot be looked at")

    async def _look(self) -> None:
        """Find what no message has told: other heads, silent connections, heads to be removed."""
        self._commits.look_at_the_time()
        self._feeds.look_again()
        connection = await self._messages.get()
        if self._loop.time() - connection.heard_s > 2 * LOOK_S:
            connection.abort()  # half open: nothing has come, not even the reply to the last PING
        else:
            connection.send(pack("PING"))
        growing = {name: w.epoch.last_seq for name, w in self._open_writers.items()}
        names = [*growing, *(name for name in self._feeds.names() if name not in growing)]
        if names:
            [heads] = await self._reading.ask(("HMGET", HEADS, *names))
            self._feeds.compare(zip(names, heads, strict=True))
            for name, raw in zip(names, heads, strict=True):
                if name in growing:
                    self._compare(name, growing[name], raw)
        await self._upkeep.do_what_is_due()

    def _compare(self, answer_id: str, seen: int, raw: bytes | None) -> None:
        """Close a writer whose epoch is over, or has lost what was ``seen`` before the look."""
        writer = self._open_writers.get(answer_id)
        if writer is not None and not writer.agrees_with(raw, seen):
            writer.meet(raw)
            self._closed(writer)
