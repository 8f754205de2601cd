"""Who asks: the value that every request, of any door and over any transport, is served with.

It is made once per request, before anything else is done (`yeoul.api.identity`). Whose things a
request may reach depends on `Caller.owner` alone; what it may do with the server, on its role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple, TypeGuard, get_args

Role = Literal["admin", "user"]
#: What a token may do; a person who is logged in may do everything that their role allows.
Scope = Literal["ask", "read", "write", "metrics"]
#: All of them, in the order in which they are shown.
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
#: What a program may reach: ``server`` is what belongs to the server as a whole, for the commands
#: on its machine alone.
Reach = Literal["ask", "read", "write", "metrics", "server"]

#: What a product decides in the place of a person, who is then not shown the choice.
Fixed = Literal["system", "model", "parameters"]

#: The one owner of everything while there are no accounts.
LOCAL_OWNER: Final = "local"


class Allowance(NamedTuple):
    """How much an owner may use; None: as much as there is."""

    #: Answers that grow at the same time at one provider; further ones wait for these.
    growing: int | None = None
    #: Answers that wait or grow at the same time; further questions are refused for the moment.
    unfinished: int | None = None
    #: Streams at the same time: of answers, and of changes.
    streams: int | None = None
    #: Questions a day, which begins at midnight UTC.
    questions: int | None = None
    #: Tokens of prompts and answers a day. The answer that goes beyond them is not cut.
    tokens: int | None = None


UNLIMITED: Final = Allowance()


@dataclass(frozen=True, slots=True)
class Caller:
    """The person or program behind a request."""

    #: The owner of everything that this caller makes and reaches.
    owner: str
    #: The name that is shown to this person; None where nobody has logged in.
    account: str | None = None
    #: ``admin`` may also change what belongs to the server as a whole.
    role: Role = "user"
    #: What a program may reach; None: it is a person, who may reach all that is theirs.
    scopes: frozenset[Reach] | None = None
    #: The id of the session, or of the token, by which the caller came; streams end with it.
    session: str | None = None
    #: When the right to read ends: streams are let go then, and come again if they still may.
    expires: datetime | None = None
    allowance: Allowance = UNLIMITED
    #: What the page does not let this person choose, as the product's ``before_ask`` decides it.
    fixed: frozenset[Fixed] = frozenset()

    @property
    def is_admin(self) -> bool:
        """Whether the caller may use what belongs to the server as a whole."""
        return self.role == "admin"


#: The person at this machine, while there are no accounts.
LOCAL: Final = Caller(LOCAL_OWNER, role="admin")

#: As many as the store keeps.
MAX_OWNER_CHARS: Final = 255
_ROLES: Final = frozenset(get_args(Role))
_CAN_BE_FIXED: Final = frozenset(get_args(Fixed))


def check_caller(caller: object) -> None:
    """Check a caller of a product, whose mistakes must not mix people up.

    Nobody has the name of the local person, and so all that is theirs, by accident: a product that
    means that person returns `LOCAL` itself. And nobody has none: all of those would be one.

    Raises:
        TypeError, ValueError: the sentence is for the product's developers.
    """
    if not isinstance(caller, Caller):
        raise TypeError("identify has to return a Caller, or None")
    if caller.owner == LOCAL_OWNER and caller is not LOCAL:
        raise ValueError(
            f"{LOCAL_OWNER!r} is the person of a server without accounts: give your users other"
            " names, or return yeoul.caller.LOCAL"
        )
    _check_names(caller)
    _check_rights(caller)
    if caller.allowance is not UNLIMITED:
        check_allowance(caller.allowance)


def _check_names(caller: Caller) -> None:
    if not is_text(caller.owner) or not 0 < len(caller.owner) <= MAX_OWNER_CHARS:
        raise ValueError(f"an owner has to be text of 1 to {MAX_OWNER_CHARS} characters")
    for name in (caller.account, caller.session):
        if name is not None and not is_text(name):
            raise TypeError("the account and the session of a caller have to be text, or None")


def _check_rights(caller: Caller) -> None:
    if caller.role not in _ROLES:
        raise ValueError(f"{caller.role!r} is no role of a caller")
    if caller.scopes is not None and not isinstance(caller.scopes, frozenset):
        raise TypeError("the scopes of a caller have to be a frozenset, or None")
    # What their types promise, a product may not have kept.
    fixed: object = caller.fixed
    if not isinstance(fixed, frozenset) or not fixed <= _CAN_BE_FIXED:
        raise ValueError("what is fixed for a caller has to be a frozenset of what there is")
    expires: object = caller.expires
    if expires is not None and (not isinstance(expires, datetime) or expires.tzinfo is None):
        raise ValueError("the time at which a caller expires has to have a time zone")


def check_allowance(allowance: object) -> None:
    """Check limits that a product has set.

    Raises:
        TypeError, ValueError: the sentence is for the product's developers.
    """
    if not isinstance(allowance, Allowance):
        raise TypeError("the allowance has to be an Allowance")
    limits: tuple[object, ...] = allowance
    for limit in limits:
        if limit is not None and not (isinstance(limit, int) and limit >= 0):
            raise ValueError("a limit has to be None, or a whole number from 0 up")
    if allowance.growing == 0:
        raise ValueError("no answer would ever grow: refuse the question instead")


def is_text(value: object) -> TypeGuard[str]:
    """Return whether a value is text that can be stored and sent: it has no half characters."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
