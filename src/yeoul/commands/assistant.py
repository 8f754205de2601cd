"""``yeoul assistant``: a person's assistants, as files.

While a server runs in the data directory, it is asked; else this process reads and writes the
store, which several workers share or no server uses.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import quote

import typer

from yeoul.caller import LOCAL_OWNER
from yeoul.chat import Language
from yeoul.commands.columns import column, harmless, width
from yeoul.commands.running import ask, asked_server
from yeoul.commands.setting_flags import with_settings
from yeoul.commands.store_place import shared_store_of
from yeoul.errors import Forbidden, InvalidRequest, NotFound, StartupError
from yeoul.protocol.assistants import Assistant, AssistantFields, fields_from_json, file_of
from yeoul.settings import Settings
from yeoul.store.search import fold

if TYPE_CHECKING:
    import httpx2

    from yeoul.chat import Assistants
    from yeoul.store.base import Store

T = TypeVar("T")

assistant = typer.Typer(
    help="List, import or export assistants.", no_args_is_help=True, rich_markup_mode=None
)

#: More than a file with an assistant ever has.
MAX_FILE_BYTES = 1 << 20

FILE = Annotated[Path, typer.Argument(help="A file of `yeoul assistant export`.")]
NAME = Annotated[str, typer.Argument(help="The assistant's name, or its id.")]
USER = Annotated[
    str | None,
    typer.Option(help="Whose assistants, where several have accounts.", show_default=False),
]
YES = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]


@assistant.command("list")
@with_settings("data_dir", "store_url")
def show(settings: Settings, user: USER = None) -> None:
    """List the assistants: id, name and description."""
    listed = _all(settings, user)
    id_width = max((width(each.id) for each in listed), default=0)
    name_width = max((width(each.fields.name) for each in listed), default=0)
    for each in listed:
        cells = column(each.id, id_width), column(each.fields.name, name_width)
        print(harmless("  ".join((*cells, each.fields.description)).rstrip()))


@assistant.command("export")
@with_settings("data_dir", "store_url")
def write(settings: Settings, name: NAME, user: USER = None) -> None:
    """Print an assistant as JSON, for a file that others can import."""
    found = [each for each in _all(settings, user) if _is_named(each, name)]
    if not found:
        raise NotFound(f"There is no assistant {name!r}: see `yeoul assistant list`.")
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        raise InvalidRequest(f"Several assistants have this name: give the id of one ({ids}).")
    print(json.dumps(file_of(found[0].fields), indent=2, ensure_ascii=False))


@assistant.command("import")
@with_settings("data_dir", "store_url")
def take(settings: Settings, file: FILE, user: USER = None, yes: YES = False) -> None:
    """Import an assistant from a file. Its instructions are shown before."""
    fields = _read(file)
    _show(fields)
    if not (yes or typer.confirm("Import this assistant?")):
        raise typer.Exit(1)
    with _asked(settings, user) as server:
        if server is not None:
            ask(server, "POST", "/api/assistants", file_of(fields))
        else:
            _run(settings, user, lambda owner, those: those.add(owner, fields))
    print(harmless(f"{fields.name} is there."))


def _read(file: Path) -> AssistantFields:
    """Return the assistant in a file.

    Raises:
        InvalidRequest: there is none in it.
    """
    from pydantic import ValidationError

    from yeoul.api.native.assistant_schemas import AssistantRequest
    from yeoul.api.problems import invalid

    with file.open("rb") as opened:
        text = opened.read(MAX_FILE_BYTES + 1)
    if len(text) > MAX_FILE_BYTES:
        raise InvalidRequest(f"{file} is too large for an assistant.")
    try:
        given = AssistantRequest.model_validate_json(text.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise InvalidRequest(f"{file} has no assistant: {invalid(faults).detail}") from error
    if given.yeoul_assistant is None:
        raise InvalidRequest(f'{file} has no assistant: "yeoul_assistant" is missing.')
    return given.to_domain()


def _show(fields: AssistantFields) -> None:
    """Print all that a file brings, so that nobody uses what they have not seen."""
    for name, value in file_of(fields).items():
        if name == "yeoul_assistant":
            continue
        lines = value if isinstance(value, list) else str(value).splitlines()
        if isinstance(value, dict):
            lines = [f"{parameter}: {number}" for parameter, number in value.items()]
        print(f"{name}:")
        for line in lines:
            print(harmless(f"  {line}"))


def _is_named(each: Assistant, name: str) -> bool:
    return each.id == name or fold(each.fields.name) == fold(name.strip())


def _all(settings: Settings, user: str | None) -> list[Assistant]:
    with _asked(settings, user) as server:
        if server is not None:
            listed = ask(server, "GET", "/api/assistants")["assistants"]
            return [Assistant(one["id"], fields_from_json(one), one["shipped"]) for one in listed]

    async def all_of(owner: str, those: Assistants) -> list[Assistant]:
        return list((await those.all_of(owner, _language())).assistants)

    return _run(settings, user, all_of)


def _language() -> Language:
    """Return the language of this terminal, of those in which assistants ship."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "ko" if told.startswith("ko") else "en"


@contextlib.contextmanager
def _asked(settings: Settings, user: str | None) -> Iterator[httpx2.Client | None]:
    """Give the running server, which is asked for a person; None without one."""
    with asked_server(settings) as server:
        if server is not None:
            server.headers["accept-language"] = _language()
            if user is not None:
                server.headers["yeoul-user"] = quote(user, safe="")
        try:
            yield server
        except Forbidden as error:
            # A refusal of another kind says itself what to do.
            unnamed = user is None and "--user" in error.detail
            raise _nobody_named() if unnamed else error from error


def _run(
    settings: Settings, user: str | None, work: Callable[[str, Assistants], Awaitable[T]]
) -> T:
    """Return the result of ``work`` on the assistants of a person, in a store."""

    async def run() -> T:
        async with _opened(settings) as (store, assistants):
            return await work(await _owner(store, user), assistants)

    return asyncio.run(run())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Store, Assistants]]:
    from yeoul.bus import open_bus
    from yeoul.chat import Assistants
    from yeoul.files.data_dir import DataDirectory
    from yeoul.providers.catalogue import Catalogue
    from yeoul.store import open_store

    with contextlib.ExitStack() as stack:
        url = shared_store_of(settings)
        if url is not None:
            store = await open_store(url)
        else:
            directory = stack.enter_context(DataDirectory.open(settings.data_dir))
            store = await open_store(f"sqlite:///{settings.store_file}", backup_dir=directory.path)
        try:
            # Nobody asks a model here, or listens.
            assistants = Assistants.of(store, Catalogue([]), open_bus())
            if assistants is None:
                raise StartupError("This store keeps no assistants.")
            yield store, assistants
        finally:
            await store.aclose()


async def _owner(store: Store, user: str | None) -> str:
    """Return whose assistants are meant, as a running server would.

    Raises:
        NotFound, StartupError
    """
    people = [] if store.accounts is None else await store.accounts.accounts()
    if user is not None:
        for account in people:
            if fold(account.name) == fold(user.strip()):
                return account.id
        raise NotFound(f"There is no account of the name {user!r}.")
    if not people:
        return LOCAL_OWNER
    let_in = [account.id for account in people if not account.disabled]
    if len(let_in) != 1:
        raise _nobody_named()
    return let_in[0]


def _nobody_named() -> StartupError:
    return StartupError("Several people have accounts: say by --user whose assistants are meant.")
