"""Who asks: accounts, log-in and sessions. A core like `yeoul.chat`; knows no HTTP.

Doors import these names from here, so that they need not know the store.
"""

from __future__ import annotations

from yeoul.accounts.accounts import Accounts, Mode
from yeoul.accounts.challenges import LIFE_MS as CHALLENGE_LIFE_MS
from yeoul.accounts.devices import ALGORITHMS, Made, Signed, Site, bytes_of, text_of
from yeoul.accounts.links import LinkTarget, NewLink
from yeoul.accounts.passkeys import Offer, Passkey
from yeoul.accounts.sessions import WHOLE_LIFE, Sessions, Visit
from yeoul.accounts.tokens import NewToken
from yeoul.store.accounts import Account, Credential, CredentialKind, Link, Session, Used
from yeoul.store.audit import MACHINE, By
from yeoul.store.tokens import Token

__all__ = [
    "ALGORITHMS",
    "CHALLENGE_LIFE_MS",
    "MACHINE",
    "WHOLE_LIFE",
    "Account",
    "Accounts",
    "By",
    "Credential",
    "CredentialKind",
    "Link",
    "LinkTarget",
    "Made",
    "Mode",
    "NewLink",
    "NewToken",
    "Offer",
    "Passkey",
    "Session",
    "Sessions",
    "Signed",
    "Site",
    "Token",
    "Used",
    "Visit",
    "bytes_of",
    "text_of",
]
