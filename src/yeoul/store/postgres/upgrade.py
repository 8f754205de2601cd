"""The schema of a PostgreSQL database: made, or brought up to date, once for all its servers.

Several of them may start at once: the first one changes the schema in one transaction, and the
others wait for it at an advisory lock. A newer schema is used as it is, where it says that the code
of this version can read it. Alembic is loaded only if there is something to change.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

import asyncpg
from sqlalchemy import Connection, text

from yeoul.errors import StartupError
from yeoul.protocol.conversation import new_id
from yeoul.store.postgres.address import Address
from yeoul.store.postgres.connections import Connections, connect
from yeoul.store.postgres.errors import ERRORS, code_of
from yeoul.store.schema import HEAD, OLDEST_READER, conversations, metadata
from yeoul.store.upgrade import VERSION_TABLE, alembic_config, known_revisions

if TYPE_CHECKING:
    from alembic.config import Config

logger = logging.getLogger(__name__)

#: Seconds to wait for the server; and for another one of ours that changes the schema.
CONNECT_S, CHANGE_S = 10.0, 600.0
#: The oldest server that we know to work.
OLDEST_SERVER = 14

_LOCK: Final = 0x736368656D61
_READ_VERSION = f"SELECT version_num, readable_from FROM {VERSION_TABLE}"
#: Returns the identity of a database. It is made with the tables, and is in no copy of their rows.
READ_ID = f"SELECT store_id FROM {VERSION_TABLE}"


class State(NamedTuple):
    """What a database is found to be."""

    server: str
    #: The revision of its schema; None where it has none.
    revision: str | None
    #: The oldest revision whose code can read it.
    readable_from: str
    bytes: int
    #: Whether there is something between us and the server that shares its connections.
    pooled: bool


async def prepare(
    address: Address,
    *,
    head: str = HEAD,
    oldest_reader: str = OLDEST_READER,
    more_revisions: Sequence[Path] = (),
) -> Address:
    """Make the schema or bring it to ``head``; return the address with all that was found out.

    ``more_revisions`` are folders with revisions besides those of this build.

    Raises:
        StartupError: the database cannot be reached or used; the sentence says what to do.
    """
    state = await inspect(address)
    address = address._replace(unnamed=address.unnamed or state.pooled)
    if state.revision == head or _is_readable(address, state, head):
        return address
    connections = Connections(address, many=1, patience_s=CHANGE_S)
    begin = f"BEGIN; SELECT pg_advisory_xact_lock({_LOCK})"
    try:
        async with connections.begun(begin) as (connection, driver):
            await connection.run_sync(_change, head, oldest_reader, more_revisions)
            await driver.execute("COMMIT")
    except ERRORS as error:
        _refuse(address, error)
    finally:
        await connections.aclose()
    return address


async def inspect(address: Address) -> State:
    """Return the state of a database, without changing anything.

    Raises:
        StartupError
    """
    try:
        connection = await connect(address, patience_s=CONNECT_S)
        try:
            # A transaction, so that all of it is asked of one connection to the server.
            await connection.execute("BEGIN")
            state = await _look(address, connection)
            await connection.execute("COMMIT")
        finally:
            connection.terminate()
    except ERRORS as error:
        _refuse(address, error)
    return state


async def _look(address: Address, connection: asyncpg.Connection) -> State:
    server = connection.get_server_version()
    if server.major < OLDEST_SERVER:
        raise StartupError(
            f"{address.place} is version {server.major}: Yeoul needs {OLDEST_SERVER} or newer."
        )
    # A pooler gives out process ids of its own.
    row = await connection.fetchrow(
        "SELECT pg_backend_pid() AS pid, pg_database_size(current_database()) AS bytes,"
        " to_regclass($1) IS NOT NULL AS is_ours, to_regclass($2) IS NOT NULL AS has_tables,"
        " current_setting('server_encoding') AS encoding",
        VERSION_TABLE,
        conversations.name,
    )
    if row["encoding"] != "UTF8":
        raise StartupError(
            f"{address.place} keeps texts as {row['encoding']}: create a database with UTF8."
        )
    if row["has_tables"] and not row["is_ours"]:
        raise StartupError(f"{address.place} has tables of another program: give Yeoul its own.")
    version = await connection.fetchrow(_READ_VERSION) if row["is_ours"] else None
    return State(
        server=f"{server.major}.{server.minor}",
        revision=version and version["version_num"],
        readable_from=(version and version["readable_from"]) or HEAD,
        bytes=row["bytes"],
        pooled=row["pid"] != connection.get_server_pid(),
    )


def describe(address: Address, state: State) -> str:
    """Return the state of a database in a few words.

    Raises:
        StartupError: this build cannot use it.
    """
    megabytes = f"{state.bytes / 1_000_000:.0f} MB"
    what = f"is {address.place}, version {state.server}, {megabytes}"
    if state.pooled:
        what += ", behind a pooler"
    if state.revision is None:
        return f"{what}; the next start makes its tables"
    if state.revision == HEAD or _is_readable(address, state, HEAD):
        return f"{what}, schema {state.revision}"
    return f"{what}; the next start brings it from schema {state.revision} to {HEAD}"


def _is_readable(address: Address, state: State, head: str) -> bool:
    """Return whether a schema is newer, and can be used as it is.

    Raises:
        StartupError: it is too new.
    """
    if state.revision is None or state.revision <= head:
        return False
    if state.readable_from > head:
        raise StartupError(
            f"{address.place} was changed by a newer Yeoul (schema {state.revision}, this one knows"
            f" {head}): install the newer version."
        )
    logger.info("the schema is newer (%s), and can be used by this version", state.revision)
    return True


def _change(
    connection: Connection, head: str, oldest_reader: str, more_revisions: Sequence[Path]
) -> None:
    """Make the schema or bring it to ``head``, unless another server has done so meanwhile."""
    # Read as a row, and not asked by `to_regclass`: a pooler may give a connection that has looked
    # before, and the server keeps for it that there was no such table, while it waits for the lock.
    found = connection.execute(
        text(
            f"SELECT oid FROM pg_class WHERE relname = '{VERSION_TABLE}'"
            " AND relnamespace = current_schema()::regnamespace"
        )
    ).scalar()
    if found is None:
        _create(connection)
    revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if revision is None:
        metadata.create_all(connection)
        connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:head)"), {"head": head})
    elif revision < head:
        _migrate(connection, alembic_config(more_revisions), revision)
    else:
        return
    stamp = text(
        f"UPDATE {VERSION_TABLE} SET readable_from = :oldest, store_id = coalesce(store_id, :new)"
    )
    connection.execute(stamp, {"oldest": oldest_reader, "new": new_id()})


def _create(connection: Connection) -> None:
    connection.execute(
        text(
            f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL"
            f" CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY, readable_from VARCHAR(32),"
            " store_id VARCHAR(32))"
        )
    )


def _migrate(connection: Connection, config: Config, revision: str) -> None:
    from alembic import command

    if revision not in known_revisions(config):
        raise StartupError(f"The schema {revision} of the database is of no version of Yeoul.")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse(address: Address, error: Exception) -> NoReturn:
    raise StartupError(_sentence(address, error)) from error


def _sentence(address: Address, error: Exception) -> str:
    """Return a sentence on why a database cannot be used, and what to do about it."""
    code, place = code_of(error), address.place
    if code in ("28P01", "28000"):
        return f"{place} refuses the name or the password: check the store's address."
    if code == "3D000":
        return f"There is no such database: {place}. Create it (createdb), or correct its name."
    if code == "42501":
        return (
            f"{place} does not let Yeoul make or change its tables: run `yeoul migrate` with the"
            " address of a role that may, or grant it CREATE on the schema."
        )
    if code == "53300":
        return f"{place} has no connection left: raise max_connections, or use a pooler."
    why = address.hide(str(error) or type(error).__name__).splitlines()[0].rstrip(".")
    if code and not code.startswith(("08", "57P")):
        return f"{place} cannot be used: {why}."
    return f"{place} cannot be reached: {why}."
