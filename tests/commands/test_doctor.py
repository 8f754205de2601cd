from __future__ import annotations

import asyncio
import os
import re
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scripts.engines import Postgres, Valkey
from tests.commands.yeoul_process import serving, yeoul
from tests.engines import empty_valkey, new_database
from yeoul.commands.doctor import Finding, findings
from yeoul.commands.store_place import store_of
from yeoul.files.data_dir import RunningServer, running_server
from yeoul.services import KeptService, ServiceFiles
from yeoul.services.services_in_store import row_of
from yeoul.settings import Settings
from yeoul.store import open_store
from yeoul.store.accounts import Account
from yeoul.store.schema import HEAD


def examined(settings: Settings) -> dict[str, Finding]:
    """The last finding about each thing."""
    return {found.about: found for found in findings(settings, running_server(settings.data_dir))}


def test_a_sound_installation_is_found_sound(tmp_path: Path) -> None:
    found = examined(Settings(data_dir=tmp_path / "data", model="scripted:echo", port=0))
    assert {finding.mark for name, finding in found.items() if name != "page"} == {"ok"}
    assert "fastapi 0." in found["library"].text
    assert found["data"].text.endswith("data, which the first start makes")
    assert re.fullmatch(r"Scripted echo \(scripted\) answers, and \d more.*", found["model"].text)
    assert found["server"].text == "none is running: yeoul serve starts it"
    assert not (tmp_path / "data").exists()


def test_the_key_is_told_of_and_not_told(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {"data_dir": tmp_path, "api_key": "sk-secret", "base_url": "http://127.0.0.1:9/v1"}
    )
    found = list(findings(settings, None))
    assert Finding("ok", "service", "http://127.0.0.1:9/v1, an API key is set") in found
    assert "sk-secret" not in str(found)


def test_secrets_of_an_address_are_not_told(tmp_path: Path) -> None:
    url = "http://me:canary@127.0.0.1:9/v1?sig=canary"
    found = list(findings(Settings(data_dir=tmp_path, base_url=url), None))
    shown = "http://…@127.0.0.1:9/v1?sig=…"
    assert Finding("ok", "service", f"{shown}, no API key is set") in found
    assert "canary" not in str(found)


def test_connected_services_are_told_of_without_their_keys(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, model="scripted:echo", port=0)
    address = "https://me:canary@h.example/v1?sig=canary"
    kept = [
        KeptService("desk", "Desk", "http://127.0.0.1:9/v1", "sk-canary-0123456789"),
        KeptService("far", "Far", address),
    ]
    ServiceFiles(tmp_path).write(kept)
    found = list(findings(settings, None))
    told = [finding for finding in found if finding.about == "services"]
    assert told == [
        Finding("ok", "services", "Desk (desk), http://127.0.0.1:9/v1, with a key"),
        Finding("ok", "services", "Far (far), https://…@h.example/v1?sig=…, without a key"),
    ]
    assert "canary" not in str(found)
    (tmp_path / "service-keys.json").chmod(0o644)
    wrong = [finding.text for finding in findings(settings, None) if finding.mark == "wrong"]
    assert len(wrong) == 1
    assert "chmod 600" in wrong[0]


def test_who_else_could_change_the_data_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    tmp_path.chmod(0o777)
    settings = Settings(data_dir=tmp_path, model="scripted:echo", port=0)
    notes = [found for found in findings(settings, None) if found.mark == "note"]
    assert "Others can write the data directory" in notes[0].text


@pytest.mark.parametrize("name", ["store.db", "log.db", "store.db-wal"])
def test_a_pipe_in_the_place_of_the_data_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    (tmp_path / "store.db").touch()
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)
    settings = Settings(data_dir=tmp_path, model="scripted:echo", port=0)
    for server in (None, RunningServer(1, None)):
        wrong = [found for found in findings(settings, server) if found.mark == "wrong"]
        assert f"{name} cannot be used: it is a pipe" in wrong[0].text


def test_a_service_that_is_away_is_wrong_whoever_else_could_answer(tmp_path: Path) -> None:
    for model in (None, "named", "scripted:echo"):
        url = "http://127.0.0.1:9/v1"
        settings = Settings(data_dir=tmp_path, base_url=url, model=model, port=0)
        wrong = [found for found in findings(settings, None) if found.mark == "wrong"]
        assert [found.about for found in wrong] == ["service"]
        assert "127.0.0.1:9 cannot be reached: nothing listens there" in wrong[0].text


