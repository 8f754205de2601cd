"""What is noted about accounts, and the only list of it: who did what to what, and from where.

A note names things by their ids alone, never by a name, a text or a secret: so nobody forges a line
by a name, and a removed account leaves nothing but its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

#: All that may be noted. New things get their word here.
Action = Literal[
    "log_in",
    "log_in_failed",
    "log_out",
    "credential_added",
    "credential_changed",
    "credential_removed",
    "account_added",
    "account_changed",
    "account_removed",
    "link_made",
    "invite_made",
    "invite_revoked",
    "invite_used",
    "token_made",
    "token_revoked",
    "share_made",
    "share_revoked",
    "exported",
    # Counted, and noted once an hour.
    "requests_refused",
    "notes_missed",
]

#: Details are numbers, and words of our own.
Detail = Mapping[str, str | int | bool | None]


class By(NamedTuple):
    """Who does something."""

    #: The id of their account; None: nobody knows.
    account: str | None
    #: The network that they came from, not their whole address.
    address: str = ""


#: A person at the server's machine.
MACHINE: Final = By("machine")
STRANGER: Final = By(None)


class Note(NamedTuple):
    """Something that has happened."""

    action: Action
    by: By
    #: The id of what it was done to.
    target: str | None = None
    detail: Detail = MappingProxyType({})


class Noted(NamedTuple):
    """A note with its time, in UTC."""

    at: datetime
    note: Note


class Entry(NamedTuple):
    """A note, with the names that the accounts in it have now; None for what is none, or gone."""

    noted: Noted
    actor: str | None
    target: str | None
