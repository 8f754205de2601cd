"""The composition root: opens the backends, wires the stages, mounts the routes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Lifespan

from yeoul import __version__
from yeoul.accounts import Accounts
from yeoul.api import health, metrics, oidc_callback, openapi, problems, shared_page
from yeoul.api import page as pages
from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import form_at
from yeoul.api.figures import Figures
from yeoul.api.guard import Guard, Paths
from yeoul.api.identity import Identify, Identity
from yeoul.api.native.door import NATIVE
from yeoul.api.native.plain_text import COMPLETION_PATH
from yeoul.api.session_cookie import SessionCookie
from yeoul.bus import open_bus
from yeoul.bus.base import Bus, Change
from yeoul.chat import Chat, Shares
from yeoul.chat.purge import Bell, expire_loop, purge_loop
from yeoul.chat.rights import Rights
from yeoul.configured import (
    allowance_of,
    check_reach,
    limits_of,
    open_catalogue,
    open_models,
    open_services,
)
from yeoul.configured_sign_in import (
    check_sign_in,
    logout_url_of,
    open_identity,
    open_oidc,
    sign_in_of,
)
from yeoul.downloads.downloads import Downloads
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.eventlog.temporary import LogWithTemporary
from yeoul.files.data_dir import DataDirectory
from yeoul.generation.supervisor import Supervisor
from yeoul.process_hooks import ProcessHooks, give_hooks
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.shelf import Shelf
from yeoul.services import ServiceFiles
from yeoul.settings import Settings
from yeoul.store import open_store
from yeoul.store.base import Store
from yeoul.store.temporary import StoreWithTemporary
from yeoul.tasks import Tasks
from yeoul.transports.detach import DetachMiddleware
from yeoul.transports.stream import Pace

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Every API by which a kind of client enters.
DOORS = (NATIVE,)

ROUTERS = (*(router for door in DOORS for router in door.routers), health.router, metrics.router)

#: The paths that the guard has to know; those of programs are read from the routes.
PATHS = Paths(
    programs=frozenset(
        route.path.split("/")[1]
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    )
    | {"openapi.json"},
    working=frozenset().union(*(door.working for door in DOORS)),
    open=frozenset({health.ALIVE_PATH}),
    anonymous=frozenset({health.READY_PATH}).union(*(door.anonymous for door in DOORS)),
    private=frozenset({pages.DOCS_PATH}),
)

#: Paths that ask a model by GET: for programs, so no cookie is enough there.
COOKIELESS = frozenset({COMPLETION_PATH})

#: The form of the errors at a path.
FORM_AT = partial(form_at, DOORS)

#: No usage data is collected or sent: FastAPI's own instruments stay off.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


#: Opens a backend that lives as long as the app, in the app's own event loop.
Factory = Callable[[], Awaitable[T]]


def create_app(
    settings: Settings | None = None,
    *,
    catalogue: Catalogue | None = None,
    store: Store | Factory[Store] | None = None,
    log: EventLog | Factory[EventLog] | None = None,
    identify: Identify | None = None,
    page: bool = True,
    directory: DataDirectory | None = None,
) -> FastAPI:
    """Return the server as an ASGI app; everything is opened in its lifespan.

    Parts that are passed in belong to the app from the start of its lifespan on: it closes them at
    the end, and also if it cannot start. An app that never starts leaves them to its maker.

    Args:
        settings: The server's settings; default: `Settings()`.
        catalogue: Providers to use instead of those the settings name. The app starts and closes
            them.
        store: The store to use instead of a SQLite file: a store, or an ``async def`` without
            arguments that opens one. The app closes it.
        log: The event log to use instead of the one that the settings name; given like ``store``.
        identify: An ``async def`` that gets each connection, of HTTP or WebSocket, and returns the
            `Caller` behind it, by a session of your own for example; None refuses it with 401. Such
            a server has no accounts of its own. Default: the accounts that the store has; while it
            has none, everybody is the one local person.
        page: Serve the page at ``/`` and the API's at ``/docs``; False serves the API alone.
        directory: The data directory, if the caller has opened it already; otherwise the app
            opens and holds it. An app that is given both a store and a log needs none.

    Raises:
        StartupError: from the lifespan, if the data directory or a model cannot be used.
    """
    settings = settings or Settings()
    # Where links lead is this server's page, and only its own accounts have some to give.
    shares = settings.shares and page and identify is None
    parts = _Parts(settings, catalogue, store, log, identify, shares)
    identity = Identity(identify)
    hooks = ProcessHooks(settings.send_timeout_s)
    app = _Guarded(
        settings,
        identity,
        title="Yeoul",
        version=__version__,
        description="Streams a language model's answers, and never loses one.",
        lifespan=_lifespan(parts, directory, hooks, identity),
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
    )
    give_hooks(app, hooks)
    _install(app, page=page, identity=identity)
    return app


def _lifespan(
    parts: _Parts, directory: DataDirectory | None, hooks: ProcessHooks, identity: Identity
) -> Lifespan[FastAPI]:
    """Return the lifespan that opens everything when an app starts and closes it at its end."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            parts.adopt(stack)
            if parts.in_directory:
                held = directory or stack.enter_context(DataDirectory.open(parts.settings.data_dir))
                for danger in held.dangers:
                    logger.warning("%s", danger)
            dependencies = await _open(parts, identity, stack)
            app.state.dependencies = dependencies
            accounts = dependencies.accounts
            if accounts is not None and accounts.mode != "local":
                identity.on_refusal = accounts.audit.refused
            hooks.release = dependencies.chat.release_readers
            hooks.drain = dependencies.chat.drain
            yield

    return lifespan


