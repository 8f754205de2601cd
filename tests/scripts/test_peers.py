"""The servers of others, installed for measurements."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import installs, peers
from scripts.page import Npm
from scripts.steps import Command, StepFailed

NPM = Npm(["npm"], "/opt/node/bin")


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in a folder of the test's own."""
    done: list[str] = []

    def step(title: str, *commands: Command) -> None:
        done.append(title)
        (tmp_path / "litellm").mkdir(exist_ok=True)

    monkeypatch.setattr(peers, "INSTALLED", tmp_path)
    monkeypatch.setattr(installs, "step", step)
    return done


def test_each_is_installed_once(steps: list[str]) -> None:
    peers.provide(NPM)
    first = list(steps)
    peers.provide(NPM)

    assert first == ["Installing LiteLLM's proxy", "Installing the AI SDK"]
    assert steps == first


def test_another_lock_is_installed_anew(steps: list[str], tmp_path: Path) -> None:
    peers.provide(NPM)
    (tmp_path / "litellm" / installs.STAMP).write_text("an older one", encoding="utf-8")

    peers.provide(NPM)

    assert steps[2:] == ["Installing LiteLLM's proxy"]


def test_one_that_cannot_be_installed_does_not_keep_the_other_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def step(title: str, *commands: Command) -> None:
        if "LiteLLM" in title:
            raise StepFailed("there is no network")

    monkeypatch.setattr(peers, "INSTALLED", tmp_path)
    monkeypatch.setattr(installs, "step", step)

    peers.provide(NPM)

    assert "there is no network" in capsys.readouterr().out
    assert (tmp_path / "ai-sdk" / installs.STAMP).exists()
    assert not (tmp_path / "litellm" / installs.STAMP).exists()


def test_they_run_on_the_node_that_installed_them() -> None:
    assert peers.environment(NPM)["PATH"].startswith("/opt/node/bin:")


def test_what_is_locked_is_what_is_asked_for() -> None:
    asked = json.loads((peers.SOURCES / "ai-sdk" / "package.json").read_text("utf-8"))
    lock = json.loads((peers.SOURCES / "ai-sdk" / "package-lock.json").read_text("utf-8"))

    assert lock["packages"][""]["dependencies"] == asked["dependencies"]
    assert "\nlitellm==" in (peers.SOURCES / "litellm.txt").read_text("utf-8")
