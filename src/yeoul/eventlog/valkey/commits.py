"""The commits of the Valkey log: one call to the engine each, however many answers grow.

A commit that the engine has not answered is sent again until it is, for as long as the patience
lasts. That is safe: an entry names the head that it goes behind, so it is taken once, and the
refusal of the second one tells of the first. Writers go on appending meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import hiredis

from yeoul import failpoints
from yeoul.errors import StorageFailed, YeoulError
from yeoul.eventlog.group_commit import Commit, GroupCommit
from yeoul.eventlog.valkey.connection import (
    RETRY_S,
    EngineAway,
    Link,
    is_passing,
    pack,
    pack_word,
    storage_error,
)
from yeoul.eventlog.valkey.scripts import (
    APPEND,
    HEADS,
    OPENS,
    PHASES,
    WHO,
    Head,
    stream_of,
)
from yeoul.eventlog.valkey.writer import ValkeyWriter
from yeoul.eventlog.writer import Contribution
from yeoul.protocol.events import Cursor
from yeoul.tasks import Tasks

logger = logging.getLogger(__name__)

#: The longest interval, and the entries a second from which on it grows to it.
MAX_INTERVAL_S = 0.025
ENTRIES_PER_S = 4_000
#: Entries of one call: a script can unpack some thousand words.
MAX_ENTRIES = 1_000
#: Seconds after which a commit without a reply is sent again, by another connection.
REPLY_S = 5.0
#: Seconds for which the opening of an epoch may wait for an engine that is away.
OPENING_PATIENCE_S = 2.0
#: Milliseconds for which the engine itself waits for its replicas.
WAIT_MS = 1_000
_KEYS = pack_word(HEADS) + pack_word(WHO) + pack_word(PHASES)


class Opening:
    """An entry that begins an epoch: where it goes, and whether it was taken."""

    def __init__(
        self, answer_id: str, behind: bytes, cursor: Cursor, frames: bytes, kind: bytes
    ) -> None:
        self.answer_id = answer_id
        self.id = str(cursor).encode()
        self.frames = frames
        self.kind = kind
        stream = stream_of(answer_id)
        self.stream_word = pack_word(stream)
        words = (answer_id.encode(), behind, self.id, frames, kind)
        self.entry_words = b"".join(map(pack_word, words))
        self.message = pack("PUBLISH", stream, frames)
        #: Gets None once it was taken, or the head that is there instead.
        self.taken: asyncio.Future[bytes | None] = asyncio.get_running_loop().create_future()


class ValkeyCommit(Commit[ValkeyWriter]):
    """A commit, and the epochs that it opens."""

    def __init__(
        self,
        contributions: list[Contribution[ValkeyWriter]],
        waiting: list[asyncio.Future[None]],
        openings: list[Opening],
    ) -> None:
        super().__init__(contributions, waiting)
        self.openings = openings
        #: When it was sent last; 0.0: it does not wait for a reply.
        self.sent_s = 0.0
        self.was_tried = False
        #: Whether the engine may have it although it has not said so.
        self.is_unsure = False

    def calls(self) -> tuple[bytes, int]:
        """Return the commands that carry it out, and how many they are."""
        entries = [(o.stream_word, o.entry_words) for o in self.openings]
        entries += [(c.writer.stream_word, c.writer.entry_words(c)) for c in self.contributions]
        calls = []
        for start in range(0, len(entries), MAX_ENTRIES):
            part = entries[start : start + MAX_ENTRIES]
            keys = b"$%d\r\n%d\r\n" % (len(str(3 + len(part))), 3 + len(part))
            calls += [b"*%d\r\n" % (6 + 6 * len(part)), APPEND.call, keys, _KEYS]
            calls += [stream for stream, _ in part]
            calls += [words for _, words in part]
        return b"".join(calls), -(-len(entries) // MAX_ENTRIES)


class ValkeyGroupCommit(GroupCommit[ValkeyWriter, ValkeyCommit]):
    """Sends the pending frames of writers to the engine, and shows them behind its reply."""

    def __init__(
        self,
        link: Link,
        *,
        worker: str,
        patience_s: float,
        replicas: int,
        on_ended: Callable[[ValkeyWriter], None],
        on_closed: Callable[[ValkeyWriter], None],
        on_stray: Callable[[str], None],
    ) -> None:
        """Commit over ``link``.

        ``on_ended`` is called behind an ``end``, ``on_closed`` when a writer may not go on, and
        ``on_stray`` with an answer that was created after its creator had given up.
        """
        super().__init__()
        self.patience_s = patience_s
        self._link = link
        self._worker = worker.encode()
        self._replicas = replicas
        self._on_ended = on_ended
        self._on_closed = on_closed
        self._on_stray = on_stray
        #: Since when the engine does not do what it is asked; None: it does.
        self._trouble_since_s: float | None = None
        self._openings: list[Opening] = []
        self._tasks = Tasks()
        #: Entries of a second, as the last commits had them.
        self._entries_per_s = 0.0
        self._last_finish_s = 0.0

    async def open(
        self, answer_id: str, behind: bytes, cursor: Cursor, frames: bytes, kind: bytes
    ) -> bytes | None:
        """Put the opening of an epoch into the next commit; return the head that kept it out.

        Raises:
            StorageFailed, StorageFull: the engine does not take it, or was away for too long.
        """
        opening = Opening(answer_id, behind, cursor, frames, kind)
        self._openings.append(opening)
        self._schedule()
        try:
            async with asyncio.timeout(min(OPENING_PATIENCE_S, self.patience_s)):
                return await opening.taken
        except TimeoutError:
            raise storage_error(EngineAway()) from None

    def send(self, data: bytes, count: int = 2) -> None:
        """Send commands whose replies, and whose loss, do not matter."""
        if (connection := self._link.current) is not None:
            connection.send(data, [None] * count)

    def look_at_the_time(self) -> None:
        """Give a connection up on which a commit has waited too long for its reply."""
        commit = self._under_way
        if commit is not None and 0.0 < commit.sent_s < self._loop.time() - REPLY_S:
            self.abort()

    def abort(self) -> None:
        """Give up the connection; what has no reply is sent again by another one."""
        if (connection := self._link.current) is not None:
            connection.abort()

    async def aclose(self) -> None:
        """Give up what is not durable by now."""
        await self._tasks.cancel()

    def _interval_s(self) -> float:
        # Readers gain nothing from entries that come more often than a screen is painted, and the
        # engine works by the entry. An idle log never waits.
        share = self._entries_per_s / ENTRIES_PER_S
        return min(MAX_INTERVAL_S, super()._interval_s() * max(1.0, share))

    def _has_more(self) -> bool:
        return bool(self._openings)

    def _collect(
        self,
        contributions: list[Contribution[ValkeyWriter]],
        waiting: list[asyncio.Future[None]],
    ) -> ValkeyCommit:
        openings = [opening for opening in self._openings if not opening.taken.cancelled()]
        self._openings = []
        contributions = [each for each in contributions if each.frames]
        return ValkeyCommit(contributions, waiting, openings)

    def _carry_out(self, commit: ValkeyCommit) -> None:
        if not commit.contributions and not commit.openings:
            self._loop.call_soon(self._finish, commit, [])
        elif self._link.current is None:
            self._persist_later(commit, EngineAway())
        else:
            self._send(commit)

    def _send(self, commit: ValkeyCommit) -> None:
        """Send a commit over the connection that is there; its last reply goes on with it."""
        connection = self._link.current
        assert connection is not None
        data, left = commit.calls()
        if self._replicas:
            data += pack("WAIT", self._replicas, WAIT_MS)
            left += 1
        replies: list[Any] = []

        def take(reply: Any) -> None:
            replies.append(reply)
            if len(replies) == left:
                commit.sent_s = 0.0
                self._replied(commit, replies)

        try:
            failpoints.reach("before-commit")
        except Exception:
            return self._fail(commit)
        commit.sent_s, commit.was_tried = self._loop.time(), True
        connection.send(data, [take] * left)
        return None

    def _replied(self, commit: ValkeyCommit, replies: list[Any]) -> None:
        trouble = next((r for r in replies if isinstance(r, EngineAway | hiredis.ReplyError)), None)
        if trouble is None and self._replicas and replies.pop() < self._replicas:
            trouble = hiredis.ReplyError("NOREPLICAS its replicas do not follow")
        if trouble is None:
            try:
                failpoints.reach("after-commit")
            except Exception:
                commit.is_unsure = True
                return self._fail(commit)
            self._finish(commit, replies)
        else:
            refused = all(isinstance(reply, hiredis.ReplyError) for reply in replies)
            commit.is_unsure = commit.is_unsure or not refused
            self._persist_later(commit, trouble)
        return None

    def _fail(self, commit: ValkeyCommit) -> None:
        """Give a commit up by the unforeseen error that is being handled."""
        logger.exception("a commit to the event log failed")
        self._give_up(commit, StorageFailed("The event log failed; see the server's own log."))

    def _persist_later(self, commit: ValkeyCommit, trouble: Any) -> None:
        if self._trouble_since_s is None:
            self._trouble_since_s = self._loop.time()
            logger.warning("%s", storage_error(trouble).detail)
        self._tasks.start(self._persist(commit, trouble), name="commit to the event log again")

    async def _persist(self, commit: ValkeyCommit, trouble: Any) -> None:
        """Send a commit again as soon as the engine is there, or give it up."""
        assert self._trouble_since_s is not None
        until_s = self._trouble_since_s + self.patience_s
        # While the engine is away no commit waits longer than the first one, but each is tried.
        if is_passing(trouble) and (self._loop.time() < until_s or not commit.was_tried):
            if isinstance(trouble, hiredis.ReplyError):
                # A new connection brings the scripts, and leads to who has taken over.
                self.abort()
                await asyncio.sleep(RETRY_S)
            try:
                await self._link.get_patiently(until_s - self._loop.time())
            except (EngineAway, hiredis.ReplyError) as error:
                trouble = error
            else:
                return self._send(commit)
        self._give_up(commit, storage_error(trouble))
        return None

    def _give_up(self, commit: ValkeyCommit, error: YeoulError) -> None:
        self._under_way = None
        for taken in commit.contributions:
            taken.writer.fail(error)
            if commit.is_unsure:
                # What was sent may still arrive, under numbers that would be given out again.
                taken.writer.is_lost = True
                self._on_closed(taken.writer)
        for opening in commit.openings:
            if not opening.taken.done():
                opening.taken.set_exception(error.copy())
        self._over(commit, error)

    def _finish(self, commit: ValkeyCommit, replies: list[Any]) -> None:
        self._under_way = None
        if replies and self._trouble_since_s is not None:
            self._trouble_since_s = None
            logger.warning("The event log's engine works again.")
        count = len(commit.openings) + len(commit.contributions)
        self._note_pace(count)
        outcomes: list[Any] = []
        for start, reply in zip(range(0, count, MAX_ENTRIES), replies, strict=True):
            many = min(MAX_ENTRIES, count - start)
            outcomes += [1] * many if reply == 1 else reply
        # Nobody waits for their replies: a message is only a doorbell.
        messages: list[bytes] = []
        for opening, outcome in zip(commit.openings, outcomes, strict=False):
            self._opened(opening, outcome, messages, repeated=commit.is_unsure)
        for taken, outcome in zip(
            commit.contributions, outcomes[len(commit.openings) :], strict=True
        ):
            self._appended(taken, outcome, messages, repeated=commit.is_unsure)
        if messages and (connection := self._link.current) is not None:
            connection.send(b"".join(messages), [None] * len(messages))
        self._over(commit, None)

    def _note_pace(self, count: int) -> None:
        since_s = max(1e-3, self._loop.time() - self._last_finish_s)
        self._last_finish_s = self._loop.time()
        self._entries_per_s += 0.1 * (count / since_s - self._entries_per_s)

    def _opened(
        self, opening: Opening, outcome: Any, messages: list[bytes], *, repeated: bool
    ) -> None:
        if outcome != 1 and not outcome.startswith(b"!"):
            head, _, worker = outcome.partition(b" ")
            is_mine = head == opening.id and worker == self._worker
            outcome = 1 if repeated and is_mine else head
        if outcome == 1:
            messages.append(opening.message)
            if opening.taken.cancelled() and opening.kind.startswith(OPENS):
                self._on_stray(opening.answer_id)
        if opening.taken.done():
            return
        if outcome == 1:
            opening.taken.set_result(None)
        elif outcome.startswith(b"!"):
            opening.taken.set_exception(storage_error(_as_error(outcome)))
        else:
            opening.taken.set_result(outcome)

    def _appended(
        self,
        taken: Contribution[ValkeyWriter],
        outcome: Any,
        messages: list[bytes],
        *,
        repeated: bool,
    ) -> None:
        writer = taken.writer
        if outcome != 1 and repeated and _is_its_own(outcome, taken):
            outcome = 1
        if outcome == 1:
            run = taken.run
            messages.append(b"%b$%d\r\n%b\r\n" % (writer.publish_words, len(run), run))
            # A reader that has seen it elsewhere may have come before this reply, and have brought
            # it along out of the stream.
            known = writer.epoch.last_seq + 1 - taken.first_seq
            writer.epoch.publish(taken.frames[known:], taken.end)
            if taken.end is not None:
                self._on_ended(writer)
        elif outcome.startswith(b"!"):
            writer.fail(storage_error(_as_error(outcome)))
        else:
            writer.meet(outcome)
            self._on_closed(writer)


def _is_its_own(outcome: bytes, taken: Contribution[ValkeyWriter]) -> bool:
    """Return whether the head that has refused an entry is that of the entry itself."""
    head = Head.parse(outcome)
    last = Cursor(taken.writer.epoch.number, taken.first_seq - 1 + len(taken.frames))
    return head == Head(last, taken.end is not None)


def _as_error(outcome: bytes) -> hiredis.ReplyError:
    return hiredis.ReplyError(outcome[1:].decode(errors="replace"))
