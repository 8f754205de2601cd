"""The examples as programs: started, read until they are ready, and killed."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from scripts.steps import ROOT

EXAMPLES = ROOT / "examples"


@asynccontextmanager
async def started(folder: str, *argv: str, cwd: Path, **env: str) -> AsyncIterator[Process]:
    """Run Python inside the block, as from an example's folder; it is killed at the end."""
    path = os.pathsep.join([str(EXAMPLES / folder), *sys.path])
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("YEOUL_", "KAKAO_", "TELEGRAM_")) and "proxy" not in name.lower()
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *argv),
        cwd=cwd,
        env={**clean, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **env},
        stderr=PIPE,
    )
    try:
        yield process
    finally:
        await kill(process)


async def kill(process: Process) -> None:
    """Kill a process as the system does, without a word, and wait until it is gone."""
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def said(process: Process, pattern: str) -> str:
    """Read what a process says until a line matches; return what the pattern's group found."""
    assert process.stderr is not None
    lines: list[str] = []
    async for line in process.stderr:
        lines.append(line.decode())
        if found := re.search(pattern, lines[-1]):
            return found[1]
    raise AssertionError("".join(lines))
