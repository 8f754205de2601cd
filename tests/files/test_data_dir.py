from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from yeoul.errors import StartupError
from yeoul.files.data_dir import DataDirectory, RunningServer, running_server

HOLD = """
import sys
from pathlib import Path
from yeoul.files.data_dir import DataDirectory
directory = DataDirectory.open(Path(sys.argv[1]))
directory.publish("http://127.0.0.1:4321")
print("held", flush=True)
sys.stdin.read()
"""

#: Opens the directory as a process that may not do something, and prints the error's sentence.
OPEN_LIMITED = """
import os, resource, signal, sys
from pathlib import Path
from yeoul.files.data_dir import DataDirectory
from yeoul.errors import StartupError
if "full" in sys.argv:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
elif os.getuid() == 0:
    os.setuid(65534)
try:
    DataDirectory.open(Path(sys.argv[1]))
except StartupError as error:
    print(error.detail)
"""


def dangers(path: Path) -> tuple[str, ...]:
    with DataDirectory.open(path) as directory:
        return directory.dangers


def sentence(path: Path) -> str:
    with pytest.raises(StartupError) as raised:
        DataDirectory.open(path)
    return raised.value.detail


def limited(*arguments: str) -> str:
    command = [sys.executable, "-c", OPEN_LIMITED, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_missing_directory_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b"
    with DataDirectory.open(path):
        assert path.stat().st_mode & 0o777 == 0o700
        assert (path / "yeoul.lock").stat().st_mode & 0o777 == 0o600


def test_a_directory_with_other_uses_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "letter.txt").touch()
    DataDirectory.open(tmp_path).close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


def test_nothing_but_the_lock_file_stays_behind(tmp_path: Path) -> None:
    with DataDirectory.open(tmp_path) as directory:
        directory.publish("http://127.0.0.1:1")
    assert [path.name for path in tmp_path.iterdir()] == ["yeoul.lock"]
    DataDirectory.open(tmp_path).close()


def test_a_second_server_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with DataDirectory.open(tmp_path) as directory:
        assert f"already in use by a running Yeoul (pid {os.getpid()}):" in sentence(tmp_path)
        directory.publish("http://127.0.0.1:4321")
        assert f"(pid {os.getpid()}, http://127.0.0.1:4321)" in sentence(tmp_path)


def test_the_running_server_is_found_until_it_closes(tmp_path: Path) -> None:
    assert running_server(tmp_path / "nothing") is None
    assert running_server(tmp_path) is None
    with DataDirectory.open(tmp_path) as directory:
        assert running_server(tmp_path) == RunningServer(os.getpid(), None)
        directory.publish("http://127.0.0.1:4321")
        assert running_server(tmp_path) == RunningServer(os.getpid(), "http://127.0.0.1:4321")
    assert running_server(tmp_path) is None


