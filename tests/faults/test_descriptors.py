"""A server that runs out of file descriptors, or is held still for some seconds, lives on."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from tests.faults.followers import Follower, ask, check_kept, followers, open_client
from tests.faults.servers import Server, server

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(120)]

CONNECTIONS = 120
#: Lines that a server without descriptors may write meanwhile.
MAX_LINES = 50


async def test_a_server_without_descriptors_serves_those_it_has_and_recovers(
    tmp_path: Path,
) -> None:
    wrapper = ("sh", "-c", 'ulimit -n 64; exec "$@"', "sh")
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@100", wrapper=wrapper) as served:
            asked = await ask(client, served.url)
            reader = Follower(served.url, asked["answer"]["id"])
            async with asyncio.TaskGroup() as group:
                group.create_task(reader.run(client))
                await reader.until(5)
                await crowd(served)
            assert reader.end is not None
            assert reader.end["status"] == "finished"
            await ask(client, served.url, "And now?")
            await check_kept(client, served.url, [reader])
            assert len(served.told().splitlines()) <= MAX_LINES, served.told()[:2000]


async def crowd(served: Server) -> None:
    """Take more connections than there are, keep them for a second, and go."""
    sockets = []
    for _ in range(CONNECTIONS):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", served.port))
        sockets.append(connection)
    await asyncio.sleep(1)
    assert served.process is not None
    assert served.process.poll() is None
    for connection in sockets:
        connection.close()


async def test_a_server_that_is_held_still_goes_on_where_it_was(tmp_path: Path) -> None:
    async with open_client() as client:
        with server(tmp_path / "data", model="scripted:river@100") as served:
            asked = await ask(client, served.url)
            readers = followers(served.url, [asked["answer"]["id"]], 8)
            async with asyncio.TaskGroup() as group:
                for reader in readers:
                    group.create_task(reader.run(client))
                await readers[0].until(10)
                assert served.process is not None
                served.process.send_signal(signal.SIGSTOP)
                await asyncio.sleep(3)
                served.process.send_signal(signal.SIGCONT)
            assert {reader.end["status"] for reader in readers if reader.end} == {"finished"}
            await check_kept(client, served.url, readers)
            assert served.told() == ""
