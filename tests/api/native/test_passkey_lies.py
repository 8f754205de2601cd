"""Devices and browsers that lie about passkeys, over the wire."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.authenticators import PRESENT, VERIFIED, Device
from tests.accounts.people import PASSWORD, log_in
from tests.accounts.with_passkeys import (
    House,
    add,
    at,
    challenged,
    code_of,
    enter,
    listed,
    named,
    serving_by_name,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with serving_by_name(tmp_path) as house:
        yield house


# -- a device, or a browser, that lies -----------------------------------------------------------

LIES: dict[str, dict[str, Any]] = {
    "of another page": {"origin": "http://localhost:1"},
    "of another scheme": {"origin": "https://localhost"},
    "for another site": {"site": "example.org"},
    "of a person who was not recognized": {"flags": PRESENT},
    "of a person who was not there": {"flags": VERIFIED},
    "in a frame of another site": {"cross_origin": True},
}


@pytest.mark.parametrize("lie", LIES)
async def test_what_was_signed_otherwise_lets_nobody_in_and_adds_nothing(
    house: House, lie: str
) -> None:
    served, browsers = house
    honest = Device(named(served))
    assert (await add(browsers["ann"], honest)).status_code == 201
    async with at(served, named(served)) as client:
        assert code_of(await enter(client, replace(honest, **LIES[lie]))) == (
            401,
            "unauthenticated",
        )
        assert (await client.get("/api/me")).status_code == 401
        assert (await enter(client, honest)).status_code == 200
    refused = await add(browsers["bob"], Device(**{"origin": named(served), **LIES[lie]}))
    assert code_of(refused) == (422, "invalid_request")
    assert await listed(browsers["bob"]) == []


async def test_a_challenge_is_for_one_use_one_browser_and_one_purpose(house: House) -> None:
    served, browsers = house
    ann, bob = browsers["ann"], browsers["bob"]
    device = Device(named(served))
    begun = (await ann.post("/api/passkeys/challenge")).json()
    made = {"name": "x", **device.make(begun)}
    assert code_of(await bob.post("/api/passkeys", json=made)) == (422, "invalid_request")
    assert (await ann.post("/api/passkeys", json=made)).status_code == 201
    assert code_of(await ann.post("/api/passkeys", json=made)) == (422, "invalid_request")

    async with at(served, named(served)) as client, at(served, named(served)) as thief:
        signed = device.sign(await challenged(client))
        await challenged(thief)
        assert code_of(await thief.post("/api/login/passkey", json=signed)) == (
            401,
            "unauthenticated",
        )
        assert (await client.post("/api/login/passkey", json=signed)).status_code == 200
        assert (await client.post("/api/login/passkey", json=signed)).status_code == 401
        # One for a new passkey is none to log in by, and the other way round.
        begun = (await ann.post("/api/passkeys/challenge")).json()
        assert (await ann.post("/api/login/passkey", json=device.sign(begun))).status_code == 401
        for_log_in = await challenged(ann)
        other = Device(named(served), user_handle=device.user_handle)
        made = {"name": "x", **other.make({**begun, **for_log_in})}
        assert (await ann.post("/api/passkeys", json=made)).status_code == 422


async def test_a_challenge_that_was_signed_wrongly_is_used_up_too(house: House) -> None:
    served, browsers = house
    device = Device(named(served))
    await add(browsers["ann"], device)
    async with at(served, named(served)) as client:
        challenge = await challenged(client)
        wrong = replace(device, flags=PRESENT).sign(challenge)
        assert (await client.post("/api/login/passkey", json=wrong)).status_code == 401
        right = device.sign(challenge)
        assert (await client.post("/api/login/passkey", json=right)).status_code == 401


async def test_only_the_key_that_was_made_signs_and_only_for_its_person(house: House) -> None:
    served, browsers = house
    device = Device(named(served))
    await add(browsers["ann"], device)
    bob = (await browsers["bob"].get("/api/me")).json()["account"]["id"]
    stranger = Device(named(served), id=device.id, user_handle=device.user_handle)
    unknown = replace(device, id=b"another passkey")
    as_bob = replace(device, user_handle=bob.encode())
    async with at(served, named(served)) as client:
        told = [await enter(client, each) for each in (stranger, unknown, as_bob)]
    assert {each.status_code for each in told} == {401}
    assert len({each.content for each in told}) == 1  # nobody learns which it was


async def test_no_nonsense_is_more_than_refused(house: House) -> None:
    """Of each field, bytes that are cut, flipped or made up."""
    served, browsers = house
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    ann, device = browsers["ann"], Device(named(served))
    await add(ann, device)
    async with at(served, named(served)) as client:
        for number in range(120):
            signed = device.sign(await challenged(client))
            made = {"name": "x", **Device(named(served)).make(await begin(ann))}
            for path, body, asks in (
                ("/api/login/passkey", signed, client),
                ("/api/passkeys", made, ann),
            ):
                field = chance.choice([each for each in body if each != "name"])
                body[field] = damaged(body[field], chance)
                reply = await asks.post(path, json=body)
                assert reply.status_code in (200, 201, 401, 422, 429), (number, field, reply.text)
                if path == "/api/login/passkey":
                    assert reply.status_code != 200, (number, field)
            # Tries count by the address, and that of this machine stands for everybody.


async def begin(client: httpx2.AsyncClient) -> dict[str, Any]:
    reply = await client.post("/api/passkeys/challenge")
    challenge: dict[str, Any] = reply.json()
    if reply.status_code == 200:
        return challenge
    return {"user_handle": "AA", "challenge": "AA"}


def damaged(text: str, chance: random.Random) -> str:
    """Return another text of the same alphabet."""
    letters = list(text)
    match chance.randrange(3):
        case 0:
            letters = letters[: chance.randrange(len(letters))] or ["A", "A"]
        case 1:
            at = chance.randrange(len(letters) - 1)
            letters[at] = "A" if letters[at] != "A" else "B"
        case _:
            letters = [chance.choice("ABCxyz019-_") for _ in range(chance.randrange(2, 400))]
    if len(letters) % 4 == 1:
        letters.append("A")
    changed = "".join(letters)
    return changed if changed != text else "AAAA"


async def test_many_wrong_ones_have_the_next_wait_and_nobody_else(
    house: House,
) -> None:
    served, browsers = house
    ours, theirs = Device(named(served)), Device(named(served))
    await add(browsers["ann"], ours)
    await add(browsers["bob"], theirs)
    async with at(served, named(served)) as client:
        client.headers["x-forwarded-for"] = "198.51.100.9"
        wrong = replace(ours, flags=PRESENT)
        told = [(await enter(client, wrong)).status_code for _ in range(11)]
        assert told == [401] * 10 + [429]
        assert (await enter(client, ours)).status_code == 429
        assert (await enter(client, theirs)).status_code == 200
        # The password is another way in.
        assert (await log_in(client, "ann", PASSWORD)).status_code == 200
