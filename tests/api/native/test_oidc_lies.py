"""Each lie that a log-in provider, or somebody between, may tell: it lets nobody in."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from tests.accounts.lying_provider import (
    CLIENT_ID,
    lying_provider,
    signed,
    signed_with_the_public_key,
    unsigned,
)
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

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with whole_world(tmp_path) as world:
        yield world


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
    "signed with the public key as a secret": lambda provider, claims: signed_with_the_public_key(
        claims, provider.key
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
