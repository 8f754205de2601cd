"""The browsers of the tests that are not Chromium."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts import browser
from scripts.steps import Command, StepFailed

FIREFOX, WEBKIT = browser.OTHERS


def program(folder: Path, name: str, script: str = "") -> str:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the PATH of a Debian whose user is root; it has apt-get alone."""
    folder = tmp_path / "bin"
    program(folder, "apt-get")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return folder


def test_each_is_found_on_the_path(programs: Path) -> None:
    fox, driver = program(programs, "firefox"), program(programs, "WebKitWebDriver")
    program(programs, "Xvfb")

    assert browser.find_other(FIREFOX) == fox
    assert browser.find_other(WEBKIT) == driver


def test_webkit_without_a_virtual_screen_is_not_enough(programs: Path) -> None:
    program(programs, "WebKitWebDriver")

    assert browser.find_other(WEBKIT) is None


def test_a_placeholder_and_one_that_wants_the_persons_home_are_none(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    program(programs, "firefox-esr", "exit 1")
    program(programs, "firefox", f'[ "$HOME" = {tmp_path} ]')

    assert browser.find_other(FIREFOX) is None


def test_what_is_missing_comes_from_debian_in_one_step(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(programs, "firefox-esr")
    ran: list[list[str]] = []
    monkeypatch.setattr(browser, "_may_install", lambda: True)
    monkeypatch.setattr(
        browser, "step", lambda _, *commands: ran.extend(list(each.argv) for each in commands)
    )

    browser.provide_others()

    update, install = ran
    assert update == ["apt-get", "update"]
    assert install[-2:] == ["webkit2gtk-driver", "xvfb"]
    assert "firefox-esr" not in install


def test_nothing_is_installed_where_both_are(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("firefox-esr", "WebKitWebDriver", "Xvfb"):
        program(programs, name)
    monkeypatch.setattr(browser, "step", lambda *_: pytest.fail("something was installed"))

    browser.provide_others()


def test_a_refused_installation_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def step(title: str, *commands: Command) -> None:
        raise StepFailed(f"{title}: no network")

    monkeypatch.setattr(browser, "_may_install", lambda: True)
    monkeypatch.setattr(browser, "step", step)

    browser.provide_others()

    assert "Installing Firefox and WebKit from Debian: no network" in capsys.readouterr().out


def test_without_the_right_to_install_a_person_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser, "step", lambda *_: pytest.fail("something was installed"))

    browser.provide_others()

    assert "sudo apt install webkit2gtk-driver xvfb" in browser.advice(WEBKIT)


def test_elsewhere_the_programs_are_named(programs: Path) -> None:
    (programs / "apt-get").unlink()

    assert "WebKitWebDriver and Xvfb" in browser.advice(WEBKIT)
    assert browser.advice(FIREFOX).endswith("is firefox-esr.")
