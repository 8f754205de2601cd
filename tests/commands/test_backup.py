"""``yeoul backup`` and ``yeoul restore``, as a person at the server's machine uses them."""

from __future__ import annotations

import asyncio
import json
import random
import stat
from pathlib import Path

import pytest

from tests.commands.killed_everywhere import killed
from tests.commands.yeoul_process import yeoul
from tests.served import serving
from yeoul.commands.store_place import SERVICE_FILES
from yeoul.files.data_dir import DataDirectory
from yeoul.store import moved_mark
from yeoul.store.copying import fingerprints
from yeoul.store.transfers import reading

SEED = random.randrange(2**32)
#: Of `make test`; a try takes half a second.
KILLS = 10


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a conversation and the files of services, which nobody changes."""
    folder = tmp_path_factory.mktemp("kept") / "data"

    async def fill() -> None:
        async with serving(folder, ["One ", "여울"]) as served:
            await served.finished("periwinkle")

    asyncio.run(fill())
    for name in SERVICE_FILES:
        (folder / name).write_text(f'"{name}"')
        (folder / name).chmod(0o600)
    return folder


@pytest.fixture(scope="module")
def file(data_dir: Path) -> Path:
    """Its backup."""
    made = data_dir.with_name("made.zip")
    done(data_dir, "backup", str(made))
    return made


def done(data_dir: Path, *arguments: str, code: int = 0) -> str:
    """Run a command; returns what it printed, or the sentence of its failure."""
    ended = yeoul(data_dir, *arguments)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return ended.stderr if code else ended.stdout


def content_of(data_dir: Path) -> dict[str, int]:
    with reading(data_dir / "store.db") as connection:
        return fingerprints(connection)


@pytest.mark.anyio
async def test_a_backup_of_a_running_server_comes_back_in_a_new_directory(tmp_path: Path) -> None:
    old, new, file = tmp_path / "data", tmp_path / "new", tmp_path / "made.zip"
    async with serving(old, ["One ", "여울"]) as served:
        asked = await served.finished("periwinkle")
        await asyncio.to_thread(done, old, "backup", str(file))
        await served.finished("came later")
    told = await asyncio.to_thread(done, new, "restore", str(file))
    assert told.startswith("1 conversations, 2 messages, 0 accounts are there, as of ")
    async with serving(new, ["x"]) as served:
        listed = await served.get("/api/conversations")
        [conversation] = listed["conversations"]
        found = await served.get(f"/api/conversations/{conversation['id']}")
        assert [message["text"] for message in found["messages"]] == ["periwinkle", "One 여울"]
        # And it goes on.
        await served.finished("and then?", conversation_id=asked["conversation"]["id"])


def test_it_has_the_services_and_is_for_its_owner_alone(
    data_dir: Path, file: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    new.mkdir(0o700)
    # Of another store: what it has of an answer must not meet the one that comes back.
    (new / "log.db").write_bytes((data_dir / "log.db").read_bytes())
    done(new, "restore", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for name in (*SERVICE_FILES, "store.db"):
        assert stat.S_IMODE((new / name).stat().st_mode) == 0o600
    assert [json.loads((new / name).read_text()) for name in SERVICE_FILES] == [*SERVICE_FILES]
    assert content_of(new) == content_of(data_dir)
    assert {path.name for path in new.iterdir()} == {*SERVICE_FILES, "store.db", "yeoul.lock"}
    assert {path.name for path in file.parent.iterdir()} == {"data", "made.zip"}


def test_nothing_is_written_over(data_dir: Path, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert "there already" in done(data_dir, "backup", str(file), code=1)
    assert file.read_bytes() == before
    assert "data already" in done(data_dir, "restore", str(file), code=1)
    new = tmp_path / "new"
    new.mkdir(0o700)
    (new / SERVICE_FILES[0]).write_text("another")
    assert "move it away" in done(new, "restore", str(file), code=1)
    assert (new / SERVICE_FILES[0]).read_text() == "another"


def test_nothing_is_restored_while_a_server_uses_the_place(file: Path, tmp_path: Path) -> None:
    with DataDirectory.open(tmp_path / "new"):
        told = done(tmp_path / "new", "restore", str(file), code=1)
    assert "in use by a running Yeoul" in told


def test_there_is_no_backup_of_nothing_and_of_what_has_moved(tmp_path: Path) -> None:
    told = done(tmp_path / "nowhere", "backup", str(tmp_path / "made.zip"), code=1)
    assert "--data-dir" in told
    assert not (tmp_path / "nowhere").exists()
    moved_mark(tmp_path / "store.db").write_text("postgresql://db/yeoul\n")
    told = done(tmp_path, "backup", str(tmp_path / "made.zip"), code=1)
    assert "postgresql://db/yeoul" in told
    assert not list(tmp_path.glob("made.zip*"))


@pytest.mark.timeout(120)
def test_a_restore_that_is_killed_anywhere_can_be_run_again(
    data_dir: Path, file: Path, tmp_path: Path
) -> None:
    print(f"{SEED=}")
    new = tmp_path / "new"
    new.mkdir(0o700)
    expected = content_of(data_dir)

    for copy, status, where, again in killed(
        new, "restore", str(file), "--data-dir", "{}", seed=SEED, times=KILLS
    ):
        assert status == -9, where
        assert content_of(copy) == expected, where
        assert [json.loads((copy / name).read_text()) for name in SERVICE_FILES] == [
            *SERVICE_FILES
        ], where
        # Behind the commit it is refused, as there is all of it.
        assert again in (0, 1), where
