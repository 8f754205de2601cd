"""The writer of one epoch in the Valkey log: the words by which the engine is given its frames."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from yeoul.errors import Fenced, StorageFailed
from yeoul.eventlog.epoch import Epoch
from yeoul.eventlog.valkey.connection import pack, pack_word
from yeoul.eventlog.valkey.scripts import ENDS, FORGOTTEN, PHASES, Head, stream_of
from yeoul.eventlog.writer import Commits, Contribution, EpochWriter
from yeoul.protocol.events import PhaseInfo

_APPENDED = pack_word(b"")
_ENDED = pack_word(ENDS)


def phase_message(phase: PhaseInfo, *, silently: bool) -> bytes:
    """Return what others are told of a phase."""
    return b"p%d" % silently + orjson.dumps(tuple(phase))


class ValkeyWriter(EpochWriter):
    """Goes behind the head that its own last entry has left; refused once that is another's."""

    def __init__(self, commits: Commits, epoch: Epoch, send: Callable[[bytes], None]) -> None:
        super().__init__(commits, epoch)
        #: Whether it may not go on even where the engine works again: what the engine has is not,
        #: or not surely, what its readers have seen.
        self.is_lost = False
        self._send = send
        self._answer = epoch.answer_id.encode()
        stream = stream_of(epoch.answer_id)
        #: Words of each call, made once.
        self.stream_word = pack_word(stream)
        self.answer_word = pack_word(self._answer)
        #: The beginning of each message to others.
        self.publish_words = b"*3\r\n$7\r\nPUBLISH\r\n" + self.stream_word
        self._stream = stream

    def entry_words(self, contribution: Contribution[ValkeyWriter]) -> bytes:
        """Return the five words of an append."""
        first, number, run = contribution.first_seq, self.epoch.number, contribution.run
        behind = b"%d-%d" % (number, first - 1)
        id_ = b"%d-%d" % (number, first - 1 + len(contribution.frames))
        return b"%b$%d\r\n%b\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n%b" % (
            self.answer_word,
            *(len(behind), behind, len(id_), id_, len(run), run),
            _APPENDED if contribution.end is None else _ENDED,
        )

    def set_phase(self, phase: PhaseInfo, *, silently: bool = False) -> None:
        if self.failure is None and self.epoch.end is None and phase != self.epoch.phase:
            super().set_phase(phase, silently=silently)
            message = phase_message(phase, silently=silently)
            self._send(
                pack("HSET", PHASES, self._answer, message[2:])
                + pack("PUBLISH", self._stream, message)
            )

    def agrees_with(self, raw: bytes | None, seen: int) -> bool:
        """Return whether a head may be one that this writer has left, since ``seen`` was durable.

        One of its commits may be under way.
        """
        head = Head.parse(raw)
        if head is None or head.cursor.epoch != self.epoch.number:
            return False
        return head.cursor.seq >= seen and (not head.ended or self._end is not None)

    def meet(self, raw: bytes | None) -> None:
        """Refuse everything from now on: the engine has another head than this writer has left.

        A later epoch fences it, and so does who has ended or deleted the answer. Or else the engine
        has lost what readers have seen: those wait where they are, as the answer goes on in a new
        epoch, with the text of its writer.
        """
        head = Head.parse(raw)
        if raw == FORGOTTEN or (head and (head.ended or head.cursor.epoch > self.epoch.number)):
            self.is_lost = False
            self.drop_pending(Fenced("Another worker goes on with this answer."))
        else:
            self.is_lost = True
            lost = "The event log has lost the last words of this answer."
            self.drop_pending(StorageFailed(lost, retry_after_s=2))
