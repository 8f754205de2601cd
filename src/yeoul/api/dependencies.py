"""The parts of one server that its routes depend on. The app's lifespan opens them.

They are kept in ``app.state``, not in the lifespan's own state, so that an app mounted into another
one finds them too: the ``app`` of a request is always the one that has the route.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yeoul.api.figures import Figures
from yeoul.chat import Chat
from yeoul.downloads.downloads import Downloads
from yeoul.protocol.conversation import LOCAL_OWNER
from yeoul.services import Services
from yeoul.transports.stream import Pace


@dataclass(frozen=True, slots=True)
class Dependencies:
    """``app.state.dependencies``, from the beginning of the app's lifespan to its end."""

    chat: Chat
    pace: Pace
    figures: Figures
    #: The store's database; None for a store that was passed in.
    store_file: Path | None
    #: The log's database; None for a log in memory, or one that was passed in.
    log_file: Path | None
    services: Services
    #: None where the models are given by the maker of the app, or the engine is not installed.
    downloads: Downloads | None = None


def dependencies_of(connection: HTTPConnection) -> Dependencies:
    """Return the parts of the server that a request came to."""
    dependencies: Dependencies = connection.app.state.dependencies
    return dependencies


async def _dependencies(connection: HTTPConnection) -> Dependencies:
    return dependencies_of(connection)


async def _chat(connection: HTTPConnection) -> Chat:
    return dependencies_of(connection).chat


async def _services(connection: HTTPConnection) -> Services:
    """Return the services. They belong to the server, so this is where a caller's role counts."""
    return dependencies_of(connection).services


def owner_of(connection: HTTPConnection) -> str:
    """Return the owner of the request: until there are accounts, always the one local user."""
    return LOCAL_OWNER


#: The app's `Dependencies`, and its `Chat` or its `Services` alone, as a route's parameters.
Deps = Annotated[Dependencies, Depends(_dependencies)]
ChatDep = Annotated[Chat, Depends(_chat)]
ServicesDep = Annotated[Services, Depends(_services)]
