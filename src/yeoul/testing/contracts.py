"""The contract suites as classes: every check of a seam, for pytest to collect in a subclass.

The checks themselves are functions, a module for each part of a contract; here they become the
methods of one class.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from types import ModuleType
from typing import TypeVar

import pytest

from yeoul.bus.base import Bus
from yeoul.eventlog.base import EventLog
from yeoul.store.base import Store
from yeoul.testing.checks import (
    bus_listeners,
    event_log_epochs,
    event_log_order,
    event_log_shared,
    provider_answers,
    provider_sink,
    store_accounts,
    store_answers,
    store_asking,
    store_assistants,
    store_attachments,
    store_audit,
    store_calls,
    store_conversations,
    store_credentials,
    store_deleted,
    store_epochs,
    store_ids,
    store_imports,
    store_keys,
    store_links,
    store_owners,
    store_passkeys,
    store_pins,
    store_products,
    store_removed,
    store_search,
    store_shares,
    store_tokens,
    store_usage,
)
from yeoul.testing.event_logs import OpenLog
from yeoul.testing.provider_cases import ProviderCase
from yeoul.testing.stores import Clock, OpenStore

C = TypeVar("C", bound=type)


def _checks_of(*modules: ModuleType) -> Callable[[C], C]:
    """Return a decorator that gives a class every check of some modules."""

    def fill(contract: C) -> C:
        for module in modules:
            for name, check in vars(module).items():
                if name.startswith("test_"):
                    setattr(contract, name, staticmethod(check))
        return contract

    return fill


# AnyIO's plugin, which every installation of Yeoul has, runs the checks. It does not see through
# static methods, so its fixture has to be named.
@pytest.mark.anyio
@pytest.mark.usefixtures("anyio_backend")
class _Contract:
    @pytest.fixture
    def anyio_backend(self) -> str:
        """Run on asyncio, as Yeoul does."""
        return "asyncio"


@_checks_of(bus_listeners)
class BusContract(_Contract):
    """The contract of `Bus`."""

    @pytest.fixture
    def bus(self) -> Bus:
        """Yield a bus without listeners, and close it. To be overridden."""
        raise NotImplementedError("Give this class a fixture `bus` that yields a bus.")


@_checks_of(event_log_order, event_log_epochs)
class EventLogContract(_Contract):
    """The contract of `EventLog`."""

    @pytest.fixture
    def log(self) -> EventLog:
        """Yield an empty log, and close it. To be overridden."""
        raise NotImplementedError("Give this class a fixture `log` that yields an empty log.")


@_checks_of(event_log_shared)
class SharedEventLogContract(_Contract):
    """The contract of an `EventLog` that several workers share, beside `EventLogContract`."""

    @pytest.fixture
    def open_log(self) -> OpenLog:
        """Return a function that opens the test's log for a worker's name. To be overridden.

        It returns an asynchronous context manager, which yields the log and closes it. Each test
        begins with an empty log.
        """
        raise NotImplementedError("Give this class a fixture `open_log` that opens a log.")


@_checks_of(
    store_accounts,
    store_answers,
    store_asking,
    store_assistants,
    store_attachments,
    store_audit,
    store_calls,
    store_conversations,
    store_credentials,
    store_deleted,
    store_epochs,
    store_ids,
    store_imports,
    store_keys,
    store_links,
    store_owners,
    store_passkeys,
    store_pins,
    store_products,
    store_removed,
    store_search,
    store_shares,
    store_tokens,
    store_usage,
)
class StoreContract(_Contract):
    """The contract of `Store`. The store under test takes the time from `clock`."""

    @pytest.fixture
    def clock(self) -> Clock:
        """Return the only clock that the store reads."""
        return Clock()

    @pytest.fixture
    def open_store(self) -> OpenStore:
        """Return a function that opens the test's store: the same one every time. To be overridden.

        It is called without arguments and returns an asynchronous context manager, which yields
        the store and closes it. Data that was written before is still there; each test begins with
        an empty store.
        """
        raise NotImplementedError("Give this class a fixture `open_store` that opens a store.")

    @pytest.fixture
    async def store(self, open_store: OpenStore) -> AsyncIterator[Store]:
        """Yield the test's store."""
        async with open_store() as opened:
            yield opened


@_checks_of(provider_answers, provider_sink)
class ProviderContract(_Contract):
    """The contract of `Provider`."""

    @pytest.fixture
    def case(self) -> ProviderCase:
        """Yield the case of the provider, and close the provider. To be overridden."""
        raise NotImplementedError("Give this class a fixture `case` that yields a ProviderCase.")
