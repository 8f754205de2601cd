"""Gives a command a flag for each setting, so that flags and settings cannot drift apart.

Values pass as text: `load_settings` checks all of them, with the same words for every error.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from yeoul.commands.configuration import CONFIG_ENV, CONFIG_FILE, load_settings
from yeoul.settings import SettingInfo, setting_infos


def with_settings(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives ``command(settings, …)`` flags for ``names``, by default all.

    Other parameters of the command stay as they are.
    """
    infos = [info for info in setting_infos() if not names or info.name in names]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def with_flags(**given: Any) -> None:
            flags = {info.name: given.pop(info.name) for info in infos}
            config = given.pop("config")
            settings = load_settings(flags, environ=os.environ, config=config, tell=_tell)
            command(settings, **given)

        own = inspect.signature(command, eval_str=True).parameters
        parameters = [parameter for name, parameter in own.items() if name != "settings"]
        parameters += [_flag(info) for info in infos]
        parameters.append(_config_flag())
        with_flags.__name__ = command.__name__
        with_flags.__doc__ = command.__doc__
        with_flags.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        return with_flags

    return decorate


def _tell(sentence: str) -> None:
    # On standard error: other programs may read the command's output.
    with contextlib.suppress(OSError, ValueError):
        print(f"yeoul: {sentence}", file=sys.stderr, flush=True)


def _flag(info: SettingInfo) -> inspect.Parameter:
    default = f"; default: {info.default}" if info.default else ""
    text = f"{info.description} [{', '.join(info.env)}{default}]"
    if info.is_switch:
        names = [f"{info.flag}/--no-{info.flag.removeprefix('--')}"]
        annotation: Any = Annotated[
            bool | None, typer.Option(*names, help=text, show_default=False)
        ]
    else:
        annotation = Annotated[str | None, typer.Option(info.flag, help=text, show_default=False)]
    return inspect.Parameter(
        info.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )


def _config_flag() -> inspect.Parameter:
    text = (
        f"Settings file [{CONFIG_ENV}; default: {CONFIG_FILE} in the user's configuration "
        "directory, if there is one]"
    )
    option = typer.Option("--config", help=text, show_default=False)
    return inspect.Parameter(
        "config",
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[Path | None, option],
    )
