from __future__ import annotations

import pytest

from yeoul import __version__
from yeoul.commands.program import program


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    program()(list(arguments), standalone_mode=False)
    return capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "--version") == f"yeoul {__version__}\n"


def test_help_names_every_command_and_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    commands = told(capsys, "--help").partition("Commands:")[2].strip().splitlines()
    assert [line.split()[0] for line in commands] == ["serve", "chat", "doctor", "openapi", "model"]
    assert all(line.endswith(".") for line in commands)
