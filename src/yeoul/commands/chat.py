"""``yeoul chat``: asks the running server, or the model itself, from the terminal."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from yeoul.commands.setting_flags import with_settings
from yeoul.errors import YeoulError
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.commands.attached import Attached
    from yeoul.commands.talk import Talk
    from yeoul.commands.terminal import Terminal


Question = Annotated[
    str | None,
    typer.Argument(help="The question; without one, standard input is read.", show_default=False),
]
Url = Annotated[str | None, typer.Option(help="Ask this server, and no other.", show_default=False)]
ModelName = Annotated[
    str | None, typer.Option(help="Model to ask, or a .gguf file.", show_default=False)
]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="YEOUL_TOKEN",
        help="API token of yours; as a flag it is visible to others on this machine.",
        show_default=False,
    ),
]
User = Annotated[
    str | None,
    typer.Option(
        help="Ask for this person; for the server of this machine, where several have accounts.",
        show_default=False,
    ),
]
System = Annotated[str | None, typer.Option(help="Instructions for the model.", show_default=False)]
Attach = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE",
        help="Add a file to the question: a text, PDF, DOCX, HWPX or picture; may be given again.",
        show_default=False,
    ),
]
Pages = Annotated[
    str | None,
    typer.Option(help="Of an attached PDF these pages alone: 3-7, or 3.", show_default=False),
]

#: What is kept free for a question that is typed when its files have been read, in characters.
_QUESTION_ROOM = 10_000


@with_settings("data_dir", "base_url", "api_key", "context_length")
def chat(
    settings: Settings,
    question: Question = None,
    url: Url = None,
    model: ModelName = None,
    system: System = None,
    token: Token = None,
    user: User = None,
    attach: Attach = None,
    pages: Pages = None,
) -> None:
    """Ask a question and stream the answer here.

    Asks the server that uses the data directory, so that the conversation shows in its page too. If
    none is running, asks the model itself and keeps nothing. Ctrl+C stops the answer.

    Where people have accounts, another server wants an API token. The one of this machine lets its
    owner in: for the only person who has an account, or for the one whom --user names.
    """
    from yeoul.commands.talk import Way, open_talk
    from yeoul.commands.terminal import Terminal

    if token and user:
        raise typer.BadParameter("a token says for whom it asks: leave out --user")
    way = Way(url, token, user)
    if question is None and not sys.stdin.isatty():
        question = sys.stdin.read()
    attached = _read_files(question, attach or [], pages)
    terminal = Terminal(sys.stdout, sys.stderr)
    with asyncio.Runner() as runner:
        talk = runner.run(open_talk(settings, way, model=model, system=system))
        try:
            if question is None:
                _converse(runner, talk, terminal, attached)
            elif not runner.run(_answer(talk, terminal, question, attached)):
                raise typer.Exit(130)
        finally:
            runner.run(talk.aclose())


def _read_files(question: str | None, files: list[str], pages: str | None) -> Attached:
    """Read the files before anything is asked, and say what of them is missing."""
    from yeoul.commands.attached import parse_pages, read_attached

    if question is not None and not (question.strip() or files):
        raise typer.BadParameter("there is no question")
    taken = _QUESTION_ROOM if question is None else len(question)
    attached = read_attached(files, pages=parse_pages(pages), taken=taken)
    for note in attached.notes:
        print(f"yeoul: {note}", file=sys.stderr)
    return attached


def _converse(runner: asyncio.Runner, talk: Talk, terminal: Terminal, attached: Attached) -> None:
    """Ask what is typed; the files go with the first question."""
    import contextlib

    from yeoul.commands.attached import Attached

    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  # gives input() its line editing
    print(f"{talk.title} Ctrl+D ends the conversation.")
    while True:
        try:
            question = input("> ")
        except (EOFError, KeyboardInterrupt):
            print()
            return
        if not question.strip():
            continue
        try:
            runner.run(_answer(talk, terminal, question, attached))
            attached = Attached()
        except YeoulError as error:
            print(f"yeoul: {error.detail}", file=sys.stderr)


async def _answer(talk: Talk, terminal: Terminal, question: str, attached: Attached) -> bool:
    """Show an answer. Returns False if it was stopped before its end."""
    try:
        async for update in talk.ask(attached.asked_with(question), attached.pictures):
            terminal.show(update)
    except asyncio.CancelledError:
        await talk.stop()
        return False
    finally:
        terminal.finish()
    return True
