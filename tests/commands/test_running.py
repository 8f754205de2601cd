"""The commands on the machine of a server where people have accounts: real processes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.accounts.people import NAMES, PASSWORD
from tests.commands.account_commands import add, refused, run
from tests.commands.yeoul_process import serving, yeoul


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory in which `root` has an account."""
    data_dir = tmp_path / "data"
    add(data_dir, "root", "admin")
    return data_dir


@contextmanager
def logged_in(url: str, name: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, trust_env=False, headers={"origin": url}) as client:
        body = {"name": name, "password": PASSWORD}
        client.post("/api/login", json=body).raise_for_status()
        yield client


def titles(url: str, name: str) -> list[str]:
    """The titles of somebody's conversations."""
    with logged_in(url, name) as browser:
        listed = browser.get("/api/conversations").json()["conversations"]
    return [one["title"] for one in listed]


def token_of(url: str, name: str, *scopes: str) -> str:
    with logged_in(url, name) as browser:
        made = browser.post("/api/tokens", json={"name": "here", "scopes": scopes})
    token: str = made.json()["token"]
    return token


def test_the_only_person_is_asked_for_and_several_have_to_be_named(data_dir: Path) -> None:
    with serving(data_dir) as url:
        assert run(data_dir, "chat", "periwinkle") == "periwinkle\n"
        assert titles(url, "root") == ["periwinkle"]
    add(data_dir, "ann")
    with serving(data_dir) as url:
        assert "--user NAME" in refused(data_dir, "chat", "cornflower")
        assert run(data_dir, "chat", "--user", "Ann", "cornflower") == "cornflower\n"
        assert "'nobody'" in refused(data_dir, "chat", "--user", "nobody", "marigold")
        assert (titles(url, "ann"), titles(url, "root")) == (["cornflower"], ["periwinkle"])
        assert "--user" in yeoul(data_dir, "chat", "--user", "ann", "--token", "x", "?").stderr


def test_a_token_is_enough_from_anywhere(data_dir: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with serving(data_dir) as url:
        token = token_of(url, "root", "ask")
        asked = ["chat", "--url", url, "periwinkle"]
        assert "YEOUL_TOKEN" in refused(elsewhere, *asked)
        assert run(elsewhere, *asked, YEOUL_TOKEN=token) == "periwinkle\n"
        assert run(elsewhere, *asked, "--token", token) == "periwinkle\n"
        assert "revoked" in refused(elsewhere, *asked, "--token", token[:-1])
        reader = token_of(url, "root", "read")
        assert "scope ask" in refused(elsewhere, *asked, "--token", reader)
        assert "data directory" in refused(elsewhere, *asked, "--user", "root")


@pytest.mark.parametrize("people", [["root"], list(NAMES)])
def test_what_belongs_to_the_server_is_reached(data_dir: Path, people: list[str]) -> None:
    for name in people[1:]:
        add(data_dir, name)
    with serving(data_dir):
        assert "no model 'nothing'" in refused(data_dir, "model", "remove", "nothing")
        assert "it is ready" in yeoul(data_dir, "doctor").stdout


def test_the_token_of_the_machine_is_in_a_private_file_and_new_with_each_start(
    data_dir: Path,
) -> None:
    tokens: set[str] = set()
    for _ in range(2):
        with serving(data_dir) as url, httpx2.Client(base_url=url, trust_env=False) as http:
            file = data_dir / "server.json"
            assert file.stat().st_mode & 0o777 == 0o600
            for before in tokens:
                reply = http.get("/api/me", headers={"authorization": f"Bearer {before}"})
                assert reply.status_code == 401
            token = json.loads(file.read_text())["token"]
            assert http.get("/api/me", headers={"authorization": f"Bearer {token}"}).is_success
            tokens.add(token)
    assert len(tokens) == 2
