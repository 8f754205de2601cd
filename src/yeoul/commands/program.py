"""The commands put together: ``yeoul`` as a whole."""

from __future__ import annotations

from typing import Annotated

import typer

from yeoul import __version__
from yeoul.commands.chat import chat
from yeoul.commands.doctor import doctor
from yeoul.commands.model import model
from yeoul.commands.openapi import openapi
from yeoul.commands.serve import serve


def program() -> typer.Typer:
    """Return the whole command line."""
    app = typer.Typer(
        help="Streams a language model's answers to the browser, and never loses one.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    app.command()(serve)
    app.command()(chat)
    app.add_typer(model, name="model")
    app.command()(doctor)
    app.command()(openapi)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"yeoul {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass
