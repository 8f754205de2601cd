"""The memory of this machine, and the models that share it.

A model is loaded when it is asked for. If there is no room, the one that was used least recently is
let go; one that is answering never is. The files of loaded models are mapped, and the system counts
their pages as free, because it could drop them. Here they count as used: a model whose pages are
dropped reads its file once for every token.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from yeoul.errors import ModelUnavailable

#: Bytes that a loaded model takes besides its file and its context.
OVERHEAD_BYTES = 100_000_000
#: The share of the whole memory that counts as free where the system does not tell.
_USUALLY_FREE = 0.6


class MachineMemory(NamedTuple):
    """Bytes that this process may use in all, and those of them that are free; None if unknown."""

    total: int | None
    free: int | None


def read_memory(root: Path = Path("/")) -> MachineMemory:
    """Return the memory of this machine, or of the container that this process runs in."""
    total, free = _of_machine(root)
    for limit, unused in _of_groups(root):
        total = limit if total is None else min(total, limit)
        free = unused if free is None else min(free, unused)
    if total is None and hasattr(os, "sysconf"):
        try:
            total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError):
            total = None
    return MachineMemory(total, free)


def needed_bytes(size_bytes: int, context_bytes: int) -> int:
    """Return the memory for a model whose file and whose whole context have these sizes."""
    return size_bytes + context_bytes + OVERHEAD_BYTES


class NoRoom(ModelUnavailable):
    """Raised while there is no room for a model; there may be, later."""

    retryable = True


class TooLarge(ModelUnavailable):
    """Raised for a model that this machine never has room for."""


class Tenant(Protocol):
    """A model that takes memory while it is loaded."""

    @property
    def title(self) -> str: ...
    @property
    def size_bytes(self) -> int:
        """Bytes of its file."""

    @property
    def needed_bytes(self) -> int:
        """Bytes of memory that it takes."""

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits for it or for an answer of it."""

    @property
    def used_at_s(self) -> float:
        """When it was last asked, by a steady clock."""

    async def let_go(self) -> None:
        """Free its memory. It is loaded again when it is asked for."""


class ModelMemory:
    """Decides which models are loaded at the same time. For one event loop."""

    def __init__(self, read: Callable[[], MachineMemory] = read_memory) -> None:
        self._read = read
        self._loaded: list[Tenant] = []
        # One load at a time: two would both count on the same free bytes.
        self._turn = asyncio.Lock()
        self._calmer = asyncio.Event()

    async def make_room(self, newcomer: Tenant) -> None:
        """Let models go until there is room for one more, which counts as loaded from now on.

        Waits for the answers of models in whose place the new one would come.

        Raises:
            TooLarge: this machine never has room for it.
            NoRoom: it has none now, and there is no model to let go.
        """
        async with self._turn:
            memory = await asyncio.to_thread(self._read)
            check_room(newcomer.title, newcomer.needed_bytes, memory)
            while (free := self._free(memory)) is not None and free < newcomer.needed_bytes:
                # Cleared before the look: a model that becomes idle meanwhile sets it again.
                self._calmer.clear()
                idle = [tenant for tenant in self._loaded if not tenant.is_busy]
                if idle:
                    oldest = min(idle, key=lambda tenant: tenant.used_at_s)
                    self._loaded.remove(oldest)
                    await oldest.let_go()
                    memory = await asyncio.to_thread(self._read)
                elif self._loaded:
                    await self._calmer.wait()
                    memory = await asyncio.to_thread(self._read)
                else:
                    raise NoRoom(
                        f"{newcomer.title} needs about {_gb(newcomer.needed_bytes)} of memory, and "
                        f"{_gb(free)} are free: close other programs, or choose a smaller model."
                    )
            self._loaded.append(newcomer)

    def note_idle(self) -> None:
        """Note that a model may have become idle."""
        self._calmer.set()

    def leave(self, tenant: Tenant) -> None:
        """Note that a model is not loaded any more, or was not after all. Idempotent."""
        if tenant in self._loaded:
            self._loaded.remove(tenant)
        self._calmer.set()

    def machine(self) -> MachineMemory:
        """Return the memory of this machine now."""
        return self._read()

    def _free(self, memory: MachineMemory) -> int | None:
        if memory.free is not None:
            return memory.free - sum(tenant.size_bytes for tenant in self._loaded)
        if memory.total is None:
            return None
        used = sum(tenant.needed_bytes for tenant in self._loaded)
        return int(memory.total * _USUALLY_FREE) - used


def check_room(title: str, needed: int, memory: MachineMemory) -> None:
    """Check that a machine could hold a model if it held nothing else.

    Raises:
        TooLarge: it could not.
    """
    if memory.total is not None and needed > memory.total:
        raise TooLarge(
            f"{title} needs about {_gb(needed)} of memory, and this machine has "
            f"{_gb(memory.total)}: choose a smaller model, or a smaller --context-length."
        )


def _gb(count: int) -> str:
    return f"{max(0, count) / 1e9:.1f} GB"


def _of_machine(root: Path) -> tuple[int | None, int | None]:
    try:
        lines = (root / "proc/meminfo").read_text(encoding="ascii").splitlines()
        pairs = (line.partition(":") for line in lines)
        kibibytes = {name: int(rest.split()[0]) for name, _, rest in pairs}
    except (OSError, ValueError, IndexError):
        return None, None
    total, free = kibibytes.get("MemTotal"), kibibytes.get("MemAvailable")
    return total and total * 1024, None if free is None else free * 1024


def _of_groups(root: Path) -> list[tuple[int, int]]:
    """Return limit and unused bytes of the control groups that this process is in."""
    groups = root / "sys/fs/cgroup"
    try:
        lines = (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        number, _, path = line.partition("::")
        if number == "0" and path:  # version 2, where every group above limits too
            here = groups / path.lstrip("/")
            inside = [at for at in (here, *here.parents) if at == groups or groups in at.parents]
            found += [_group(at, "memory.max", "memory.current", "") for at in inside]
    found.append(
        _group(groups / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
    )
    return [group for group in found if group is not None]


def _group(at: Path, limit_file: str, used_file: str, prefix: str) -> tuple[int, int] | None:
    try:
        limit = int((at / limit_file).read_text(encoding="ascii"))
        used = int((at / used_file).read_text(encoding="ascii"))
        pairs = (line.split() for line in (at / "memory.stat").read_text("ascii").splitlines())
        stat = {name: int(value) for name, value in pairs}
    except (OSError, ValueError):  # no such group, or "max": it has no limit
        return None
    cached = stat.get(f"{prefix}inactive_file", 0) + stat.get(f"{prefix}active_file", 0)
    return (limit, limit - used + cached) if limit < 1 << 60 else None
