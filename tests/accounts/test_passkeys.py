"""Passkeys without the wire: what is noted and loaded, and what comes in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from tests.accounts.authenticators import PRESENT, Device, text_of
from tests.accounts.people import PASSWORD
from yeoul.accounts import Accounts, Made, Offer, Passkey, Signed, Site, Visit, bytes_of
from yeoul.accounts import passkeys as module
from yeoul.caller import Caller
from yeoul.errors import PasskeysUnavailable, StaleLogin, Unauthenticated, YeoulError
from yeoul.store.audit import By

pytestmark = pytest.mark.anyio

SITE = Site("example.org", "https://example.org")
VISIT = Visit("a browser", "192.0.2.0/24", "192.0.2.7")


class Person(NamedTuple):
    """`root`, who is logged in and has a passkey."""

    accounts: Accounts
    caller: Caller
    device: Device
    passkey: Passkey


async def known(accounts: Accounts, token: str) -> Caller:
    caller = await accounts.sessions.find_caller(token)
    assert caller is not None
    return caller


async def add(accounts: Accounts, caller: Caller) -> tuple[Device, Passkey, str]:
    """Add a passkey; returns it, its device, and the new token of the session."""
    device = Device(SITE.origin, SITE.name)
    offer = await accounts.passkeys.offer_new(caller, SITE)
    said = device.make(
        {"challenge": text_of(offer.challenge), "user_handle": text_of(caller.owner.encode())}
    )
    made = Made(*(bytes_of(said[field]) for field in ("id", "client_data", "attestation")))
    added, token = await accounts.passkeys.add(caller, "Laptop", made, SITE, VISIT)
    return device, added, token


@pytest.fixture
async def person(accounts: Accounts) -> Person:
    _, token = await accounts.log_in("root", PASSWORD, VISIT)
    device, added, token = await add(accounts, await known(accounts, token))
    return Person(accounts, await known(accounts, token), device, added)


async def log_in(person: Person, device: Device | None = None) -> str:
    """Log in by a passkey; returns the token."""
    offer, browser = await person.accounts.passkeys.offer_log_in(None, SITE)
    signed = sign(device or person.device, offer)
    _, token = await person.accounts.passkeys.log_in(browser, signed, SITE, VISIT)
    return token


def sign(device: Device, offer: Offer) -> Signed:
    said = device.sign({"challenge": text_of(offer.challenge)})
    return Signed(*map(bytes_of, said.values()))


async def notes(accounts: Accounts) -> list[tuple[str, By, str | None, dict[str, Any]]]:
    """What was noted, the oldest first."""
    await accounts.audit.written()
    return [
        (note.action, note.by, note.target, dict(note.detail))
        for _, note in reversed(await accounts._store.noted(99))
    ]


async def test_what_happens_to_passkeys_is_noted_without_their_names_and_ids(
    person: Person,
) -> None:
    accounts, caller, device, added = person
    before = len(await notes(accounts))
    await log_in(person)
    for wrong in (replace(device, flags=PRESENT), replace(device, id=b"nobody's")):
        with pytest.raises(Unauthenticated):
            await log_in(person, wrong)
    await accounts.passkeys.remove(caller, added.id, VISIT)

    by, stranger = VISIT.by(caller.owner), VISIT.by(None)
    told = await notes(accounts)
    assert ("credential_added", by, caller.owner, {"kind": "passkey"}) in told[:before]
    entered, wrong_note, unknown, removed = told[before:]
    assert (entered[0], entered[1], entered[3]) == ("log_in", by, {"kind": "passkey"})
    assert wrong_note == ("log_in_failed", stranger, caller.owner, {"reason": "wrong_passkey"})
    assert unknown == ("log_in_failed", stranger, None, {"reason": "unknown_passkey"})
    assert removed == ("credential_removed", by, caller.owner, {"kind": "passkey"})
    assert "Laptop" not in str(told)
    assert text_of(device.id) not in str(told)


async def test_a_session_says_that_a_passkey_began_it(person: Person) -> None:
    token = await log_in(person)
    caller = await known(person.accounts, token)
    [session] = [
        each
        for each in await person.accounts.sessions.living(caller.owner)
        if each.id == caller.session
    ]
    assert session.kind == "passkey"


async def test_adding_one_makes_no_log_in_any_younger(person: Person) -> None:
    accounts, caller = person.accounts, person.caller
    at = [each.authenticated_at for each in await accounts.sessions.living(caller.owner)]
    await add(accounts, caller)
    after = await accounts.sessions.living(caller.owner)
    assert [each.authenticated_at for each in after] == at


async def test_streams_of_a_session_go_on_by_its_new_token_and_those_of_others_end(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str | None] = []
    monkeypatch.setattr(accounts.sessions, "_on_end", lambda owner, session: ended.append(session))
    _, token = await accounts.log_in("root", PASSWORD, VISIT)
    _, elsewhere = await accounts.log_in("root", PASSWORD, VISIT)
    other = await known(accounts, elsewhere)
    _, added, token = await add(accounts, await known(accounts, token))
    assert ended == []
    await accounts.passkeys.remove(await known(accounts, token), added.id, VISIT)
    assert ended == [other.session]
    assert await accounts.sessions.find_caller(elsewhere) is None
    assert await accounts.sessions.find_caller(token) is None


@pytest.mark.parametrize("change", ["removed", "disabled", "gone"])
async def test_what_is_removed_while_it_is_checked_lets_nobody_in(
    person: Person, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check takes a moment, in which the person, or an admin, comes first."""
    accounts, caller, _, added = person
    await accounts.add("other", "admin", password=PASSWORD)
    work: dict[str, Callable[[], Awaitable[object]]] = {
        "removed": lambda: accounts.passkeys.remove(caller, added.id, VISIT),
        "disabled": lambda: accounts.change(caller.owner, disabled=True),
        "gone": lambda: accounts.remove(caller.owner),
    }
    offer, browser = await accounts.passkeys.offer_log_in(None, SITE)
    signed = sign(person.device, offer)
    run = accounts._passwords.run

    async def run_and_change(check: Callable[[], Any]) -> Any:
        result = await run(check)
        await work[change]()
        return result

    monkeypatch.setattr(accounts._passwords, "run", run_and_change)
    with pytest.raises(Unauthenticated):
        await accounts.passkeys.log_in(browser, signed, SITE, VISIT)
    assert await accounts._store.sessions(caller.owner) in (
        [],
        [each for each in await accounts._store.sessions(caller.owner) if each.kind == "password"],
    )


