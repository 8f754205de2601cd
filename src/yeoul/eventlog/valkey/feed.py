"""Answers that others write, as this worker's readers follow them: a copy of each, kept up to date.

A message is a doorbell, and brings the frames along. It is applied if it fits right behind what is
there, and dropped if that has it already; else the stream is read. A doorbell may be lost, so the
heads are looked at every two seconds. Every reader of a worker reads the one copy: from the second
one on they cost the engine nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from weakref import WeakSet

import hiredis
import orjson

from yeoul.errors import YeoulError
from yeoul.eventlog.base import Reader
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.epochs import Epochs
from yeoul.eventlog.valkey.connection import Connection, EngineAway, Link, pack
from yeoul.eventlog.valkey.scripts import FORGOTTEN, HEADS, PHASES, Head, stream_of
from yeoul.protocol.events import (
    Cursor,
    End,
    PhaseInfo,
    Reset,
    Started,
    cursor_of,
    decode,
    split_frames,
)
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: Seconds for which the copy of an answer is kept up to date behind its last reader.
LINGER_S = 10.0


class Feed:
    """The copy of one answer."""

    def __init__(self, answer_id: str, now_s: float) -> None:
        self.answer_id = answer_id
        self.channel = stream_of(answer_id)
        #: Seconds, by the loop's clock, at which it had a reader last.
        self.wanted_s = now_s
        #: Whether the stream has to be read: nothing, or not everything, is known to be here.
        self.is_stale = True
        #: The reading of the stream, for whoever needs it meanwhile.
        self.reading: asyncio.Task[None] | None = None
        #: The connection over which its messages come.
        self.connection: Connection | None = None


class Feeds:
    """All answers of others that this worker's readers follow, or have just followed."""

    def __init__(self, link: Link, messages: Link, epochs: Epochs) -> None:
        """Read streams over ``link``, and hear of news over ``messages``, as `on_message`."""
        self._link = link
        self._messages = messages
        self._epochs = epochs
        self._loop = asyncio.get_running_loop()
        self._feeds: dict[str, Feed] = {}
        self._by_channel: dict[bytes, Feed] = {}
        self._readers: dict[str, WeakSet[Reader]] = {}
        self._tasks = Tasks()

    def note_reader(self, answer_id: str, reader: Reader) -> None:
        """Keep the copy of an answer up to date at least as long as this reader is there."""
        self._readers.setdefault(answer_id, WeakSet()).add(reader)
        if (feed := self._feeds.get(answer_id)) is not None:
            feed.wanted_s = self._loop.time()

    def has(self, answer_id: str) -> bool:
        """Return whether an answer is followed."""
        return answer_id in self._feeds

    async def follow(self, answer_id: str) -> None:
        """Have the answer in memory as it is in the engine now, and keep it up to date.

        Raises:
            StorageFailed, StorageFull: it cannot be read.
        """
        feed = self.begin(answer_id)
        feed.wanted_s = self._loop.time()
        # A reading that is under way may have been answered before the caller asked.
        feed.is_stale = True
        self._read_later(feed)
        assert feed.reading is not None
        await asyncio.shield(feed.reading)

    def begin(self, answer_id: str) -> Feed:
        """Follow an answer from now on; what is there already is read by and by."""
        feed = self._feeds.get(answer_id)
        if feed is None:
            feed = self._feeds[answer_id] = Feed(answer_id, self._loop.time())
            self._by_channel[feed.channel] = feed
            self._read_later(feed)
        return feed

    def stop(self, answer_id: str) -> None:
        """Follow an answer no more; its copy stays where it is."""
        feed = self._feeds.pop(answer_id, None)
        if feed is None:
            return
        del self._by_channel[feed.channel]
        if (connection := self._messages.current) is not None:
            connection.send(pack("UNSUBSCRIBE", feed.channel))

    def on_message(self, message: Any) -> None:
        """Take what the engine has sent without having been asked."""
        if isinstance(message, list) and message[0] == b"message":
            feed = self._by_channel.get(message[1])
            # While the stream is read, news go by: they are read with it, or right behind it.
            if feed is not None and not self._take(feed, message[2]):
                feed.is_stale = True
                self._read_later(feed)

    def on_lost(self) -> None:
        """Read all streams again: messages have been lost."""
        for feed in self._feeds.values():
            feed.is_stale = True
            self._read_later(feed)

    def look_again(self) -> None:
        """Let go what nobody reads any more, and try again what could not be read."""
        now_s = self._loop.time()
        for answer_id in [name for name, readers in self._readers.items() if not readers]:
            del self._readers[answer_id]
        for feed in list(self._feeds.values()):
            if feed.answer_id in self._readers:
                feed.wanted_s = now_s
            if now_s - feed.wanted_s > LINGER_S:
                self._let_go(feed)
            elif feed.is_stale or feed.connection is not self._messages.current:
                feed.is_stale = True
                self._read_later(feed)

    def compare(self, heads: Iterable[tuple[str, bytes | None]]) -> None:
        """Read the streams whose heads, as the engine has just told them, are not here."""
        for answer_id, raw in heads:
            feed = self._feeds.get(answer_id)
            if feed is None:
                continue
            if raw == FORGOTTEN:
                self._epochs.drop(answer_id)
                self.stop(answer_id)
            elif (head := Head.parse(raw)) and not covers(self._epochs.find(answer_id), head):
                feed.is_stale = True
                self._read_later(feed)

    def names(self) -> list[str]:
        """Return the answers that are followed."""
        return list(self._feeds)

    async def aclose(self) -> None:
        """Follow nothing any more."""
        self._feeds.clear()
        self._by_channel.clear()
        await self._tasks.cancel()

    def _let_go(self, feed: Feed) -> None:
        epoch = self._epochs.find(feed.answer_id)
        self.stop(feed.answer_id)
        if epoch is not None and epoch.end is None:
            self._epochs.drop(feed.answer_id)

    def _read_later(self, feed: Feed) -> None:
        if feed.reading is None:
            reading = self._read(feed)
            feed.reading = self._tasks.start(reading, name="read an answer", awaited=True)
            feed.reading.add_done_callback(_nobody_has_to_wait)

    async def _read(self, feed: Feed) -> None:
        """Read what the engine has of an answer beyond what is here."""
        try:
            await self._subscribe(feed)
            while feed.is_stale and self._feeds.get(feed.answer_id) is feed:
                feed.is_stale = False
                await read_answer(self._link, self._epochs, feed.answer_id)
        except BaseException:
            feed.is_stale = True
            raise
        finally:
            feed.reading = None

    async def _subscribe(self, feed: Feed) -> None:
        # The reply is not waited for: the stream may be read just before it. What is written
        # between the two is found by the next message, which does not fit, or by its head.
        with suppress(EngineAway, hiredis.ReplyError):
            connection = await self._messages.get()
            if feed.connection is not connection:
                feed.connection = connection
                connection.send(pack("SUBSCRIBE", feed.channel))

    def _take(self, feed: Feed, message: bytes) -> bool:
        """Take a message; return whether it fits behind what is here."""
        if message == FORGOTTEN:
            self._epochs.drop(feed.answer_id)
            self.stop(feed.answer_id)
            return True
        epoch = self._epochs.find(feed.answer_id)
        if message.startswith(b"p"):
            if epoch is not None and not epoch.replaced:
                epoch.set_phase(parse_phase(message[2:]), silently=message[1:2] == b"1")
            return True
        return apply(self._epochs, feed.answer_id, list(split_frames(message)))


