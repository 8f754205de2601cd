"""The commands on a server's machine: for whom they ask, and that nobody else asks like them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.accounts.test_tokens import House
from yeoul.errors import Unauthenticated
from yeoul.store import open_store

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house() -> AsyncIterator[House]:
    store = await open_store("memory:")
    house = House(store)
    for account in (house.ann, house.bob):
        await house.store.add(account, None)
    yield house
    await house.accounts.aclose()
    await store.aclose()


async def test_the_machine_asks_for_the_only_person_or_the_one_it_names(house: House) -> None:
    accounts, token = house.accounts, "yeoul_machine_x"
    with pytest.raises(Unauthenticated):
        await accounts.tokens.by_token(token, None)  # it is not known yet
    accounts.tokens.machine.token = token

    nobody = await accounts.tokens.by_token(token, None)
    assert (nobody.owner, nobody.role) == ("machine", "admin")
    assert nobody.scopes == frozenset(("server", "metrics"))
    assert await accounts.holds(nobody)
    bob = await accounts.tokens.by_token(token, "bob")
    assert (bob.owner, bob.role) == (house.bob.id, "user")
    await accounts.change(house.bob.id, disabled=True)
    assert not await accounts.holds(bob)
    for name in ("Bob", "nobody", ""):
        with pytest.raises(Unauthenticated, match="is let in"):
            await accounts.tokens.by_token(token, name)
    only = await accounts.tokens.by_token(token, None)
    assert (only.owner, only.role) == (house.ann.id, "admin")
    assert only.scopes == frozenset(("ask", "read", "write", "metrics", "server"))
    await accounts.remove(house.bob.id)
    assert not await accounts.holds(bob)
