"""``yeoul user`` beside a running server, which does what is asked for: real processes."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2

from tests.accounts.people import PASSWORD
from tests.commands.account_commands import add, refused, run
from tests.commands.yeoul_process import serving


def test_people_are_managed_while_the_server_runs(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    add(data_dir, "root", "admin")
    with serving(data_dir) as url:
        assert "--password-stdin" in refused(
            data_dir, "user", "add", "ann", "--password-stdin", stdin=PASSWORD
        )
        for printed in (run(data_dir, "user", "add", "ann"), run(data_dir, "user", "reset", "Ann")):
            [token] = re.findall(r"^/join#([\w-]{43})$", printed, re.MULTILINE)
        joined = httpx2.post(
            f"{url}/api/join",
            json={"token": token, "password": PASSWORD},
            headers={"origin": url},
            trust_env=False,
        )
        assert joined.status_code == 200
        listed = run(data_dir, "user", "list")
        assert [line.split()[:2] for line in listed.splitlines()] == [
            ["root", "admin"],
            ["ann", "user"],
        ]
        run(data_dir, "user", "disable", "ann")
        assert "disabled" in run(data_dir, "user", "list")
        assert "'ann'" in refused(data_dir, "chat", "--user", "ann", "?")
        run(data_dir, "user", "enable", "ann")
        assert "another admin" in refused(data_dir, "user", "disable", "root")
        assert "'nobody'" in refused(data_dir, "user", "reset", "nobody")
        assert "stop it" in refused(data_dir, "user", "remove", "ann", "--keep-as-local")
        run(data_dir, "user", "remove", "ann", "--yes")
        assert "ann" not in run(data_dir, "user", "list")
    noted = [line.split()[2:] for line in run(data_dir, "audit").splitlines()]
    assert {actor for actor, about, *_ in noted if about == "account"} == {"machine"}


def test_a_server_without_accounts_gets_the_first_one_when_it_is_stopped(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with serving(data_dir):
        assert "stop it first" in refused(data_dir, "user", "add", "ann", "--admin")


def test_where_a_proxy_logs_people_in_the_running_server_makes_no_links(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    add(data_dir, "root", "admin")
    by_proxy = ("--proxy-user-header", "Remote-User", "--trusted-proxies", "127.0.0.1")
    with serving(data_dir, *by_proxy) as url:
        assert run(data_dir, "user", "add", "ann") == "ann can log in.\n"
        assert "proxy" in refused(data_dir, "user", "reset", "ann")
        me = httpx2.get(f"{url}/api/me", headers={"remote-user": "ann"}, trust_env=False).json()
        assert (me["account"]["name"], me["mode"]) == ("ann", "proxy")
        assert "[ok]" not in run(data_dir, "chat", "--user", "ann", "?")
