"""The bus, by which tabs and devices learn of changes. `base` is the seam."""

from __future__ import annotations

from yeoul.bus.base import Bus


def open_bus() -> Bus:
    """Open the bus of one process."""
    from yeoul.bus.memory import MemoryBus

    return MemoryBus()
