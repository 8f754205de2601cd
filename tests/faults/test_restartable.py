"""The server that drills restart: one port for all its lives, and nobody else's between them."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx2
import pytest

from tests.faults.restartable import RestartableServer

pytestmark = pytest.mark.anyio


async def test_a_restarted_server_is_found_where_it_was(tmp_path: Path) -> None:
    async with (
        RestartableServer(tmp_path, (), continues=True) as server,
        httpx2.AsyncClient(trust_env=False, verify=False) as client,
    ):
        url = f"http://127.0.0.1:{server.port}/healthz"
        assert (await client.get(url)).status_code == 200
        await server.crash()
        with pytest.raises(httpx2.ConnectError):
            await client.get(url)
        await server.start()
        assert (await client.get(url)).status_code == 200


async def test_nobody_else_gets_the_port_between_two_lives(tmp_path: Path) -> None:
    async with RestartableServer(tmp_path, (), continues=True) as server:
        await server.crash()
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", server.port))
        await server.start()
