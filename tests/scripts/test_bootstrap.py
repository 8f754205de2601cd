"""The way in: a machine that cannot run Yeoul is told why, in one sentence."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from scripts import bootstrap


@pytest.fixture(autouse=True)
def fresh_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_python_that_is_too_old_can_still_read_it() -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 7))


def test_this_python_will_do() -> None:
    assert bootstrap.complaint() == ""


def test_an_old_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))

    told = bootstrap.complaint()

    assert "Python 3.9.18" in told
    assert "3.11 or newer" in told
    assert "PYTHON=" in told


@pytest.fixture
def without_ensurepip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)


@pytest.mark.usefixtures("without_ensurepip")
def test_on_debian_the_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apt_get = tmp_path / "apt-get"
    apt_get.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    told = bootstrap.complaint()

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert told.endswith(f"Install what is missing with: sudo apt install python{version}-venv")


@pytest.mark.usefixtures("without_ensurepip")
def test_elsewhere_the_missing_modules_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert "venv and ensurepip" in bootstrap.complaint()


@pytest.mark.usefixtures("without_ensurepip")
def test_what_makes_environments_is_not_missed_once_there_is_one(tmp_path: Path) -> None:
    python = tmp_path / bootstrap.VENV_PYTHON
    python.parent.mkdir(parents=True)
    python.touch()

    assert bootstrap.complaint() == ""


def test_another_interpreter_that_fits_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, status in (("python3.13", 1), ("python3.12", 0)):
        script = tmp_path / name
        script.write_text(f"#!/bin/sh\nexit {status}\n")
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert bootstrap.fitting_interpreter() == str(tmp_path / "python3.12")


def test_without_one_that_fits_none_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert bootstrap.fitting_interpreter() == ""
