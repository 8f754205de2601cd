"""The data directory: made, checked and locked by one server, which leaves its address there.

Two servers writing one directory would corrupt it. The lock is the operating system's, so it is
released however its process dies. The running server leaves its address beside it
(``server.json``); while the lock is free, that file is stale and means nothing.

The directory itself may be a link, by its owner's choice. No file in it is reached through a link:
otherwise another user who can write there would choose where Yeoul writes.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from yeoul.errors import StartupError
from yeoul.files.locks import try_lock
from yeoul.files.private import (
    StrangeFile,
    make_private,
    open_private,
    open_regular,
    read_private,
    trusted_users,
    write_new,
)

LOCK_FILE = "yeoul.lock"
ADDRESS_FILE = "server.json"
STORE_FILE = "store.db"
LOG_FILE = "log.db"

#: Bytes that must be free at the start: a database's first pages and its journal.
PROBE_BYTES = 1024 * 1024

#: More than an address or a process id ever needs.
_MAX_ADDRESS_BYTES = 4096

#: Tries to get the lock, and the pause between them: a reader of the address holds it for a moment.
_LOCK_TRIES, _LOCK_PAUSE_S = 8, 0.05

#: Error numbers of a disk that takes nothing more.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that holds the lock of a data directory."""

    pid: int | None
    #: The address where it listens; None while it is starting.
    url: str | None
    #: By which the commands on its machine are known to it.
    token: str = field(default="", repr=False, compare=False)

    def __str__(self) -> str:
        parts = [f"pid {self.pid}" if self.pid else "", self.url or ""]
        return ", ".join(part for part in parts if part)


class DataDirectory:
    """A data directory that this process has locked, until `close`."""

    def __init__(self, path: Path, lock: IO[str]) -> None:
        self.path = path
        #: Sentences about other users who could change its files; a server logs them at its start.
        self.dangers = tuple(_dangers(path))
        #: By which the programs of the same user are known to the server, which reads it here.
        self.machine_token = f"yeoul_machine_{secrets.token_urlsafe(32)}"
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """Create a missing directory (mode 0700), lock it, and check that it takes data.

        Raises:
            StartupError: it cannot be used, or a running server uses it; the sentence says which.
        """
        _prepare(path)
        lock = _open_lock(path)
        try:
            _wait_for(lock, path)
            _probe(path)
            for name in (STORE_FILE, LOG_FILE):
                for file in path.glob(f"{name}*"):
                    make_private(file)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            (path / ADDRESS_FILE).unlink(missing_ok=True)
            _fresh_address(path).unlink(missing_ok=True)
        except OSError as error:
            lock.close()
            raise StartupError(_why_not(path, error)) from error
        except StartupError:
            lock.close()
            raise
        return cls(path, lock)

    def publish(self, url: str) -> None:
        """Leave the server's address, and its token, for other programs of the same user."""
        fresh = _fresh_address(self.path)
        left = {"pid": os.getpid(), "url": url, "token": self.machine_token}
        write_new(fresh, json.dumps(left).encode() + b"\n")
        fresh.replace(self.path / ADDRESS_FILE)

    def close(self) -> None:
        """Remove the address and release the lock. Idempotent."""
        if not self._lock.closed:
            (self.path / ADDRESS_FILE).unlink(missing_ok=True)
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def running_server(path: Path) -> RunningServer | None:
    """Return the server that uses the directory now, if any."""
    try:
        descriptor = open_regular(path / LOCK_FILE, os.O_RDWR)
    except OSError:
        return None
    with os.fdopen(descriptor, "r+", encoding="utf-8") as lock:
        if try_lock(lock, shared=True):
            return None
        pid = _read_pid(path)
    try:
        published = json.loads(read_private(path / ADDRESS_FILE, _MAX_ADDRESS_BYTES))
        pid, url = int(published["pid"]), str(published["url"])
        return RunningServer(pid, url, str(published["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return RunningServer(pid, None)


def _prepare(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32" and not any(path.iterdir()):
            # Only while it is empty: the directory may have other uses, and other users.
            path.chmod(0o700)
    except FileExistsError:
        what = "a link that leads nowhere" if path.is_symlink() else "a file, not a directory"
        raise StartupError(f"The data directory {path} is {what}.") from None
    except OSError as error:
        raise StartupError(_why_not(path, error)) from error


def _fresh_address(path: Path) -> Path:
    return path / f"{ADDRESS_FILE}.new"


def _dangers(path: Path) -> Iterator[str]:
    """Yield a sentence for each way in which others could change the directory or replace it."""
    if sys.platform == "win32":
        return
    if os.lstat(path).st_uid not in trusted_users():
        yield f"The data directory {path} belongs to another user: make one of your own."
    place = path.resolve()
    if _others_write(found := place.stat()):
        yield f"Others can write the data directory {place}: chmod go-w {place} ends that."
    elif found.st_uid not in trusted_users() and place != path:
        yield f"The data directory {place} belongs to another user: make one of your own."
    for parent in place.parents:
        found = parent.stat()
        if found.st_uid not in trusted_users() or (
            _others_write(found) and not found.st_mode & stat.S_ISVTX
        ):
            yield (
                f"Others can write {parent}, and put something else in the place of the data "
                f"directory {place}: choose another --data-dir."
            )


def _others_write(found: os.stat_result) -> bool:
    if found.st_mode & stat.S_IWOTH:
        return True
    # A user's own group has no other members: many systems create one for each user.
    return bool(found.st_mode & stat.S_IWGRP) and found.st_gid not in {os.getegid(), 0}


def _open_lock(path: Path) -> IO[str]:
    try:
        return os.fdopen(open_private(path / LOCK_FILE), "r+", encoding="utf-8")
    except OSError as error:
        raise StartupError(_why_not(path, error)) from error


def _probe(path: Path) -> None:
    probe = path / f".probe-{os.getpid()}"
    try:
        write_new(probe, b"\0" * PROBE_BYTES, sync=True)
    finally:
        probe.unlink(missing_ok=True)


def _wait_for(lock: IO[str], path: Path) -> None:
    for _ in range(_LOCK_TRIES):
        if try_lock(lock):
            return
        time.sleep(_LOCK_PAUSE_S)
    raise StartupError(_in_use(path))


def _read_pid(path: Path) -> int | None:
    try:
        return int(read_private(path / LOCK_FILE, _MAX_ADDRESS_BYTES))
    except (OSError, ValueError):
        return None


def _in_use(path: Path) -> str:
    server = running_server(path)
    who = f" ({server})" if server and str(server) else ""
    return (
        f"The data directory {path} is already in use by a running Yeoul{who}: "
        "open that one, stop it, or choose another --data-dir."
    )


def _why_not(path: Path, error: OSError) -> str:
    if isinstance(error, StrangeFile):
        return error.sentence
    if error.errno in FULL:
        return f"The data directory {path} is full: make room or choose another --data-dir."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"The data directory {path} cannot be written: choose another --data-dir."
    if error.errno == errno.ENOTDIR:
        return f"The data directory {path} lies below a file, not a directory."
    if error.errno == errno.ENOLCK:
        return f"The data directory {path} is on a file system without locks: use a local disk."
    return f"The data directory {path} cannot be used: {error.strerror}."