async def read_answer(link: Link, epochs: Epochs, answer_id: str) -> None:
    """Read what the engine has of an answer beyond what is in memory.

    Raises:
        StorageFailed, StorageFull: it cannot be read.
    """
    epoch = epochs.find(answer_id)
    if epoch is not None and epoch.failure is not None:
        epoch = None
    last = f"({epoch.number}-{epoch.last_seq}" if epoch is not None else "-"
    stream = stream_of(answer_id)
    head, phase, entries = await link.ask(
        ("HGET", HEADS, answer_id),
        ("HGET", PHASES, answer_id),
        ("XRANGE", stream, last, "+"),
    )
    if head == FORGOTTEN:
        return epochs.drop(answer_id)
    frames = [frame for _, fields in entries for frame in split_frames(fields[1])]
    if not apply(epochs, answer_id, frames) and last != "-":
        # A later epoch has begun without what is here: its beginning was cut off by the question.
        [entries] = await link.ask(("XRANGE", stream, "-", "+"))
        apply(
            epochs,
            answer_id,
            [frame for _, fields in entries for frame in split_frames(fields[1])],
        )
    epoch = epochs.find(answer_id)
    if phase is not None and epoch is not None:
        epoch.set_phase(parse_phase(phase))
    return None


def apply(epochs: Epochs, answer_id: str, frames: list[bytes]) -> bool:
    """Show frames that lie in order, all of one entry or more; False if something is missing."""
    if not frames:
        return True
    first = last = _cursor(frames[0])
    if len(frames) > 1:
        last = _cursor(frames[-1])
    epoch = epochs.find(answer_id)
    if epoch is not None and epoch.failure is None:
        if last <= (epoch.number, epoch.last_seq):
            return True
        if first.epoch == epoch.number and first.seq > 1:
            if first.seq > epoch.last_seq + 1:
                return False
            _publish(epochs, epoch, frames[epoch.last_seq + 1 - first.seq :])
            return True
    if first.seq != 1:
        return False
    _open(epochs, frames)
    return True


