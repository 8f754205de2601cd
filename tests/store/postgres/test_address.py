"""Addresses are read as people write them, and shown without their password."""

from __future__ import annotations

import pytest

from yeoul.store.postgres.address import parse


@pytest.mark.parametrize(
    ("url", "dsn", "unnamed", "place"),
    [
        ("postgresql://h/d", "postgresql://h/d", False, "PostgreSQL at h/d"),
        ("postgres://u@h:99/d", "postgresql://u@h:99/d", False, "PostgreSQL at h:99/d"),
        (
            "postgresql+asyncpg://u:p%40ss@h,other:99/d?ssl=require",
            "postgresql://u:p%40ss@h,other:99/d?sslmode=require",
            False,
            "PostgreSQL at h,other:99/d",
        ),
        (
            "postgresql://[::1]/d?statement_cache_size=0&sslmode=verify-full&sslrootcert=%2Fca.pem",
            "postgresql://[::1]/d?sslmode=verify-full&sslrootcert=%2Fca.pem",
            True,
            "PostgreSQL at [::1]/d",
        ),
        (
            "postgresql:///d?host=%2Fvar%2Frun&prepared_statement_cache_size=0",
            "postgresql:///d?host=%2Fvar%2Frun",
            True,
            "PostgreSQL at this machine/d",
        ),
        ("postgresql://h/d?statement_cache_size=9", "postgresql://h/d", False, "PostgreSQL at h/d"),
    ],
)
def test_an_address_is_read(url: str, dsn: str, unnamed: bool, place: str) -> None:
    address = parse(url)
    assert (address.dsn, address.unnamed, address.place) == (dsn, unnamed, place)


def test_a_password_is_in_no_sentence() -> None:
    address = parse("postgresql://u:p%40ss@h/d")
    assert address.hide("no p@ss here") == "no … here"
    assert "ss" not in address.place
    assert parse("postgresql://u@h/d").hide("as it is") == "as it is"
