"""``yeoul user``, as a person at the server's machine uses it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.served import serving
from yeoul.accounts import Accounts, Visit
from yeoul.eventlog import open_log
from yeoul.files.data_dir import DataDirectory
from yeoul.store import open_store

PASSWORD = "a ford is where one wades"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def user(data_dir: Path, *arguments: str, stdin: str = "", code: int = 0) -> str:
    """Run the command; returns what it printed, or the sentence of its failure."""
    argv = [sys.executable, "-m", "yeoul", "user", *arguments, "--data-dir", str(data_dir)]
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr if code else done.stdout


def add(data_dir: Path, name: str, *flags: str) -> str:
    return user(data_dir, "add", name, "--password-stdin", *flags, stdin=f"{PASSWORD}\n")


def test_the_first_account_is_an_admins(data_dir: Path) -> None:
    refused = user(data_dir, "add", "Ann", "--password-stdin", stdin=PASSWORD, code=1)
    assert "--admin" in refused
    assert add(data_dir, "Ann", "--admin") == "Ann can log in.\n"
    add(data_dir, "여울이")
    taken = user(data_dir, "add", "ann", "--password-stdin", stdin=PASSWORD, code=1)
    assert "'ann'" in taken
    weak = user(data_dir, "add", "Bob", "--password-stdin", stdin="12345678", code=1)
    assert "tried first" in weak
    assert user(data_dir, "list").splitlines() == [
        "Ann     admin  not logged in",
        "여울이  user   not logged in",
    ]


@pytest.mark.anyio
async def test_it_takes_over_the_conversations_and_they_can_be_given_back(data_dir: Path) -> None:
    async with serving(data_dir, ["x"]) as served:
        asked = await served.finished("periwinkle")
    told = add(data_dir, "Ann", "--admin")
    assert told == "Ann has 1 conversation of this machine now.\nAnn can log in.\n"
    async with serving(data_dir, ["x"]) as served:
        assert (await served.client.get("/api/conversations")).status_code == 401
        origin = {"origin": served.url}
        body = {"name": "Ann", "password": PASSWORD}
        logged_in = await served.client.post("/api/login", json=body, headers=origin)
        assert logged_in.status_code == 200
        [found] = (await served.get("/api/conversations"))["conversations"]
        assert found["id"] == asked["conversation"]["id"]
    user(data_dir, "remove", "Ann", "--keep-as-local")
    async with serving(data_dir, ["x"]) as served:
        [found] = (await served.get("/api/conversations"))["conversations"]
        assert found["id"] == asked["conversation"]["id"]


@pytest.mark.anyio
async def test_a_link_sets_a_password(data_dir: Path) -> None:
    add(data_dir, "Ann", "--admin")
    for printed in (user(data_dir, "add", "Bob"), user(data_dir, "reset", "bob")):
        [token] = re.findall(r"^/join#([\w-]{43})$", printed, re.MULTILINE)
    store = await open_store(f"sqlite:///{data_dir / 'store.db'}")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    account, _ = await accounts.links.redeem(token, PASSWORD, Visit())
    await accounts.aclose()
    await store.aclose()
    assert account.name == "Bob"
    assert "'nobody'" in user(data_dir, "reset", "nobody", code=1)


def test_a_person_is_disabled_and_enabled_but_not_the_last_admin(data_dir: Path) -> None:
    add(data_dir, "Ann", "--admin")
    add(data_dir, "Bob")
    user(data_dir, "disable", "bob")
    assert "disabled" in user(data_dir, "list")
    user(data_dir, "enable", "Bob")
    assert "disabled" not in user(data_dir, "list")
    for command in (["disable", "Ann"], ["remove", "Ann", "--yes"]):
        assert "another admin" in user(data_dir, *command, code=1)
    assert "last account" in user(data_dir, "remove", "Ann", "--keep-as-local", code=1)


@pytest.mark.anyio
async def test_what_a_removed_person_had_is_in_no_file(data_dir: Path) -> None:
    async with serving(data_dir, ["marigold"]) as served:
        for text in ("periwinkle", "cornflower"):
            asked = await served.finished(text)
        await served.client.delete(f"/api/conversations/{asked['conversation']['id']}")
    add(data_dir, "Ann", "--admin")
    refused = user(data_dir, "remove", "Ann", stdin="n\n", code=1)
    assert refused is not None
    assert "Ann" in user(data_dir, "list")

    user(data_dir, "remove", "Ann", "--yes")

    assert user(data_dir, "list") == ""
    left = b"".join(file.read_bytes() for file in files_of(data_dir))
    for text in ("periwinkle", "cornflower", "marigold", "Ann", "argon2id"):
        assert text.encode() not in left, text
    log = await open_log(f"sqlite:///{data_dir / 'log.db'}")
    assert await log.snapshot(asked["answer"]["id"]) is None
    await log.aclose()


def files_of(folder: Path) -> list[Path]:
    return list(folder.glob("*.db*"))


def test_it_keeps_away_from_the_files_of_a_running_server(data_dir: Path) -> None:
    with DataDirectory.open(data_dir):
        refused = user(data_dir, "add", "Ann", "--admin", code=1)
        assert "is already in use by a running Yeoul" in refused
