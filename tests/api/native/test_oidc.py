"""Log-in by a provider: who is let in by it, who may link one, and who gets an account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.accounts.authenticators import Device
from tests.accounts.lying_provider import CLIENT_SECRET, lying_provider
from tests.accounts.people import browser, serving_people
from tests.accounts.signing_in import (
    World,
    away,
    back,
    come_by,
    name_of,
    settings_for,
    whole_world,
)
from tests.accounts.with_passkeys import add, named
from tests.served import serving

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with whole_world(tmp_path) as world:
        yield world


async def test_a_linked_provider_lets_its_person_in(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "done"
        assert await name_of(stranger) == "ann"


async def test_a_first_log_in_makes_nobody_a_person_of_this_server(world: World) -> None:
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "unknown"
        assert await name_of(stranger) is None


@pytest.mark.parametrize("purpose", ["again", "link"])
async def test_a_program_neither_links_a_provider_nor_proves_who_it_is(
    world: World, purpose: str
) -> None:
    ann = world.people["ann"]
    made = await ann.post("/api/tokens", json={"name": "x", "scopes": ["read", "ask", "write"]})
    async with browser(world.served) as program:
        head = {"authorization": f"Bearer {made.json()['token']}"}
        body = {"provider": "oidc", "purpose": purpose}
        reply = await program.post("/api/oidc", json=body, headers=head)
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


# -- who is let in -------------------------------------------------------------------------------


async def test_an_account_is_found_by_issuer_and_subject_and_never_by_an_address(
    world: World,
) -> None:
    world.provider.claims = {"email": "ann@example.org", "email_verified": True}
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    world.provider.subject = "somebody else with the same address"
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "unknown"


async def test_what_is_linked_to_one_account_is_not_linked_to_another(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    assert await come_by(world.people["bob"], purpose="link") == "taken"
    ways = (await world.people["bob"].get("/api/me/credentials")).json()
    assert [each["kind"] for each in ways["credentials"]] == ["password"]
    assert ways["providers"] == [{"id": "oidc", "name": "Ford"}]


async def test_a_link_is_made_only_for_whoever_is_logged_in_a_moment_ago(world: World) -> None:
    async with browser(world.served) as stranger:
        for purpose in ("link", "again"):
            refused = await stranger.post(
                "/api/oidc", json={"provider": "oidc", "purpose": purpose}
            )
            assert refused.status_code == 401
    address = await away(world.people["ann"], purpose="link")
    await world.people["ann"].delete("/api/sessions")
    [session] = (await world.people["ann"].get("/api/sessions")).json()["sessions"]
    await world.people["ann"].delete(f"/api/sessions/{session['id']}")
    assert await back(world.people["ann"], address) == "expired"


async def test_a_new_session_takes_the_place_of_the_old_one(world: World) -> None:
    ann = world.people["ann"]
    before = {cookie.value for cookie in ann.cookies.jar}
    assert await come_by(ann, purpose="link") == "linked"
    after = {cookie.value for cookie in ann.cookies.jar}
    assert before.isdisjoint(after)
    sessions = (await ann.get("/api/sessions")).json()["sessions"]
    assert len(sessions) == 1
    assert await name_of(ann) == "ann"


async def test_a_disabled_account_is_not_let_in(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    me = (await world.people["ann"].get("/api/me")).json()["account"]["id"]
    await world.people["root"].patch(f"/api/accounts/{me}", json={"disabled": True})
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "disabled"
        assert await name_of(stranger) is None


async def test_an_unlinked_provider_lets_nobody_in_and_the_last_way_stays(world: World) -> None:
    ann, root = world.people["ann"], world.people["root"]
    assert await come_by(ann, purpose="link") == "linked"
    [password, way] = (await ann.get("/api/me/credentials")).json()["credentials"]
    assert (password["provider"], way["provider"]) == (None, "oidc")
    path = f"/api/me/credentials/{way['id']}"
    for client, status in ((root, 404), (ann, 204), (ann, 404)):
        assert (await client.delete(path)).status_code == status
    # A password is no provider's.
    assert (await ann.delete(f"/api/me/credentials/{password['id']}")).status_code == 404
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "unknown"
    link = await invited(world, "carl")
    async with browser(world.served) as carl:
        assert await come_by(carl, token=link, name="carl") == "done"
        [only] = (await carl.get("/api/me/credentials")).json()["credentials"]
        kept = await carl.delete(f"/api/me/credentials/{only['id']}")
        assert (kept.status_code, kept.json()["code"]) == (409, "last_credential")
        # Nor does a passkey stand in for it, which is lost with the server's name.
        name = named(world.served)
        carl.headers.update({"origin": name, "host": name.partition("://")[2]})
        assert (await add(carl, Device(name))).status_code == 201
        kept = await carl.delete(f"/api/me/credentials/{only['id']}")
        assert (kept.status_code, kept.json()["code"]) == (409, "last_credential")


async def test_to_unlink_gives_the_session_a_new_token_and_the_old_one_is_dead(
    world: World,
) -> None:
    ann = world.people["ann"]
    assert await come_by(ann, purpose="link") == "linked"
    [_, way] = (await ann.get("/api/me/credentials")).json()["credentials"]
    [before] = ann.cookies.jar
    assert (await ann.delete(f"/api/me/credentials/{way['id']}")).status_code == 204
    assert await name_of(ann) == "ann"
    async with browser(world.served) as thief:
        thief.cookies.jar.set_cookie(before)
        assert await name_of(thief) is None


async def invited(world: World, name: str) -> str:
    reply = await world.people["root"].post("/api/invites", json={"role": "user"})
    token: str = reply.json()["link"]["token"]
    return token


async def test_an_invite_makes_an_account_for_whom_a_provider_knows(world: World) -> None:
    token = await invited(world, "carl")
    async with browser(world.served) as carl:
        assert await come_by(carl, token=token, name="carl") == "done"
        assert await name_of(carl) == "carl"
    async with browser(world.served) as again:  # it is used up, and they are known without it
        gone = await again.post("/api/oidc", json={"provider": "oidc", "token": token, "name": "x"})
        assert (gone.status_code, gone.json()["code"]) == (404, "not_found")
        assert await come_by(again) == "done"
        assert await name_of(again) == "carl"


async def test_of_two_who_use_an_invite_at_once_one_gets_the_account(world: World) -> None:
    token = await invited(world, "carl")
    async with browser(world.served) as one, browser(world.served) as other:
        first = await away(one, token=token, name="carl")
        world.provider.subject = "person-2"
        second = await away(other, token=token, name="dora")
        assert await back(one, first) == "done"
        world.provider.subject = "person-3"
        assert await back(other, second) == "link_gone"
        assert await name_of(other) is None


async def test_a_one_time_link_gives_an_account_to_whom_a_provider_knows(world: World) -> None:
    added = await world.people["root"].post("/api/accounts", json={"name": "carl"})
    token = added.json()["link"]["token"]
    async with browser(world.served) as carl:
        assert await come_by(carl, token=token) == "done"
        assert await name_of(carl) == "carl"
        [way] = (await carl.get("/api/me/credentials")).json()["credentials"]
        assert way["kind"] == "oidc"


async def test_whoever_proves_anew_who_they_are_is_the_same_person(world: World) -> None:
    ann, bob = world.people["ann"], world.people["bob"]
    assert await come_by(ann, purpose="link") == "linked"
    assert "prompt" not in world.provider.sent[-1]
    assert await come_by(ann, purpose="again") == "done"
    assert world.provider.sent[-1]["prompt"] == "login"
    assert await come_by(bob, purpose="again") == "other_person"
    assert await name_of(bob) == "bob"
    world.provider.lies = {"auth_time": 1_000_000}
    assert await come_by(ann, purpose="again") == "provider"
    assert await come_by(ann) == "done"  # nobody was asked to prove it


# -- sign-up -------------------------------------------------------------------------------------


async def test_a_person_signs_up_with_a_name_of_their_own(tmp_path: Path) -> None:
    async with (
        lying_provider("ES256") as provider,
        serving_people(tmp_path, **settings_for(provider, oidc_signup=True)) as (served, _),
    ):
        for number, (claims, name) in enumerate(
            [
                ({"preferred_username": "carl"}, "carl"),
                ({"preferred_username": "ANN"}, "ANN 2"),
                ({"nickname": "여울"}, "여울"),
                # As Kakao tells it: nothing but who it is.
                ({}, "Ford"),
                ({"preferred_username": "\u202e", "name": "x" * 65}, "Ford 2"),
            ]
        ):
            provider.subject, provider.claims = f"person-{number}", claims
            async with browser(served) as client:
                assert await come_by(client) == "done"
                assert await name_of(client) == name
                assert (await client.get("/api/me")).json()["role"] == "user"


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"email": "a@Example.org", "email_verified": True, "groups": ["x", "Crew"]}, "done"),
        ({"email": "a@example.org", "email_verified": True, "groups": ["crew"]}, "not_admitted"),
        ({"email": "a@example.org", "email_verified": True}, "not_admitted"),
        ({"email": "a@example.org", "email_verified": "true", "groups": ["Crew"]}, "not_admitted"),
        ({"email": "a@example.org", "groups": ["Crew"]}, "not_admitted"),
        (
            {"email": "a@example.org.evil", "email_verified": True, "groups": ["Crew"]},
            "not_admitted",
        ),
        ({"hd": "example.org", "groups": ["Crew"]}, "not_admitted"),
        ({"email": "a@example.org", "email_verified": True, "groups": "Crew"}, "not_admitted"),
        ({}, "not_admitted"),
    ],
)
async def test_only_whom_the_settings_admit_signs_up(
    tmp_path: Path, claims: dict[str, Any], word: str
) -> None:
    limits = {"oidc_allowed_domains": "example.org", "oidc_allowed_groups": "Crew"}
    async with (
        lying_provider("EdDSA") as provider,
        serving_people(tmp_path, **settings_for(provider, oidc_signup=True, **limits)) as (
            served,
            _,
        ),
    ):
        provider.userinfo = claims
        async with browser(served) as client:
            assert await come_by(client) == word
        assert "email" in provider.sent[-1]["scope"].split()


async def test_before_the_first_account_nobody_signs_up(tmp_path: Path) -> None:
    async with lying_provider() as provider:
        settings = settings_for(provider, oidc_signup=True, setup=True)
        async with serving(tmp_path, **settings) as served, browser(served) as client:
            refused = await client.post("/api/oidc", json={"provider": "oidc"})
            assert (refused.status_code, refused.json()["code"]) == (401, "setup_needed")


# -- what is told of it --------------------------------------------------------------------------


async def test_nothing_secret_is_in_a_log_or_an_error(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    address = await away(world.people["ann"], purpose="link")
    code = parse_qs(urlsplit(address).query)["code"][0]
    world.provider.lies = {"aud": "another"}
    reply = await world.people["ann"].get(address)
    told = caplog.text + reply.text + str(reply.headers)
    for secret in (CLIENT_SECRET, "the%20client", f"={code}", "eyJ"):
        assert secret not in told.replace(address, "")
    assert "another audience" in caplog.text  # the admin learns why


async def test_what_happened_is_noted(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    async with browser(world.served) as stranger:
        world.provider.subject = "person-2"
        assert await come_by(stranger) == "unknown"
    accounts = world.served.app.state.dependencies.accounts
    await accounts.audit.written()
    noted = [each.note for each in await accounts._store.noted(5)]
    told = [(note.action, dict(note.detail)) for note in noted]
    assert told[0] == ("log_in_failed", {"reason": "unknown", "provider": "oidc"})
    assert ("credential_added", {"kind": "oidc", "provider": "oidc"}) in told
    assert ("log_in", {"kind": "oidc"}) in told


async def test_the_pages_head_lists_the_providers(world: World) -> None:
    page = await world.served.client.get("/", headers={"accept": "text/html"})
    if page.status_code == 200:
        assert 'data-providers="[[&quot;oidc&quot;,&quot;Ford&quot;]]"' in page.text
