"""The server processes that share a store and a log. `base` states what they know of each other."""

from __future__ import annotations

from yeoul.workers.alone import Alone
from yeoul.workers.base import Workers


def open_workers() -> Workers:
    """Return the workers of a server that is alone."""
    return Alone()
