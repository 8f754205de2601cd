"""The composition root: opens the backends, wires the stages, mounts the routes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from yeoul import __version__
from yeoul.api import health, openapi, page, problems
from yeoul.api.guard import Addresses, Guard
from yeoul.api.metrics import Metrics
from yeoul.api.native import (
    answers,
    changes,
    completion,
    conversations,
    follow,
    models,
    storage,
)
from yeoul.api.services import Services
from yeoul.bus import open_bus
from yeoul.chat import Chat
from yeoul.chat.purge import purge_loop
from yeoul.eventlog import open_log
from yeoul.files.data_dir import DataDirectory
from yeoul.generation.runner import Limits
from yeoul.generation.supervisor import Supervisor
from yeoul.providers import open_providers
from yeoul.providers.catalogue import Catalogue
from yeoul.settings import Settings
from yeoul.store import open_store
from yeoul.tasks import Tasks
from yeoul.transports.detach import DetachMiddleware
from yeoul.transports.stream import Pace

logger = logging.getLogger(__name__)

ROUTERS = (
    answers.router,
    follow.router,
    conversations.router,
    changes.router,
    models.router,
    completion.router,
    health.router,
    health.figures_router,
    storage.router,
)

#: As the guard has to know them; those of a door are told by its routes.
ADDRESSES = Addresses(
    programs=frozenset(
        route.path.split("/")[1]
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
    )
    | {"openapi.json"},
    working=frozenset({completion.PATH}),
    open=frozenset({health.ALIVE_PATH}),
)

#: Nothing is measured for, or sent to, anybody: FastAPI's own instruments stay off.
NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


def create_app(
    settings: Settings | None = None,
    *,
    catalogue: Catalogue | None = None,
    directory: DataDirectory | None = None,
) -> FastAPI:
    """Return the server as an ASGI app; everything is opened in its lifespan.

    Args:
        settings: All that can be set; default: `Settings()`.
        catalogue: Providers to use instead of those the settings name. The app starts and closes
            them.
        directory: The data directory, where the caller has opened it already; otherwise the app
            does, and holds it.

    Raises:
        StartupError: from the lifespan, if the data directory or a model cannot be used.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            held = directory or stack.enter_context(DataDirectory.open(settings.data_dir))
            for danger in held.dangers:
                logger.warning("%s", danger)
            services = await _open(settings, catalogue, stack)
            app.state.services = services
            app.state.release = services.chat.release_readers
            app.state.drain = services.chat.drain
            yield

    app = _Guarded(
        settings,
        title="Yeoul",
        version=__version__,
        description="Streams a language model's answers, and never loses one.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
    )
    app.state.send_timeout_s = settings.send_timeout_s
    _mount(app)
    return app


class _Guarded(FastAPI):
    """An app behind its guard, which has a word in every reply: in those to a crash, too."""

    def __init__(self, settings: Settings, **fields: Any) -> None:
        # The address to be sent on to would be made of the Host that the client names.
        super().__init__(redirect_slashes=False, **fields)
        self._settings = settings

    def build_middleware_stack(self) -> ASGIApp:
        """Return the app inside of all that Starlette puts around it, and that inside the guard."""
        return Guard(
            super().build_middleware_stack(),
            ADDRESSES,
            allowed_hosts=self._settings.allowed_hosts,
            max_body_bytes=self._settings.max_body_bytes,
        )


def _mount(app: FastAPI) -> None:
    problems.install(app)
    openapi.install(app)
    for router in ROUTERS:
        # As they are: included, each would be built anew for this app, at the first request, and be
        # looked for behind one more router.
        app.router.routes.extend(router.routes)
    page.install(app)
    app.add_middleware(DetachMiddleware)


def _places(settings: Settings) -> tuple[Path, Path | None]:
    """Return the files of store and log; None for a log in memory."""
    return settings.store_file, settings.log_file


async def _open(settings: Settings, catalogue: Catalogue | None, stack: AsyncExitStack) -> Services:
    """Open store, log and providers; they are closed in the opposite order."""
    store_path, log_path = _places(settings)
    store = await open_store(f"sqlite:///{store_path}", backup_dir=settings.data_dir)
    stack.push_async_callback(store.aclose)
    log = await open_log("memory:" if log_path is None else f"sqlite:///{log_path}")
    stack.push_async_callback(log.aclose)
    if catalogue is None:
        catalogue = _providers(settings)
    stack.push_async_callback(catalogue.aclose)
    await catalogue.start()
    bus, figures = open_bus(), Metrics()
    supervisor = Supervisor(
        store,
        log,
        catalogue,
        limits=_limits(settings),
        max_unfinished=settings.max_unfinished,
        bus=bus,
        on_end=figures.ended,
    )
    stack.push_async_callback(supervisor.aclose)
    await supervisor.recover()
    tasks = Tasks()
    stack.push_async_callback(tasks.cancel)
    tasks.start(purge_loop(store, log), name="purge")
    chat = Chat(store, log, supervisor, catalogue, bus)
    pace = Pace(settings.heartbeat_s, settings.send_timeout_s)
    return Services(chat, pace, figures, store_path, log_path)


def _providers(settings: Settings) -> Catalogue:
    return open_providers(
        data_dir=settings.data_dir,
        model=settings.model,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() if settings.api_key else None,
        service_slots=settings.max_answers,
        connect_timeout_s=settings.connect_timeout_s,
        embedded_slots=settings.slots,
        context_length=settings.context_length,
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        first_token_timeout_s=settings.first_token_timeout_s,
        idle_timeout_s=settings.idle_timeout_s,
        max_answer_bytes=settings.max_answer_bytes,
    )
