"""`yeoul model`: a person fetches, lists and removes models, beside a server or without one."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.commands.yeoul_process import serving, starting, yeoul
from tests.downloads.hub import Behaviour, LoopbackHub, cut_after, model_bytes, open_hub, stall
from tests.e2e.model_sources import KEY, loopback_service
from yeoul.downloads.part import records_in
from yeoul.providers.embedded.known_models import KNOWN_MODELS
from yeoul.services import KeptService, ServiceFiles
from yeoul.services.service_files import KEYS_FILE, LIST_FILE

DATA = model_bytes(300_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@contextmanager
def hub_running(*behaviours: Behaviour) -> Iterator[LoopbackHub]:
    """A hub in a thread, with one file, for commands that run in a process of their own."""
    opened: list[LoopbackHub] = []
    ready, end = threading.Event(), threading.Event()

    async def run() -> None:
        async with open_hub() as hub:
            hub.add("/m.gguf", DATA)
            hub.nexts = list(behaviours)
            opened.append(hub)
            ready.set()
            await asyncio.to_thread(end.wait)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert ready.wait(10)
        yield opened[0]
    finally:
        end.set()
        thread.join()


def test_the_models_are_listed_and_the_default_one_is_marked(tmp_path: Path) -> None:
    done = yeoul(tmp_path / "data", "model", "list", "--model", "scripted:echo")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row for row in rows if row[-1] == "default"] == [
        ["scripted:echo", "scripted", "Scripted echo", "", "", "default"]
    ]
    assert ["scripted:river", "scripted", "Scripted river", "", ""] in rows
    assert ["qwen3-0.6b", "available", "Qwen3 0.6B", "", "639 MB"] in rows


def test_services_that_were_connected_in_the_page_are_asked_and_their_files_left_alone(
    tmp_path: Path,
) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with loopback_service() as address:
        desk = KeptService("desk", "Desk", address, KEY)
        away = KeptService("far", "Far", "http://127.0.0.1:9/v1")
        ServiceFiles(data_dir).write([desk, away])
        # A server that connects a service keeps its key first: such a one is not to be tidied away.
        keys = data_dir / KEYS_FILE
        keys.write_text(keys.read_text().replace('"desk"', '"new": {}, "desk"'))
        before = keys.read_text()

        done = yeoul(data_dir, "model", "list", "--model", "scripted:echo")

    assert done.returncode == 0
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["desk/river-small", "desk", "river-small (Desk)", "", ""] in rows
    assert not [row for row in rows if row[0].startswith("far/")]
    assert "far: 127.0.0.1:9 cannot be reached" in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert keys.read_text() == before


def test_services_whose_file_cannot_be_read_are_told_of(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / LIST_FILE).touch(mode=0o600)

    done = yeoul(data_dir, "model", "list", "--model", "scripted:echo")

    assert done.returncode == 0
    assert f"{data_dir / LIST_FILE} is damaged" in done.stderr
    assert "scripted:echo\t" in done.stdout


def test_a_file_that_cannot_be_used_is_listed_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "models"
    folder.mkdir(parents=True)
    (folder / "page.gguf").write_bytes(b"<!doctype html>" * 10_000)

    known = KNOWN_MODELS[0]
    with (folder / known.file).open("wb") as file:
        file.truncate(known.size_bytes)

    done = yeoul(tmp_path / "data", "model", "list", "--model", "scripted:echo")

    rows = [line.split("\t") for line in done.stdout.splitlines()]
    [row] = [row for row in rows if row[0] == "page"]
    assert row[:5] == ["page", "unusable", "page", "", "0.1 MB"]
    assert "does not begin with GGUF" in row[5]
    assert [row[1] for row in rows if row[0] == known.name] == ["unusable"]


def test_a_file_by_address_is_fetched_listed_and_removed(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with hub_running(cut_after(100_000)) as hub:
        done = yeoul(data_dir, "model", "pull", f"{hub.url}/m.gguf", "--sha256", SHA256)
        assert (done.returncode, [r.first for r in hub.requests]) == (0, [None, 100_000])
    assert done.stdout == f"The model is in {data_dir / 'models' / 'm.gguf'}.\n"
    assert "Nothing was checked" not in done.stderr

    assert "\nm\tembedded\tm\t4096 tokens\t0.3 MB\n" in yeoul(data_dir, "model", "list").stdout
    assert yeoul(data_dir, "model", "remove", "m").stdout == "m is removed.\n"
    again = yeoul(data_dir, "model", "remove", "m")
    assert (again.returncode, "no model 'm'" in again.stderr) == (1, True)


def test_without_a_checksum_it_is_told_that_nothing_was_checked(tmp_path: Path) -> None:
    with hub_running() as hub:
        command = ("model", "pull", f"{hub.url}/m.gguf")
        done = yeoul(tmp_path / "data", *command)
        again = yeoul(tmp_path / "data", *command)

    assert done.returncode == 0
    assert "Nothing was checked" in done.stderr
    assert (again.returncode, "remove it first, or give" in again.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "data" / "models").iterdir()] == ["m.gguf"]


def test_a_wrong_checksum_leaves_no_model(tmp_path: Path) -> None:
    with hub_running() as hub:
        done = yeoul(tmp_path / "data", "model", "pull", f"{hub.url}/m.gguf", "--sha256", "0" * 64)

    assert (done.returncode, "SHA-256" in done.stderr) == (1, True)
    assert list((tmp_path / "data" / "models").iterdir()) == []


@pytest.mark.parametrize("name", [None, "qwen3-0.6b"])
def test_a_checksum_that_would_not_be_used_is_refused(tmp_path: Path, name: str | None) -> None:
    done = yeoul(tmp_path / "data", "model", "pull", *([name] if name else []), "--sha256", SHA256)

    assert (done.returncode, "--sha256 goes with the address" in done.stderr) == (1, True)


@pytest.mark.parametrize("name", ["gpt-9", "ftp://hub.example/m.gguf", "./m.gguf"])
def test_what_cannot_be_fetched_is_answered_with_what_can(tmp_path: Path, name: str) -> None:
    done = yeoul(tmp_path / "data", "model", "pull", name)

    assert (done.returncode, "qwen3-0.6b" in done.stderr) == (1, True)


def test_without_internet_the_way_by_file_is_told(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"

    done = yeoul(data_dir, "model", "pull", "qwen3-0.6b", "--hub-url", "http://127.0.0.1:9")

    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert f"put it into {data_dir / 'models'}." in done.stderr
    assert list((data_dir / "models").iterdir()) == []


def test_an_interrupted_pull_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with hub_running(stall) as hub:
        command = ("model", "pull", f"{hub.url}/m.gguf", "--sha256", SHA256)
        with starting(data_dir, *command) as process:
            wait_for_part(data_dir, 1000)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
        assert (process.returncode, "goes on from here" in told) == (130, True)
        assert [record.status for record in records_in(data_dir / "models")] == ["paused"]

        assert yeoul(data_dir, *command).returncode == 0
        assert hub.requests[-1].first == 1000


def wait_for_part(data_dir: Path, size: int) -> None:
    part = data_dir / "models" / "m.gguf.part"
    for _ in range(3000):
        if part.exists() and part.stat().st_size >= size:
            return
        threading.Event().wait(0.01)
    raise AssertionError("Nothing came.")


def test_a_running_server_offers_what_a_command_has_fetched_and_removes_it(
    tmp_path: Path,
) -> None:
    data_dir = tmp_path / "data"
    with hub_running() as hub, serving(data_dir) as url:
        done = yeoul(data_dir, "model", "pull", f"{hub.url}/m.gguf", "--sha256", SHA256)
        assert done.returncode == 0, done.stderr
        assert "m" in model_ids(url)

        assert yeoul(data_dir, "model", "remove", "m").returncode == 0
        assert "m" not in model_ids(url)
        done = yeoul(data_dir, "model", "remove", "service/m")
        assert (done.returncode, "no model 'service/m'" in done.stderr) == (1, True)


def test_a_command_and_a_server_never_fetch_the_same_file(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with hub_running(stall) as hub, serving(data_dir) as url:
        body = {"url": f"{hub.url}/m.gguf", "sha256": SHA256}
        httpx2.post(f"{url}/api/downloads", json=body, trust_env=False).raise_for_status()
        wait_for_part(data_dir, 1000)

        done = yeoul(data_dir, "model", "pull", body["url"], "--sha256", SHA256)
        assert (done.returncode, "already" in done.stderr) == (1, True)

        assert yeoul(data_dir, "model", "remove", "m.gguf").returncode == 0
        assert list((data_dir / "models").iterdir()) == []


def test_a_killed_server_goes_on_where_it_was(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with hub_running(stall) as hub:
        body = {"url": f"{hub.url}/m.gguf", "sha256": SHA256}
        with serving(data_dir) as url:  # which is killed at the end
            httpx2.post(f"{url}/api/downloads", json=body, trust_env=False).raise_for_status()
            wait_for_part(data_dir, 1000)
        with serving(data_dir):
            for _ in range(3000):
                if (data_dir / "models" / "m.gguf").exists():
                    break
                threading.Event().wait(0.01)
        assert (data_dir / "models" / "m.gguf").read_bytes() == DATA
        assert [request.first for request in hub.requests] == [None, 1000]


def model_ids(url: str) -> list[str]:
    reply = httpx2.get(f"{url}/api/models", trust_env=False, timeout=30)
    return [model["id"] for model in reply.raise_for_status().json()["models"]]
