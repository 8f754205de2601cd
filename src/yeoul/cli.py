"""The command line: puts the commands together, and turns every error into one sentence.

Exit codes: 0 done, 1 failed (the sentence is on standard error), 2 wrong usage, 130 interrupted.
``YEOUL_DEBUG=1`` shows the traceback too. The commands are imported inside of `main`, because
loading them takes long enough to be interrupted, and an interrupt there must end like any other.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from yeoul import __version__
from yeoul.errors import YeoulError

if TYPE_CHECKING:
    import typer


def main() -> None:
    """Run the command that the arguments name; never returns normally."""
    try:
        _speak_utf8()
        program()(prog_name="yeoul")
    except YeoulError as error:
        _fail(error.detail, error)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _fail(f"{error.strerror}{where}." if error.strerror else str(error), error)
    except Exception as error:
        _fail(f"Something went wrong that should not ({type(error).__name__}: {error}).", error)


def program() -> "typer.Typer":
    """Return the whole command line. Loads all commands."""
    import typer

    from yeoul.commands.assistant import assistant
    from yeoul.commands.audit import audit
    from yeoul.commands.backup import backup
    from yeoul.commands.chat import chat
    from yeoul.commands.doctor import doctor
    from yeoul.commands.inspect import inspect
    from yeoul.commands.migrate import migrate
    from yeoul.commands.model import model
    from yeoul.commands.move import move
    from yeoul.commands.openapi import openapi
    from yeoul.commands.restore import restore
    from yeoul.commands.serve import serve
    from yeoul.commands.user import user

    app = typer.Typer(
        help="Streams a language model's answers to the browser, and never loses one.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options())
    for command in (serve, chat, inspect, doctor, audit, migrate, backup, restore, move, openapi):
        app.command()(command)
    app.add_typer(model, name="model")
    app.add_typer(assistant, name="assistant")
    app.add_typer(user, name="user")
    return app


def _options() -> Callable[..., None]:
    """Return what takes the flags that belong to no command."""
    import typer

    # Evaluated here, and not kept as text: only this function imports typer.
    version_option = typer.Option(
        "--version", callback=_show_version, is_eager=True, help="Show the version."
    )

    def options(version: Annotated[bool, version_option] = False) -> None:
        pass

    return options


def _show_version(wanted: bool) -> None:
    if wanted:
        import typer

        print(f"yeoul {__version__}")
        raise typer.Exit


def _fail(sentence: str, error: Exception) -> None:
    if os.environ.get("YEOUL_DEBUG"):
        import traceback

        traceback.print_exception(error)
    print(f"yeoul: {sentence}", file=sys.stderr)
    sys.exit(1)


def _speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says: answers come in every script."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
