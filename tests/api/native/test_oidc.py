"""Log-in by a provider, from the button to the session, and each lie that one may tell."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.accounts.lying_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LyingProvider,
    lying_provider,
    public_key_as_secret,
    signed,
    unsigned,
    word_in,
)
from tests.accounts.people import browser, serving_people
from tests.served import Served

pytestmark = pytest.mark.anyio


class World(NamedTuple):
    """A server, its people's browsers, and the provider by which they may log in."""

    served: Served
    people: dict[str, httpx2.AsyncClient]
    provider: LyingProvider


def settings_for(provider: LyingProvider, **more: Any) -> dict[str, Any]:
    return {
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_name": "Ford",
        **more,
    }


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with (
        lying_provider() as provider,
        serving_people(tmp_path, **settings_for(provider)) as (served, people),
    ):
        yield World(served, people, provider)


async def away(client: httpx2.AsyncClient, **wish: Any) -> str:
    """Begin a log-in; returns the address at which the browser comes back."""
    begun = await client.post("/api/oidc", json={"provider": "oidc", **wish})
    assert begun.status_code == 200, begun.text
    async with httpx2.AsyncClient(trust_env=False) as elsewhere:
        sent = await elsewhere.get(begun.json()["address"])
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def back(client: httpx2.AsyncClient, address: str) -> str:
    """Come back; returns the word for the page."""
    reply = await client.get(
        address, headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    )
    assert reply.status_code == 303, reply.text
    assert reply.headers["location"].startswith("/")
    return word_in(reply.headers["location"])


async def come_by(client: httpx2.AsyncClient, **wish: Any) -> str:
    """Go to the provider and come back; returns the word for the page."""
    return await back(client, await away(client, **wish))


async def name_of(client: httpx2.AsyncClient) -> str | None:
    reply = await client.get("/api/me")
    return reply.json()["account"]["name"] if reply.status_code == 200 else None


async def test_a_linked_provider_lets_its_person_in(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "done"
        assert await name_of(stranger) == "ann"


async def test_a_first_log_in_makes_nobody_a_person_of_this_server(world: World) -> None:
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "unknown"
        assert await name_of(stranger) is None


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


# -- lies ----------------------------------------------------------------------------------------

LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "an issuer with a slash": {"iss": "{url}/"},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": None},
    "several audiences and nobody named": {"aud": [CLIENT_ID, "another-client"]},
    "another party": {"azp": "another-client"},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_000_000},
    "no end": {"exp": None},
    "an end that is no number": {"exp": "9999999999"},
    "issued in the future": {"iat": 9_999_999_999},
    "not issued": {"iat": None},
    "not yet": {"nbf": 9_999_999_999},
    "nobody": {"sub": ""},
    "no subject": {"sub": None},
    "a subject that is no text": {"sub": 1},
}


@pytest.mark.parametrize("lie", LIES)
async def test_a_token_that_lies_lets_nobody_in(world: World, lie: str) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    told = dict(LIES[lie])
    if told.get("iss") == "{url}/":
        told["iss"] = f"{world.provider.url}/"
    world.provider.lies = told
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "provider"
        assert await name_of(stranger) is None
        world.provider.lies = {}
        assert await come_by(stranger) == "done"


FORGERIES: dict[str, Any] = {
    "not signed": lambda provider, claims: unsigned(claims),
    "signed with the public key as a secret": lambda provider, claims: signed(
        claims, public_key_as_secret(provider.key), "HS256"
    ),
    "signed by another key of the same name": lambda provider, claims: signed(
        claims, RSAKey.generate_key(2048, {"kid": "rsa"}), "RS256"
    ),
    "by an algorithm that is not allowed": lambda provider, claims: signed(
        claims, provider.key, "PS256"
    ),
    "by a key for another algorithm": lambda provider, claims: signed(
        claims, ECKey.generate_key("P-256", {"kid": "rsa"}), "ES256"
    ),
    "with a header of its own key": lambda provider, claims: signed(
        claims, other := RSAKey.generate_key(2048, {"kid": "x"}), "RS256", jwk=other.as_dict()
    ),
    "changed behind the signature": lambda provider, claims: changed(
        signed(claims, provider.key, "RS256")
    ),
    "no token": lambda provider, claims: "x",
    "of no parts": lambda provider, claims: "..",
}


def changed(token: str) -> str:
    head, payload, signature = token.split(".")
    other = base64.urlsafe_b64decode(payload + "==").replace(b"person-1", b"person-9")
    return f"{head}.{base64.urlsafe_b64encode(other).decode().rstrip('=')}.{signature}"


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_token_that_is_not_the_issuers_lets_nobody_in(world: World, forgery: str) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    world.provider.make_token = lambda claims: FORGERIES[forgery](world.provider, claims)
    async with browser(world.served) as stranger:
        assert await come_by(stranger) == "provider"
        assert await name_of(stranger) is None


async def test_a_flood_of_unknown_keys_asks_the_issuer_once(world: World) -> None:
    strange = RSAKey.generate_key(2048, {"kid": "strange"})
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    asked = world.provider.asked["keys"]
    async with browser(world.served) as stranger:
        for number in range(10):
            world.provider.make_token = lambda claims, n=number: signed(
                claims, strange, "RS256", kid=f"strange-{n}"
            )
            assert await come_by(stranger) == "provider"
        assert world.provider.asked["keys"] - asked <= 1
        world.provider.make_token = None
        assert await come_by(stranger) == "done"
    assert world.provider.asked["metadata"] == 1


async def test_an_answer_is_good_once_and_in_its_own_browser_alone(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    async with browser(world.served) as own, browser(world.served) as other:
        address = await away(own)
        # Who gets somebody else to open it logs them in as nobody, and takes nothing from them.
        assert await back(other, address) == "expired"
        assert await name_of(other) is None
        assert await back(own, address) == "done"
        assert await back(own, address) == "expired"
        assert await back(own, address.replace("state=", "state=x")) == "expired"


async def test_a_code_that_was_used_is_refused(world: World) -> None:
    assert await come_by(world.people["ann"], purpose="link") == "linked"
    async with browser(world.served) as stranger:
        first, second = await away(stranger), await away(stranger)
        code = parse_qs(urlsplit(first).query)["code"][0]
        used = re.sub("code=[^&]*", f"code={code}", second)
        # The code of the first belongs to the first one's verifier.
        assert await back(stranger, used) == "provider"
        assert await name_of(stranger) is None


async def test_an_answer_at_another_providers_address_is_refused(tmp_path: Path) -> None:
    async with lying_provider() as provider:
        settings = settings_for(provider, oidc_kakao_client_id="app")
        async with serving_people(tmp_path, **settings) as (_, people):
            assert await come_by(people["ann"], purpose="link") == "linked"
            address = await away(people["ann"])
            assert await back(people["ann"], address.replace("/oidc/oidc", "/oidc/kakao")) == (
                "provider"
            )
            # It is used up, so that nobody tries on.
            assert await back(people["ann"], address) == "expired"


@pytest.mark.parametrize(
    ("answer", "supported", "word"),
    [
        ({}, False, "done"),
        ({"iss": "{url}"}, True, "done"),
        ({"iss": "{url}"}, False, "done"),
        ({}, True, "provider"),
        ({"iss": "https://evil.example"}, True, "provider"),
        ({"iss": "https://evil.example"}, False, "provider"),
    ],
)
async def test_an_answer_that_names_another_issuer_is_refused(
    tmp_path: Path, answer: dict[str, str], supported: bool, word: str
) -> None:
    async with lying_provider() as provider:
        provider.metadata = {"authorization_response_iss_parameter_supported": supported}
        true = {"iss": provider.url} if supported else {}
        async with serving_people(tmp_path, **settings_for(provider)) as (served, people):
            provider.answer = true
            assert await come_by(people["ann"], purpose="link") == "linked"
            provider.answer = {name: text.format(url=provider.url) for name, text in answer.items()}
            async with browser(served) as stranger:
                assert await come_by(stranger) == word


async def test_userinfo_of_somebody_else_is_refused(tmp_path: Path) -> None:
    async with (
        lying_provider() as provider,
        serving_people(tmp_path, **settings_for(provider, oidc_signup=True)) as (served, _),
    ):
        provider.userinfo = {"sub": "person-2", "preferred_username": "carl"}
        async with browser(served) as stranger:
            assert await come_by(stranger) == "provider"
            assert await name_of(stranger) is None


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "http://example.org/me"},
    ],
)
async def test_metadata_that_lie_send_nobody_away(world: World, metadata: dict[str, Any]) -> None:
    world.provider.metadata = metadata
    async with browser(world.served) as stranger:
        for _ in range(3):
            refused = await stranger.post("/api/oidc", json={"provider": "oidc"})
            assert (refused.status_code, refused.json()["code"]) == (502, "log_in_unavailable")
    assert world.provider.asked["metadata"] == 1  # whoever presses again asks nobody for a moment


