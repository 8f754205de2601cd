"""Who asks: the value that every request, of any door and over any transport, is served with.

It is made once per request, before anything else is done (`yeoul.api.identity`). Whose things a
request may reach depends on `Caller.owner` alone; what it may do with the server, on its role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

Role = Literal["admin", "user"]
#: What a token may do; a person who is logged in may do everything that their role allows.
Scope = Literal["ask", "read", "write", "metrics"]

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
    #: None: all of them.
    scopes: frozenset[Scope] | None = None
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