def test_what_is_wrong_is_told_with_its_remedy_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").touch()
    found = examined(Settings(data_dir=tmp_path / "data", model="nobody", port=0))
    assert found["data"].mark == "wrong"
    assert "is a file, not a directory" in found["data"].text
    assert found["model"].mark == "wrong"
    assert "nobody" in found["model"].text


def test_the_databases_are_looked_at_and_each_fault_is_told(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    settings = Settings(data_dir=data_dir, model="scripted:echo", port=0)
    with serving(data_dir):
        during = [found.text for found in findings(settings, running_server(data_dir))]
    after = [found.text for found in findings(settings, None)]
    for texts in (during, after):
        assert [text for text in texts if text.startswith(("store.db is", "log.db is"))] == [
            f"store.db is sound, schema {HEAD}",
            "log.db is sound, version 1",
        ]

    for file in data_dir.glob("*.db*"):
        file.unlink()
    for name in ("store.db", "log.db"):
        (data_dir / name).write_bytes(b"no header" * 1000)
    done = yeoul(data_dir, "doctor", "--model", "scripted:echo", "--port", "0")
    assert done.returncode == 1
    assert re.search(r"wrong data +\S+store\.db is damaged .*: restore a copy", done.stdout)
    assert re.search(r"wrong data +\S+log\.db is damaged .*: move it away", done.stdout)
    (data_dir / "store.db").unlink()
    done = yeoul(data_dir, "serve", "--model", "scripted:echo", "--port", "0")
    assert done.returncode == 1
    assert "log.db is damaged or not an event log: move it away" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = examined(Settings(data_dir=tmp_path, model="scripted:echo", port=port))
    assert found["server"].mark == "wrong"
    assert "is in use by another program" in found["server"].text


def test_the_running_server_is_asked_how_it_is(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with serving(data_dir) as url:
        done = yeoul(data_dir, "doctor", environ={"YEOUL_MODEL": "scripted:echo"})
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{url}: it is ready" in done.stdout
        assert "in use by the running server" in done.stdout
    bad = yeoul(tmp_path / "none", "doctor", "--model", "nobody")
    assert bad.returncode == 1
    assert "wrong model" in bad.stdout


def test_what_workers_share_is_examined_and_left_as_it_is(
    tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path / "data",
            "model": "scripted:echo",
            "port": 0,
            "store_url": new_database(postgres),
            "log_url": empty_valkey(valkey),
        }
    )
    new = examined(settings)
    assert new["store"].text.endswith("the next start makes its tables")
    assert new["log"] == ("ok", "log", f"{empty_valkey(valkey)} answers")
    assert new["accounts"].text.startswith("none")
    assert "services" not in new

    async def add_admin() -> None:
        store = await open_store(store_of(settings))
        assert store.accounts is not None
        assert store.services is not None
        desk = KeptService("desk", "Desk", "https://me:canary@desk.example/v1", "sk-canary-0123")
        assert await store.services.write([], [row_of(desk)])
        await store.accounts.add(Account("a" * 32, "ann", "admin", datetime.now(UTC)), None)
        await store.aclose()

    asyncio.run(add_admin())
    found = examined(settings)
    assert found["accounts"].text == "1, 1 of them may manage the others"
    assert f"schema {HEAD}" in found["store"].text
    shown = "Desk (desk), https://…@desk.example/v1, with a key"
    assert found["services"] == ("ok", "services", shown)


def test_what_workers_cannot_reach_is_wrong_without_a_password(tmp_path: Path) -> None:
    closed = "me:canary@127.0.0.1:1/0"
    fields = {"data_dir": tmp_path, "model": "scripted:echo", "port": 0}
    urls = {"store_url": f"postgresql://{closed}", "log_url": f"redis://{closed}"}
    found = examined(Settings.model_validate(fields | urls))
    assert [found[name].mark for name in ("store", "log")] == ["wrong", "wrong"]
    assert "canary" not in str(found)
    # What nobody knows is not said to be nothing.
    for name in ("accounts", "services"):
        assert found[name] == ("note", name, "not known, as the store cannot be read")
    half = examined(Settings.model_validate(fields | {"log_url": urls["log_url"]}))
    assert "no store_url" in half["workers"].text
