"""Looks for services on the usual ports of this machine, when a person asks for it.

It connects to loopback alone, sends no key, and gives each port a moment: a service that is there
answers at once.
"""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from yeoul.addresses import ServiceAddress
from yeoul.errors import ProviderUnauthorized, YeoulError
from yeoul.providers import probe_service
from yeoul.providers.base import Model

#: The ports that these listen on where nobody has chosen another.
USUAL_PORTS = (
    ("Ollama", 11434),
    ("LM Studio", 1234),
    ("vLLM", 8000),
    ("llama.cpp", 8080),
    ("Jan", 1337),
)
TIMEOUT_S = 1.5


class Nearby(NamedTuple):
    """A service that answers on this machine."""

    name: str
    base_url: str
    models: list[Model]
    #: Whether it lists its models only for a key.
    needs_key: bool = False


async def find_nearby(*, own_port: int | None) -> list[Nearby]:
    """Return the services that answer, in the order of `USUAL_PORTS`; never ``own_port``."""
    looked = await asyncio.gather(
        *(_look(name, port) for name, port in USUAL_PORTS if port != own_port)
    )
    return [found for found in looked if found is not None]


async def _look(name: str, port: int) -> Nearby | None:
    base_url = f"http://localhost:{port}/v1"
    try:
        found = await probe_service([ServiceAddress(base_url)], None, timeout_s=TIMEOUT_S)
    except ProviderUnauthorized:
        return Nearby(name, base_url, [], needs_key=True)
    except YeoulError:
        return None
    return Nearby(name, base_url, found.models)