class _Guarded(FastAPI):
    """An app behind its guard, which sees every reply, even the one to a crash."""

    def __init__(self, settings: Settings, identity: Identity, **fields: Any) -> None:
        # A redirect's address would be made from the Host header that the client sends.
        super().__init__(redirect_slashes=False, **fields)
        self._settings = settings
        self._identity = identity

    def build_middleware_stack(self) -> ASGIApp:
        """Return Starlette's own middleware around the app, with the guard around both."""
        return Guard(
            super().build_middleware_stack(),
            PATHS,
            allowed_hosts=self._settings.allowed_hosts,
            max_body_bytes=self._settings.max_body_bytes,
            form_at=FORM_AT,
            identity=self._identity,
        )


def _install(app: FastAPI, *, page: bool, identity: Identity) -> None:
    problems.install(app, FORM_AT, on_refusal=lambda code: identity.on_refusal(code))
    openapi.install(app, DOORS, PATHS.needs_caller)
    for router in ROUTERS:
        # The routes as they are: `include_router` would build each of them again at the first
        # request, and look for it behind one more router.
        app.router.routes.extend(router.routes)
    if identity.mode != "embedded":
        oidc_callback.install(app)
    if page:
        prefixes = [prefix for door in DOORS for prefix in door.prefixes]
        shown = pages.install(app, prefixes, identity=identity)
        if shown is not None and identity.mode != "embedded":
            shared_page.install(app, shown)
    else:
        app.router.default = pages.nothing
    app.add_middleware(DetachMiddleware)


