"""``yeoul user``: the accounts of a server, managed on its machine.

While the server runs, it does what is asked for; else this process writes to its files.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from yeoul.caller import LOCAL_OWNER
from yeoul.commands.columns import column, harmless, width
from yeoul.commands.people import PeopleAtServer, people_at_server
from yeoul.commands.setting_flags import with_settings
from yeoul.errors import StartupError
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.accounts import Account, Accounts, NewLink
    from yeoul.store.base import Store

T = TypeVar("T")

user = typer.Typer(
    help="Manage the accounts of a server.", no_args_is_help=True, rich_markup_mode=None
)

#: The settings by which a proxy logs people in.
BY_PROXY = ("proxy_user_header", "cloudflare_access_team")

NAME = Annotated[str, typer.Argument(help="The name by which the person logs in.")]
ADMIN = Annotated[
    bool, typer.Option("--admin", help="May also manage accounts, services and models.")
]
STDIN = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
YES = Annotated[bool, typer.Option("--yes", help="Ask nothing.")]
AS_LOCAL = Annotated[
    bool,
    typer.Option(
        "--keep-as-local",
        help="Remove the last account and keep its conversations: nobody logs in any more.",
    ),
]


def _run(settings: Settings, work: Callable[[Store, Accounts], Awaitable[T]]) -> T:
    """Return the result of ``work`` on the accounts of a store.

    That is the database of several workers, or the file of a data directory that no server uses.
    """

    async def run() -> T:
        async with _opened(settings) as (store, accounts):
            return await work(store, accounts)

    return asyncio.run(run())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Store, Accounts]]:
    from yeoul.accounts import Accounts
    from yeoul.files.data_dir import DataDirectory
    from yeoul.store import open_store

    async with AsyncExitStack() as stack:
        if settings.store_url is not None:
            store = await open_store(settings.store_url.get_secret_value())
        else:
            directory = stack.enter_context(DataDirectory.open(settings.data_dir))
            store = await open_store(f"sqlite:///{settings.store_file}", backup_dir=directory.path)
        try:
            if store.accounts is None:
                raise StartupError("This store keeps no accounts.")
            accounts = Accounts(store.accounts)
            await accounts.open()
            yield store, accounts
            await accounts.aclose()
        finally:
            await store.aclose()


@user.command()
@with_settings("data_dir", "store_url", *BY_PROXY)
def add(
    settings: Settings,
    name: NAME,
    admin: ADMIN = False,
    password_stdin: STDIN = False,
    yes: YES = False,
) -> None:
    """Add an account.

    Asks for the password; without a terminal, or while the server runs, it prints a link by which
    the person sets one. Behind a proxy there is neither: the name is the one that the proxy sends.

    The first account has to be an admin's. It takes over the conversations of this machine, and
    from then on everybody has to log in.
    """

    async def work(store: Store, accounts: Accounts) -> NewLink | None:
        is_first = accounts.mode == "local"
        taken_over = sum(await store.count(LOCAL_OWNER)) if is_first else 0
        if is_first:
            if not admin:
                raise StartupError("The first account has to be an admin's: add --admin.")
            _confirm_takeover(name, taken_over, yes=yes)
        # Asked for here: behind the question that may be answered by no.
        password = None if settings.by_proxy else _password(stdin=password_stdin)
        made = await accounts.add(
            name, "admin" if admin else "user", password=password, first=is_first
        )
        if taken_over:
            print(f"{name} has {_counted(taken_over)} of this machine now.")
        needs_link = password is None and not settings.by_proxy
        return await accounts.links.make_for(made.id) if needs_link else None

    with people_at_server(settings) as people:
        if people is None:
            link = _run(settings, work)
        else:
            link = _add_at_server(people, name, admin=admin, password_stdin=password_stdin)
    print(f"{name} can log in." if link is None else f"{name} has an account.")
    _show(link)


def _add_at_server(
    people: PeopleAtServer, name: str, *, admin: bool, password_stdin: bool
) -> NewLink | None:
    if password_stdin:
        raise StartupError(
            "The server is running: leave --password-stdin out, and the person sets a password by"
            " a link; or stop it first."
        )
    return people.add(name, "admin" if admin else "user")


def _counted(conversations: int) -> str:
    return "1 conversation" if conversations == 1 else f"{conversations} conversations"


def _confirm_takeover(name: str, conversations: int, *, yes: bool) -> None:
    if yes or conversations == 0 or not sys.stdin.isatty():
        return
    if not typer.confirm(f"{name} gets {_counted(conversations)} of this machine. Go on?"):
        raise typer.Exit(1)


@user.command("list")
@with_settings("data_dir", "store_url")
def show(settings: Settings) -> None:
    """List the accounts, the oldest first."""

    async def work(store: Store, accounts: Accounts) -> list[Account]:
        return await accounts.all()

    with people_at_server(settings) as people:
        listed = people.all() if people is not None else _run(settings, work)
    name_width = max((width(account.name) for account in listed), default=0)
    for account in listed:
        seen = f"seen {account.seen_at:%Y-%m-%d}" if account.seen_at else "not logged in"
        state = "disabled" if account.disabled else seen
        print(harmless(f"{column(account.name, name_width)}  {account.role:<5}  {state}"))


@user.command()
@with_settings("data_dir", "store_url", *BY_PROXY)
def reset(settings: Settings, name: NAME) -> None:
    """Print a one-time link by which a person sets a new password."""
    if settings.by_proxy:
        raise StartupError("A proxy logs people in: there are no passwords here.")

    async def work(store: Store, accounts: Accounts) -> NewLink:
        return await accounts.links.make_for((await accounts.named(name)).id)

    with people_at_server(settings) as people:
        _show(people.reset(name) if people is not None else _run(settings, work))


@user.command()
@with_settings("data_dir", "store_url")
def disable(settings: Settings, name: NAME) -> None:
    """Let a person in no longer. What they have stays."""
    _set_disabled(settings, name, disabled=True)
    print(f"{name} is let in no longer.")


@user.command()
@with_settings("data_dir", "store_url")
def enable(settings: Settings, name: NAME) -> None:
    """Let a person in again."""
    _set_disabled(settings, name, disabled=False)
    print(f"{name} can log in again.")


def _set_disabled(settings: Settings, name: str, *, disabled: bool) -> None:
    async def work(store: Store, accounts: Accounts) -> None:
        await accounts.change((await accounts.named(name)).id, disabled=disabled)

    with people_at_server(settings) as people:
        if people is not None:
            people.set_disabled(name, disabled=disabled)
        else:
            _run(settings, work)


@user.command()
@with_settings("data_dir", "store_url")
def remove(
    settings: Settings, name: NAME, keep_as_local: AS_LOCAL = False, yes: YES = False
) -> None:
    """Delete an account with everything that it has, for good."""
    with people_at_server(settings) as people:
        if people is not None:
            _remove_at_server(people, name, keep_as_local=keep_as_local, yes=yes)
            return

    async def work(store: Store, accounts: Accounts) -> None:
        account = await accounts.named(name)
        if not (keep_as_local or yes):
            kept, deleted = await store.count(account.id)
            gone = _counted(kept + deleted)
            if not typer.confirm(f"{name} and {gone} will be gone for good. Go on?"):
                raise typer.Exit(1)
        await accounts.remove(account.id, as_local=keep_as_local, last=True)
        # Should this process die before that, the next server goes on with it. Of several workers
        # one does it, which can stop what still grows.
        if settings.store_url is None:
            await _forget_removed(settings, store)

    _run(settings, work)
    print(f"{name} has no account any more.")


def _remove_at_server(people: PeopleAtServer, name: str, *, keep_as_local: bool, yes: bool) -> None:
    if keep_as_local:
        raise StartupError("The server is running, and people log in there: stop it first.")
    if not (yes or typer.confirm(f"{name} and all that they have will be gone for good. Go on?")):
        raise typer.Exit(1)
    people.remove(name)
    print(f"{name} has no account any more.")


async def _forget_removed(settings: Settings, store: Store) -> None:
    """Delete what removed people had from store and log."""
    from yeoul.chat.purge import forget_removed
    from yeoul.eventlog import open_log

    file = settings.log_file
    log = await open_log("memory:" if file is None else f"sqlite:///{file}")
    try:
        await forget_removed(store, log)
    finally:
        await log.aclose()


def _password(*, stdin: bool) -> str | None:
    """Return the password for a new account; None if its person is to set it by a link."""
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        return None
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _show(link: NewLink | None) -> None:
    if link is not None:
        print(
            "Open this link on your server to set the password. It can be used once, until"
            f" {link.expires_at:%Y-%m-%d}:\n\n/join#{link.token}\n"
        )
