"""Fetches one file: again and again from where it was cut, until it is whole, checked and named.

A fault of the network is no failure: the fetch tries again after 1, 2, 4 … 30 seconds until it is
stopped. It waits for room on a full disk. It fails only where waiting cannot help: the hub has no
such file, or gives another one.

Writing and hashing block the event loop that this runs on: a server gives it one of its own
(fetch_thread.py), a command has nothing else to do.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yeoul.downloads.faults import Again, CannotFetch, Fault
from yeoul.downloads.hub_client import HubClient
from yeoul.downloads.part import Intent, Part, Record, blocks_of
from yeoul.downloads.progress import Progress
from yeoul.downloads.replies import (
    Body,
    asked_for,
    judge,
    total_of,
    total_of_rest,
    validator_of,
)
from yeoul.files.data_dir import FULL

if TYPE_CHECKING:
    import httpx2

MAGIC = b"GGUF"
#: Seconds of processor time between two rests.
_REST_AFTER_S = 0.005
_NO_ROOM = "The disk is too full: it goes on by itself as soon as there is room."


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited for what."""

    #: Without a byte, until the connection is given up for a new one.
    stall_s: float = 30.0
    #: Until the first new try; doubled for each further one that brings nothing.
    first_pause_s: float = 1.0
    max_pause_s: float = 30.0
    #: Between two looks at a full disk, or at another process that fetches the same file.
    look_s: float = 3.0
    #: Bytes that stay free on the disk: conversations need them.
    spare_bytes: int = 256 << 20
    #: Bytes that are written between two looks at the room on the disk.
    look_bytes: int = 64 << 20
    #: Tries that make no connection at all before a command gives up; None: never.
    tries_away: int | None = None


class Taken(Exception):
    """Raised when another process is fetching the same file."""


class Left(Exception):
    """Raised when another process has paused the same download, or cancelled it.

    ``record`` is what it has left; None where it has cancelled.
    """

    def __init__(self, record: Record | None) -> None:
        super().__init__()
        self.record = record


