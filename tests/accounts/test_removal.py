"""The deletion of one's own account, below HTTP: it has to be meant."""

from __future__ import annotations

import pytest

from tests.accounts.people import PASSWORD
from yeoul.accounts import Accounts, Visit
from yeoul.caller import Caller
from yeoul.errors import InvalidRequest, NotFound, StaleLogin, TooManyTries, Unauthenticated

pytestmark = pytest.mark.anyio

OTHER = "the water is shallow here"
VISIT = Visit("a browser", "192.0.2.0/24", "192.0.2.7")


async def test_an_account_is_deleted_by_its_name_and_its_password(
    accounts: Accounts,
) -> None:
    ann = await accounts.add("Ann", "user", password=PASSWORD)
    _, token = await accounts.log_in("ann", PASSWORD, VISIT)
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    for name, password in (("bob", PASSWORD), ("ann", OTHER), ("ann", None), ("ann", "")):
        with pytest.raises(InvalidRequest):
            await accounts.remove_own(caller, name, password, VISIT)
    gone: list[str] = []
    accounts.on_remove = gone.append

    await accounts.remove_own(caller, " ANN ", PASSWORD, VISIT)

    assert gone == [ann.id]
    assert await accounts.sessions.find_caller(token) is None
    with pytest.raises(NotFound):
        await accounts.one(ann.id)
    with pytest.raises(Unauthenticated):
        await accounts.log_in("Ann", PASSWORD, VISIT)


async def test_who_has_no_password_deletes_the_account_by_a_log_in_of_a_moment_ago(
    accounts: Accounts,
) -> None:
    ann = await accounts.add("Ann", "user")
    with pytest.raises(StaleLogin):
        await accounts.remove_own(Caller(ann.id, session="nobody's"), "Ann", None, VISIT)
    token = await accounts.sessions.begin(ann, "oidc", VISIT)
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    await accounts.remove_own(caller, "Ann", None, VISIT)
    with pytest.raises(NotFound):
        await accounts.one(ann.id)


async def test_guesses_at_the_password_of_a_session_are_held_up(accounts: Accounts) -> None:
    _, token = await accounts.log_in("root", PASSWORD, VISIT)
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    for _ in range(10):
        with pytest.raises(InvalidRequest):
            await accounts.remove_own(caller, "root", OTHER, VISIT)
    with pytest.raises(TooManyTries):
        await accounts.remove_own(caller, "root", PASSWORD, VISIT)
