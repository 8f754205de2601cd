"""The processes of a measurement: started on their cores, waited for, ended whatever happens."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

READY_S = 60.0
END_S = 5.0
_WANTED_FILES = 20_000


class BenchFailed(Exception):
    """Raised when something cannot be measured; the message is for the person who waits."""


class Cores(NamedTuple):
    """Which cores are whose; both the same where there is only one."""

    server: frozenset[int]
    load: frozenset[int]


def share_cores() -> Cores:
    """Give the last core to the server under test, and the others to the load."""
    ours = sorted(os.sched_getaffinity(0))
    return Cores(frozenset(ours[-1:]), frozenset(ours[:-1] or ours))


def raise_file_limit() -> int:
    """Allow as many open files as may be; every process that is started inherits it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = _WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, _WANTED_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    argv: Sequence[str],
    cores: frozenset[int],
    *,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
    pipe: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """Run a process on its cores, in a session of its own, and end that session at the end."""
    with contextlib.ExitStack() as stack:
        output: IO[str] | int = subprocess.DEVNULL
        if log is not None:
            output = stack.enter_context(log.open("w", encoding="utf-8"))
        process = subprocess.Popen(
            argv,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
            stdout=subprocess.PIPE if pipe else output,
            stderr=None if pipe else output,
            text=True,
            start_new_session=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
        try:
            yield process
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a process and all of its session, gently at first."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(END_S)
    with contextlib.suppress(ProcessLookupError):  # also what it has left behind
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def wait_until_ready(
    process: subprocess.Popen[str], port: int, path: str, log: Path, limit_s: float = READY_S
) -> None:
    """Wait until a server answers a GET.

    Raises:
        BenchFailed: it has ended, or takes too long.
    """
    limit = time.monotonic() + limit_s
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        if _answers(port, path):
            return
        time.sleep(0.05)
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise BenchFailed(f"{process.args!r} does not get ready:\n{said}")


def _answers(port: int, path: str) -> bool:
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            sock.sendall(request)
            return b" 200 " in sock.recv(64)
    except OSError:
        return False


@contextlib.contextmanager
def upstream(cores: Cores) -> Iterator[tuple[int, int]]:
    """Run the scripted upstream; gives its process id and its port."""
    argv = [sys.executable, "-m", "bench.upstream"]
    with running(argv, cores.load, pipe=True) as process:
        assert process.stdout is not None
        yield process.pid, int(process.stdout.readline())
