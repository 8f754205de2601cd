"""The statements of asking, executed without SQLAlchemy's preparation of each execution.

SQLAlchemy compiles a statement once, and then prepares every execution of it, for 40 µs; SQLite
itself takes 15, and a question with its answer needs nine statements. A `Prepared` statement keeps
its SQL, with the order and the conversions of its parameters and columns, and is executed on the
connection of sqlite3. On any other driver SQLAlchemy executes it, like all other statements.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Delete, Insert, Select, TextClause, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Parameters = Mapping[str, Any]


class _Compiled(NamedTuple):
    """A statement for one set of parameters."""

    sql: str
    #: Values that are written in the statement itself, by name.
    fixed: Parameters
    #: Name and conversion of each parameter, in order.
    parameters: list[tuple[str, Convert | None]]
    #: Conversion of each column, and the type of a row.
    columns: list[Convert | None]
    row: Callable[..., Any]

    def arguments(self, given: Parameters) -> list[Any]:
        """Return the values for sqlite3."""
        values = {**self.fixed, **given}
        return [
            convert(values[name]) if convert else values[name] for name, convert in self.parameters
        ]

    def as_row(self, values: Sequence[Any]) -> Any:
        """Return a row with its columns as attributes, and as a dict by ``_asdict``."""
        pairs = zip(values, self.columns, strict=True)
        return self.row(*[convert(value) if convert else value for value, convert in pairs])


class Prepared:
    """One statement, without ``in_()`` and with columns of different names.

    Any thread may execute it.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete | TextClause) -> None:
        self._statement = statement
        #: By the names of the parameters: they decide which columns an insertion or update sets.
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def all(self, connection: Connection, parameters: Parameters) -> list[Any]:
        """Return all rows."""
        driver = _sqlite3_of(connection)
        if driver is None:
            return list(connection.execute(self._statement, parameters))
        compiled = self._for(parameters, connection.dialect)
        rows = driver.execute(compiled.sql, compiled.arguments(parameters)).fetchall()
        return [compiled.as_row(values) for values in rows]

    def first(self, connection: Connection, parameters: Parameters) -> Any | None:
        """Return the first row, or None."""
        return next(iter(self.all(connection, parameters)), None)

    def execute(self, connection: Connection, *rows: Parameters) -> int:
        """Execute a change, once for each of the rows, which have the same names.

        Returns the number of rows that it has changed; given several, some drivers do not know it.

        Raises:
            sqlalchemy.exc.IntegrityError: a row breaks a rule of the database.
        """
        driver = _sqlite3_of(connection)
        if driver is None:
            return connection.execute(self._statement, list(rows)).rowcount
        compiled = self._for(rows[0], connection.dialect)
        arguments = [compiled.arguments(row) for row in rows]
        try:
            if len(arguments) == 1:
                return driver.execute(compiled.sql, arguments[0]).rowcount
            return driver.executemany(compiled.sql, arguments).rowcount
        except sqlite3.IntegrityError as error:
            raise IntegrityError(compiled.sql, None, error) from error

    def _for(self, parameters: Parameters, dialect: Dialect) -> _Compiled:
        names = tuple(parameters)
        if (compiled := self._compiled.get(names)) is None:
            compiled = self._compiled[names] = _compile(self._statement, names, dialect)
        return compiled


def _sqlite3_of(connection: Connection) -> sqlite3.Connection | None:
    driver = connection.connection.driver_connection
    return driver if isinstance(driver, sqlite3.Connection) else None


def _compile(statement: Any, given: Sequence[str], dialect: Dialect) -> _Compiled:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(given))
    names = compiled.positiontup or []
    binds = {name: compiled.binds[name] for name in names}
    columns = getattr(statement, "exported_columns", ())
    return _Compiled(
        sql=compiled.string,
        fixed={name: bind.value for name, bind in binds.items() if not bind.required},
        parameters=[
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in names
        ],
        columns=[
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ],
        row=namedtuple("Row", [column.key for column in columns]),
    )
