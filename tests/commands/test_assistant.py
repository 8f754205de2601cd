"""``yeoul assistant``, with a server in the data directory and without one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx2
import pytest

from tests.commands.account_commands import add, refused, run
from tests.commands.yeoul_process import serving, yeoul
from yeoul.store import open_store

FILE = {
    "yeoul_assistant": 1,
    "name": "Ferryman",
    "description": "Knows the river.",
    "instructions": "You are a ferryman.\nSay \x1b[2Jahoy.",
    "parameters": {"temperature": 0.5},
    "starters": ["Is it deep here?", "얕은 곳은 어디?"],
}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ferryman.json"
    path.write_text(json.dumps(FILE), encoding="utf-8")
    return path


def names_of(listed: str) -> list[str]:
    return [line.split("  ")[1] for line in listed.splitlines()]


def test_an_assistant_is_shown_before_it_is_imported_and_exported_as_it_came(
    data_dir: Path, file: Path
) -> None:
    no = yeoul(data_dir, "assistant", "import", str(file), stdin="n\n")
    assert no.returncode == 1
    assert "  You are a ferryman.\n  Say \N{REPLACEMENT CHARACTER}[2Jahoy.\n" in no.stdout
    assert "  temperature: 0.5\n" in no.stdout
    assert "  얕은 곳은 어디?\n" in no.stdout
    assert "Ferryman" not in run(data_dir, "assistant", "list")

    told = run(data_dir, "assistant", "import", str(file), stdin="y\n")
    assert told.endswith("Ferryman is there.\n")
    assert json.loads(run(data_dir, "assistant", "export", "FERRYMAN")) == FILE
    run(data_dir, "assistant", "import", str(file), "--yes")
    several = refused(data_dir, "assistant", "export", "ferryman")
    ids = [line.split()[0] for line in run(data_dir, "assistant", "list").splitlines()]
    assert all(id in several for id in ids if len(id) == 32)
    assert json.loads(run(data_dir, "assistant", "export", ids[-1])) == FILE
    assert "'nobody'" in refused(data_dir, "assistant", "export", "nobody")


def test_what_ships_is_listed_in_the_language_of_the_terminal(data_dir: Path) -> None:
    english = run(data_dir, "assistant", "list", LC_ALL="C.UTF-8")
    assert "document-summary  Document summary  " in english
    assert "영어 회화 선생님" in run(data_dir, "assistant", "list", LC_ALL="ko_KR.UTF-8")
    shown = json.loads(run(data_dir, "assistant", "export", "english-tutor", LC_ALL="ko_KR.UTF-8"))
    assert shown["name"] == "영어 회화 선생님"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not valid JSON"),
        ("[]", "should be an object"),
        ('{"name":"x"}', '"yeoul_assistant" is missing'),
        ('{"yeoul_assistant":1}', "name: field required"),
        ('{"yeoul_assistant":2,"name":"x"}', "must be 1"),
        ('{"yeoul_assistant":1,"name":"x","run":"me"}', "run: "),
        ('{"yeoul_assistant":1,"name":"x"}' + " " * (1 << 20), "too large"),
    ],
)
def test_a_file_without_an_assistant_is_refused(
    data_dir: Path, file: Path, content: str, said: str
) -> None:
    file.write_text(content, encoding="utf-8")
    assert said in refused(data_dir, "assistant", "import", str(file), "--yes")


def test_a_file_that_begins_with_a_mark_of_its_encoding_is_read(data_dir: Path, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert "Ferryman is there." in run(data_dir, "assistant", "import", str(file), "--yes")


def test_where_several_have_accounts_it_is_said_whose_they_are(data_dir: Path, file: Path) -> None:
    add(data_dir, "root", "admin")
    run(data_dir, "assistant", "import", str(file), "--yes")
    add(data_dir, "Ann")
    assert "--user" in refused(data_dir, "assistant", "list")
    assert "'Bob'" in refused(data_dir, "assistant", "list", "--user", "Bob")
    assert "Ferryman" in names_of(run(data_dir, "assistant", "list", "--user", "ROOT"))
    assert "Ferryman" not in run(data_dir, "assistant", "list", "--user", "Ann")
    assert asyncio.run(_kept_by(data_dir)) == {"root": 1, "Ann": 0}


async def _kept_by(data_dir: Path) -> dict[str, int]:
    store = await open_store(f"sqlite:///{data_dir / 'store.db'}")
    assert store.accounts is not None
    assert store.assistants is not None
    try:
        people = await store.accounts.accounts()
        return {each.name: len(await store.assistants.all_of(each.id)) for each in people}
    finally:
        await store.aclose()


def test_a_running_server_is_asked(data_dir: Path, file: Path) -> None:
    with serving(data_dir) as url:
        run(data_dir, "assistant", "import", str(file), "--yes")
        listed = httpx2.get(f"{url}/api/assistants", trust_env=False).json()["assistants"]
        assert "Ferryman" in [each["name"] for each in listed]
        assert "Ferryman" in names_of(run(data_dir, "assistant", "list"))
        assert "문서 요약" in run(data_dir, "assistant", "list", LC_ALL="ko_KR.UTF-8")
        assert json.loads(run(data_dir, "assistant", "export", "Ferryman")) == FILE


def test_a_running_server_is_asked_for_the_person_who_is_named(data_dir: Path, file: Path) -> None:
    add(data_dir, "root", "admin")
    add(data_dir, "여울이")
    with serving(data_dir):
        run(data_dir, "assistant", "import", str(file), "--yes", "--user", "여울이")
        assert "Ferryman" in names_of(run(data_dir, "assistant", "list", "--user", "여울이"))
        assert "Ferryman" not in run(data_dir, "assistant", "list", "--user", "root")
        assert "--user" in refused(data_dir, "assistant", "list")
        assert "'Bob'" in refused(data_dir, "assistant", "list", "--user", "Bob")
