"""What a server costs, read from the system's accounts: processor time and memory of its processes.

A server is a process and all that descends from it. Linux only.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path
from threading import Thread

_PROC = Path("/proc")
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
#: Fields of /proc/<pid>/stat behind the name: the parent, the process's own time and the kernel's
#: for it, and both of the children that have ended.
_PARENT, _USER, _SYSTEM, _CHILDREN_USER, _CHILDREN_SYSTEM = 1, 11, 12, 13, 14


def family(pid: int) -> list[int]:
    """Return a process and all its living descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    found = [pid]
    for member in found:
        found += children.get(member, [])
    return found


def cpu_s(pids: list[int]) -> float:
    """Return the seconds of processor time that the processes and their ended children took."""
    return sum(_cpu_s(pid) for pid in pids)


def _cpu_s(pid: int) -> float:
    fields = _stat(pid)
    if not fields:
        return 0.0
    ended = (int(fields[_CHILDREN_USER]) + int(fields[_CHILDREN_SYSTEM])) * _TICK_S
    try:
        # A process's own clock, which counts nanoseconds; see clock_getcpuclockid(3).
        return time.clock_gettime((~pid << 3) | 2) + ended
    except OSError:  # it has ended meanwhile, and its parent has its time
        return 0.0


def threads_s(threads: Iterable[Thread]) -> dict[str, tuple[float, float]]:
    """Return the seconds that threads of this process took: their own and the kernel's for them."""
    found = {}
    for thread in threads:
        if fields := _stat(f"self/task/{thread.native_id}"):
            found[thread.name] = int(fields[_USER]) * _TICK_S, int(fields[_SYSTEM]) * _TICK_S
    return found


def memory_bytes(pids: list[int]) -> int:
    """Return the resident memory of the processes; what they share is counted once."""
    total = 0
    for pid in pids:
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def cores_busy_s(cores: list[int]) -> float:
    """Return the seconds that the cores have worked, for whomever, or were kept from it."""
    names = {f"cpu{core}" for core in cores}
    busy = 0
    for line in (_PROC / "stat").read_text().splitlines():
        name, *times = line.split()
        if name in names:
            user, nice, system, _idle, _wait, irq, softirq, steal = map(int, times[:8])
            busy += user + nice + system + irq + softirq + steal
    return busy * _TICK_S


def _stat(pid: int | str) -> list[str]:
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
