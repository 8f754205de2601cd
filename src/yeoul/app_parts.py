"""The parts of one app: what its maker has passed in, or else what the settings name.

`Parts` opens each, and gives it to the stack that closes it. `yeoul.app` puts them together.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from yeoul.accounts import Accounts
from yeoul.api.identity import ProductIdentify
from yeoul.bus import open_bus, open_shared_bus
from yeoul.bus.base import Bus, Change
from yeoul.chat import BeforeAsk, Decisions, OnEnd, Teller
from yeoul.chat.rights import Rights
from yeoul.configured import allowance_of, check_reach, open_catalogue, open_models
from yeoul.configured_sign_in import check_sign_in, sign_in_of
from yeoul.downloads.downloads import Downloads
from yeoul.errors import StartupError
from yeoul.eventlog import open_log
from yeoul.eventlog.base import EventLog
from yeoul.eventlog.temporary import LogWithTemporary
from yeoul.exhibits.exhibits import Exhibits
from yeoul.generation.supervisor import Supervisor
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.embedded.shelf import Shelf
from yeoul.services import KeptServices, ServicesInFiles, ServicesInStore
from yeoul.services.service_files import LIST_FILE
from yeoul.settings import Settings
from yeoul.store import moved_mark, open_store
from yeoul.store.base import Store
from yeoul.store.temporary import StoreWithTemporary
from yeoul.workers import open_workers
from yeoul.workers.base import Workers

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Opens a backend that lives as long as the app, in the app's own event loop.
Factory = Callable[[], Awaitable[T]]


class Hooks(NamedTuple):
    """What the product around the app decides, and is told; all of it may be None."""

    identify: ProductIdentify | None = None
    before_ask: BeforeAsk | None = None
    on_end: OnEnd | None = None


class Parts(NamedTuple):
    """The parts of an app: its settings, and the backends that its maker has passed in."""

    settings: Settings
    catalogue: Catalogue | None
    store: Store | Factory[Store] | None
    log: EventLog | Factory[EventLog] | None
    hooks: Hooks
    #: Whether people can share what they have, if the store keeps shares.
    shares: bool

    @property
    def store_file(self) -> Path | None:
        """The store's file; None for one in a database server, or that was passed in."""
        own = self.store is None and not self.settings.is_shared
        return self.settings.store_file if own else None

    @property
    def log_file(self) -> Path | None:
        """The log's file; None for a log in memory or an engine, or one that was passed in."""
        own = self.log is None and not self.settings.is_shared
        return self.settings.log_file if own else None

    @property
    def engine_url(self) -> str | None:
        """The address of the engine by which workers hear of each other; None for one alone."""
        url = self.settings.log_url
        return url.get_secret_value() if url is not None else None

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
        url = self.settings.store_url
        if self.store is not None:
            store = await self.store()
        elif url is not None:
            store = await open_store(url.get_secret_value())
        else:
            data_dir = self.settings.data_dir
            store = await open_store(f"sqlite:///{self.store_file}", backup_dir=data_dir)
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
        if self.hooks.identify is not None:
            check_sign_in(sign_in, mode=None)
            return None
        accounts = None
        if store.accounts is not None:
            accounts = Accounts(
                store.accounts,
                now=store.accounts.now,
                allowance=allowance_of(self.settings),
                on_end=rights.end,
            )
            stack.push_async_callback(accounts.aclose)
            rights.holds = accounts.holds
            by_code = not self.settings.is_shared
            await accounts.open(setup=self.settings.setup, by_code=by_code)
            accounts.sessions.by_proxy = sign_in.by_proxy
        mode = "local" if accounts is None else accounts.mode
        check_reach(self.settings, has_accounts=mode != "local")
        check_sign_in(sign_in, mode=mode)
        return accounts

    async def open_shared(self, stack: AsyncExitStack) -> tuple[Workers, Bus]:
        """Return what the workers know of each other, and their bus; ``stack`` closes both.

        Raises:
            StartupError: the settings name a half of what workers share, or it does not answer.
        """
        self.settings.check_workers()
        workers = await open_workers(self.engine_url)
        stack.push_async_callback(workers.aclose)
        url = self.engine_url
        bus = open_bus() if url is None else await open_shared_bus(url, workers.me)
        stack.push_async_callback(bus.aclose)
        return workers, bus

    async def open_log(self, worker: str, stack: AsyncExitStack) -> EventLog:
        """Return the log, open for this worker; ``stack`` closes it."""
        if isinstance(self.log, EventLog):
            return self.log
        file = self.log_file
        if self.log is not None:
            log = await self.log()
        elif self.engine_url is not None:
            replicas = self.settings.log_replicas
            log = await open_log(self.engine_url, worker=worker, replicas=replicas)
        else:
            log = await open_log("memory:" if file is None else f"sqlite:///{file}")
        stack.push_async_callback(log.aclose)
        return log

    def keeper_of_services(self, store: Store) -> KeptServices | None:
        """Return what keeps connected services: the store of several workers, or files.

        None where the maker has chosen models, or directory.
        """
        if self.catalogue is not None or not self.in_directory:
            return None
        if self.store is None and self.settings.is_shared and store.services is not None:
            self._warn_of_files()
            return ServicesInStore(store.services)
        return ServicesInFiles(self.settings.data_dir)

    def _warn_of_files(self) -> None:
        left = self.settings.data_dir / LIST_FILE
        if left.exists() and not moved_mark(self.settings.store_file).exists():
            logger.warning(
                "%s is not read: several workers keep services in their store. Connect them again"
                " in the page, or take everything along by `yeoul move`.",
                left,
            )

    async def start_catalogue(self, stack: AsyncExitStack) -> tuple[Shelf | None, Catalogue]:
        """Return the model files, if they are used, and the providers; ``stack`` closes these."""
        catalogue, shelf = self.catalogue, None
        if catalogue is None:
            shelf = open_models(self.settings)
            catalogue = open_catalogue(self.settings, shelf)
            stack.push_async_callback(catalogue.aclose)
        await catalogue.start()
        return shelf, catalogue

    def open_exhibits(self, stack: AsyncExitStack) -> Exhibits | None:
        """Return what shows servers beside this one; ``stack`` ends them. None in a product."""
        if self.hooks.identify is not None:
            return None
        exhibits = Exhibits(is_shared=self.engine_url is not None)
        stack.push_async_callback(exhibits.aclose)
        return exhibits

    async def start_downloads(
        self,
        stack: AsyncExitStack,
        shelf: Shelf | None,
        bus: Bus,
        share: Callable[[Downloads], None],
    ) -> Downloads | None:
        """Return the downloads onto ``shelf``, going on; ``stack`` closes them.

        None where the maker has chosen models, or directory. Where several processes use the
        directory, ``share`` joins them.
        """
        if shelf is None or not self.in_directory:
            return None
        changed = partial(bus.publish_to_all, Change("downloads"))
        shared = self.settings.workers > 1
        hub_url = self.settings.hub_url
        downloads = Downloads(shelf, hub_url=hub_url, changed=changed, shared=shared)
        if shared:
            share(downloads)
        stack.push_async_callback(downloads.aclose)
        await downloads.start()
        return downloads


