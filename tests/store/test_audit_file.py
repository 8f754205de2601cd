"""The audit is read beside a server, and nothing is changed by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.accounts.people import NAMES, add_people
from yeoul.errors import StartupError
from yeoul.store.audit_file import read_audit

pytestmark = pytest.mark.anyio


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


async def test_it_is_read_oldest_first_and_nothing_in_the_directory_changes(tmp_path: Path) -> None:
    await add_people(tmp_path)
    before = contents(tmp_path)
    entries = list(read_audit(tmp_path / "store.db"))
    assert [(entry.noted.note.action, entry.target) for entry in entries] == [
        ("account_added", name) for name in NAMES
    ]
    assert contents(tmp_path) == before


def test_without_an_audit_it_says_when_one_begins_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(StartupError, match="it begins when a server with accounts has used it"):
        list(read_audit(tmp_path / "store.db"))
    assert list(tmp_path.iterdir()) == []
