"""One exhibit: the two servers, the requests that reach them, and the fault that both get."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from yeoul.errors import ExhibitUnavailable
from yeoul.exhibits.child_server import ChildServer, Side
from yeoul.protocol.conversation import new_id
from yeoul.providers.script_steps import RIVER
from yeoul.tasks import Tasks

if TYPE_CHECKING:
    import httpx2

#: The thirty lines, which are shown as they run, and the whole answer of both servers.
CODE: Final = Path(__file__).with_name("thirty_lines.py")
TEXT: Final = RIVER

#: Seconds that a killed server is away before it is started again, as by a service manager.
RESTART_S: Final = 1.0
#: Seconds to connect to a server, and in which it has to say something.
_CONNECT_S, _SILENCE_S = 5.0, 60.0


class Forwarded(NamedTuple):
    """A request for one of the servers."""

    method: str
    #: With its query; a fixed one of the server, or made of an id that was checked.
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


class Exhibit:
    """The thirty lines and a Yeoul, each in a process of its own. For one event loop."""

    def __init__(self, owner: str) -> None:
        self.id = new_id()
        self.owner = owner
        #: When somebody last asked for something of it, by the loop's clock.
        self.used_s = asyncio.get_running_loop().time()
        #: Requests that are being answered.
        self.open_requests = 0
        self._folder = _make_folder()
        self._servers: dict[Side, ChildServer] = {
            "thirty-lines": ChildServer("thirty-lines", self._folder),
            "yeoul": ChildServer("yeoul", self._folder),
        }
        self._tasks = Tasks()
        #: Whether it ends or has ended: nothing starts any more.
        self.is_over = False
        #: Whether the servers were killed, and are still to be started for it.
        self._is_killed = False
        self._starting_again: asyncio.Task[None] | None = None
        self._http: httpx2.AsyncClient | None = None

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that run."""
        return [server.pid for server in self._servers.values() if server.pid is not None]

    async def start(self) -> None:
        """Start those of both servers that do not run. Raises `ExhibitUnavailable`."""
        # Both are waited for, however the first one ends: no start goes on alone.
        failures = await asyncio.gather(
            *(server.start() for server in self._servers.values()), return_exceptions=True
        )
        for failure in failures:
            if failure is not None:
                raise failure
        self.use()

    async def kill(self) -> None:
        """Kill both servers, as the machine does that runs out of memory; they start again."""
        self.use()
        self._is_killed = True
        await asyncio.gather(*(server.kill() for server in self._servers.values()))
        if self.is_over:  # it was ended meanwhile
            return
        if self._starting_again is None or self._starting_again.done():
            self._starting_again = self._tasks.start(
                self._start_again(), name="start exhibit again"
            )

    async def _start_again(self) -> None:
        while self._is_killed:
            await asyncio.sleep(RESTART_S)
            # They may be killed again while they start, and then have to be started once more.
            self._is_killed = False
            with suppress(ExhibitUnavailable):  # requests are told so
                await self.start()

    @asynccontextmanager
    async def send(self, side: Side, request: Forwarded) -> AsyncGenerator[httpx2.Response]:
        """Send a request to one of the servers; yields the reply, whose body is still to be read.

        Raises:
            ExhibitUnavailable: the server is away, or goes away while it answers.
        """
        import httpx2

        self.use()
        self.open_requests += 1
        try:
            async with self._client().stream(
                request.method,
                f"{self._url_of(side)}{request.path}",
                headers=request.headers,
                content=request.body or None,
            ) as reply:
                yield reply
        except httpx2.HTTPError as error:
            raise _away() from error
        finally:
            self.open_requests -= 1
            self.use()

    def use(self) -> None:
        """Note that somebody asks for something of it."""
        self.used_s = asyncio.get_running_loop().time()

    def _url_of(self, side: Side) -> str:
        url = self._servers[side].url
        if url is None:
            raise _away()
        return url

    def _client(self) -> httpx2.AsyncClient:
        import httpx2

        if self._http is None:
            # Of this machine alone: no proxy of the environment is asked, no redirect followed.
            timeout = httpx2.Timeout(_SILENCE_S, connect=_CONNECT_S)
            self._http = httpx2.AsyncClient(trust_env=False, timeout=timeout)
        return self._http

    async def aclose(self) -> None:
        """End both servers, and delete their files. Idempotent."""
        self.is_over = True
        await self._tasks.cancel()
        await asyncio.gather(*(server.aclose() for server in self._servers.values()))
        if self._http is not None:
            await self._http.aclose()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)


def _make_folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="yeoul-exhibit-"))
    except OSError as error:
        raise ExhibitUnavailable(
            "The exhibit needs a folder for temporary files, and this server has none: give it one"
            " (TMPDIR), or mount one at /tmp."
        ) from error


def _away() -> ExhibitUnavailable:
    return ExhibitUnavailable("This server of the exhibit is away.", retry_after_s=1)
