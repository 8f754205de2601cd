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

from tests.accounts.people import browser
from tests.served import Served, serving

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


async def make_all(secrets: Secrets, root: httpx2.AsyncClient) -> str:
    """Have every kind of secret be made; returns a conversation that was shared."""
    secrets.cookie("session of the admin", root)
    reset = (await root.post("/api/accounts", json={"name": "Cho"})).json()["link"]["token"]
    invite = (await root.post("/api/invites", json={"role": "user"})).json()["link"]["token"]
    asked = (await root.post("/api/answers", json={"content": "?"})).json()
    await root.get(f"/api/answers/{asked['answer']['id']}/events")
    conversation_id: str = asked["conversation"]["id"]
    wish = {"conversation_id": conversation_id}
    share = (await root.post("/api/shares", json=wish)).json()["token"]
    secrets.made |= {"reset": reset, "invite": invite, "share": share}
    return conversation_id


async def misuse_all(secrets: Secrets, stranger: httpx2.AsyncClient) -> None:
    """Give secrets rightly, wrongly, and where they do not belong."""
    reset, invite = secrets.made["reset"], secrets.made["invite"]
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


async def use_all(secrets: Secrets, stranger: httpx2.AsyncClient) -> None:
    """Join by the invite, and do whatever takes a password."""
    body = {"token": secrets.made["invite"], "password": JOINED, "name": "Bo"}
    assert (await secrets.ask(stranger, "POST", "/api/join", body)).status_code == 200
    secrets.cookie("session of an invited one", stranger)
    body = {"current": WRONG, "new": JOINED}
    await secrets.ask(stranger, "POST", "/api/me/password", body)
    await secrets.ask(stranger, "POST", "/api/me/delete", {"name": "Bo", "password": WRONG})
    for method, path in (("GET", "sessions"), ("POST", "export"), ("POST", "logout")):
        await secrets.ask(stranger, method, f"/api/{path}")


async def fail_unforeseen(
    secrets: Secrets, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have a log-in fail in a way that nobody foresaw."""
    monkeypatch.setattr(served.app.state.dependencies.accounts, "_try", lambda *given: 1 / 0)
    async with browser(served) as stranger:
        body = {"name": "Ann", "password": PASSWORD}
        failed = await secrets.ask(stranger, "POST", "/api/login", body)
        assert (failed.status_code, failed.json()["code"]) == (500, "internal")


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """All that the server has logged, with tracebacks."""
    formatter = logging.Formatter()
    client = ("httpx", "httpcore", "hpack")
    return [formatter.format(each) for each in caplog.records if not each.name.startswith(client)]


async def test_every_secret_is_shown_once_and_kept_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    secrets = Secrets()
    async with serving(tmp_path, ["x"], setup=True) as served, browser(served) as root:
        accounts = served.app.state.dependencies.accounts
        secrets.made["code"] = accounts.setup_code.text
        body = {"code": secrets.made["code"], "name": "Ann", "password": PASSWORD}
        assert (await secrets.ask(root, "POST", "/api/setup", body)).status_code == 201
        conversation_id = await make_all(secrets, root)
        async with browser(served) as stranger:
            await misuse_all(secrets, stranger)
            await use_all(secrets, stranger)
        for path in ("/metrics", "/api/sessions", "/api/accounts", "/api/invites", "/api/shares"):
            assert (await secrets.ask(root, "GET", path)).status_code == 200
        assert conversation_id in (await secrets.ask(root, "POST", "/api/export")).text
        await root.get(f"/s/{secrets.made['share']}")
        await fail_unforeseen(secrets, served, monkeypatch)
        await accounts.audit.written()
        held = files_of(tmp_path)

    assert len(secrets.made) == 9
    assert {"store.db", "store.db-wal", "log.db"} <= set(held)
    assert any("failed" in each and "ZeroDivisionError" in each for each in logged(caplog))
    for name, secret in secrets.made.items():
        assert len(secret) >= 14, name
        assert not [file for file, data in held.items() if secret.encode() in data], name
        assert not [each for each in logged(caplog) if secret in each], name
        assert not [each for each in secrets.told if secret in each], name
    with closing(sqlite3.connect(tmp_path / "store.db")) as db:
        notes = {action for (action,) in db.execute("SELECT action FROM audit")}
    assert {"log_in", "log_in_failed", "invite_used", "share_made", "exported"} <= notes