class Fetch:
    """Brings the file of ``record`` into ``folder``. For one run of `run`.

    With ``behind_another``, another process had the part before: what it has left counts.
    """

    def __init__(
        self,
        folder: Path,
        record: Record,
        progress: Progress,
        *,
        patience: Patience | None = None,
        free_bytes: Callable[[Path], int] = _free_bytes,
        behind_another: bool = False,
    ) -> None:
        self._folder = folder
        self._record = record
        self._progress = progress
        self._patience = patience or Patience()
        self._free_bytes = free_bytes
        self._behind_another = behind_another
        #: What the record says when the fetch is cancelled; None deletes what is there.
        self.leave_as: Intent | None = "running"
        #: The thread's processor time when it has rested last.
        self._rested_at_s = 0.0
        #: Whether the hub has given other bytes than the rest that was asked for.
        self._astray = False

    async def run(self) -> Path:
        """Return the file, once it is there under its own name.

        Raises:
            Taken: another process is fetching it.
            Left: another process was, and has paused or cancelled it.
            CannotFetch: it cannot be had; the record says so, too.
        """
        target = self._folder / self._record.file
        part = self._open()
        try:
            if self._behind_another:
                self._take_over(part)
            if target.exists():
                await self._compare(target)
                part.discard()
                return target
            part.keep_record()
            await self._complete(part)
            return part.finish()
        except CannotFetch as error:
            self._progress.advance(part.size)  # what was wrong has been thrown away
            self._leave(part, "failed", error.fault)
            raise
        except asyncio.CancelledError:
            self._leave(part, self.leave_as)
            raise
        except OSError as error:
            failure = self._unwritable(error)
            self._leave(part, "failed", failure.fault)
            raise failure from error
        finally:
            part.close()

    def _open(self) -> Part:
        try:
            part = Part.open(self._folder, self._record)
        except OSError as error:
            raise self._unwritable(error) from error
        if part is None:
            raise Taken
        return part

    def _unwritable(self, error: OSError) -> CannotFetch:
        sentence = f"{self._folder} cannot be written: {error.strerror or error}."
        return CannotFetch("folder_failed", sentence)

    def _take_over(self, part: Part) -> None:
        """Look at what another process has left. Only now that the part is ours is that final."""
        try:
            left = Record.read(self._record.path(self._folder))
        except (OSError, ValueError):
            if part.target.exists():
                return
            part.discard()
            raise Left(None) from None
        if left.status != "running":
            raise Left(left)
        self._record.learn(left)

    def _leave(self, part: Part, status: Intent | None, fault: Fault | None = None) -> None:
        """Leave the files as they are to be found next. A disk that fails changes nothing."""
        try:
            if status is None:
                part.discard()
                return
            self._record.intend(status, fault)
            part.keep_record()
        except OSError:
            return

    async def _compare(self, target: Path) -> None:
        """Check that a file that is there already is the one that is wanted."""
        if self._record.sha256 is None:
            raise CannotFetch(
                "file_exists",
                f"There is a file of the name {target.name} already: remove it first, or give the "
                "SHA-256 that it must have.",
            )
        digest, size = hashlib.sha256(), 0
        for block in blocks_of(target):
            digest.update(block)
            size += len(block)
            self._progress.advance(size)
            await asyncio.sleep(0)
        if digest.hexdigest() != self._record.sha256:
            raise CannotFetch(
                "file_exists",
                f"There is another file of the name {target.name} already: remove it first.",
            )

    async def _complete(self, part: Part) -> None:
        """Fetch until the part is the whole file."""
        record, patience = self._record, self._patience
        for _ in part.hash_rest():
            await asyncio.sleep(0)
        if record.total_bytes is not None and part.size > record.total_bytes:
            part.start_over()
        self._progress.begin(part.size, record.total_bytes)
        client = HubClient(record.url, stall_s=patience.stall_s)
        pause_s, tries_away = patience.first_pause_s, 0
        try:
            while not _is_whole(part):
                size = part.size
                try:
                    await self._wait_for_room(part)
                    await self._fetch_rest(part, client)
                except Again as again:
                    self._progress.tell("running", again.fault)
                    tries_away = tries_away + 1 if self._progress.is_away else 0
                    if tries_away == patience.tries_away:
                        raise CannotFetch(*again.fault) from again
                    pause_s = patience.first_pause_s if part.size > size else pause_s
                    await asyncio.sleep(max(pause_s, again.after_s))
                    pause_s = min(2 * pause_s, patience.max_pause_s)
                except OSError as error:
                    if error.errno not in FULL:
                        raise
                    # Seen by the write alone where a quota is full, and not the disk.
                    self._progress.tell("paused", Fault("disk_full", _NO_ROOM))
                    await asyncio.sleep(patience.look_s)
        finally:
            await client.aclose()
        self._check(part)

    async def _wait_for_room(self, part: Part) -> None:
        """Wait until the disk has room for the rest."""
        while (lack := self._lack_of_room(part)) is not None:
            self._progress.tell("paused", lack)
            await asyncio.sleep(self._patience.look_s)
        if self._progress.status == "paused":
            self._progress.tell("running")

    def _lack_of_room(self, part: Part) -> Fault | None:
        """Return how much room the disk lacks for the rest; None if it has it."""
        rest = max(0, (self._record.total_bytes or part.size) - part.size)
        needed, free = rest + self._patience.spare_bytes, self._free_bytes(self._folder)
        if free >= needed:
            return None
        told = f"{_NO_ROOM} {_size(needed)} must be free, {_size(free)} are."
        return Fault("disk_full", told)

    async def _fetch_rest(self, part: Part, client: HubClient) -> None:
        """Ask once, and take what comes, as long as there is room for it.

        Raises:
            Again: it was cut, or cannot be had for the moment.
            CannotFetch: it cannot be had.
        """
        record = self._record
        headers = asked_for(record, part.size, rest=not self._astray)
        async with client.open(headers) as reply:
            if not self._expect(part, reply, client.host, ranged="range" in headers):
                return
            self._astray = False
            self._progress.begin(part.size, record.total_bytes)
            if self._lack_of_room(part) is not None:
                return  # only the reply has told how large the file is
            self._progress.tell("running")
            self._rested_at_s = time.thread_time()
            if not await self._take(part, reply.aiter_raw()):
                return
        if record.total_bytes is None:
            record.total_bytes = part.size
        elif part.size < record.total_bytes:
            raise Again("connection_cut", f"The connection to {client.host} was cut.")

    def _expect(self, part: Part, reply: httpx2.Response, host: str, *, ranged: bool) -> bool:
        """Return whether bytes come, after noting where they begin and how many there are."""
        record = self._record
        status, headers = reply.status_code, reply.headers
        body = judge(status, headers, record, part.size, ranged=ranged, host=host)
        if body is Body.NOTHING:
            record.total_bytes = part.size
            return False
        if body is Body.ASTRAY:
            self._astray = True
            return False
        if body is Body.WHOLE:
            part.start_over()
            record.validator = validator_of(headers)
            record.total_bytes = total_of(headers) or record.expected_bytes
            part.keep_record()
        elif record.total_bytes is None:
            record.total_bytes = total_of_rest(headers)
        return True

    async def _take(self, part: Part, chunks: AsyncIterator[bytes]) -> bool:
        """Write the body of a reply into the part; return False where the room has run out."""
        total, look_at = self._record.total_bytes, part.size + self._patience.look_bytes
        async for chunk in chunks:
            if total is not None and part.size + len(chunk) > total:
                part.start_over()
                raise CannotFetch("wrong_file", f"More came than the {total:,} bytes of the file.")
            part.write(chunk)
            if part.size < len(MAGIC) + len(chunk) and not part.begins_with(MAGIC):
                part.start_over()
                raise CannotFetch(
                    "wrong_file", "What came is no GGUF model file: check the address."
                )
            self._progress.advance(part.size)
            if part.size >= look_at:
                # Conversations and other downloads write to the same disk meanwhile.
                look_at = part.size + self._patience.look_bytes
                if self._lack_of_room(part) is not None:
                    return False
            await self._rest()
        return True

    async def _rest(self) -> None:
        """Rest for as long as was worked: a hub nearby must not take a whole core from streams.

        What comes meanwhile waits in the socket, so a hub farther away is not slowed down.
        """
        worked_s = time.thread_time() - self._rested_at_s
        if worked_s >= _REST_AFTER_S:
            await asyncio.sleep(worked_s)
            self._rested_at_s = time.thread_time()

    def _check(self, part: Part) -> None:
        """Check that the whole part is the file that is wanted; throw it away if it is not."""
        if self._record.sha256 not in (None, part.sha256) or not part.size:
            part.start_over()
            self._record.validator = None
            raise CannotFetch(
                "wrong_file",
                "What came is not the published file (its SHA-256 is another one), and was thrown "
                "away.",
            )


def _is_whole(part: Part) -> bool:
    return part.size == part.record.total_bytes


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
