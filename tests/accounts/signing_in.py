"""Log-in by a provider, as browsers do it: what the tests of it share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from tests.accounts.lying_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LyingProvider,
    lying_provider,
    word_in,
)
from tests.accounts.people import serving_people
from tests.served import Served


class World(NamedTuple):
    """A server, its people's browsers, and the provider by which they may log in."""

    served: Served
    people: dict[str, httpx2.AsyncClient]
    provider: LyingProvider


def settings_for(provider: LyingProvider, **more: Any) -> dict[str, Any]:
    return {
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": "Ford",
        **more,
    }


async def away(client: httpx2.AsyncClient, **wish: Any) -> str:
    """Begin a log-in; returns the address at which the browser comes back."""
    begun = await client.post("/api/oidc", json={"provider": "oidc", **wish})
    assert begun.status_code == 200, begun.text
    async with httpx2.AsyncClient(trust_env=False) as elsewhere:
        sent = await elsewhere.get(begun.json()["address"])
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def back(client: httpx2.AsyncClient, address: str) -> str:
    """Come back; returns the word for the page."""
    reply = await client.get(
        address, headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    )
    assert reply.status_code == 303, reply.text
    assert reply.headers["location"].startswith("/")
    return word_in(reply.headers["location"])


async def come_by(client: httpx2.AsyncClient, **wish: Any) -> str:
    """Go to the provider and come back; returns the word for the page."""
    return await back(client, await away(client, **wish))


async def name_of(client: httpx2.AsyncClient) -> str | None:
    reply = await client.get("/api/me")
    return reply.json()["account"]["name"] if reply.status_code == 200 else None


@asynccontextmanager
async def whole_world(data_dir: Path) -> AsyncIterator[World]:
    """Serve the accounts, and the provider."""
    async with (
        lying_provider() as provider,
        serving_people(data_dir, **settings_for(provider)) as (served, people),
    ):
        yield World(served, people, provider)
