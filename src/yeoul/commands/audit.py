"""``yeoul audit``: what has happened to the accounts of a server, which may run meanwhile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from yeoul.commands.columns import column, harmless
from yeoul.commands.setting_flags import with_settings
from yeoul.settings import Settings

if TYPE_CHECKING:
    from yeoul.store.audit import Entry

#: What is shown for those who act without an account.
_OURS = ("machine", "somebody")

JSON = Annotated[bool, typer.Option("--json", help="Print a JSON object for each line.")]


@with_settings("data_dir", "store_url")
def audit(settings: Settings, as_json: JSON = False) -> None:
    """Print what has happened to the accounts: log-ins, changes, links. The oldest comes first.

    Times are in UTC. Of texts, names that were typed, and secrets nothing is noted.
    """
    shown = _json if as_json else _line
    for entry in _entries(settings):
        print(shown(entry))


def _entries(settings: Settings) -> Iterable[Entry]:
    from yeoul.store import read_shared_audit
    from yeoul.store.audit_file import read_audit

    if settings.store_url is None:
        return read_audit(settings.store_file)
    return asyncio.run(read_shared_audit(settings.store_url.get_secret_value()))


def _json(entry: Entry) -> str:
    at, note = entry.noted
    fields: dict[str, Any] = {
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "action": note.action,
        "by": note.by.account,
        "by_name": entry.actor,
        "target": note.target,
        "target_name": entry.target,
        "address": note.by.address or None,
        "detail": dict(note.detail),
    }
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=True)


def _line(entry: Entry) -> str:
    at, note = entry.noted
    who = _whom(entry.actor, note.by.account) or "somebody"
    whom = "" if note.target == note.by.account else _whom(entry.target, note.target)
    cells = (f"{at:%Y-%m-%d %H:%M:%S}", who, note.action.replace("_", " "), whom, note.by.address)
    columns = map(column, cells, (19, 20, 20, 20, 18))
    details = " ".join(f"{name}={value}" for name, value in note.detail.items())
    return harmless("  ".join((*columns, details)).rstrip())


def _whom(name: str | None, thing_id: str | None) -> str:
    """Return a name, or the beginning of an id that has none, or no longer.

    A name that is one of our words, or has room for a column, is not one that can be read here.
    """
    known = (name or "").casefold() not in _OURS and "  " not in (name or "")
    return name if name and known else (thing_id or "")[:12]
