"""Who asks: accounts, log-in and sessions. A core like `yeoul.chat`; knows no HTTP.

Doors import these names from here, so that they need not know the store.
"""

from __future__ import annotations

from yeoul.accounts.accounts import Accounts, Mode
from yeoul.accounts.links import LinkTarget, NewLink
from yeoul.accounts.sessions import WHOLE_LIFE, Sessions, Visit
from yeoul.accounts.tokens import NewToken
from yeoul.store.accounts import Account, Link, Session, Used
from yeoul.store.audit import MACHINE, By
from yeoul.store.tokens import Token

__all__ = [
    "MACHINE",
    "WHOLE_LIFE",
    "Account",
    "Accounts",
    "By",
    "Link",
    "LinkTarget",
    "Mode",
    "NewLink",
    "NewToken",
    "Session",
    "Sessions",
    "Token",
    "Used",
    "Visit",
]
