"""Who asks, as a proxy in front of the server says: who may say so, and what becomes of it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from joserfc.jwk import RSAKey
from starlette.types import Scope
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.accounts.lying_provider import LyingProvider, lying_provider, signed
from tests.accounts.people import PASSWORD, add_people, log_in
from tests.api.access_rows import ROWS, refusal_in
from tests.api.test_plain_pages import check_policy
from tests.served import Served, serving
from yeoul.accounts.proxied import AccessTeam
from yeoul.api.proxy_identity import TrustedPeers
from yeoul.app import create_app
from yeoul.errors import StartupError
from yeoul.providers.catalogue import Catalogue
from yeoul.providers.scripted import Scripted
from yeoul.settings import Settings
from yeoul.tasks import Tasks

pytestmark = pytest.mark.anyio

HEADER = "remote-user"


@asynccontextmanager
async def proxied(
    data_dir: Path, *, trusted: str = "127.0.0.1", **settings: Any
) -> AsyncIterator[Served]:
    """Serve the accounts behind a proxy, which is the test itself unless it is not ``trusted``."""
    await add_people(data_dir)
    given = {"proxy_user_header": "Remote-User", "trusted_proxies": trusted, **settings}
    async with serving(data_dir, ["x"], **given) as served:
        yield served


def said(name: str, **more: str) -> dict[str, str]:
    return {HEADER: name, **more}


def raw(name: str) -> dict[bytes, bytes]:
    """The header of a name with letters of any kind, as proxies send it."""
    return {HEADER.encode(): name.encode()}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with proxied(tmp_path) as served:
        yield served


# -- who may say it ------------------------------------------------------------------------------


async def test_the_proxy_says_who_asks(served: Served) -> None:
    for name, role in (("root", "admin"), ("ann", "user")):
        me = (await served.client.get("/api/me", headers=said(name))).json()
        assert (me["account"]["name"], me["role"], me["mode"]) == (name, role, "proxy")


@pytest.mark.parametrize(
    "path", ["/api/me", "/", "/healthz", "/readyz", "/api/login", "/s/x", "/no"]
)
async def test_from_anybody_else_a_request_that_says_it_is_refused_everywhere(
    tmp_path: Path, path: str
) -> None:
    async with proxied(tmp_path, trusted="10.9.0.0/16,unix,::1") as served:
        for forwarded in ({}, {"x-forwarded-for": "10.9.0.1"}, {"forwarded": "for=10.9.0.1"}):
            reply = await served.client.get(path, headers=said("root", **forwarded))
            assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_proxy")
            assert "--trusted-proxies" in reply.json()["detail"]
        url = f"{served.url.replace('http', 'ws')}/api/answers/{'0' * 32}/events"
        with pytest.raises(InvalidStatus) as refused:
            async with connect(url, additional_headers=said("root")):
                pass
        assert refused.value.response.status_code == 403
        assert (await served.client.get("/healthz")).status_code == 200


async def test_from_a_wrong_peer_every_address_of_the_table_is_refused(tmp_path: Path) -> None:
    async with proxied(tmp_path, trusted="10.0.0.1") as served:
        for name, row in ROWS.items():
            method, _, path = name.partition(" ")
            path = re.sub("{.*?}", "x", path)
            headers = said("root", origin=served.url)
            reply = await served.client.request(method, path, json=row.body, headers=headers)
            assert refusal_in(reply)[:2] == (403, "forbidden_proxy"), name
            if row.demands != "nobody":
                unknown = await served.client.request(method, path, json=row.body)
                assert unknown.status_code == 401, name


async def test_what_is_said_twice_is_refused(served: Served) -> None:
    for second in ("ann", "root", ""):
        headers = [(HEADER, "root"), ("Remote-User", second)]
        reply = await served.client.get("/api/me", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_proxy")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"remote-user": ""},
        {"remote_user": "root"},
        {"Remote_User": "root"},
        {"x-remote-user": "root"},
        {"authorization": "Bearer root"},
    ],
)
async def test_of_whom_nothing_is_said_is_nobody(served: Served, headers: dict[str, str]) -> None:
    for path in ("/api/me", "/api/conversations", "/api/changes", "/metrics", "/docs"):
        reply = await served.client.get(path, headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


async def test_an_underscore_takes_nothing_from_what_the_proxy_says(served: Served) -> None:
    me = await served.client.get("/api/me", headers=said("ann", Remote_User="root"))
    assert me.json()["account"]["name"] == "ann"


def peer(client: Any, server: Any = ("127.0.0.1", 80)) -> Scope:
    return {"type": "http", "client": client, "server": server}


@pytest.mark.parametrize(
    ("trusted", "scope", "is_in"),
    [
        (["127.0.0.1"], peer(("127.0.0.1", 1)), True),
        (["127.0.0.1"], peer(("127.0.0.2", 1)), False),
        (["127.0.0.1"], peer(("::ffff:127.0.0.1", 1)), True),
        (["10.1.0.0/16"], peer(("10.1.255.255", 1)), True),
        (["10.1.0.0/16"], peer(("10.2.0.0", 1)), False),
        (["fd00::/8"], peer(("fd12::1%eth0", 1)), True),
        (["fd00::/8"], peer(("10.1.0.0", 1)), False),
        (["127.0.0.1"], peer(("testclient", 1)), False),
        (["127.0.0.1"], peer(None, None), False),
        (["unix"], peer(None, None), True),
        (["unix"], peer(None, ("/run/yeoul.sock", None)), True),
        # A client that has gone, of a server on a port.
        (["unix"], peer(None, ("127.0.0.1", 80)), False),
        (["unix"], peer(("127.0.0.1", 1)), False),
    ],
)
def test_the_address_of_the_connection_decides(
    trusted: list[str], scope: Scope, is_in: bool
) -> None:
    assert (scope in TrustedPeers(trusted)) is is_in


async def test_a_proxy_may_come_by_a_socket_of_this_machine(tmp_path: Path) -> None:
    await add_people(tmp_path)
    settings = Settings(data_dir=tmp_path, proxy_user_header="Remote-User", trusted_proxies="unix")
    app = create_app(settings, catalogue=Catalogue([Scripted({"scripted:x": ["x"]})]))
    socket = str(tmp_path / "yeoul.sock")
    server = uvicorn.Server(uvicorn.Config(app, uds=socket, log_level="critical"))
    tasks = Tasks()
    running = tasks.start(server.serve(), name="server")
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    transport = httpx2.AsyncHTTPTransport(uds=socket)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
        me = await client.get("/api/me", headers=said("ann"))
        assert me.json()["account"]["name"] == "ann"
    server.should_exit = True
    await running


# -- whom it means -------------------------------------------------------------------------------


async def test_an_account_has_exactly_the_name_that_is_said(served: Served) -> None:
    # To the proxy, a space that HTTP does not know is part of a name.
    others = ("ann\u00a0", "\u2003ann", "ann\u3000", "ann\u0085")
    for name in ("ANN", "Ann", "ａnn", "nobody", *others):
        reply = await served.client.get("/api/me", headers=raw(name))
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated"), name
        assert repr(name) in reply.json()["detail"]
    broken = await served.client.get("/api/me", headers={HEADER.encode(): b"ann\xff"})
    assert broken.status_code == 401


async def test_whom_the_proxy_knows_gets_an_account_where_the_settings_say_so(
    tmp_path: Path,
) -> None:
    async with proxied(tmp_path, proxy_signup=True) as served:
        get = served.client.get
        replies = await asyncio.gather(
            *(get("/api/me", headers=raw("여울@example.org")) for _ in range(20))
        )
        people = {reply.json()["account"]["id"] for reply in replies}
        assert len(people) == 1
        assert {reply.json()["role"] for reply in replies} == {"user"}
        # What would be another person's here, and what is no name, makes none.
        for name in ("ANN", "x" * 65, "\u202e", "dora\u00a0", "\u3000dora"):
            assert (await get("/api/me", headers=raw(name))).status_code == 401
        root = await get("/api/accounts", headers=said("root"))
        assert "dora" not in root.text
        # A role is never told.
        headers = said("carl", **{"remote-role": "admin", "remote-groups": "admin"})
        assert (await get("/api/me", headers=headers)).json()["role"] == "user"


async def test_a_disabled_or_removed_person_is_let_in_no_longer(tmp_path: Path) -> None:
    async with proxied(tmp_path) as served:
        client, root = served.client, said("root", origin=served.url)
        accounts = (await client.get("/api/accounts", headers=root)).json()["accounts"]
        ids = {each["name"]: each["id"] for each in accounts}
        async with client.stream("GET", "/api/changes", headers=said("ann")) as stream:
            assert (await client.get("/api/me", headers=said("ann"))).status_code == 200
            path = f"/api/accounts/{ids['ann']}"
            changed = await client.patch(path, json={"disabled": True}, headers=root)
            assert changed.status_code == 200
            with pytest.raises(httpx2.RemoteProtocolError):  # it is cut, never ended
                await asyncio.wait_for(stream.aread(), 5)
        assert (await client.get("/api/me", headers=said("ann"))).status_code == 401
        assert (await client.get("/api/me", headers=said("bob"))).status_code == 200
        assert (await client.delete(f"/api/accounts/{ids['bob']}", headers=root)).status_code == 204
        assert (await client.get("/api/me", headers=said("bob"))).status_code == 401


async def test_a_role_that_changes_holds_from_the_next_request_on(served: Served) -> None:
    client, root = served.client, said("root", origin=served.url)
    me = (await client.get("/api/me", headers=said("ann"))).json()["account"]["id"]
    assert (await client.get("/api/accounts", headers=said("ann"))).status_code == 403
    await client.patch(f"/api/accounts/{me}", json={"role": "admin"}, headers=root)
    assert (await client.get("/api/accounts", headers=said("ann"))).status_code == 200


async def test_the_session_of_somebody_else_ends(tmp_path: Path) -> None:
    """A browser whose cookie is from before, or from beside, the proxy."""
    await add_people(tmp_path)
    async with serving(tmp_path, ["x"]) as served:
        made = await log_in(served.client, "ann")
        assert made.status_code == 200
        [cookie] = served.client.cookies.jar
        value = cookie.value
    given: dict[str, Any] = {"proxy_user_header": "Remote-User", "trusted_proxies": "127.0.0.1"}
    async with serving(tmp_path, ["x"], **given) as served:
        port = served.url.rpartition(":")[2]
        own = {"cookie": f"yeoul-{port}={value}"}
        # It lets nobody in, and while its person is the same it is left alone.
        assert (await served.client.get("/api/me", headers=own)).status_code == 401
        ann = said("ann", **own)
        assert (await served.client.get("/api/me", headers=ann)).json()["account"]["name"] == "ann"
        kept = (await served.client.get("/api/sessions", headers=said("ann"))).json()["sessions"]
        assert len(kept) == 1
        bob = said("bob", **own)
        assert (await served.client.get("/api/me", headers=bob)).json()["account"]["name"] == "bob"
        kept = (await served.client.get("/api/sessions", headers=said("ann"))).json()["sessions"]
        assert kept == []


async def test_another_sites_page_changes_nothing_by_the_proxys_word(served: Served) -> None:
    post, body = served.client.post, {"content": "?"}
    for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        refused = await post("/api/answers", json=body, headers=said("ann", **headers))
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden_origin")
    url = f"{served.url.replace('http', 'ws')}/api/answers/{'0' * 32}/events"
    with pytest.raises(InvalidStatus) as none:
        async with connect(url, additional_headers=said("ann")):
            pass
    assert none.value.response.status_code == 403
    asked = await post("/api/answers", json=body, headers=said("ann", origin=served.url))
    assert asked.status_code == 201
    work = await served.client.get("/completion?query=x", headers=said("ann"))
    assert work.status_code == 401


# -- what there is behind a proxy ----------------------------------------------------------------


async def test_nobody_logs_in_here_and_accounts_have_no_links(served: Served) -> None:
    client, root = served.client, said("root", origin=served.url)
    bodies = {
        "/api/login": {"name": "ann", "password": PASSWORD},
        "/api/setup": {"code": "x", "name": "x", "password": "x"},
        "/api/join": {"token": "x", "password": PASSWORD},
        "/api/join/look": {"token": "x"},
        "/api/me/password": {"current": PASSWORD, "new": "another good one"},
        "/api/oidc": {"provider": "oidc"},
        "/api/invites": {"role": "user"},
    }
    for path, body in bodies.items():
        reply = await client.post(path, json=body, headers=root)
        assert reply.status_code == 404, path
    added = await client.post("/api/accounts", json={"name": "carl@x.org"}, headers=root)
    assert (added.status_code, added.json()["link"]) == (201, None)
    carl = added.json()["account"]["id"]
    assert (await client.post(f"/api/accounts/{carl}/reset", headers=root)).status_code == 404
    me = await client.get("/api/me", headers=said("carl@x.org"))
    assert me.json()["account"]["id"] == carl
    assert "logout_url" not in me.json()
    # The proxy has just said who it is: nothing else is asked for.
    gone = await client.post(
        "/api/me/delete", json={"name": "ann"}, headers=said("ann", origin=served.url)
    )
    assert gone.status_code == 204


async def test_people_log_out_of_the_proxy_where_it_has_a_place_for_that(tmp_path: Path) -> None:
    async with proxied(tmp_path, proxy_logout_url="/oauth2/sign_out") as served:
        me = await served.client.get("/api/me", headers=said("ann"))
        assert me.json()["logout_url"] == "/oauth2/sign_out"
        left = await served.client.post("/api/logout", headers=said("ann", origin=served.url))
        assert left.status_code == 204
        assert "cache" in left.headers["clear-site-data"]


# -- Cloudflare Access ---------------------------------------------------------------------------

ASSERTION = "cf-access-jwt-assertion"


@asynccontextmanager
async def behind_access(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> AsyncIterator[tuple[Served, LyingProvider]]:
    async with lying_provider() as team:
        monkeypatch.setattr(AccessTeam, "issuer", property(lambda self: team.url))
        await add_people(data_dir)
        given = {"cloudflare_access_team": "team", "cloudflare_access_aud": "tag", **settings}
        async with serving(data_dir, ["x"], **given) as served:
            yield served, team


def asserted(team: LyingProvider, key: Any = None, **claims: Any) -> dict[str, str]:
    now = int(time.time())  # noqa: TID251
    told = {
        "iss": team.url,
        "aud": ["tag"],
        "sub": "1",
        "email": "ann",
        "iat": now,
        "exp": now + 60,
        **claims,
    }
    return {ASSERTION: signed(told, key or team.key, "RS256")}


async def test_an_assertion_of_the_team_says_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_access(tmp_path, monkeypatch) as (served, team):
        get = served.client.get
        right = asserted(team)
        for _ in range(5):
            me = (await get("/api/me", headers=right)).json()
            assert (me["account"]["name"], me["mode"]) == ("ann", "proxy")
            assert me["logout_url"] == "/cdn-cgi/access/logout"
        assert team.asked["keys"] == 1
        stranger = RSAKey.generate_key(2048, {"kid": "rsa"})
        for wrong in (
            asserted(team, stranger),
            asserted(team, aud=["another application"]),
            asserted(team, iss="https://another.cloudflareaccess.com"),
            asserted(team, exp=1_000_000),
            asserted(team, email=None, common_name="a program", sub=""),
            asserted(team, email="nobody@example.org"),
            {ASSERTION: "ann"},
            {"cf-access-authenticated-user-email": "ann"},
            {HEADER: "ann"},
        ):
            reply = await get("/api/me", headers=wrong)
            assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
        twice = [*asserted(team, stranger).items(), *right.items()]
        assert (await get("/api/me", headers=twice)).status_code == 403


async def test_an_assertion_may_also_need_a_peer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_access(tmp_path, monkeypatch, trusted_proxies="10.0.0.1") as (served, team):
        reply = await served.client.get("/api/me", headers=asserted(team))
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden_proxy")


async def test_a_proxy_without_accounts_stops_the_start(tmp_path: Path) -> None:
    given: dict[str, Any] = {"proxy_user_header": "Remote-User", "trusted_proxies": "127.0.0.1"}
    with pytest.raises(StartupError, match="as the proxy calls you"):
        async with create_app(Settings(data_dir=tmp_path, **given)).router.lifespan_context(
            create_app()
        ):
            pass


# -- programs ------------------------------------------------------------------------------------


async def test_a_programs_own_token_counts_alone_and_another_bearer_token_does_not(
    served: Served,
) -> None:
    """Some proxies pass on the token that they were given themselves."""
    body = {"name": "x", "scopes": ["read"]}
    change = said("ann", origin=served.url)
    made = (await served.client.post("/api/tokens", json=body, headers=change)).json()
    bearer = {"authorization": f"Bearer {made['token']}"}

    for headers in (bearer, said("root", **bearer)):
        me = (await served.client.get("/api/me", headers=headers)).json()
        assert me["account"]["name"] == "ann"
    foreign = said("root", authorization="Bearer eyJhbGciOiJSUzI1NiJ9.e30.x")
    assert (await served.client.get("/api/me", headers=foreign)).json()["role"] == "admin"

    await served.client.delete(f"/api/tokens/{made['id']}", headers=change)
    reply = await served.client.get("/api/me", headers=said("root", **bearer))
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


async def test_a_stream_of_a_token_ends_with_it_behind_a_proxy_too(served: Served) -> None:
    change = said("ann", origin=served.url)
    made = await served.client.post(
        "/api/tokens", json={"name": "x", "scopes": ["read"]}, headers=change
    )
    bearer = {"authorization": f"Bearer {made.json()['token']}"}

    async with served.client.stream("GET", "/api/changes", headers=bearer) as stream:
        assert stream.status_code == 200
        await served.client.delete(f"/api/tokens/{made.json()['id']}", headers=change)
        with pytest.raises(httpx2.HTTPError):
            await stream.aread()


async def test_an_account_is_deleted_without_a_password_however_the_proxy_was_reached(
    tmp_path: Path,
) -> None:
    """No password is sent, so none could be read on its way."""
    async with proxied(tmp_path, allowed_hosts=("chat.example",)) as served:
        head = said("ann", host="chat.example", origin="http://chat.example")
        post = served.client.post
        refused = await post("/api/me/delete", json={"name": "root"}, headers=head)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
        gone = await post("/api/me/delete", json={"name": "ann"}, headers=head)
        assert gone.status_code == 204, gone.text
        assert (await served.client.get("/api/me", headers=said("ann"))).status_code == 401


async def test_a_person_whose_proxy_is_not_trusted_reads_what_helps(tmp_path: Path) -> None:
    visit = {"accept": "text/html", "sec-fetch-mode": "navigate"}
    async with proxied(tmp_path, trusted="10.9.0.1") as served:
        for language, title in (
            ("en", "Only the proxy may say"),
            ("ko", "프록시만 알릴 수 있습니다"),
        ):
            headers = said("zinnia", **visit, **{"accept-language": language})
            reply = await served.client.get("/", headers=headers)
            assert reply.status_code == 403
            assert title in reply.text
            assert "--trusted-proxies" in reply.text
            assert "zinnia" not in reply.text
            check_policy(reply)
