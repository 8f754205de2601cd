"""Each proxy of ``deploy/`` in front of a real server: nothing waits in it, and none is needed.

Beside the server is a worker that drains, or one that is gone. The answer waits, behind each token,
until the reader has it: a proxy that kept one back would never see the next.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import orjson
import pytest
from websockets.asyncio.client import connect

from tests.deploy.proxies import NAME, PROXIES, Draining, running
from tests.ports import free_port
from tests.served import serving

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

TOKENS = ["가", "나", "다", "라"]
ORIGIN = f"https://{NAME}"


class Gates:
    """A script that goes on to its next token when the one before has been read."""

    def __init__(self) -> None:
        self.gates = [asyncio.Event() for _ in TOKENS]
        self.script = [step for pair in zip(TOKENS, self.gates, strict=True) for step in pair]
        self.read = ""

    def got(self, piece: bytes | str) -> None:
        """Note what a reader has, and let the next token come."""
        self.read += piece if isinstance(piece, str) else piece.decode()
        for token, gate in zip(TOKENS, self.gates, strict=True):
            if token in self.read:
                gate.set()


class Through:
    """A way to the server through a proxy."""

    def __init__(self, address: str, trusting: ssl.SSLContext, gates: Gates) -> None:
        self.address, self.trusting, self.gates = address, trusting, gates
        self.client = httpx2.AsyncClient(
            base_url=f"https://{address}",
            headers={"host": NAME, "origin": ORIGIN},
            verify=trusting,
            timeout=30,
            trust_env=False,
        )

    async def request(self, method: str, path: str, **more: object) -> httpx2.Response:
        request = self.client.build_request(
            method,
            path,
            extensions={"sni_hostname": NAME},
            **more,  # type: ignore[arg-type]
        )
        return await self.client.send(request, stream=True)

    async def works(self) -> None:
        """Wait until the proxy has read its files, and lets requests through."""
        while True:
            with suppress(httpx2.TransportError):
                reply = await self.request("GET", "/healthz")
                if (await reply.aread(), reply.status_code)[1] == 200:
                    return
            await asyncio.sleep(0.05)

    async def ask(self, key: str) -> str:
        reply = await self.request(
            "POST",
            "/api/answers",
            json={"content": "?"},
            headers={"idempotency-key": key, "accept": "application/json"},
        )
        assert reply.status_code == 201, await reply.aread()
        asked = orjson.loads(await reply.aread())
        return f"/api/answers/{asked['answer']['id']}/events"

    async def sse(self, path: str) -> None:
        reply = await self.request("GET", path, headers={"accept": "text/event-stream"})
        assert reply.status_code == 200
        async for chunk in reply.aiter_raw():
            self.gates.got(chunk)

    async def websocket(self, path: str) -> None:
        host, _, port = self.address.rpartition(":")
        async with connect(
            f"wss://{NAME}{path}",
            host=host,
            port=int(port),
            ssl=self.trusting,
            origin=ORIGIN,  # type: ignore[arg-type]
        ) as line:
            async for frame in line:
                self.gates.got(frame)

    async def polls(self, path: str) -> None:
        after = "1-0"
        while True:
            reply = await self.request(
                "GET",
                path,
                params={"after": after, "wait": "30"},
                headers={"accept": "application/json"},
            )
            assert reply.status_code == 200
            told = orjson.loads(await reply.aread())
            after = told["cursor"]
            for event in told["events"]:
                self.gates.got(orjson.dumps(event))
            if told["ended"]:
                return


@asynccontextmanager
async def through(name: str, tmp_path: Path, other: int) -> AsyncIterator[Through]:
    """Serve behind a proxy, beside a worker on the port ``other``."""
    proxy = PROXIES[name]
    program = proxy.find()
    if program is None:
        pytest.skip(f"there is no {name} here")
    gates = Gates()
    async with serving(tmp_path / "data", gates.script, allowed_hosts=(NAME,)) as served:
        port = int(served.url.rpartition(":")[2])
        with running(proxy, program, tmp_path, (other, port)) as (address, trusting):
            way = Through(address, trusting, gates)
            async with way.client:
                await way.works()
                yield way


@pytest.mark.parametrize("name", PROXIES)
@pytest.mark.parametrize("transport", ["sse", "websocket", "polls"])
async def test_every_token_comes_through_at_once(name: str, transport: str, tmp_path: Path) -> None:
    # Nobody listens on the other worker's port.
    async with through(name, tmp_path, free_port()) as way:
        path = await way.ask("one")
        await getattr(way, transport)(path)
        assert [token for token in TOKENS if token in way.gates.read] == TOKENS
        assert '"finished"' in way.gates.read


@pytest.mark.parametrize("name", PROXIES)
async def test_nobody_is_refused_because_a_worker_drains(name: str, tmp_path: Path) -> None:
    async with Draining().serving() as draining, through(name, tmp_path, draining.port) as way:
        # nginx asks another worker; the others look at each, once a second.
        taken = 0
        while taken < 4:
            reply = await way.request("GET", "/api/models", headers={"accept": "application/json"})
            await reply.aread()
            taken = taken + 1 if reply.status_code == 200 else 0
        path = await way.ask("one")
        assert await way.ask("one") == path
        await way.sse(path)
        assert draining.asked