def test_what_a_killed_server_left_is_stale(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        assert running_server(tmp_path) == RunningServer(process.pid, "http://127.0.0.1:4321")
        process.send_signal(signal.SIGKILL)
    assert (tmp_path / "server.json").exists()
    assert running_server(tmp_path) is None
    with DataDirectory.open(tmp_path):
        assert running_server(tmp_path) == RunningServer(os.getpid(), None)


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert sentence(file) == f"The data directory {file} is a file, not a directory."
    assert "lies below a file" in sentence(file / "below")
    (tmp_path / "link").symlink_to("nowhere")
    assert sentence(tmp_path / "link").endswith("link is a link that leads nowhere.")


def test_a_directory_that_may_not_be_written_is_refused(open_directory: Path) -> None:
    closed = open_directory / "closed"
    closed.mkdir(mode=0o555)
    assert "cannot be written: choose another --data-dir." in limited(str(closed))


def test_a_full_disk_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    assert "is full: make room or choose another" in limited(str(tmp_path), "full")
    assert [path.name for path in tmp_path.iterdir()] == ["yeoul.lock"]


# -- what others put there -----------------------------------------------------------------------


def test_no_planted_link_is_followed(tmp_path: Path) -> None:
    path, victim = tmp_path / "data", tmp_path / "victim"
    path.mkdir()
    victim.write_bytes(b"a letter")
    for name in ("server.json", "server.json.new", f".probe-{os.getpid()}"):
        (path / name).symlink_to(victim)
    with DataDirectory.open(path) as directory:
        directory.publish("http://127.0.0.1:1")
        assert not (path / "server.json").is_symlink()
        (path / "server.json.new").symlink_to(victim)
        directory.publish("http://127.0.0.1:2")
        assert running_server(path) == RunningServer(os.getpid(), "http://127.0.0.1:2")
    assert [file.name for file in path.iterdir()] == ["yeoul.lock"]
    assert victim.read_bytes() == b"a letter"


@pytest.mark.parametrize("name", ["yeoul.lock", "store.db", "store.db-wal", "log.db-shm"])
@pytest.mark.parametrize("kind", ["link", "second name", "pipe"])
def test_what_was_put_in_the_place_of_a_file_stops_the_start(
    tmp_path: Path, name: str, kind: str
) -> None:
    path, victim = tmp_path / "data", tmp_path / "victim"
    path.mkdir()
    victim.write_bytes(b"a letter")
    if kind == "link":
        (path / name).symlink_to(victim)
    elif kind == "second name":
        (path / name).hardlink_to(victim)
    else:
        os.mkfifo(path / name)
    assert f"{path / name} cannot be used: it " in sentence(path)
    assert running_server(path) is None
    assert victim.read_bytes() == b"a letter"
    assert victim.stat().st_mode & 0o077 != 0


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_an_address_that_is_no_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    with DataDirectory.open(tmp_path):
        if kind == "pipe":
            os.mkfifo(tmp_path / "server.json")
        else:
            (tmp_path / "server.json").symlink_to("/dev/zero")
        assert running_server(tmp_path) == RunningServer(os.getpid(), None)


def test_files_are_their_owners_alone_whatever_they_were(tmp_path: Path) -> None:
    names = ["yeoul.lock", "store.db", "store.db-wal", "store.db.0001.bak", "log.db"]
    for name in [*names, "others.db"]:
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o666)
    DataDirectory.open(tmp_path).close()
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in names} == {0o600}
    assert (tmp_path / "others.db").stat().st_mode & 0o777 == 0o666


def test_a_directory_that_is_a_link_is_the_users_choice(tmp_path: Path) -> None:
    place, link = tmp_path / "place", tmp_path / "link"
    place.mkdir()
    link.symlink_to(place)
    assert dangers(link) == ()
    assert (place / "yeoul.lock").is_file()


def test_a_directory_of_ones_own_is_in_no_danger(tmp_path: Path) -> None:
    assert dangers(tmp_path / "data") == ()
    common = tmp_path / "common"
    common.mkdir()
    common.chmod(0o1777)  # as /tmp: nobody can take away what is another's
    assert dangers(common / "data") == ()


def test_who_else_could_change_the_data_is_told(tmp_path: Path) -> None:
    open_one = tmp_path / "open"
    open_one.mkdir()
    (open_one / "letter").touch()
    open_one.chmod(0o777)
    assert dangers(open_one) == (
        f"Others can write the data directory {open_one}: chmod go-w {open_one} ends that.",
    )
    below = open_one / "below"
    assert dangers(below) == (
        f"Others can write {open_one}, and put something else in the place of the data directory "
        f"{below}: choose another --data-dir.",
    )


@pytest.mark.skipif(os.getuid() != 0, reason="NOT RUN: only root can give files away")
def test_an_address_that_somebody_else_left_is_not_believed(tmp_path: Path) -> None:
    with DataDirectory.open(tmp_path) as directory:
        directory.publish("http://evil.test")
        os.chown(tmp_path / "server.json", 65534, 65534)
        assert running_server(tmp_path) == RunningServer(os.getpid(), None)


@pytest.mark.skipif(os.getuid() != 0, reason="NOT RUN: only root can give a directory away")
def test_a_directory_of_somebody_else_is_told(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    os.chown(given, 65534, 65534)
    assert dangers(given) == (
        f"The data directory {given} belongs to another user: make one of your own.",
    )
