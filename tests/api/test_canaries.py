"""No secret is anywhere but where it was shown once: not in logs, figures, errors, exports, files.

Every kind of secret is made, used, misused and given in wrong places, at the most talkative log.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.accounts.people import browser, log_in
from tests.served import Served, serving
from yeoul.app import create_app

pytestmark = pytest.mark.anyio

PASSWORD = "canary password of the admin"
JOINED = "canary password of an invited one"
WRONG = "canary password that is wrong"


class Secrets:
    """The secrets that were made, and all that was told to those who asked."""

    def __init__(self) -> None:
        self.made = {"password": PASSWORD, "joined": JOINED, "wrong": WRONG}
        self.told: list[str] = []

    def cookie(self, name: str, client: httpx2.AsyncClient) -> None:
        [cookie] = client.cookies.jar
        self.made[name] = cookie.value or ""

    async def ask(
        self, client: httpx2.AsyncClient, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx2.Response:
        """Send a request whose reply shows no secret."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        reply = await client.request(method, path, json=body, headers=names)
        heads = [f"{key}: {value}" for key, value in reply.headers.multi_items()]
        self.told += [reply.text, *(head for head in heads if not head.startswith("set-cookie"))]
        return reply


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def wrong_bodies(body: dict[str, Any]) -> Iterator[Any]:
    """A body with each of its texts in a wrong form, or in a field that there is not."""
    for name, value in body.items():
        for wrong in ([value], {"x": value}, f"{value}" * 500, f"{value}\0", 7):
            yield {**body, name: wrong}
    yield {**body, "unknown": list(body.values())}
    yield [body]


async def use_and_misuse(secrets: Secrets, served: Served, root: httpx2.AsyncClient) -> None:
    """Have every kind of secret be made, and given rightly, wrongly, and where it does not go."""
    secrets.cookie("session of the admin", root)
    reset = (await root.post("/api/accounts", json={"name": "Cho"})).json()["link"]["token"]
    invite = (await root.post("/api/invites", json={"role": "user"})).json()["link"]["token"]
    asked = (await root.post("/api/answers", json={"content": "?"})).json()
    await root.get(f"/api/answers/{asked['answer']['id']}/events")
    wish = {"conversation_id": asked["conversation"]["id"]}
    share = (await root.post("/api/shares", json=wish)).json()["token"]
    secrets.made |= {"reset": reset, "invite": invite, "share": share}
    async with browser(served) as stranger:
        for path, body in (
            ("/api/login", {"name": "Ann", "password": WRONG}),
            ("/api/login", {"name": PASSWORD, "password": WRONG}),  # typed into the wrong field
            ("/api/join/look", {"token": reset}),
            ("/api/join", {"token": reset, "password": WRONG, "name": "x"}),
            ("/api/join", {"token": invite, "password": JOINED, "name": "Ann"}),
            ("/api/join", {"token": f"{invite}x", "password": JOINED, "name": "Bo"}),
            ("/api/setup", {"code": secrets.made["code"], "name": "Eve", "password": WRONG}),
        ):
            assert (await secrets.ask(stranger, "POST", path, body)).status_code < 500
            for wrong in wrong_bodies(body):
                reply = await secrets.ask(stranger, "POST", path, wrong)
                assert reply.status_code in (400, 401, 404, 409, 422, 429), reply.text
        for secret in secrets.made.values():
            for head in ("authorization", "x_api_key", "yeoul_owner", "idempotency_key"):
                value = f"Bearer {secret}" if head == "authorization" else secret
                for path in ("/api/me", "/api/nothing", "/metrics"):
                    await secrets.ask(stranger, "GET", path, **{head: value})
        body = {"token": invite, "password": JOINED, "name": "Bo"}
        assert (await secrets.ask(stranger, "POST", "/api/join", body)).status_code == 200
        secrets.cookie("session of an invited one", stranger)
        body = {"current": WRONG, "new": JOINED}
        await secrets.ask(stranger, "POST", "/api/me/password", body)
        await secrets.ask(stranger, "POST", "/api/me/delete", {"name": "Bo", "password": WRONG})
        await secrets.ask(stranger, "GET", "/api/sessions")
        await secrets.ask(stranger, "POST", "/api/export")
        await secrets.ask(stranger, "POST", "/api/logout")
    for path in ("/metrics", "/api/sessions", "/api/accounts", "/api/invites", "/api/shares"):
        assert (await secrets.ask(root, "GET", path)).status_code == 200
    exported = await secrets.ask(root, "POST", "/api/export")
    assert asked["conversation"]["id"] in exported.text
    assert (await root.get(f"/s/{share}")).status_code in (200, 404)  # without a page: 404


async def test_every_secret_is_shown_once_and_kept_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    secrets = Secrets()
    async with serving(tmp_path, ["x"], setup=True) as served, browser(served) as root:
        secrets.made["code"] = served.app.state.dependencies.accounts.setup_code.text
        body = {"code": secrets.made["code"], "name": "Ann", "password": PASSWORD}
        assert (await secrets.ask(root, "POST", "/api/setup", body)).status_code == 201
        assert (await log_in(root, "Ann", PASSWORD)).status_code == 200
        await use_and_misuse(secrets, served, root)
        # A failure that nobody foresaw shows where it was, and not with what.
        accounts = served.app.state.dependencies.accounts
        monkeypatch.setattr(accounts, "_try", lambda *given: 1 / 0)
        async with browser(served) as stranger:
            body = {"name": "Ann", "password": PASSWORD}
            failed = await secrets.ask(stranger, "POST", "/api/login", body)
            assert (failed.status_code, failed.json()["code"]) == (500, "internal")
        await accounts.audit.written()
        held = files_of(tmp_path)

    assert len(secrets.made) == 9
    assert {"store.db", "store.db-wal", "log.db"} <= set(held)
    formatter = logging.Formatter()
    logged = [
        formatter.format(record)
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore", "hpack"))  # the client's own
    ]
    assert any("failed" in each and "ZeroDivisionError" in each for each in logged)
    for name, secret in secrets.made.items():
        assert len(secret) >= 14, name
        assert not [file for file, data in held.items() if secret.encode() in data], name
        assert not [each for each in logged if secret in each], name
        assert not [each for each in secrets.told if secret in each], name
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        notes = {action for (action,) in db.execute("SELECT action FROM audit")}
    assert {"log_in", "log_in_failed", "invite_used", "share_made", "exported"} <= notes


def test_no_address_of_the_api_has_a_place_for_a_secret() -> None:
    """What leads to a shared conversation is the one token in a path (docs/deploy.md)."""
    paths = create_app().openapi()["paths"]
    words = {"token", "password", "secret", "code", "key", "session"}
    for path, operations in paths.items():
        for operation in operations.values():
            places = operation.get("parameters", [])
            names = {each["name"] for each in places if each["in"] in ("query", "path")}
            assert not names & words, path
