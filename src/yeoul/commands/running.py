"""The server that runs in the data directory, as the commands on its machine ask it.

They are known to it by the token that it has left there for them, also where people have accounts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from yeoul.errors import StartupError
from yeoul.files.data_dir import RunningServer, running_server
from yeoul.settings import Settings

if TYPE_CHECKING:
    import httpx2

_TIMEOUT_S = 30.0


def machine_headers(server: RunningServer, user: str | None = None) -> dict[str, str]:
    """Return the headers by which a server knows its machine, that asks for a ``user`` by name."""
    headers = {"authorization": f"Bearer {server.token}"} if server.token else {}
    return headers if user is None else {**headers, "yeoul-user": quote(user, safe="")}


@contextlib.contextmanager
def asked_server(settings: Settings) -> Iterator[httpx2.Client | None]:
    """Give a client of the server that runs in the data directory; None without one."""
    running = running_server(settings.data_dir)
    if running is None or running.url is None:
        yield None
        return
    import httpx2

    headers = machine_headers(running)
    with httpx2.Client(
        base_url=running.url, headers=headers, trust_env=False, timeout=_TIMEOUT_S
    ) as client:
        yield client


def ask(server: httpx2.Client, method: str, path: str, body: Any = None) -> Any:
    """Return what the running server replies; None for nothing.

    Raises:
        YeoulError: it refuses, with `NotFound` for example.
        StartupError: it cannot be reached.
    """
    import httpx2

    from yeoul.protocol.problems import read_problem

    try:
        reply = server.request(method, path, json=body)
    except httpx2.HTTPError as error:
        raise StartupError(
            f"The running server at {server.base_url} does not answer: stop it first."
        ) from error
    if not reply.is_success:
        raise read_problem(reply.status_code, reply.content)
    return reply.json() if reply.content else None
