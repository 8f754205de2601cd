"""The parts of one server that its routes depend on. The app's lifespan opens them.

They are kept in ``app.state``, not in the lifespan's own state, so that an app mounted into another
one finds them too: the ``app`` of a request is always the one that has the route.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from yeoul.accounts import Accounts
from yeoul.accounts.oidc import Oidc
from yeoul.api.figures import Figures
from yeoul.api.identity import Identity, caller_of
from yeoul.api.session_cookie import SessionCookie
from yeoul.api.undelivered import Undelivered
from yeoul.chat import Assistants, Attachments, Chat, Shares
from yeoul.downloads.downloads import Downloads
from yeoul.exhibits.exhibits import Exhibits
from yeoul.services import Services
from yeoul.transports.stream import Pace


@dataclass(frozen=True, slots=True)
class Dependencies:
    """``app.state.dependencies``, from the beginning of the app's lifespan to its end."""

    chat: Chat
    pace: Pace
    figures: Figures
    #: The store's file; None for one in a database server, or that was passed in.
    store_file: Path | None
    #: The log's file; None for a log in memory or an engine, or one that was passed in.
    log_file: Path | None
    services: Services
    #: The names of the doors that are open.
    doors: frozenset[str] = frozenset()
    #: None where the models are given by the maker of the app, or the engine is not installed.
    downloads: Downloads | None = None
    #: None where a product says who asks.
    exhibits: Exhibits | None = None
    #: None where a product says who asks, or the store keeps no accounts.
    accounts: Accounts | None = None
    #: The log-in by providers; None where none is configured.
    oidc: Oidc | None = None
    #: Where people log out of the proxy that logs them in.
    logout_url: str | None = None
    #: Returns the name of a store without files, and its bytes; None where files tell them.
    store_report: Callable[[], Awaitable[tuple[str, int] | None]] | None = None
    #: None where the store keeps none.
    assistants: Assistants | None = None
    #: None where the store keeps no pictures.
    attachments: Attachments | None = None
    #: None where no links to conversations are made: see `sharing`.
    shares: Shares | None = None
    #: Owners who are being given an export.
    exporting: set[str] = field(default_factory=set)
    undelivered: Undelivered = field(default_factory=Undelivered)
    cookie: SessionCookie = field(default_factory=lambda: SessionCookie(insecure_http=False))
    identity: Identity = field(default_factory=Identity)
    #: This worker's name among those that share the store and the log.
    worker: str = ""

    @property
    def sharing(self) -> Shares | None:
        """The links to conversations, where they can be made and lead somewhere.

        They are for people who log in, to show something to people who do not: the one local person
        has nobody to give a link to, since others do not reach this machine, or reach everything.
        """
        has_people = self.accounts is not None and self.accounts.mode == "accounts"
        return self.shares if has_people else None


def dependencies_of(connection: HTTPConnection) -> Dependencies:
    """Return the parts of the server that a request came to."""
    dependencies: Dependencies = connection.app.state.dependencies
    return dependencies


async def _dependencies(connection: HTTPConnection) -> Dependencies:
    return dependencies_of(connection)


async def _chat(connection: HTTPConnection) -> Chat:
    return dependencies_of(connection).chat


async def _services(connection: HTTPConnection) -> Services:
    """Return the services."""
    return dependencies_of(connection).services


def owner_of(connection: HTTPConnection) -> str:
    """Return the owner of everything that a request may reach.

    Raises:
        Unauthenticated: nobody is known.
    """
    return caller_of(connection).owner


#: The app's `Dependencies`, and its `Chat` or its `Services` alone, as a route's parameters.
Deps = Annotated[Dependencies, Depends(_dependencies)]
ChatDep = Annotated[Chat, Depends(_chat)]
ServicesDep = Annotated[Services, Depends(_services)]
