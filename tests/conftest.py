"""What all tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest


def pytest_configure() -> None:
    """Have processes that tests start hear signals, also where ``nohup`` or a script runs pytest.

    What is ignored is inherited, what is handled is not; the servers and commands are to be ended
    as a terminal ends them. And none of them reads the settings file of whoever runs the tests.
    """
    os.environ["XDG_CONFIG_HOME"] = str(Path(__file__).parent.parent / ".cache" / "no-settings")
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda number, frame: None)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
