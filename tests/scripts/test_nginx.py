"""The nginx of the measurements."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import nginx
from scripts.steps import Command, StepFailed


def program(path: Path, status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with the tools of Debian and without nginx."""
    for name in ("apt-get", "dpkg-deb"):
        program(tmp_path / "bin" / name)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(nginx, "SYSTEM", str(tmp_path / "sbin"))
    monkeypatch.setattr(nginx, "FOLDER", tmp_path / "nginx")
    monkeypatch.setattr(nginx, "UNPACKED", tmp_path / "nginx" / "usr" / "sbin" / "nginx")


@pytest.mark.parametrize("place", ["bin", "sbin", "nginx/usr/sbin"])
def test_nginx_is_found_wherever_it_is(tmp_path: Path, place: str) -> None:
    path = program(tmp_path / place / "nginx")

    assert nginx.environment() == {"YEOUL_NGINX": str(path)}


def test_one_that_does_not_start_is_none(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "nginx", status=1)

    assert nginx.find() is None
    assert nginx.environment() == {}


def test_debians_is_unpacked_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(title: str, *commands: Command) -> None:
        if commands[0].argv[:2] == ["apt-get", "download"]:
            (nginx.FOLDER / "nginx_1.deb").touch()
        if commands[0].argv[0] == "dpkg-deb":
            program(nginx.UNPACKED)

    monkeypatch.setattr(nginx, "step", step)

    nginx.provide()

    assert nginx.find() == str(nginx.UNPACKED)


def test_without_a_network_the_measurements_go_on_without_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []

    def step(title: str, *commands: Command) -> None:
        tried.append(title)
        raise StepFailed("no network")

    monkeypatch.setattr(nginx, "step", step)

    nginx.provide()

    assert len(tried) == 2
    assert "not measured" in capsys.readouterr().out


def test_nothing_is_fetched_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin" / "nginx")
    monkeypatch.setattr(nginx, "step", lambda *_: pytest.fail("something was fetched"))

    nginx.provide()
