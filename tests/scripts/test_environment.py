"""What is installed is remembered by content; what was cut off is not trusted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import environment, steps
from scripts.environment import _layer, _state
from scripts.steps import StepFailed


@pytest.fixture(autouse=True)
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in a folder of its own, whose Python is this one."""
    monkeypatch.setattr(environment, "STATE", tmp_path / ".yeoul.json")
    monkeypatch.setattr(environment, "PYTHON", sys.executable)
    monkeypatch.setattr(steps, "LOGS", tmp_path / "logs")
    return tmp_path


def install(digest: str, *, code: str = "print('installed')") -> None:
    _layer("run", digest, "Installing", [sys.executable, "-c", code])


def test_what_is_installed_is_not_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    install("one")
    install("one")

    assert capsys.readouterr().out.count("Installing …") == 1


def test_another_lock_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    install("one")
    install("two")

    assert capsys.readouterr().out.count("Installing …") == 2


def test_an_installation_that_failed_is_tried_again_in_the_same_environment(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(StepFailed):
        install("one", code="raise SystemExit(1)")

    assert _state() is not None
    install("one")
    assert capsys.readouterr().out.count("Installing …") == 2


def test_an_installation_that_was_cut_off_makes_a_new_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cut_off(title: str, *commands: steps.Command) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "step", cut_off)
    with pytest.raises(KeyboardInterrupt):
        install("one")

    assert _state() is None


def test_an_environment_that_was_moved_is_made_again() -> None:
    install("one")
    state = json.loads(environment.STATE.read_text())
    assert _state() == state

    environment.STATE.write_text(json.dumps({**state, "root": "elsewhere"}))

    assert _state() is None


def test_an_environment_without_its_python_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    install("one")
    monkeypatch.setattr(environment, "PYTHON", "/no/such/python")

    assert _state() is None


def test_a_memory_that_cannot_be_read_is_no_memory(venv: Path) -> None:
    (venv / ".yeoul.json").write_text("{half")

    assert _state() is None


def test_an_environment_that_somebody_else_made_is_used() -> None:
    assert _state() == {"root": str(steps.ROOT)}


def test_the_tools_get_caches_in_the_checkout_where_there_is_no_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", "")

    env = environment.tool_environment()

    for name in ("HOME", "UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache"):
        assert Path(env[name]).is_relative_to(steps.ROOT / ".cache")


def test_the_tools_keep_to_the_persons_own_settings_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PIP_INDEX_URL", "a mirror")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.setenv("PYTHONPATH", "astray")

    env = environment.tool_environment()

    assert env["HOME"] == str(tmp_path)
    assert env["UV_DEFAULT_INDEX"] == "a mirror"
    assert "PYTHONPATH" not in env


def test_the_index_of_pips_own_file_is_used_by_uv_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = a mirror\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)

    assert environment._installer_environment()["UV_DEFAULT_INDEX"] == "a mirror"


def test_a_second_setup_waits_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "LOCK", tmp_path / "setup.lock")
    code = (
        "from pathlib import Path; from scripts import environment as e;"
        f" e.LOCK = Path({str(tmp_path / 'setup.lock')!r})\n"
        "with e.alone(): print('alone', flush=True)"
    )
    with environment.alone():
        second = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=steps.ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert second.stdout is not None
        assert "Waiting for another set-up" in second.stdout.readline()

    assert second.communicate()[0] == "alone\n"
