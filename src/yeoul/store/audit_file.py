"""The audit, and how many accounts there are, in a store's file.

It is read beside the server that writes it, and unchanged.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from yeoul.errors import StartupError
from yeoul.files.sqlite import open_unchanged
from yeoul.store.audit import Entry
from yeoul.store.audit_rows import noted_of

_ALL = (
    "SELECT audit.at, audit.actor, audit.action, audit.target, audit.detail,"
    " doer.name, aim.name FROM audit"
    " LEFT JOIN accounts AS doer ON doer.id = audit.actor"
    " LEFT JOIN accounts AS aim ON aim.id = audit.target"
    " ORDER BY audit.seq"
)
#: Counts accounts, and admins that are not disabled.
COUNTED = (
    "SELECT count(*), count(CASE WHEN role = 'admin' AND disabled_at IS NULL THEN 1 END)"
    " FROM accounts"
)


def read_audit(path: Path) -> Iterator[Entry]:
    """Yield what was noted, the oldest first. Blocks.

    Raises:
        StartupError: there is no such file, or it has no audit.
    """
    try:
        with open_unchanged(path) as db:
            for at, actor, action, target, detail, doer, aim in db.execute(_ALL):
                when = datetime.fromisoformat(at).replace(tzinfo=UTC)
                noted = noted_of(when, actor, action, target, json.loads(detail or "{}"))
                yield Entry(noted, doer, aim)
    except (OSError, sqlite3.Error) as error:
        raise StartupError(
            f"There is no audit in {path}: it begins when a server with accounts has used it."
        ) from error


def count_accounts(path: Path) -> tuple[int, int]:
    """Return how many accounts are in a store's file, and how many of them may manage the others.

    A file that is missing, or older than accounts, has none. Blocks.
    """
    if not path.exists():
        return 0, 0
    try:
        with open_unchanged(path) as db:
            (people, admins) = db.execute(COUNTED).fetchone()
    except (StartupError, sqlite3.Error):  # of which other checks tell
        return 0, 0
    return people, admins