async def test_a_token_of_a_program_adds_none(accounts: Accounts) -> None:
    """It has no session, and so no log-in of a moment ago."""
    root = await accounts.named("root")
    program = Caller(root.id, "root", "admin")
    for work in (
        accounts.passkeys.offer_new(program, SITE),
        accounts.passkeys.add(program, "x", Made(b"x", b"x", b"x"), SITE, VISIT),
        accounts.passkeys.remove(program, "x", VISIT),
    ):
        with pytest.raises(StaleLogin):
            await work


async def test_where_the_library_is_missing_it_is_said_how_to_get_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_installed", lambda: False)
    accounts = person.accounts
    assert not accounts.passkeys.available
    works: tuple[Awaitable[object], ...] = (
        accounts.passkeys.offer_log_in(None, SITE),
        accounts.passkeys.offer_new(person.caller, SITE),
    )
    for work in works:
        with pytest.raises(PasskeysUnavailable) as refused:
            await work
        assert "pip install 'yeoul[accounts]'" in refused.value.detail
    # What there is can still be seen, and removed.
    assert await accounts.passkeys.all_of(person.caller.owner) == [person.passkey]
    await accounts.passkeys.remove(person.caller, person.passkey.id, VISIT)


@pytest.mark.parametrize(
    "client_data",
    [
        *(b"", b"{", b"null", b"[]", b'"x"', b"{}", b'{"challenge":1}', b'{"challenge":"A"}'),
        *(b"\xff", b'{"challenge":"' + b"A" * 9_000 + b'"}', b"[" * 50_000),
    ],
)
async def test_what_a_browser_says_may_be_anything(accounts: Accounts, client_data: bytes) -> None:
    _, browser = await accounts.passkeys.offer_log_in(None, SITE)
    signed = Signed(b"x", client_data, b"x", b"x", b"x")
    with pytest.raises(YeoulError) as refused:
        await accounts.passkeys.log_in(browser, signed, SITE, VISIT)
    assert isinstance(refused.value, Unauthenticated)