def _cursor(frame: bytes) -> Cursor:
    epoch, _, seq = cursor_of(frame).partition(b"-")
    return Cursor(int(epoch), int(seq))


def _open(epochs: Epochs, frames: list[bytes]) -> None:
    """Put an epoch into memory from its beginning."""
    cursor, started = decode(frames[0])
    assert isinstance(started, Started)
    end = _end_of(frames)
    if len(frames) > 1 and not cursor_of(frames[1]).endswith(b"-2"):
        _, reset = decode(frames[1])
        assert isinstance(reset, Reset)
        assert end is not None
        epoch = Epoch.restore(started, reset, end, decode(frames[-1])[0])
    else:
        epoch = Epoch(started, cursor.epoch)
        epoch.publish(frames, end)
    epochs.put(epoch)  # with its frames: readers of the epoch before wake here
    if end is not None:
        epochs.retire(epoch)


def _publish(epochs: Epochs, epoch: Epoch, frames: list[bytes]) -> None:
    end = _end_of(frames)
    epoch.publish(frames, end)
    if end is not None:
        epochs.retire(epoch)


def _end_of(frames: list[bytes]) -> End | None:
    raw = frames[-1]
    if not raw.startswith(b"event: end\n", raw.index(b"\n") + 1):
        return None
    _, end = decode(raw)
    assert isinstance(end, End)
    return end


def covers(epoch: Epoch | None, head: Head) -> bool:
    """Return whether an epoch in memory has everything up to a head."""
    if epoch is None:
        return False
    return (epoch.number, epoch.last_seq) >= head.cursor and (
        epoch.end is not None or not head.ended
    )


def parse_phase(raw: bytes) -> PhaseInfo:
    """Return the phase that `phase_message` wrote."""
    return PhaseInfo(*orjson.loads(raw))


def _nobody_has_to_wait(reading: asyncio.Task[None]) -> None:
    """Note that the failure of a reading is known, whether anybody waits for it or not."""
    error = None if reading.cancelled() else reading.exception()
    if error is not None and not isinstance(error, YeoulError):
        logger.error("an answer cannot be read", exc_info=error)
