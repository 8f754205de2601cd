"""The address of a database, as people write it: for libpq, for asyncpg, and for SQLAlchemy."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

#: What else the driver is called, in addresses that were written for another program.
SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")

#: Options that keep statements from being prepared by name, where their value is 0.
_STATEMENT_CACHES = ("statement_cache_size", "prepared_statement_cache_size")


class Address(NamedTuple):
    """Where a database is."""

    #: As asyncpg reads it; what is missing, it takes from ``PGPASSWORD`` and the like.
    dsn: str
    #: Whether no statement may be prepared by name, which some poolers cannot pass on.
    unnamed: bool
    #: Without the password.
    place: str
    password: str = ""

    def hide(self, text: str) -> str:
        """Return a text without the password."""
        return text.replace(self.password, "…") if self.password else text


def parse(url: str) -> Address:
    """Return the address in ``url``, whose scheme is one of `SCHEMES`."""
    _, _, rest = url.partition("://")
    parts = urlsplit(f"postgresql://{rest}")
    options = parse_qsl(parts.query, keep_blank_values=True)
    unnamed = any(name in _STATEMENT_CACHES and value == "0" for name, value in options)
    kept = [
        # SQLAlchemy's name for it.
        ("sslmode" if name == "ssl" else name, value)
        for name, value in options
        if name not in _STATEMENT_CACHES
    ]
    user, _, where = parts.netloc.rpartition("@")
    database = unquote(parts.path.lstrip("/"))
    query = f"?{urlencode(kept)}" if kept else ""
    return Address(
        dsn=f"postgresql://{parts.netloc}{parts.path}{query}",
        unnamed=unnamed,
        place=f"PostgreSQL at {where or 'this machine'}" + (f"/{database}" if database else ""),
        password=unquote(user.partition(":")[2]),
    )