class Memories(NamedTuple):
    """What a server remembers: on disk, and of temporary chats in memory."""

    store: StoreWithTemporary
    log: LogWithTemporary
    #: The part of ``log`` that is in memory.
    memory_log: EventLog
    accounts: Accounts | None


async def open_memories(
    parts: Parts, rights: Rights, workers: Workers, stack: AsyncExitStack
) -> Memories:
    """Open the store and the log, each with a part in memory, and what the store has of people.

    Raises:
        StartupError: one of them cannot be used, or the workers use another store.
    """
    kept = await parts.open_store(stack)
    if (identity := await kept.identity()) is not None:
        await workers.use(identity)
    accounts = await parts.open_accounts(kept, rights, stack)
    memory = await open_store("memory:")
    stack.push_async_callback(memory.aclose)
    store = StoreWithTemporary(kept, memory)
    kept_log, memory_log = await parts.open_log(workers.me, stack), await open_log("memory:")
    log = LogWithTemporary(kept_log, memory_log, store.is_temporary)
    return Memories(store, log, memory_log, accounts)


def open_teller(hooks: Hooks, store: Store) -> Teller | None:
    """Return what tells the product of ends, which ``store`` notes from now on.

    None where nobody is told.

    Raises:
        StartupError: the store notes no ends.
    """
    if hooks.on_end is None:
        return None
    if store.ends is None:
        raise StartupError("on_end needs a store that notes the ends of answers: Store.ends.")
    store.ends.begin()
    return Teller(store.ends, hooks.on_end)


def open_decisions(
    hooks: Hooks, store: Store, supervisor: Supervisor, stack: AsyncExitStack
) -> Decisions | None:
    """Return what has the product decide about questions; ``stack`` ends it. None: nobody does."""
    if hooks.before_ask is None:
        return None
    decisions = Decisions(hooks.before_ask, store, supervisor)
    stack.push_async_callback(decisions.aclose)
    return decisions