class _Parts(NamedTuple):
    """The parts of an app: its settings, and the backends that its maker has passed in."""

    settings: Settings
    catalogue: Catalogue | None
    store: Store | Factory[Store] | None
    log: EventLog | Factory[EventLog] | None
    identify: Identify | None
    #: Whether people can share what they have, if the store keeps shares.
    shares: bool

    @property
    def store_file(self) -> Path | None:
        """The store's file; None for a store that was passed in."""
        return self.settings.store_file if self.store is None else None

    @property
    def log_file(self) -> Path | None:
        """The log's file; None for a log in memory, or one that was passed in."""
        return self.settings.log_file if self.log is None else None

    @property
    def in_directory(self) -> bool:
        """Whether the data directory holds files that only one process may write."""
        return self.store is None or self.log is None

    def adopt(self, stack: AsyncExitStack) -> None:
        """Have ``stack`` close the parts that are open already, whatever happens from now on."""
        for part in (self.store, self.log, self.catalogue):
            if isinstance(part, Store | EventLog | Catalogue):
                stack.push_async_callback(part.aclose)

    async def open_store(self, stack: AsyncExitStack) -> Store:
        """Return the store, open; ``stack`` closes it."""
        if isinstance(self.store, Store):
            return self.store
        if self.store is None:
            data_dir = self.settings.data_dir
            store = await open_store(f"sqlite:///{self.store_file}", backup_dir=data_dir)
        else:
            store = await self.store()
        stack.push_async_callback(store.aclose)
        return store

    async def open_accounts(
        self, store: Store, rights: Rights, stack: AsyncExitStack
    ) -> Accounts | None:
        """Return the accounts that ``store`` keeps; ``stack`` closes them.

        Streams are let go by ``rights``, as soon as the session ends that they were opened by.

        None where the product around the app says who asks, or the store keeps none.

        Raises:
            StartupError: strangers could reach everything, or accounts and settings contradict.
        """
        sign_in = sign_in_of(self.settings)
        if self.identify is not None:
            check_sign_in(sign_in, mode=None)
            return None
        accounts = None
        if store.accounts is not None:
            accounts = Accounts(
                store.accounts, allowance=allowance_of(self.settings), on_end=rights.end
            )
            stack.push_async_callback(accounts.aclose)
            rights.holds = accounts.holds
            await accounts.open(setup=self.settings.setup)
            accounts.sessions.by_proxy = sign_in.by_proxy
        mode = "local" if accounts is None else accounts.mode
        check_reach(self.settings, has_accounts=mode != "local")
        check_sign_in(sign_in, mode=mode)
        return accounts

    async def open_log(self, stack: AsyncExitStack) -> EventLog:
        """Return the log, open; ``stack`` closes it."""
        if isinstance(self.log, EventLog):
            return self.log
        if self.log is None:
            file = self.log_file
            log = await open_log("memory:" if file is None else f"sqlite:///{file}")
        else:
            log = await self.log()
        stack.push_async_callback(log.aclose)
        return log

    @property
    def service_files(self) -> ServiceFiles | None:
        """The files of connected services; None where the maker has chosen models, or directory."""
        chosen = self.catalogue is not None or not self.in_directory
        return None if chosen else ServiceFiles(self.settings.data_dir)

    async def start_catalogue(self, stack: AsyncExitStack) -> tuple[Shelf | None, Catalogue]:
        """Return the model files, if they are used, and the providers; ``stack`` closes these."""
        catalogue, shelf = self.catalogue, None
        if catalogue is None:
            shelf = open_models(self.settings)
            catalogue = open_catalogue(self.settings, shelf)
            stack.push_async_callback(catalogue.aclose)
        await catalogue.start()
        return shelf, catalogue

    async def start_downloads(
        self, stack: AsyncExitStack, shelf: Shelf | None, bus: Bus
    ) -> Downloads | None:
        """Return the downloads onto ``shelf``, going on; ``stack`` closes them.

        None where the maker has chosen models, or directory.
        """
        if shelf is None or not self.in_directory:
            return None
        changed = partial(bus.publish_to_all, Change("downloads"))
        downloads = Downloads(shelf, hub_url=self.settings.hub_url, changed=changed)
        stack.push_async_callback(downloads.aclose)
        await downloads.start()
        return downloads


class _Memories(NamedTuple):
    """What a server remembers: on disk, and of temporary chats in memory."""

    store: StoreWithTemporary
    log: LogWithTemporary
    #: The part of ``log`` that is in memory.
    memory_log: EventLog
    accounts: Accounts | None


