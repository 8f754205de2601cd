"""Fixtures and signals of all tests."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from tests.engines import postgres, valkey

__all__ = ["postgres", "valkey"]

# A case that waits for its turn on a busy machine is no slow one.
settings.register_profile("yeoul", deadline=None)
settings.load_profile("yeoul")


def pytest_configure() -> None:
    """Let the processes that tests start receive signals, even under ``nohup`` or a script.

    Children inherit ignored signals but not handlers, and tests end servers and commands as a
    terminal does. Nor do these processes read the settings file of the person who runs the tests.
    """
    os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent.parent / ".cache" / "no-settings")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda number, frame: None)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
