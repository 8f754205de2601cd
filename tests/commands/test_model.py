from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.commands.yeoul_process import yeoul
from yeoul.commands.model import ProgressLine


def test_the_models_are_listed_and_the_default_one_is_marked(tmp_path: Path) -> None:
    done = yeoul(tmp_path / "data", "model", "list", "--model", "scripted:echo")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row for row in rows if row[-1] == "default"] == [
        ["scripted:echo", "scripted", "Scripted echo", "", "default"]
    ]
    assert ["scripted:river", "scripted", "Scripted river", ""] in rows


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def progress_on(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stderr", screen)
    progress = ProgressLine()
    for what, done, whole in [("fetching", 0, None), ("unpacking", 1, 4), ("unpacking", 4, 4)]:
        progress.show(what, done, whole)
    return screen.getvalue()


def test_progress_is_one_line_for_who_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    clear = "\r\x1b[K"
    told = f"{clear}fetching …{clear}unpacking 25 %{clear}unpacking 100 %\n"
    assert progress_on(Screen(), monkeypatch) == told


def test_progress_is_nothing_where_nobody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress_on(io.StringIO(), monkeypatch) == ""