async def _open_memories(parts: _Parts, rights: Rights, stack: AsyncExitStack) -> _Memories:
    """Open the store and the log, each with a part in memory, and what the store has of people."""
    kept = await parts.open_store(stack)
    accounts = await parts.open_accounts(kept, rights, stack)
    memory = await open_store("memory:")
    stack.push_async_callback(memory.aclose)
    store = StoreWithTemporary(kept, memory)
    kept_log, memory_log = await parts.open_log(stack), await open_log("memory:")
    log = LogWithTemporary(kept_log, memory_log, store.is_temporary)
    return _Memories(store, log, memory_log, accounts)


async def _open(parts: _Parts, identity: Identity, stack: AsyncExitStack) -> Dependencies:
    """Open store, log and providers; ``stack`` closes them in the opposite order."""
    settings, rights = parts.settings, Rights()
    memories = await _open_memories(parts, rights, stack)
    store, log, _, accounts = memories
    shelf, catalogue = await parts.start_catalogue(stack)
    bus, figures = open_bus(), Figures()
    stack.push_async_callback(bus.aclose)
    supervisor = _supervisor(settings, store, log, catalogue, bus, figures)
    stack.push_async_callback(supervisor.aclose)
    services = open_services(settings, catalogue, files=parts.service_files)
    await services.start()
    await _recover(supervisor, accounts)
    catalogue.on_change(partial(bus.publish_to_all, Change("models")))
    chat = Chat(store, log, supervisor, catalogue, bus, rights)
    _keep_house(stack, memories, rights, supervisor, chat)
    dependencies = Dependencies(
        chat,
        Pace(settings.heartbeat_s, settings.send_timeout_s),
        figures,
        store_file=parts.store_file,
        log_file=parts.log_file,
        services=services,
        downloads=await parts.start_downloads(stack, shelf, bus),
        accounts=accounts,
        oidc=open_oidc(settings, store.accounts, accounts, stack),
        logout_url=logout_url_of(settings),
        shares=Shares(store, store.shares) if parts.shares and store.shares else None,
        cookie=SessionCookie(insecure_http=settings.insecure_http),
        identity=identity,
    )
    if parts.identify is None:
        open_identity(settings, dependencies, rights, COOKIELESS, stack)
    return dependencies


def _supervisor(
    settings: Settings,
    store: Store,
    log: EventLog,
    catalogue: Catalogue,
    bus: Bus,
    figures: Figures,
) -> Supervisor:
    return Supervisor(
        store,
        log,
        catalogue,
        limits=limits_of(settings),
        max_unfinished=settings.max_unfinished,
        bus=bus,
        on_end=figures.ended,
    )


async def _recover(supervisor: Supervisor, accounts: Accounts | None) -> None:
    """Go on with what the last process left open; where nobody is let in yet, once somebody is.

    It would go on for the local person otherwise, whose things the first account takes over.
    """
    if accounts is None:
        await supervisor.recover()
    elif accounts.mode == "setup":
        accounts.on_set_up = partial(supervisor.recover, accounts.allowance)
    else:
        await supervisor.recover(accounts.allowance)


def _keep_house(
    stack: AsyncExitStack,
    memories: _Memories,
    rights: Rights,
    supervisor: Supervisor,
    chat: Chat,
) -> None:
    """Begin what goes on by itself until ``stack`` ends it."""
    store, log, memory_log, accounts = memories
    tasks, removed = Tasks(), Bell()
    stack.push_async_callback(tasks.cancel)

    def on_remove(owner: str) -> None:
        store.leave(owner)
        removed.ring()

    tasks.start(purge_loop(store, log, stop=supervisor.stop_all, sleep=removed.sleep), name="purge")
    tasks.start(expire_loop(store.expire, memory_log), name="expire")
    tasks.start(rights.watch(), name="rights")
    if accounts is not None:
        accounts.on_bar, accounts.on_remove = chat.stop_all, on_remove
        tasks.start(accounts.keep_house(), name="accounts")
