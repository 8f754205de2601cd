"""Processes that tests start through others, and that end by themselves."""

from __future__ import annotations

import os
import time

#: Seconds in which a process has to be gone.
GONE_S = 60.0


def wait_until_gone(pid: int) -> None:
    """Wait until no process has this id any more."""
    until_s = time.monotonic() + GONE_S
    while _is_there(pid):
        assert time.monotonic() < until_s, f"process {pid} does not end"
        time.sleep(0.01)


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
