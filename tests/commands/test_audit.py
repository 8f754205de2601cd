"""``yeoul audit``, as a person at the machine uses it, while the server runs and without."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.engines import Postgres
from tests.accounts.people import PASSWORD, add_people, browser, log_in, serving_people
from tests.engines import new_database
from yeoul.accounts import Accounts
from yeoul.store import open_store
from yeoul.store.audit import By, Note

pytestmark = pytest.mark.anyio


def run(data_dir: Path, *flags: str, code: int = 0) -> list[str]:
    """Run the command; returns the lines that it printed, or those of its failure."""
    argv = [sys.executable, "-m", "yeoul", "audit", *flags, "--data-dir", str(data_dir)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return (done.stderr if code else done.stdout).splitlines()


async def test_it_shows_what_happened_with_names_while_the_server_runs(tmp_path: Path) -> None:
    async with serving_people(tmp_path) as (served, browsers):
        async with browser(served) as stranger:
            assert (await log_in(stranger, "ann", "not this one")).status_code == 401
            assert (
                await log_in(stranger, PASSWORD, "typed into the wrong field")
            ).status_code == 401
        foreign = {"origin": "https://evil.example"}
        reply = await served.client.post("/api/answers", json={}, headers=foreign)
        assert reply.status_code == 403
        assert (await browsers["bob"].get("/api/accounts")).status_code == 403
        ann = (await browsers["ann"].get("/api/me")).json()["account"]["id"]
        await browsers["root"].patch(f"/api/accounts/{ann}", json={"role": "admin"})
        await served.app.state.dependencies.accounts.audit.written()

        lines = [re.split(r"\s{2,}", line) for line in run(tmp_path)]

        assert lines[0][1:] == ["machine", "account added", "root", "role=admin"]
        times = [line[0] for line in lines]
        assert times == sorted(times)
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", at) for at in times)
        failed = [line[1:] for line in lines if "log in failed" in line]
        assert failed == [
            ["somebody", "log in failed", "ann", "127.0.0.0/24", "reason=wrong_password"],
            ["somebody", "log in failed", "127.0.0.0/24", "reason=unknown_name"],
        ]
        changed = ["root", "account changed", "ann", "127.0.0.0/24", "role=admin"]
        assert lines[-1][1:] == changed
    # What strangers could repeat at no cost is noted at the end, and once an hour.
    last = run(tmp_path)[-1]
    assert re.search(r"somebody +requests refused +forbidden_origin=1 forbidden=1$", last)
    assert PASSWORD not in "\n".join(run(tmp_path))


async def test_json_lines_hold_whole_ids_and_nothing_forges_a_line(tmp_path: Path) -> None:
    await add_people(tmp_path)
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert store.accounts is not None
    root = (await store.accounts.accounts())[0]
    # As somebody who writes to the file would, or a part of the server to come.
    forged = "x\n2030-01-01 00:00:00  root  log in\u202e\x1b[2J"
    await store.accounts.note(Note("exported", By(root.id, forged), forged, {"reason": forged}))
    await store.aclose()

    lines = run(tmp_path)
    assert len(lines) == 4
    assert not any(char in lines[-1] for char in "\u202e\x1b")
    told = [json.loads(line) for line in run(tmp_path, "--json")]
    assert [each["action"] for each in told] == ["account_added"] * 3 + ["exported"]
    assert (told[-1]["by"], told[-1]["by_name"]) == (root.id, "root")
    assert told[-1]["detail"] == {"reason": forged}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told[0]["at"])


@pytest.mark.parametrize("name", ["machine", "Somebody", "eve   log in   root", "x" * 64])
async def test_no_name_is_taken_for_somebody_else_or_for_another_column(
    tmp_path: Path, name: str
) -> None:
    await add_people(tmp_path)
    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    made = await accounts.add(name, "user")
    await store.accounts.note(Note("exported", By(made.id)))
    await accounts.aclose()
    await store.aclose()

    cells = re.split(r"\s{2,}", run(tmp_path)[-1])

    assert len(cells) == 3
    assert cells[1] not in ("machine", "somebody", "Somebody")
    assert cells[2] == "exported"


def test_without_a_store_it_says_when_the_audit_begins(tmp_path: Path) -> None:
    [told] = run(tmp_path, code=1)
    assert "There is no audit" in told
    assert list(tmp_path.iterdir()) == []


async def test_it_is_read_where_several_workers_keep_it(tmp_path: Path, postgres: Postgres) -> None:
    url = new_database(postgres)
    assert "no data of Yeoul" in run(tmp_path, "--store-url", url, code=1)[-1]
    store = await open_store(url)
    assert store.accounts is not None
    accounts = Accounts(store.accounts)
    root = await accounts.add("root", "admin", password=PASSWORD, first=True)
    await store.accounts.note(Note("exported", By("gone", "10.0.0.0/8"), root.id, {"reason": "r"}))
    await accounts.aclose()
    await store.aclose()

    [added, exported] = run(tmp_path, "--store-url", url)
    assert re.split(r"\s{2,}", added)[1:] == ["machine", "account added", "root", "role=admin"]
    assert re.split(r"\s{2,}", exported)[1:] == [
        "gone",
        "exported",
        "root",
        "10.0.0.0/8",
        "reason=r",
    ]
    assert not (tmp_path / "store.db").exists()
