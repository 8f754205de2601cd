"""What each owner uses, by the day in UTC; each function is in a transaction.

A question is counted in the transaction that writes it, and the tokens of an answer in the one that
settles it. So both are counted once, however often a request or a server comes again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from yeoul.caller import Allowance
from yeoul.errors import Unauthenticated
from yeoul.store.accounts import Used, check_used
from yeoul.store.prepared import Prepared
from yeoul.store.schema import accounts, removed_accounts, usage
from yeoul.store.values import Spent

_this = (usage.c.owner == bindparam("of_owner")) & (usage.c.day == bindparam("of_day"))
_NUMBERS = (usage.c.questions, usage.c.prompt_tokens, usage.c.completion_tokens)
_FIND = Prepared(select(*_NUMBERS).where(_this))
# A product's owners have no account.
_IS_BARRED = Prepared(
    select(literal_column("1").label("barred")).where(
        or_(
            select(accounts.c.id)
            .where(accounts.c.id == bindparam("of_owner"), accounts.c.disabled_at.is_not(None))
            .exists(),
            select(removed_accounts.c.id)
            .where(removed_accounts.c.id == bindparam("of_owner"))
            .exists(),
        )
    )
)
# As in keys.py: SQLAlchemy has no such insertion of its own.
_ADD = Prepared(
    text(
        "INSERT INTO usage (owner, day, questions, prompt_tokens, completion_tokens)"
        " VALUES (:owner, :day, :questions, :prompt_tokens, :completion_tokens)"
        " ON CONFLICT (owner, day) DO UPDATE SET"
        " questions = usage.questions + excluded.questions,"
        " prompt_tokens = usage.prompt_tokens + excluded.prompt_tokens,"
        " completion_tokens = usage.completion_tokens + excluded.completion_tokens"
    ).bindparams(bindparam("day", type_=usage.c.day.type))
)
_TAKE_BACK = (
    update(usage).where(_this, usage.c.questions > 0).values(questions=usage.c.questions - 1)
)


def read(connection: Connection, owner: str, now: datetime) -> Used:
    """Return what an owner has used today."""
    day = _day_of(now)
    row = _FIND.first(connection, {"of_owner": owner, "of_day": day})
    questions, prompt_tokens, completion_tokens = (0, 0, 0) if row is None else row
    return Used(questions, prompt_tokens, completion_tokens, until=_midnight_behind(day))


def days(connection: Connection, owner: str) -> list[tuple[date, Used]]:
    """Return what an owner has used on each day."""
    newest = select(usage).where(usage.c.owner == owner).order_by(usage.c.day.desc())
    return [
        (
            row.day,
            Used(
                row.questions,
                row.prompt_tokens,
                row.completion_tokens,
                until=_midnight_behind(row.day),
            ),
        )
        for row in connection.execute(newest)
    ]


def read_all(connection: Connection, now: datetime) -> dict[str, Used]:
    """Return what the person of each account has used today."""
    day = _day_of(now)
    today = (usage.c.owner == accounts.c.id) & (usage.c.day == day)
    numbers = (func.coalesce(each, 0) for each in _NUMBERS)
    found = connection.execute(
        select(accounts.c.id, *numbers).select_from(accounts).join(usage, today, isouter=True)
    )
    return {row[0]: Used(row[1], row[2], row[3], _midnight_behind(day)) for row in found}


def count_question(connection: Connection, owner: str, allowance: Allowance, now: datetime) -> None:
    """Count a question that is being written.

    Raises:
        QuotaExceeded: it goes beyond the allowance.
        Unauthenticated: as `check_let_in`.
    """
    check_let_in(connection, owner)
    check_used(read(connection, owner, now), allowance, now)
    _add(connection, owner, now, (1, 0, 0))


def check_let_in(connection: Connection, owner: str) -> None:
    """Check that an owner may still write, in the transaction that does.

    Who disables or removes the account stops, behind that, all that has begun.

    Raises:
        Unauthenticated: their account has been disabled or removed since they were identified.
    """
    if _IS_BARRED.first(connection, {"of_owner": owner}) is not None:
        raise Unauthenticated("This account is let in no longer.")


def count_tokens(connection: Connection, spent: Spent, now: datetime) -> None:
    """Count the tokens of an answer that is being settled."""
    _add(connection, spent.owner, now, (0, spent.prompt_tokens, spent.completion_tokens))


def take_back(connection: Connection, owner: str, asked_at: datetime) -> None:
    """Count a question no longer that is being withdrawn."""
    connection.execute(_TAKE_BACK, {"of_owner": owner, "of_day": _day_of(asked_at)})


def forget(connection: Connection, before: datetime) -> None:
    """Delete what was used on the days before a time."""
    connection.execute(delete(usage).where(usage.c.day < _day_of(before)))


def _add(connection: Connection, owner: str, now: datetime, numbers: tuple[int, int, int]) -> None:
    names = ("questions", "prompt_tokens", "completion_tokens")
    row = {"owner": owner, "day": _day_of(now), **dict(zip(names, numbers, strict=True))}
    _ADD.execute(connection, row)


def _day_of(time: datetime) -> date:
    return time.astimezone(UTC).date()


def _midnight_behind(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
