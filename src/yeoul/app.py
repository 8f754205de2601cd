"""The composition root: opens the backends, wires the stages, mounts the routes."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp, Lifespan

from yeoul import __version__
from yeoul.accounts import Accounts
from yeoul.accounts.oidc import Oidc
from yeoul.api import health, https_page, metrics, oidc_callback, openapi, problems, shared_page
from yeoul.api import page as pages
from yeoul.api.ai_sdk.door import AI_SDK
from yeoul.api.anthropic.door import ANTHROPIC
from yeoul.api.dependencies import Dependencies
from yeoul.api.doors import Door, door_at, form_at
from yeoul.api.figures import Figures
from yeoul.api.guard import Guard, Paths
from yeoul.api.identity import Identity, ProductIdentify, check_log_in
from yeoul.api.native.door import NATIVE
from yeoul.api.native.plain_text import COMPLETION_PATH
from yeoul.api.ollama.door import OLLAMA
from yeoul.api.openai.door import OPENAI
from yeoul.api.scopes import Scopes
from yeoul.api.session_cookie import SessionCookie
from yeoul.api.shared_chat import SHARED_BY, SHARED_CHAT
from yeoul.app_notices import AppNotices
from yeoul.app_parts import (
    Factory,
    Hooks,
    Memories,
    Parts,
    open_decisions,
    open_memories,
    open_teller,
)
from yeoul.bus.base import Bus, Change
from yeoul.chat import Assistants, Attachments, BeforeAsk, Chat, OnEnd, Shares, Teller
from yeoul.chat.purge import expire_loop, purge_loop
from yeoul.chat.rights import Rights
from yeoul.configured import limits_of, open_services
from yeoul.configured_sign_in import logout_url_of, open_identity, open_oidc
from yeoul.eventlog.base import EventLog
from yeoul.files.data_dir import DataDirectory
from yeoul.generation.supervisor import Supervisor
from yeoul.process_hooks import ProcessHooks, give_hooks
from yeoul.protocol.conversation import utc_now
from yeoul.protocol.events import End
from yeoul.providers.catalogue import Catalogue
from yeoul.services import Services
from yeoul.settings import DoorName, Settings
from yeoul.store.base import Store
from yeoul.tasks import Bell
from yeoul.transports.detach import DetachMiddleware
from yeoul.transports.stream import Pace
from yeoul.workers.base import Workers

logger = logging.getLogger(__name__)

#: Every API by which a kind of client enters, by its name in the settings.
DOORS: Mapping[DoorName, Door] = {
    "native": NATIVE,
    "openai": OPENAI,
    "ai_sdk": AI_SDK,
    "ollama": OLLAMA,
    "anthropic": ANTHROPIC,
}


def doors_of(names: Iterable[DoorName]) -> list[Door]:
    """Return the doors of these names, with the address that two of them have in common."""
    doors = [DOORS[name] for name in dict.fromkeys(names)]
    return [*doors, SHARED_CHAT] if not set(SHARED_BY).isdisjoint(names) else doors


#: The routes that no setting takes away.
_ALWAYS = (health.router, metrics.router)


def paths_of(doors: Sequence[Door]) -> Paths:
    """Return the paths that the guard has to know; those of programs are read from the routes."""
    routers = [*(router for door in doors for router in door.routers), *_ALWAYS]
    return Paths(
        programs=frozenset(
            route.path.split("/")[1]
            for router in routers
            for route in router.routes
            if isinstance(route, APIRoute)
        )
        | {"openapi.json"},
        working=frozenset().union(*(door.working for door in doors)),
        open=frozenset({health.ALIVE_PATH}),
        anonymous=frozenset({health.READY_PATH}).union(*(door.anonymous for door in doors)),
        private=frozenset({pages.DOCS_PATH}),
    )


#: The paths where all doors are open.
PATHS = paths_of(doors_of(DOORS))

#: What programs reach by the scopes of their tokens.
SCOPES = Scopes(
    {
        f"GET {metrics.METRICS_PATH}": metrics.SCOPES,
        f"GET {health.READY_PATH}": metrics.SCOPES,
        **{name: scopes for door in doors_of(DOORS) for name, scopes in door.scopes.items()},
    }
)

#: Paths that ask a model by GET: for programs, so no cookie is enough there.
COOKIELESS = frozenset({COMPLETION_PATH})

#: No usage data is collected or sent: FastAPI's own instruments stay off.
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
    store: Store | Factory[Store] | None = None,
    log: EventLog | Factory[EventLog] | None = None,
    identify: ProductIdentify | None = None,
    before_ask: BeforeAsk | None = None,
    on_end: OnEnd | None = None,
    log_in_url: str | None = None,
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
        identify: Gets each connection, of HTTP or WebSocket, and returns the `Caller` behind it, by
            a session of your own for example; None refuses it with 401. Such a server has no
            accounts of its own. Default: the accounts that the store has; while it has none,
            everybody is the one local person.
        before_ask: Gets each question as an `Asking` before it is asked, and returns it, changed
            where you like; or refuses it by raising `Refused`. What it decides is kept with the
            answer.
        on_end: Is told of each answer that has ended, as an `Ended`, at least once.
        log_in_url: Where people log in at your product, given with ``identify``: an absolute path,
            or an http(s) address. The page sends people there whom nobody knows, with the address
            to come back to as ``next``.
        page: Serve the page at ``/`` and the API's at ``/docs``; False serves the API alone.
        directory: The data directory, if the caller has opened it already; otherwise the app
            opens and holds it. An app that is given both a store and a log needs none.

    ``identify``, ``before_ask`` and ``on_end`` may be ``async def`` or plain functions, which run
    in threads of their own.

    Raises:
        ValueError: the ``log_in_url`` is none, or nobody identifies who comes back from there.
        StartupError: from the lifespan, if the data directory or a model cannot be used.
    """
    settings = settings or Settings()
    check_log_in(log_in_url, has_product=identify is not None)
    # Where links lead is this server's page, and only its own accounts have some to give.
    shares = settings.shares and page and identify is None
    parts = Parts(settings, catalogue, store, log, Hooks(identify, before_ask, on_end), shares)
    identity = Identity(identify, log_in_url=log_in_url)
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
    parts: Parts, directory: DataDirectory | None, hooks: ProcessHooks, identity: Identity
) -> Lifespan[FastAPI]:
    """Return the lifespan that opens everything when an app starts and closes it at its end."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            parts.adopt(stack)
            machine_token = None
            if parts.in_directory:
                held = directory or stack.enter_context(DataDirectory.open(parts.settings.data_dir))
                machine_token = held.machine_token
                for danger in held.dangers:
                    logger.warning("%s", danger)
            dependencies = await _open(parts, identity, stack)
            app.state.dependencies = dependencies
            accounts = dependencies.accounts
            if accounts is not None:
                accounts.tokens.machine.token = machine_token
                identity.on_refusal = partial(_note_refusal, accounts)
            hooks.release = dependencies.chat.release_readers
            hooks.hand_over = dependencies.chat.hand_over
            hooks.drain = dependencies.chat.drain
            yield

    return lifespan


def _note_refusal(accounts: Accounts, code: str) -> None:
    if accounts.mode != "local":
        accounts.audit.refused(code)


class _Guarded(FastAPI):
    """An app behind its guard, which sees every reply, even the one to a crash."""

    def __init__(self, settings: Settings, identity: Identity, **fields: Any) -> None:
        # A redirect's address would be made from the Host header that the client sends.
        super().__init__(redirect_slashes=False, **fields)
        self._settings = settings
        self._identity = identity
        self.doors = doors_of(settings.doors)
        self.paths = paths_of(self.doors)

    def build_middleware_stack(self) -> ASGIApp:
        """Return Starlette's own middleware around the app, with the guard around both."""
        return Guard(
            super().build_middleware_stack(),
            self.paths,
            allowed_hosts=self._settings.answers_to,
            allowed_origins=self._settings.allowed_origins,
            max_body_bytes=self._settings.max_body_bytes,
            door_at=partial(door_at, self.doors),
            identity=self._identity,
            scopes=SCOPES,
        )


