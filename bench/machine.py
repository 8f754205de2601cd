"""The machine that is measured: what it is, and how quick its interpreter is."""

from __future__ import annotations

import os
import platform
import re
import time
from dataclasses import dataclass
from pathlib import Path

from bench.processes import Cores

_STEPS, _TRIES = 1_000_000, 5


@dataclass(frozen=True)
class Machine:
    """One machine, as it stands in the records."""

    #: The processor, then everything else, each behind a comma.
    description: str
    #: Milliseconds of a fixed loop, see `loop_ms`; None in a record from before it was measured.
    loop_ms: float | None = None

    @property
    def processor(self) -> str:
        """The name of the processor, by which the records are told apart."""
        return self.description.partition(",")[0]

    @property
    def slug(self) -> str:
        """The same as the name of a file."""
        return "-".join(re.findall(r"[a-z0-9]+", re.sub(r"\(\w+\)", "", self.processor.lower())))

    def __str__(self) -> str:
        if self.loop_ms is None:
            return self.description
        return f"{self.description}, which takes {self.loop_ms:.0f} ms for a million steps"


def this_machine(cores: Cores) -> Machine:
    """Return the machine that this runs on."""
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    shared = "shared by server and load" if cores.server == cores.load else "one for the server"
    count = len(cores.server | cores.load)
    description = (
        f"{_processor()}, {count} cores ({shared}), {memory_gib:.0f} GiB, "
        f"{platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}"
    )
    return Machine(description, loop_ms())


def loop_ms() -> float:
    """Return the milliseconds of processor time that a fixed loop takes: the best of five."""
    return min(_one_loop_s() for _ in range(_TRIES)) * 1000


def _one_loop_s() -> float:
    started_s, total = time.process_time(), 0
    for step in range(_STEPS):
        total = (total + step) & 0xFFFF
    return time.process_time() - started_s


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()
