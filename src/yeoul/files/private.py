"""Private files: opened only if they are regular files, not links, and their owner's alone.

In a directory that others can write, a name may be a trap: a link to another file of the owner,
which would be overwritten, or a pipe, on which opening waits for ever. Both are detected on the
open descriptor, so nothing can be swapped in between a check and the opening.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
#: Opening a pipe must not wait, and Windows must not translate line ends.
_RAW = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_LINK = "it is a link"
#: Error numbers by which opening reports something other than a file.
_KINDS = {
    errno.ELOOP: _LINK,
    errno.EMLINK: _LINK,
    errno.EISDIR: "it is a directory",
    errno.ENXIO: "it is a socket or a pipe",
}


class StrangeFile(OSError):
    """Raised if a path is not a regular file of this user; ``strerror`` says what it is."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(errno.EINVAL, what, str(path))

    @property
    def sentence(self) -> str:
        """What happened and what to do, for a person."""
        return (
            f"{self.filename} cannot be used: {self.strerror}. Yeoul uses only plain files of its "
            "own in the data directory: move this one away."
        )


def open_regular(path: Path, flags: int = os.O_RDONLY, *, follow: bool = False) -> int:
    """Return a descriptor of the regular file at ``path``, which the caller closes.

    ``flags`` are those of `os.open`; a new file gets mode 0600. A link is followed only with
    ``follow``. Never waits.

    Raises:
        StrangeFile: it is a link, a directory, a pipe, a socket or a device.
        OSError: it cannot be opened.
    """
    no_link = 0 if follow else _NO_LINK
    if not follow and not _NO_LINK and path.is_symlink():
        raise StrangeFile(path, _LINK)
    try:
        descriptor = os.open(path, flags | no_link | _RAW, 0o600)
    except OSError as error:
        if error.errno in _KINDS:
            raise StrangeFile(path, _KINDS[error.errno]) from None
        raise
    if (what := _strange(os.fstat(descriptor))) is not None:
        os.close(descriptor)
        raise StrangeFile(path, what)
    return descriptor


def open_private(path: Path) -> int:
    """Return a descriptor to read and write the file at ``path``; a missing file is created.

    Its mode is 0600 afterwards, whatever it was.

    Raises:
        StrangeFile: it is not a regular file, has a second name, or belongs to another user.
        OSError: it cannot be opened.
    """
    descriptor = open_regular(path, os.O_RDWR | os.O_CREAT)
    try:
        found = os.fstat(descriptor)
        if found.st_nlink > 1:
            raise StrangeFile(path, "it has a second name (a hard link)")
        if sys.platform != "win32" and stat.S_IMODE(found.st_mode) != 0o600:
            _tighten(descriptor, path, found)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def make_private(path: Path) -> None:
    """Make an existing file at ``path`` private; a missing one is not created.

    A file that is private already is not opened: closing it would release the locks that this
    process may hold on it.

    Raises:
        StrangeFile, OSError: see `open_private`.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if _strange(found) or found.st_nlink > 1 or stat.S_IMODE(found.st_mode) != 0o600:
        os.close(open_private(path))


def check_regular(path: Path) -> None:
    """Check that ``path`` is a regular file or missing. Opens and changes nothing.

    Raises:
        StrangeFile: it is something else.
    """
    try:
        what = _strange(os.lstat(path))
    except FileNotFoundError:
        return
    if what is not None:
        raise StrangeFile(path, what)


def write_new(path: Path, content: bytes, *, sync: bool = False) -> None:
    """Write a new file of mode 0600, replacing an older file or link of that name.

    Raises:
        OSError: it cannot be written, or the name is a directory's.
    """
    path.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(open_regular(path, flags), "wb") as file:
        file.write(content)
        file.flush()
        if sync:
            os.fsync(file.fileno())


def keep_new(fresh: Path, path: Path) -> None:
    """Give the whole file at ``fresh`` the name ``path``, which nothing has yet.

    Raises:
        FileExistsError: the name is taken; what has it stays as it is.
        OSError: it cannot be written.
    """
    try:
        os.link(fresh, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # a file system that gives a file one name alone
        if os.path.lexists(path):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
        fresh.rename(path)
    else:
        fresh.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a power cut, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_regular(path: Path, max_bytes: int, *, follow: bool = False) -> bytes:
    """Return at most ``max_bytes`` of the regular file at ``path``. Raises as `open_regular`."""
    with open(open_regular(path, follow=follow), "rb") as file:
        return file.read(max_bytes)


def read_private(path: Path, max_bytes: int) -> bytes:
    """Return at most ``max_bytes`` of a file that only trusted users can have written.

    Raises:
        StrangeFile: it is not a regular file, or belongs to another user.
        OSError: it cannot be opened.
    """
    with open(open_regular(path), "rb") as file:
        if os.fstat(file.fileno()).st_uid not in trusted_users():
            raise StrangeFile(path, "it belongs to another user")
        return file.read(max_bytes)


def trusted_users() -> set[int]:
    """Return the ids of the users whose files are trusted: this user and root."""
    return {0} if sys.platform == "win32" else {0, os.geteuid()}


def _strange(found: os.stat_result) -> str | None:
    """Return the words for something that is not a regular file, None for a regular one."""
    if stat.S_ISREG(found.st_mode):
        return None
    if stat.S_ISLNK(found.st_mode):
        return _LINK
    if stat.S_ISDIR(found.st_mode):
        return "it is a directory"
    return "it is a pipe" if stat.S_ISFIFO(found.st_mode) else "it is not a regular file"


def _tighten(descriptor: int, path: Path, found: os.stat_result) -> None:
    try:
        os.fchmod(descriptor, 0o600)
    except PermissionError:
        # Some file systems have no modes; there the user's own file stays as it is.
        if found.st_uid != os.geteuid():
            raise StrangeFile(path, "it belongs to another user, who can change it") from None
