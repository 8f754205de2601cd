"""Files of one's own: whatever was put in their place is found, and never waited for."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from yeoul.files.private import (
    StrangeFile,
    check_regular,
    keep_new,
    make_private,
    open_private,
    open_regular,
    read_regular,
    write_new,
)

VICTIM = b"somebody's letter"


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim"
    path.write_bytes(VICTIM)
    path.chmod(0o644)
    return path


def put(kind: str, path: Path, victim: Path) -> Path:
    """Put something in the place of a file."""
    if kind == "link":
        path.symlink_to(victim)
    elif kind == "dangling link":
        path.symlink_to(victim.with_name("made-elsewhere"))
    elif kind == "second name":
        path.hardlink_to(victim)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.path.relpath(path))
    return path


STRANGE = ["link", "dangling link", "pipe", "directory", "socket"]


@pytest.mark.parametrize("kind", [*STRANGE, "second name"])
def test_nothing_strange_is_opened_for_writing(tmp_path: Path, victim: Path, kind: str) -> None:
    path = put(kind, tmp_path / "store.db", victim)

    for opening in (open_private, make_private):
        with pytest.raises(StrangeFile) as raised:
            opening(path)
        assert str(path) in raised.value.sentence

    assert (victim.read_bytes(), victim.stat().st_mode & 0o777) == (VICTIM, 0o644)
    assert not (tmp_path / "made-elsewhere").exists()


@pytest.mark.parametrize("kind", STRANGE)
def test_nothing_strange_is_read(tmp_path: Path, victim: Path, kind: str) -> None:
    path = put(kind, tmp_path / "server.json", victim)

    with pytest.raises(StrangeFile):
        read_regular(path, 100)
    with pytest.raises(StrangeFile):
        check_regular(path)


def test_a_link_is_followed_only_where_that_is_asked_for(tmp_path: Path, victim: Path) -> None:
    link = put("link", tmp_path / "yeoul.toml", victim)

    assert read_regular(link, 100, follow=True) == VICTIM
    os.close(open_regular(link, follow=True))
    with pytest.raises(StrangeFile, match="it is a link"):
        open_regular(link)


def test_no_more_is_read_than_was_asked_for(victim: Path) -> None:
    assert read_regular(victim, 3) == VICTIM[:3]


@pytest.mark.parametrize("mode", [0o666, 0o640, 0o400, 0o777])
def test_a_file_is_its_owners_alone_whatever_it_was(tmp_path: Path, mode: int) -> None:
    for opening in (make_private, open_private):
        path = tmp_path / f"{opening.__name__}.db"
        path.write_bytes(b"kept")
        path.chmod(mode)
        if (descriptor := opening(path)) is not None:
            os.close(descriptor)
        assert (path.stat().st_mode & 0o777, path.read_bytes()) == (0o600, b"kept")


def test_a_missing_file_is_made_for_its_owner_and_not_by_a_look(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    make_private(path)
    check_regular(path)
    assert not path.exists()

    before = os.umask(0)
    try:
        os.close(open_private(path))
        write_new(tmp_path / "new", b"")
    finally:
        os.umask(before)
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("kind", ["link", "dangling link", "second name", "pipe", "socket"])
def test_a_new_file_takes_the_place_of_what_was_put_there(
    tmp_path: Path, victim: Path, kind: str
) -> None:
    path = put(kind, tmp_path / "server.json.new", victim)

    write_new(path, b"new")

    assert (path.read_bytes(), path.is_symlink()) == (b"new", False)
    assert victim.read_bytes() == VICTIM
    assert not (tmp_path / "made-elsewhere").exists()


#: Tightens a file as somebody whose it is not.
AS_ANOTHER = """
import os, sys
from pathlib import Path
from yeoul.files.private import StrangeFile, make_private
os.setuid(65534)
try:
    make_private(Path(sys.argv[1]))
except StrangeFile as error:
    print(error.strerror)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="NOT RUN: only root can be two users")
def test_a_file_of_another_user_is_told(open_directory: Path) -> None:
    path = open_directory / "store.db"
    path.touch()
    path.chmod(0o666)
    command = [sys.executable, "-c", AS_ANOTHER, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "it belongs to another user, who can change it\n"


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_gets_a_name_that_nothing_has_and_no_other(
    has_links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(*_: object, **__: object) -> None:
        raise PermissionError  # as file systems answer that give a file one name alone

    if not has_links:
        monkeypatch.setattr("os.link", link)
    write_new(tmp_path / "fresh", b"new")
    keep_new(tmp_path / "fresh", tmp_path / "kept")
    write_new(tmp_path / "fresh", b"newer")
    with pytest.raises(FileExistsError):
        keep_new(tmp_path / "fresh", tmp_path / "kept")
    (tmp_path / "leads").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        keep_new(tmp_path / "fresh", tmp_path / "leads")
    assert (tmp_path / "kept").read_bytes() == b"new"
    assert (tmp_path / "fresh").read_bytes() == b"newer"
