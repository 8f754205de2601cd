"""A step says what it does and how long it took, and what failed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import steps
from scripts.steps import Command, StepFailed, step


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(steps, "LOGS", tmp_path)
    return tmp_path


def python(code: str, cwd: Path = steps.ROOT) -> Command:
    return Command([sys.executable, "-c", code], cwd=cwd)


def test_a_step_says_what_it_does_and_how_long_it_took(
    capsys: pytest.CaptureFixture[str],
) -> None:
    step("Doing nothing", python("print('noise')"))

    told = capsys.readouterr().out
    assert told.startswith("  Doing nothing … ")
    assert told.endswith(" s\n")
    assert "noise" not in told


def test_a_failed_step_shows_its_last_words_and_names_the_log(logs: Path) -> None:
    with pytest.raises(StepFailed) as failure:
        step("Doing wrong", python("print('first'); print('the reason'); raise SystemExit(3)"))

    assert "  | the reason" in str(failure.value)
    assert f"Doing wrong: failed with status 3. The whole log is {logs / 'doing-wrong.log'}" in str(
        failure.value
    )
    assert "first" in (logs / "doing-wrong.log").read_text()


def test_a_long_log_is_shown_from_both_ends() -> None:
    with pytest.raises(StepFailed) as failure:
        step("Talking", python("[print(n, 'said') for n in range(1000)]; raise SystemExit(1)"))

    shown = str(failure.value).splitlines()
    assert "  | 0 said" in shown
    assert "  | …" in shown
    assert "  | 999 said" in shown
    assert len(shown) < 40


def test_a_failed_command_is_the_last_of_its_step(tmp_path: Path) -> None:
    later = tmp_path / "later"

    with pytest.raises(StepFailed):
        step("Two", python("raise SystemExit(1)"), python(f"open({str(later)!r}, 'w')"))

    assert not later.exists()


def test_a_command_that_is_not_there_is_named() -> None:
    with pytest.raises(StepFailed, match="no-such-command"):
        step("Looking", Command(["no-such-command"]))


def test_a_step_leaves_no_process_behind_when_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen[bytes]):
        waits = 0

        def wait(self, timeout: float | None = None) -> int:
            started.append(self)
            self.waits += 1
            if self.waits == 1:
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)

    with pytest.raises(KeyboardInterrupt):
        step("Waiting", python("import time; time.sleep(600)"))

    assert started[0].returncode is not None


@pytest.mark.parametrize(
    ("duration_s", "shown"), [(0.04, "0.0 s"), (59.9, "59.9 s"), (90, "1.5 min")]
)
def test_durations_are_shown_as_a_person_reads_them(duration_s: float, shown: str) -> None:
    assert steps.seconds(duration_s) == shown
