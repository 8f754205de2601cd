"""The bus, by which tabs, devices and workers learn of changes. `base` is the seam."""

from __future__ import annotations

from yeoul.bus.base import Bus


def open_bus() -> Bus:
    """Open the bus of one process."""
    from yeoul.bus.memory import MemoryBus

    return MemoryBus()


async def open_shared_bus(url: str, worker: str) -> Bus:
    """Open the bus that ``worker`` shares with others by the engine at ``url``.

    Raises:
        StartupError: the engine does not answer.
    """
    from yeoul.bus.valkey import ValkeyBus

    return await ValkeyBus.open(url, worker)
