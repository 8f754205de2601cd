"""A server whose people have reached it by a name, and what they do with passkeys there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx2

from tests.accounts.authenticators import Device
from tests.accounts.people import log_in, serving_people
from tests.served import Served

House = tuple[Served, dict[str, httpx2.AsyncClient]]


def named(served: Served) -> str:
    """The server's address with a name that passkeys can be made for."""
    return served.url.replace("127.0.0.1", "localhost")


@asynccontextmanager
async def at(served: Served, origin: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that has reached the server by this address, wherever that leads."""
    head = {"origin": origin, "host": origin.partition("://")[2]}
    async with httpx2.AsyncClient(
        base_url=served.url, timeout=60, trust_env=False, headers=head
    ) as client:
        if origin.startswith("https:"):
            keep_secure_cookies(client)
        yield client


def keep_secure_cookies(client: httpx2.AsyncClient) -> None:
    """Have a client send them although it comes by http, as a proxy does for a browser."""
    kept: SimpleCookie = SimpleCookie()

    async def send(request: httpx2.Request) -> None:
        if kept:
            cookies = "; ".join(f"{name}={each.value}" for name, each in kept.items())
            request.headers["cookie"] = cookies

    async def keep(response: httpx2.Response) -> None:
        for cookie in response.headers.get_list("set-cookie"):
            kept.load(cookie)

    client.event_hooks = {"request": [send], "response": [keep]}


@asynccontextmanager
async def serving_by_name(data_dir: Path) -> AsyncIterator[House]:
    """Serve the accounts; each is logged in, in a browser that knows the server by its name."""
    async with serving_people(data_dir) as (served, browsers):
        for name, client in browsers.items():
            client.headers.update({"origin": named(served), "host": named(served)[7:]})
            client.cookies.clear()
            assert (await log_in(client, name)).status_code == 200
        yield served, browsers


def code_of(reply: httpx2.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


async def add(client: httpx2.AsyncClient, device: Device, name: str = "Laptop") -> httpx2.Response:
    """Add a passkey that this device makes."""
    challenge = await client.post("/api/passkeys/challenge")
    assert challenge.status_code == 200, challenge.text
    body = {"name": name, **device.make(challenge.json())}
    return await client.post("/api/passkeys", json=body)


async def challenged(client: httpx2.AsyncClient, **body: Any) -> dict[str, Any]:
    """Begin to log in."""
    reply = await client.post("/api/login/passkey/challenge", json=body)
    assert reply.status_code == 200, reply.text
    challenge: dict[str, Any] = reply.json()
    return challenge


async def enter(client: httpx2.AsyncClient, device: Device) -> httpx2.Response:
    """Log in by this device."""
    return await client.post("/api/login/passkey", json=device.sign(await challenged(client)))


async def listed(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get("/api/passkeys")).json()["passkeys"]
    return found
