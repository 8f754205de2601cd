"""Invites and links for a password, below HTTP."""

from __future__ import annotations

import pytest

from tests.accounts.people import PASSWORD
from yeoul.accounts import Accounts, Visit
from yeoul.errors import InvalidRequest, NotFound
from yeoul.store.audit import By

pytestmark = pytest.mark.anyio

VISIT = Visit("a browser", "192.0.2.0/24", "192.0.2.7")


async def test_an_invite_makes_an_account_whose_person_chooses_the_name(
    accounts: Accounts,
) -> None:
    root = await accounts.named("root")
    link, new = await accounts.links.invite("admin", by=By(root.id))
    target = await accounts.links.look_at(new.token)
    assert (target.account, target.role, target.link.id) == (None, "admin", link.id)
    for name in (None, "", " ", "x" * 65, "a\nb", "a\u202eb"):
        with pytest.raises(InvalidRequest):
            await accounts.links.redeem(new.token, PASSWORD, VISIT, name=name)
    with pytest.raises(InvalidRequest):  # too weak a password uses nothing up
        await accounts.links.redeem(new.token, "12345678", VISIT, name="Ann")
    account, token = await accounts.links.redeem(new.token, PASSWORD, VISIT, name=" Ann ")
    assert (account.name, account.role) == ("Ann", "admin")
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    assert caller.is_admin
    for again in (accounts.links.look_at(new.token),):
        with pytest.raises(NotFound):
            await again


async def test_a_link_for_a_password_takes_no_name(accounts: Accounts) -> None:
    bob = await accounts.add("bob", "user")
    link = await accounts.links.make_for(bob.id)
    with pytest.raises(InvalidRequest):
        await accounts.links.redeem(link.token, PASSWORD, VISIT, name="root")
    account, _ = await accounts.links.redeem(link.token, PASSWORD, VISIT)
    assert account.name == "bob"
