"""The engines of the tests come back with what they had, and end with those who started them."""

from __future__ import annotations

import signal
import subprocess
import sys

from scripts.engines import running_postgres, running_valkey
from scripts.steps import ROOT
from tests.ports import free_port
from tests.processes import wait_until_gone

DIES = """
import os, sys
from scripts.engines import running_valkey
with running_valkey(int(sys.argv[1])) as engine:
    print(engine.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def test_a_valkey_that_was_killed_has_what_it_had() -> None:
    with running_valkey(free_port(), "--appendfsync", "always") as engine:
        assert engine.ask("SET", "word", "kept") == b"+OK\r\n"
        engine.kill()
        engine.start()
        assert engine.ask("GET", "word") == b"$4\r\nkept\r\n"


def test_a_postgres_that_was_killed_has_what_it_had() -> None:
    with running_postgres(free_port()) as engine:
        engine.run("CREATE TABLE words (word TEXT)")
        engine.kill()
        engine.start()
        engine.run("SELECT word FROM words")


def test_an_engine_ends_with_the_process_that_started_it() -> None:
    argv = [sys.executable, "-c", DIES, str(free_port())]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        assert starter.wait() == -signal.SIGKILL
    wait_until_gone(pid)