def _install(app: _Guarded, *, page: bool, identity: Identity) -> None:
    form = partial(form_at, app.doors)
    problems.install(app, form, on_refusal=lambda code: identity.on_refusal(code))
    openapi.install(app, app.doors, app.paths.needs_caller)
    # At an address that two doors share, the routes of the one that knows its clients come first.
    doors = sorted(app.doors, key=lambda door: not door.shared)
    for router in [*(router for door in doors for router in door.routers), *_ALWAYS]:
        # The routes as they are: `include_router` would build each of them again at the first
        # request, and look for it behind one more router.
        app.router.routes.extend(router.routes)
    if identity.mode != "embedded":
        oidc_callback.install(app)
    if page and NATIVE in app.doors:
        prefixes = [prefix for door in app.doors for prefix in door.prefixes]
        shown = pages.install(app, prefixes, identity=identity)
        if shown is not None and identity.mode != "embedded":
            https_page.install(app)
            shared_page.install(app, shown)
    else:
        app.router.default = pages.nothing
    app.add_middleware(DetachMiddleware)


async def _open(parts: Parts, identity: Identity, stack: AsyncExitStack) -> Dependencies:
    """Open store, log and providers; ``stack`` closes them in the opposite order."""
    settings, rights = parts.settings, Rights()
    workers, bus = await parts.open_shared(stack)
    memories = store, log, _, accounts = await open_memories(parts, rights, workers, stack)
    shelf, catalogue = await parts.start_catalogue(stack)
    notices, figures, teller = AppNotices(bus, workers), Figures(), open_teller(parts.hooks, store)
    on_end = _listener(figures, notices.share_ends(teller))
    supervisor = _supervisor(stack, settings, memories, catalogue, workers, bus, on_end)
    services = await _start_services(parts, store, catalogue, bus, notices)
    decisions = open_decisions(parts.hooks, store, supervisor, stack)
    chat = Chat(store, log, supervisor, catalogue, bus, rights, decisions=decisions)
    await _recover(chat, supervisor, accounts)
    _keep_house(stack, notices, memories, rights, supervisor, chat, teller)
    dependencies = Dependencies(
        chat,
        Pace(settings.heartbeat_s, settings.send_timeout_s),
        figures,
        store_file=parts.store_file,
        store_report=store.report,
        log_file=parts.log_file,
        services=services,
        doors=frozenset(settings.doors),
        downloads=await parts.start_downloads(stack, shelf, bus, notices.share_downloads),
        exhibits=parts.open_exhibits(stack),
        accounts=accounts,
        oidc=_open_log_ins(settings, memories, notices, stack),
        logout_url=logout_url_of(settings),
        shares=Shares(store, store.shares) if parts.shares and store.shares else None,
        assistants=Assistants.of(store, catalogue, bus),
        attachments=Attachments(store.attachments) if store.attachments else None,
        cookie=SessionCookie(insecure_http=settings.insecure_http),
        identity=identity,
        worker=workers.me,
    )
    return _identified(parts, dependencies, rights, stack)


