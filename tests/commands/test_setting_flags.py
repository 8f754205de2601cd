from __future__ import annotations

from typing import Annotated

import pytest
import typer

from yeoul.commands.setting_flags import with_settings
from yeoul.errors import StartupError
from yeoul.settings import Settings, setting_infos


def run(*arguments: str, names: tuple[str, ...] = ()) -> tuple[Settings, str]:
    """Run a command with flags; returns what it was given."""
    given: list[tuple[Settings, str]] = []

    @with_settings(*names)
    def command(settings: Settings, word: Annotated[str, typer.Argument()] = "") -> None:
        """Take what is given."""
        given.append((settings, word))

    app = typer.Typer(rich_markup_mode=None)
    app.command()(command)
    app(list(arguments), standalone_mode=False)
    return given[0]


def test_every_setting_has_its_flag(capsys: pytest.CaptureFixture[str]) -> None:
    app = typer.Typer(rich_markup_mode=None)
    app.command()(with_settings()(lambda settings: None))
    app(["--help"], standalone_mode=False)
    told = "".join(capsys.readouterr().out.split())  # lines are broken anywhere
    for info in setting_infos():
        assert info.flag in told
        assert f"{info.description}[{','.join(info.env)}".replace(" ", "") in told


def test_flags_reach_the_settings_and_the_rest_the_command() -> None:
    settings, word = run("--port", "7", "--allow-unauthenticated", "hello", "--slots=2")
    assert (settings.port, settings.allow_unauthenticated, settings.slots) == (7, True, 2)
    assert word == "hello"


def test_a_switch_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEOUL_ALLOW_UNAUTHENTICATED", "yes")
    assert run()[0].allow_unauthenticated
    assert not run("--no-allow-unauthenticated")[0].allow_unauthenticated


def test_a_wrong_flag_is_told_like_every_wrong_setting() -> None:
    with pytest.raises(StartupError, match="--port is 'x', but must be a whole number"):
        run("--port", "x")


def test_a_command_can_have_the_flags_of_some_settings_only() -> None:
    assert run("--model", "m.gguf", names=("model",))[0].model == "m.gguf"
    with pytest.raises(Exception, match="No such option: --port"):
        run("--port", "7", names=("model",))
