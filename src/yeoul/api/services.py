"""The parts that the routes of one server use. The app's lifespan opens them.

They are kept in ``app.state``, not in the lifespan's own state, so that an app mounted into another
one finds them too: the ``app`` of a request is always the one that has the route.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends
from starlette.requests import HTTPConnection

from yeoul.api.metrics import Metrics
from yeoul.chat import Chat
from yeoul.protocol.conversation import LOCAL_OWNER
from yeoul.transports.stream import Pace


@dataclass(frozen=True, slots=True)
class Services:
    """``app.state.services``, from the beginning of the app's lifespan to its end."""

    chat: Chat
    pace: Pace
    metrics: Metrics
    #: The store's database; None for a store that was passed in.
    store_file: Path | None
    #: The log's database; None for a log in memory, or one that was passed in.
    log_file: Path | None


async def _services(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


async def _chat(connection: HTTPConnection) -> Chat:
    return (await _services(connection)).chat


def owner_of(connection: HTTPConnection) -> str:
    """Return the owner of the request: until there are accounts, always the one local user."""
    return LOCAL_OWNER


def address_of(connection: HTTPConnection, answer_id: str) -> str:
    """Return an answer's address, below the path that the app is mounted under."""
    return f"{quote(connection.scope.get('root_path', ''))}/api/answers/{answer_id}"


#: The app's `Services`, and its `Chat` alone, as a route's parameters.
ServicesDep = Annotated[Services, Depends(_services)]
ChatDep = Annotated[Chat, Depends(_chat)]