def _identified(
    parts: Parts, dependencies: Dependencies, rights: Rights, stack: AsyncExitStack
) -> Dependencies:
    """Have the app say who asks, where no product does."""
    if parts.hooks.identify is None:
        open_identity(parts.settings, dependencies, rights, COOKIELESS, stack)
    return dependencies


def _open_log_ins(
    settings: Settings, memories: Memories, notices: AppNotices, stack: AsyncExitStack
) -> Oidc | None:
    """Return the log-ins by providers; those, and log-ins by passkeys, may end at any worker."""
    oidc = open_oidc(settings, memories.store.accounts, memories.accounts, stack)
    if memories.accounts is not None:
        notices.share_log_ins(memories.accounts, oidc)
    return oidc


async def _start_services(
    parts: Parts, store: Store, catalogue: Catalogue, bus: Bus, notices: AppNotices
) -> Services:
    services = open_services(parts.settings, catalogue, keeper=parts.keeper_of_services(store))
    await services.start()
    catalogue.on_change(partial(bus.publish_to_all, Change("models")))
    notices.share_services(services, has_others=parts.engine_url is not None)
    return services


def _supervisor(
    stack: AsyncExitStack,
    settings: Settings,
    memories: Memories,
    catalogue: Catalogue,
    workers: Workers,
    bus: Bus,
    on_end: Callable[[End, int], None],
) -> Supervisor:
    supervisor = Supervisor(
        memories.store,
        memories.log,
        catalogue,
        limits=limits_of(settings),
        max_unfinished=settings.max_unfinished,
        workers=workers,
        bus=bus,
        on_end=on_end,
    )
    stack.push_async_callback(supervisor.aclose)
    return supervisor


def _listener(figures: Figures, ring: Callable[[], None]) -> Callable[[End, int], None]:
    """Return what hears of each end: the figures, and who tells the product."""

    def on_end(end: End, tokens: int) -> None:
        figures.ended(end, tokens)
        ring()

    return on_end


async def _recover(chat: Chat, supervisor: Supervisor, accounts: Accounts | None) -> None:
    """Go on with what the last process left open; where nobody is let in yet, once somebody is.

    It would go on for the local person otherwise, whose things the first account takes over.
    """

    async def recover() -> None:
        if accounts is None:
            await supervisor.recover()
        else:
            await supervisor.recover(accounts.allowance)
        for owner, answer in supervisor.calls():
            chat.calls.await_recovered(owner, answer)

    if accounts is not None and accounts.mode == "setup":
        accounts.on_set_up = recover
    else:
        await recover()


def _keep_house(
    stack: AsyncExitStack,
    notices: AppNotices,
    memories: Memories,
    rights: Rights,
    supervisor: Supervisor,
    chat: Chat,
    teller: Teller | None,
) -> None:
    """Begin what goes on by itself until ``stack`` ends it: everywhere, or where a worker leads."""
    store, log, memory_log, accounts = memories
    tasks, removed = notices.tasks, Bell()
    stack.push_async_callback(chat.aclose)
    stack.push_async_callback(tasks.cancel)

    def on_remove(owner: str) -> None:
        store.leave(owner)
        removed.ring()

    stop, sleep = supervisor.stop_all, removed.sleep
    tasks.start(expire_loop(store.expire, memory_log), name="expire")
    tasks.start(rights.watch(), name="rights")
    notices.share_rights(rights, accounts)
    notices.share_calls(chat.calls)
    notices.lead(lambda: purge_loop(store, log, stop=stop, sleep=sleep), name="purge")
    notices.lead(
        lambda: expire_loop(lambda: store.expire_calls(utc_now()), log), name="expire calls"
    )
    if teller is not None:
        notices.lead(teller.run, name="teller")
    if accounts is not None:
        notices.share_accounts(accounts, chat, on_remove)
        if log.shared:
            tasks.start(accounts.await_first(), name="first account")
        notices.lead(accounts.keep_house, name="accounts")
