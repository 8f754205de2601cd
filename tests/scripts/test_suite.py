"""The suite runs every part, tells how each ended, and fails if one did."""

from __future__ import annotations

import os
import signal
import sys
import textwrap
from pathlib import Path

import pytest

from scripts import suite
from scripts.suite import Part


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "LOGS", tmp_path)


def part(name: str, code: str, *, live: bool = False, refused: tuple[str, ...] = ()) -> Part:
    return Part(name, [sys.executable, "-c", code], live=live, refused=refused)


def test_a_suite_whose_parts_pass_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = suite._run_lanes([[part("one", "print('noise')")], [part("two", "")]])

    assert suite._summary(outcomes) == 0
    told = capsys.readouterr().out
    assert "noise" not in told
    assert told.endswith("Everything passed.\n")


def test_a_failed_part_shows_what_it_said_and_stops_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = suite._run_lanes(
        [[part("bad", "print('the reason'); raise SystemExit(1)"), part("good", "")]]
    )

    assert [outcome.status for outcome in outcomes] == [1, 0]
    assert suite._summary(outcomes) == 1
    told = capsys.readouterr().out
    assert "the reason" in told
    assert told.endswith("FAILED: bad\n")


def test_a_live_part_speaks_once_and_its_last_line_is_in_the_summary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = suite._run_lanes([[part("pytest", "print('= 3 passed in 1s =')", live=True)]])

    suite._summary(outcomes)

    told = capsys.readouterr().out
    assert told.count("= 3 passed in 1s =") == 1
    assert told.splitlines()[-2].endswith("3 passed in 1s")


def test_tests_beside_a_live_part_say_all_they_have_to_when_they_are_over(
    capsys: pytest.CaptureFixture[str],
) -> None:
    beside = part("pytest", "print('NOT RUN: x'); print('3 passed in 1s')", refused=("deselected",))
    outcomes = suite._run_lanes([[part("faults", "print('dots')", live=True)], [beside]])

    suite._summary(outcomes)

    told = capsys.readouterr().out
    assert told.count("NOT RUN: x") == 1
    assert "ok     pytest" in told
    assert any(line.startswith("  ok") and "3 passed" in line for line in told.splitlines())


def test_a_part_that_hangs_is_ended_and_says_where_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(suite, "LIMIT_S", 2.0)
    code = """
        import faulthandler, threading
        faulthandler.enable()
        print("1 passed", flush=True)
        def hang(): threading.Event().wait()
        hang()
    """
    hangs = part("pytest", textwrap.dedent(code), refused=("deselected",))

    outcomes = suite._run_lanes([[hangs, part("after", "")]])

    assert [outcome.status for outcome in outcomes] == [-signal.SIGABRT, 0]
    told = capsys.readouterr().out
    assert "has not ended in 2.0 s" in told
    assert "in hang" in told


def test_a_process_that_a_part_left_behind_does_not_hold_it_up() -> None:
    sleeps = "import time; time.sleep(60)"
    code = f"""
        import subprocess, sys
        left = subprocess.Popen([sys.executable, "-c", {sleeps!r}], start_new_session=True)
        print(left.pid)
    """

    [outcome] = suite._run_lanes([[part("leaves", textwrap.dedent(code))]])

    os.kill(int(outcome.output), signal.SIGKILL)
    assert outcome.status == 0
    assert outcome.duration_s < 30


def test_every_test_is_in_exactly_one_part() -> None:
    parts = (
        suite.fault_tests(),
        suite.python_tests(),
        suite.page_cost_tests(),
        suite.browser_tests(),
    )
    arguments = [argument for each in parts for argument in each.argv[3:]]

    assert arguments == [
        *("tests/faults", *suite.IN_TWO),
        *("--ignore=tests/e2e", "--ignore=tests/faults", *suite.IN_THREE),
        *("tests/e2e/costs", "tests/e2e", "--ignore=tests/e2e/costs", *suite.IN_TWO),
    ]


def test_tests_that_did_not_run_are_a_failure() -> None:
    skips = part("pytest", "print('2 passed, 1 skipped in 1s')", refused=("skipped",))
    passes = part("pytest", "print('3 passed in 1s')", refused=("skipped",))

    outcomes = suite._run_lanes([[skips, passes]])

    assert [outcome.status for outcome in outcomes] == [1, 0]


def test_tests_that_ended_before_their_last_line_are_a_failure() -> None:
    ends = part("pytest", "print('tests/test_cli.py .'); exit(0)", refused=("skipped",))

    [outcome] = suite._run_lanes([[ends]])

    assert outcome.status == 1
