"""What programs reach by a token: every address, for each scope, and for tokens that are over."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.api.access_people import TEXT, People, accounts
from tests.api.access_rows import ROWS, Row, is_unauthenticated, refusal_in, without_its_name
from tests.api.test_access import ask, nowhere, shown

pytestmark = pytest.mark.anyio


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def token_of(people: People, who: str, scope: str) -> tuple[str, str]:
    """Make a token of somebody; returns its id, and itself."""
    body = {"name": scope, "scopes": [scope]}
    headers = people.headers(who)
    made = (await people.served.client.post("/api/tokens", json=body, headers=headers)).json()
    return made["id"], made["token"]


@pytest.mark.parametrize("scope", ["ask", "read", "write", "metrics"])
async def test_a_token_reaches_what_its_scope_names_and_nothing_else(
    tmp_path: Path, scope: str
) -> None:
    async with accounts(tmp_path) as people:
        whose = ["root"] if scope == "metrics" else ["ann", "root"]
        tokens = {who: (await token_of(people, who, scope))[1] for who in whose}
        with_tokens = People(people.served, {who: bearer(tokens[who]) for who in whose})
        for name, row in ROWS.items():
            if row.demands == "nobody":
                continue
            for who in whose:
                reply = await ask(with_tokens, who, name, row)
                if scope in row.by.split():
                    assert reply.status_code not in (401, 403), (name, who, reply.text)
                    continue
                status, code, sentence = refusal_in(reply)
                assert (status, code) == (403, "forbidden"), name
                named = f"scope {' or '.join(row.by.split())}." if row.by else "No token"
                assert named in sentence, name
        reply = await ask(with_tokens, "root", "GET /api/nothing", Row("user"))
        assert reply.status_code == 403


async def test_a_users_token_reaches_no_figures_of_the_server(tmp_path: Path) -> None:
    async with accounts(tmp_path) as people:
        body = {"name": "x", "scopes": ["metrics"]}
        post = people.served.client.post
        refused = await post("/api/tokens", json=body, headers=people.headers("ann"))
        assert refused.json()["code"] == "invalid_request"
        _, token = await token_of(people, "root", "metrics")
        get = people.served.client.get
        assert (await get("/metrics", headers=bearer(token))).status_code == 200
        path = f"/api/accounts/{await people.owner('ann')}"
        patch = people.served.client.patch
        await patch(path, json={"role": "admin"}, headers=people.headers("root"))
        # Whoever is an admin no longer, their tokens are no admin's either.
        path = f"/api/accounts/{await people.owner('root')}"
        await patch(path, json={"role": "user"}, headers=people.headers("root"))
        refused = await get("/metrics", headers=bearer(token))
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("end", ["revoked", "expired", "disabled", "unknown"])
async def test_a_token_that_is_over_opens_nothing(tmp_path: Path, end: str) -> None:
    async with accounts(tmp_path) as people:
        client = people.served.client
        token_id, token = await token_of(people, "ann", "read")
        own = people.headers("ann")
        assert (await client.get("/api/me", headers=bearer(token))).status_code == 200
        match end:
            case "revoked":
                await client.delete(f"/api/tokens/{token_id}", headers=own)
            case "disabled":
                path = f"/api/accounts/{await people.owner('ann')}"
                await client.patch(path, json={"disabled": True}, headers=people.headers("root"))
            case "expired":
                with closing(sqlite3.connect(tmp_path / "store.db")) as db:
                    db.execute("UPDATE api_tokens SET expires_at = '2020-01-01 00:00:00.000000'")
                    db.commit()
                known = people.served.app.state.dependencies.accounts.tokens
                known._believed.clear()  # half a minute goes by
            case _:
                token = token[:-4] + "xxxx"
        # A cookie beside it does not count: that of root, who may do everything.
        both = {**people.headers("root"), **bearer(token)}
        dead = People(people.served, {"ann": both})
        stranger = People(people.served, {"ann": bearer("yeoul_x")})
        for name, row in ROWS.items():
            if row.demands == "nobody":
                continue
            reply, unknown = (
                await ask(dead, "ann", name, row),
                await ask(stranger, "ann", name, row),
            )
            assert is_unauthenticated(reply), name
            assert reply.headers["www-authenticate"] == "Bearer"
            assert without_its_name(reply) == without_its_name(unknown), name


async def test_a_token_reaches_only_what_is_its_persons(tmp_path: Path) -> None:
    async with accounts(tmp_path) as people:
        tokens = {
            scope: (await token_of(people, "bob", scope))[1] for scope in ("ask", "read", "write")
        }
        for name, row in ROWS.items():
            for reach in row.reaches:
                scope = row.by.split()[0]
                bob = People(people.served, {"bob": bearer(tokens[scope])})
                unknown, thing = nowhere(), await people.made("ann")
                expected = shown(await bob.send("bob", reach, name, unknown), unknown)
                assert shown(await bob.send("bob", reach, name, thing), thing) == expected, name
                own = await bob.send("bob", reach, name, await people.made("bob"))
                assert own.status_code == reach.own, (name, own.text)


async def test_a_token_that_asks_too_often_is_told_when_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yeoul.accounts.tokens.REQUESTS_PER_MINUTE", 60)
    async with accounts(tmp_path) as people:
        _, token = await token_of(people, "ann", "read")
        _, other = await token_of(people, "ann", "read")
        get = people.served.client.get
        replies = [await get("/api/me", headers=bearer(token)) for _ in range(65)]
        refused = [reply for reply in replies if reply.status_code != 200]
        assert refused
        for reply in refused:
            assert (reply.status_code, reply.json()["code"]) == (429, "too_many_at_once")
            assert reply.headers["retry-after"] == "1"
        assert (await get("/api/me", headers=bearer(other))).status_code == 200
        assert (await get("/api/me", headers=people.headers("ann"))).status_code == 200


async def test_a_websocket_opens_by_a_token_without_an_origin(tmp_path: Path) -> None:
    async with accounts(tmp_path) as people:
        thing = await people.made("ann")
        url = f"{people.served.url.replace('http', 'ws')}/api/answers/{thing.answer}/events"
        for scope, status in (("read", None), ("ask", None), ("write", 403)):
            _, token = await token_of(people, "ann", scope)
            if status is None:
                async with connect(url, additional_headers=bearer(token)) as own:
                    assert TEXT in "".join([str(message) async for message in own])
                continue
            with pytest.raises(InvalidStatus) as refused:
                async with connect(url, additional_headers=bearer(token)):
                    pass
            assert refused.value.response.status_code == status


async def test_where_everybody_may_come_a_token_tells_no_more_than_its_scope(
    tmp_path: Path,
) -> None:
    async with accounts(tmp_path) as people:
        client = people.served.client
        for scope, knows in (("ask", False), ("read", False), ("metrics", True)):
            _, token = await token_of(people, "root", scope)
            checks = (await client.get("/readyz", headers=bearer(token))).json()["checks"]
            assert bool(checks) is knows, scope
            # The ids of passkeys are for their person, who proves anew who they are.
            head = {**bearer(token), "origin": people.served.url.replace("127.0.0.1", "localhost")}
            head["host"] = head["origin"].removeprefix("http://")
            for path, body in (
                ("/api/login/passkey/challenge", {"again": True}),
                ("/api/oidc", {"provider": "oidc", "purpose": "again"}),
            ):
                reply = await client.post(path, json=body, headers=head)
                assert reply.status_code in (401, 404), (path, reply.text)
                assert "allowed" not in reply.text
