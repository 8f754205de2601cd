from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from yeoul.datadir import DataDirectory, RunningServer, running_server
from yeoul.errors import StartupError

HOLD = """
import sys
from pathlib import Path
from yeoul.datadir import DataDirectory
directory = DataDirectory.open(Path(sys.argv[1]))
directory.publish("http://127.0.0.1:4321")
print("held", flush=True)
sys.stdin.read()
"""

#: Opens the directory as a process that may not do something, and prints the error's sentence.
OPEN_LIMITED = """
import os, resource, signal, sys
from pathlib import Path
from yeoul.datadir import DataDirectory
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


def test_a_directory_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, *tmp_path.parents[:2]):
        path.chmod(0o755)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    assert "cannot be written: choose another --data-dir." in limited(str(closed))


def test_a_full_disk_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    assert "is full: make room or choose another" in limited(str(tmp_path), "full")
    assert [path.name for path in tmp_path.iterdir()] == ["yeoul.lock"]