async def test_nobody_is_sent_on_to_another_host(world: World) -> None:
    async with browser(world.served) as client:
        for path in (
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/c/x/../y",
            "/x",
        ):
            refused = await client.post("/api/oidc", json={"provider": "oidc", "path": path})
            assert refused.status_code == 422, path
        begun = await client.post("/api/oidc", json={"provider": "oidc", "path": "/c/0a"})
        asked = parse_qs(urlsplit(begun.json()["address"]).query)
        assert asked["redirect_uri"] == [f"{world.served.url}/oidc/oidc"]
        foreign = {"host": "evil.example", "origin": "http://evil.example"}
        refused = await client.post("/api/oidc", json={"provider": "oidc"}, headers=foreign)
        assert refused.json()["code"] == "forbidden_host"
        ours = await client.get(f"/oidc/oidc?state={asked['state'][0]}&error=access_denied")
        assert ours.headers["location"] == "/c/0a#sign-in=cancelled"


async def test_another_sites_page_begins_nothing(world: World) -> None:
    """Otherwise it could log somebody in as its own person."""
    async with browser(world.served) as client:
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            refused = await client.post("/api/oidc", json={"provider": "oidc"}, headers=headers)
            assert refused.json()["code"] == "forbidden_origin"


async def test_a_provider_that_is_away_is_said(tmp_path: Path) -> None:
    async with lying_provider() as provider:
        settings = settings_for(provider)
    async with serving_people(tmp_path, **settings) as (_, people):
        refused = await people["ann"].post("/api/oidc", json={"provider": "oidc"})
        assert (refused.status_code, refused.json()["retryable"]) == (502, True)
        unknown = await people["ann"].post("/api/oidc", json={"provider": "google"})
        assert unknown.status_code == 404


async def test_behind_a_proxy_that_ends_the_tls_the_cookies_are_those_of_https(
    world: World,
) -> None:
    async with browser(world.served) as client:
        https = world.served.url.replace("http:", "https:")
        begun = await client.post("/api/oidc", json={"provider": "oidc"}, headers={"origin": https})
        cookie = begun.headers["set-cookie"]
        assert cookie.startswith("__Host-yeoul-")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax", "Max-Age=600"):
            assert part in cookie
        address = begun.json()["address"]
        assert f"redirect_uri={quote(https, safe='')}" in address
    async with httpx2.AsyncClient(trust_env=False) as elsewhere:
        sent = (await elsewhere.get(address)).headers["location"].replace("https:", "http:")
        assert await come_by(world.people["ann"], purpose="link") == "linked"
        pair = cookie.partition(";")[0]
        came = await elsewhere.get(sent, headers={"cookie": pair})
        assert came.headers["location"] == "/#sign-in=done"
        kept = [value for value in came.headers.get_list("set-cookie") if "Max-Age=0" not in value]
        assert [value.startswith("__Host-yeoul-") and "Secure" in value for value in kept] == [True]


async def test_the_secret_goes_the_way_that_the_provider_takes(tmp_path: Path) -> None:
    async with lying_provider() as provider:
        provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
        async with serving_people(tmp_path, **settings_for(provider)) as (_, people):
            assert await come_by(people["ann"], purpose="link") == "linked"


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
