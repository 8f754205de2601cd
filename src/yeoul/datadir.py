"""The data directory as a whole: prepared, locked by one server, and where that server is found.

Two servers writing one directory would corrupt it. The lock is the operating system's, so it is
gone with its process however that died. Beside it the running server leaves its address
(``server.json``); without the lock held, that file is stale and means nothing.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from yeoul.errors import StartupError

LOCK_FILE = "yeoul.lock"
ADDRESS_FILE = "server.json"

#: Bytes that must fit before a start makes sense: a database's first pages and its journal.
PROBE_BYTES = 1024 * 1024

#: A reader of the address holds the lock for a moment; so often, and so long, is it waited for.
_LOCK_TRIES, _LOCK_PAUSE_S = 8, 0.05

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RunningServer(NamedTuple):
    """A server that holds the lock of a data directory."""

    pid: int | None
    #: Where it listens; None while it is starting.
    url: str | None

    def __str__(self) -> str:
        parts = [f"pid {self.pid}" if self.pid else "", self.url or ""]
        return ", ".join(part for part in parts if part)


class DataDirectory:
    """A data directory that this process has locked, until `close`."""

    def __init__(self, path: Path, lock: IO[str]) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """Make the directory where it is missing (mode 0700), lock it, try whether it takes data.

        Raises:
            StartupError: saying why it cannot be used, and by whom it is used if it is.
        """
        _prepare(path)
        lock = _open_lock(path)
        try:
            _wait_for(lock, path)
            _probe(path)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            (path / ADDRESS_FILE).unlink(missing_ok=True)
        except OSError as error:
            lock.close()
            raise StartupError(_why_not(path, error)) from error
        except StartupError:
            lock.close()
            raise
        return cls(path, lock)

    def publish(self, url: str) -> None:
        """Leave the server's address for other programs of the same user."""
        fresh = self.path / f"{ADDRESS_FILE}.new"
        fresh.write_text(json.dumps({"pid": os.getpid(), "url": url}) + "\n", encoding="utf-8")
        fresh.replace(self.path / ADDRESS_FILE)

    def close(self) -> None:
        """Take the address back and let go of the lock. Idempotent."""
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
    """Return the server that uses the directory now; None if there is none."""
    try:
        lock = (path / LOCK_FILE).open("r+", encoding="utf-8")
    except OSError:
        return None
    with lock:
        if _try_lock(lock, shared=True):
            return None
        pid = _read_pid(path)
    try:
        published = json.loads((path / ADDRESS_FILE).read_text(encoding="utf-8"))
        return RunningServer(int(published["pid"]), str(published["url"]))
    except (OSError, ValueError, KeyError, TypeError):
        return RunningServer(pid, None)


def _prepare(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32" and not any(path.iterdir()):
            # Only while it is empty: somebody may point at a directory that has other uses.
            path.chmod(0o700)
    except FileExistsError:
        raise StartupError(f"The data directory {path} is a file, not a directory.") from None
    except OSError as error:
        raise StartupError(_why_not(path, error)) from error


def _open_lock(path: Path) -> IO[str]:
    try:
        descriptor = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        return os.fdopen(descriptor, "r+", encoding="utf-8")
    except OSError as error:
        raise StartupError(_why_not(path, error)) from error


def _probe(path: Path) -> None:
    probe = path / f".probe-{os.getpid()}"
    try:
        with probe.open("wb") as file:
            file.write(b"\0" * PROBE_BYTES)
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)


def _wait_for(lock: IO[str], path: Path) -> None:
    for _ in range(_LOCK_TRIES):
        if _try_lock(lock):
            return
        time.sleep(_LOCK_PAUSE_S)
    raise StartupError(_in_use(path))


def _try_lock(lock: IO[str], *, shared: bool = False) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        if shared:
            msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)
        return True
    import fcntl

    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_pid(path: Path) -> int | None:
    try:
        return int((path / LOCK_FILE).read_text(encoding="utf-8"))
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
    if error.errno in _FULL:
        return f"The data directory {path} is full: make room or choose another --data-dir."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"The data directory {path} cannot be written: choose another --data-dir."
    if error.errno == errno.ENOTDIR:
        return f"The data directory {path} lies below a file, not a directory."
    if error.errno == errno.ENOLCK:
        return f"The data directory {path} is on a file system without locks: use a local disk."
    return f"The data directory {path} cannot be used: {error.strerror}."
