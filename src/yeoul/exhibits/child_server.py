"""One server of an exhibit: a child process, started, killed, and started again."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from yeoul.child_environment import child_environment
from yeoul.errors import ExhibitUnavailable
from yeoul.tasks import Tasks

Side = Literal["thirty-lines", "yeoul"]

#: Seconds within which a server has to say where it listens: a busy machine is slow.
START_S: Final = 30.0
_LISTENS = re.compile(rb"istening on (http://127\.0\.0\.1:\d+)")


class ChildServer:
    """A server in a process of its own, of which there is never more than one. For one event loop.

    ``folder`` is for its files, which outlive each of its processes.
    """

    def __init__(self, side: Side, folder: Path) -> None:
        self._side = side
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        #: Two starts at once would leave a process behind that nobody knows.
        self._starting = asyncio.Lock()
        self._tasks = Tasks()
        #: Where it listens; None while it does not.
        self.url: str | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process; None while there is none."""
        process = self._process
        return None if process is None or process.returncode is not None else process.pid

    async def start(self) -> None:
        """Start the process unless it runs, and wait until it listens.

        Raises:
            ExhibitUnavailable: it cannot be started, or does not listen.
        """
        async with self._starting:
            if self.url is not None:
                return
            await self.kill()  # what is left of one that has ended by itself
            try:
                await self._start()
            except BaseException:
                await self.kill()
                raise

    async def _start(self) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "yeoul.exhibits.child", self._side, str(self._folder)),
                # The pipe by which it notices that this process is gone.
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                cwd=self._folder,
                env=child_environment(),
                # A terminal's Ctrl+C is for this process, which then ends it.
                start_new_session=True,
            )
        except OSError as error:
            why = error.strerror or str(error)
            raise ExhibitUnavailable(f"No server can be started beside this one: {why}.") from error
        self._process = process
        listens: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tasks.start(self._hear(process, listens), name="exhibit output")
        try:
            async with asyncio.timeout(START_S):
                await listens
        except TimeoutError:
            raise ExhibitUnavailable("A server of the exhibit did not start in time.") from None

    async def kill(self) -> None:
        """End the process as a crash does, and wait until it is gone. Idempotent."""
        self.url = None
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        assert process.stdin is not None
        process.stdin.close()
        with suppress(OSError):
            await process.stdin.wait_closed()

    async def aclose(self) -> None:
        """Kill the process, and wait until nothing listens to it any more."""
        await self.kill()
        await self._tasks.wait()

    async def _hear(
        self, process: asyncio.subprocess.Process, listens: asyncio.Future[None]
    ) -> None:
        """Read all that it says: its address, and what nobody wants to know behind that.

        A process that was killed meanwhile has no say in where the server listens.
        """
        assert process.stdout is not None
        last = b""
        while chunk := await process.stdout.read(4096):
            if listens.done():
                continue
            last = (last + chunk)[-4096:]
            if (found := _LISTENS.search(last)) is not None and self._process is process:
                self.url = found[1].decode()
                listens.set_result(None)
        if self._process is process:
            self.url = None
        if not listens.done():
            lines = last.decode(errors="replace").strip().splitlines()
            why = f": {lines[-1][:300]}" if lines else "."
            listens.set_exception(ExhibitUnavailable(f"A server of the exhibit has ended{why}"))
            listens.exception()  # the waiter may have given up
