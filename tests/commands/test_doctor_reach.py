"""What the doctor says of others: each setting that lets somebody in, and what to do about it."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.accounts.people import add_people
from yeoul.commands.doctor_reach import Told, examine_reach
from yeoul.serving.own_addresses import own_addresses
from yeoul.settings import Settings

BY_PROXY: dict[str, Any] = {
    "proxy_user_header": "Remote-User",
    "trusted_proxies": ("10.1.0.5",),
}


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with three accounts."""
    data_dir = tmp_path_factory.mktemp("inhabited")
    asyncio.run(add_people(data_dir))
    return data_dir


def told(data_dir: Path, about: str, **settings: Any) -> list[Told]:
    found = examine_reach(Settings(data_dir=data_dir, **settings))
    return [each for each in found if each[1] == about]


def test_a_server_as_it_comes_is_for_this_machine_alone(tmp_path: Path) -> None:
    found = [*examine_reach(Settings(data_dir=tmp_path / "data"))]
    assert {mark for mark, _, _ in found} == {"ok"}
    assert ("ok", "accounts", "none: there is the one person of this machine") in found
    assert ("ok", "origins", "pages of other sites are refused") in found
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("settings", "mark", "words"),
    [
        ({"lan": True}, "wrong", "`yeoul user add NAME --admin`"),
        ({"host": "0.0.0.0"}, "wrong", "or start with --setup"),
        ({"lan": True, "setup": True}, "ok", "waits for the first"),
        ({"lan": True, "allow_unauthenticated": True}, "note", "may read and change everything"),
        ({"allowed_hosts": "chat.example"}, "note", "whoever reaches chat.example"),
        ({"allowed_hosts": "chat.example", "setup": True}, "ok", "waits for the first"),
    ],
)
def test_without_accounts_it_depends_on_who_comes(
    tmp_path: Path, settings: dict[str, Any], mark: str, words: str
) -> None:
    [(found, _, text)] = told(tmp_path, "accounts", **settings)
    assert (found, words in text) == (mark, True), text


def test_accounts_are_counted(inhabited: Path) -> None:
    before = {path.name: path.read_bytes() for path in inhabited.iterdir()}
    assert told(inhabited, "accounts", lan=True) == [
        ("ok", "accounts", "3, 1 of them may manage the others")
    ]
    [(mark, _, text)] = told(inhabited, "accounts", allow_unauthenticated=True)
    assert (mark, "leave that out" in text) == ("wrong", True)
    assert {path.name: path.read_bytes() for path in inhabited.iterdir()} == before


def test_a_store_that_is_none_has_no_accounts(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("nothing")
    [(mark, _, _)] = told(tmp_path, "accounts")
    assert mark == "ok"


def test_the_addresses_for_others_are_named(inhabited: Path) -> None:
    [(mark, _, text)] = told(inhabited, "reach", lan=True)
    addresses = own_addresses(socket.AF_INET)
    assert mark == ("ok" if addresses else "note")
    assert all(address in text for address in addresses)
    assert "0.0.0.0" not in text
    assert told(inhabited, "reach", host="192.168.1.23") == [
        ("ok", "reach", "other machines reach it at 192.168.1.23, port 8000")
    ]
    assert told(inhabited, "reach")[0][2] == "this machine alone, and proxies on it"


def test_names_are_judged(inhabited: Path) -> None:
    [(mark, _, text)] = told(inhabited, "hosts", allowed_hosts="chat.example")
    assert (mark, "X-Forwarded-Proto" in text) == ("ok", True)
    [(mark, _, text)] = told(inhabited, "hosts", allowed_hosts="chat.example", lan=True)
    assert (mark, "listen on 127.0.0.1" in text) == ("note", True)
    needless, _ = told(inhabited, "hosts", allowed_hosts="localhost")
    assert needless == ("note", "hosts", "localhost always works: leave it out of --allowed-hosts")


def test_origins_are_judged(inhabited: Path) -> None:
    named = "https://app.example,http://localhost:5173,http://app.example,https://chat.example"
    found = told(inhabited, "origins", allowed_origins=named, allowed_hosts="chat.example")
    assert [mark for mark, _, _ in found] == ["ok", "ok", "note", "note"]
    assert "name its https address" in found[2][2]
    assert "leave it out of --allowed-origins" in found[3][2]


@pytest.mark.parametrize(
    ("settings", "mark", "words"),
    [
        ({}, "ok", "the cookie is for https"),
        ({"allowed_hosts": "chat.example"}, "ok", "by https alone"),
        ({"lan": True}, "note", "docs/phone.md"),
        ({"lan": True, "insecure_http": True}, "note", "can read passwords, cookies"),
        ({"allowed_hosts": "chat.lan", "insecure_http": True}, "note", "can read passwords"),
        ({"insecure_http": True}, "note", "leave it out"),
    ],
)
def test_the_way_of_passwords_is_judged(
    inhabited: Path, settings: dict[str, Any], mark: str, words: str
) -> None:
    [(found, _, text)] = told(inhabited, "log-in", **settings)
    assert (found, words in text) == (mark, True), text


@pytest.mark.parametrize(
    ("settings", "mark", "words"),
    [
        (BY_PROXY, "ok", "in remote-user, from 10.1.0.5"),
        ({**BY_PROXY, "trusted_proxies": ("127.0.0.1",)}, "note", "every user of this machine"),
        ({**BY_PROXY, "trusted_proxies": ("unix",)}, "ok", "nobody logs in here"),
        ({"proxy_user_header": "Remote-User"}, "wrong", "needs --trusted-proxies"),
        ({"oidc_issuer": "https://id.example"}, "wrong", "needs --oidc-client-id"),
    ],
)
def test_the_sign_in_by_others_is_judged(
    inhabited: Path, settings: dict[str, Any], mark: str, words: str
) -> None:
    [(found, _, text)] = told(inhabited, "log-in", **settings)
    assert (found, words in text) == (mark, True), text
    assert "https alone" not in text


def test_a_proxy_needs_an_account_to_speak_for(tmp_path: Path) -> None:
    [(mark, _, text)] = told(tmp_path, "log-in", **BY_PROXY)
    assert (mark, "`yeoul user add NAME, as the proxy calls you, --admin`" in text) == (
        "wrong",
        True,
    )
