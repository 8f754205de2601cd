"""Progress is one line for a person who watches, and nothing for others."""

from __future__ import annotations

import io

import pytest

from yeoul.commands.progress_line import ProgressLine, in_bytes, in_time


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


def test_a_line_is_never_longer_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    screen = Screen()
    monkeypatch.setattr("sys.stderr", screen)
    line = ProgressLine()

    line.show("qwen3-0.6b", 43, 100, "275 MB of 639 MB")
    line.end()

    assert screen.getvalue() == "\r\x1b[Kqwen3-0.6b 43 % (27\n"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0.0 MB"), (1_500_000, "1.5 MB"), (98_362_432, "98 MB"), (2_497_280_256, "2.5 GB")],
)
def test_sizes_are_for_people(count: int, text: str) -> None:
    assert in_bytes(count) == text


@pytest.mark.parametrize(("seconds", "text"), [(7.4, "7 s"), (600, "10 min"), (9000, "2.5 h")])
def test_times_are_for_people(seconds: float, text: str) -> None:
    assert in_time(seconds) == text
