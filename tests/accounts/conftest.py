"""The accounts of a server in memory, with one admin; some rooms of the tests have their own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.accounts.people import PASSWORD
from yeoul.accounts import Accounts
from yeoul.store import open_store


@pytest.fixture
async def accounts() -> AsyncIterator[Accounts]:
    store = await open_store("memory:")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    await accounts.add("root", "admin", password=PASSWORD, first=True)
    await accounts.open()
    yield accounts
    await accounts.aclose()
    await store.aclose()
