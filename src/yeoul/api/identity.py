"""Who asks: settled once for every request, behind the guard and before anything else of the app.

The answer is a `Caller` in the request's scope, for HTTP and WebSocket alike. Doors ask for it here
and nowhere else: `caller_of` for whose things they are, and a route of `ForAdmins` for what belongs
to the server as a whole. An address that does not say otherwise (`Access`) is refused to a request
without a caller, before its body is read and before a route is looked for, so that an address which
exists and one which does not are refused alike.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Final, Literal
from urllib.parse import unquote

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from yeoul.api.bodies import JsonRoute
from yeoul.caller import LOCAL, Caller, check_caller
from yeoul.errors import Forbidden, ForbiddenOrigin, Internal, Unauthenticated, YeoulError
from yeoul.product import ProductCall

logger = logging.getLogger(__name__)

#: Says who is behind a connection, of HTTP or WebSocket; None refuses it.
Identify = Callable[[HTTPConnection], Awaitable[Caller | None]]
#: The same of a product, which may also be a plain function: it runs in a thread then.
ProductIdentify = Callable[[HTTPConnection], Awaitable[Caller | None] | Caller | None]

#: Who says who asks: ``accounts`` of this server, a ``proxy`` in front of it, the product around it
#: (``embedded``), or nobody.
Mode = Literal["local", "accounts", "proxy", "embedded"]

#: Key in the ASGI scope of the caller; None where an address may be asked for without one.
KEY: Final = "yeoul.caller"

#: Header of a client that speaks for one owner alone: the owner's id, percent-encoded.
OWNER_HEADER: Final = b"yeoul-owner"


class Access(Enum):
    """What an address demands of its caller before the app is asked."""

    #: Nothing; nobody is identified.
    OPEN = auto()
    #: Nothing, but a known caller may get more.
    ANYBODY = auto()
    #: To be known.
    CALLER = auto()


class Identity:
    """Identifies the callers of one app.

    ``identify`` is a product's own. Without it nobody is known until the app is open and has
    replaced it.
    """

    def __init__(
        self, identify: ProductIdentify | None = None, *, log_in_url: str | None = None
    ) -> None:
        self._is_own = identify is None
        self.identify: Identify = ProductCall(identify, "identify") if identify else _nobody
        #: Where people log in at the product around this server, if it has said so.
        self.log_in_url = log_in_url
        #: Called with the code of a refusal that has asked for nobody; replaced when the app opens.
        self.on_refusal: Callable[[str], None] = lambda code: None
        #: Raises for a request that is refused at every address; replaced likewise.
        self.check: Callable[[Scope], None] = lambda scope: None

    @property
    def mode(self) -> Mode:
        """Who says who asks; in the mode ``local`` everybody is the one person of this machine."""
        if not self._is_own:
            return "embedded"
        return getattr(self.identify, "mode", "local")

    @property
    def knows_tokens(self) -> bool:
        """Whether programs come by a token of this server, and by nothing else."""
        return self.mode in ("accounts", "proxy")

    @property
    def https_only(self) -> bool:
        """Whether a password is refused over http, but on this machine's own names."""
        return getattr(self.identify, "https_only", False)

    @property
    def set_up_by_command(self) -> bool:
        """Whether the first account is awaited, and only a command makes it."""
        return getattr(self.identify, "set_up_by_command", False)

    @property
    def providers(self) -> Sequence[tuple[str, str]]:
        """The id and the title of each provider by which people may log in."""
        return getattr(self.identify, "providers", ())

    async def admit(self, scope: Scope, access: Access) -> None:
        """Put the caller into ``scope``, in the place of whatever stands there.

        Raises:
            ForbiddenProxy: nobody may say this from there.
            Unauthenticated: the address demands a caller, and there is none.
            YeoulError: what ``identify`` raised there. Any other error of it becomes `Internal`.
        """
        scope[KEY] = None
        self.check(scope)
        if access is Access.OPEN:
            return
        try:
            caller = await self.identify(HTTPConnection(scope))
            if caller is not None and not self._is_own:
                check_caller(caller)
        except ForbiddenOrigin:
            raise
        except YeoulError:
            if access is Access.CALLER:
                raise
            return
        except Exception as error:
            logger.exception("nobody could be identified", exc_info=error)
            if access is Access.CALLER:
                raise Internal.unforeseen() from error
            return
        # The windows of a browser share their cookie: after somebody else has logged in, one that
        # still shows the first person must neither read nor write the second one's things.
        if caller is not None and not _speaks_for(scope, caller.owner):
            caller = None
        if caller is None and access is Access.CALLER:
            raise Unauthenticated("Log in first: this server answers only people it knows.")
        scope[KEY] = caller

    async def admit_again(self, scope: Scope) -> None:
        """Check that who was admitted before may still ask for the same.

        Raises:
            Unauthenticated: nobody is known any more, or it is another one, or one with another
                role. The request may be sent again.
            YeoulError: as `admit`.
        """
        before: Caller | None = scope[KEY]
        await self.admit(scope, Access.CALLER)
        caller: Caller | None = scope[KEY]
        if before is None or caller is None or _right(caller) != _right(before):
            raise Unauthenticated("What you may do has changed while this was sent: send it again.")


def _right(caller: Caller) -> tuple[str, str, frozenset[str] | None]:
    return caller.owner, caller.role, caller.scopes


def _speaks_for(scope: Scope, owner: str) -> bool:
    """Return whether a request is for this owner: it names no owner, or this one alone."""
    named = [value for name, value in scope["headers"] if name == OWNER_HEADER]
    return all(unquote(value.decode("latin-1")) == owner for value in named)


def check_log_in(url: str | None, *, has_product: bool) -> None:
    """Check where a product says that people log in, if it does: never a script, for example.

    Raises:
        ValueError: it is neither a path from the root of this origin nor an http(s) address; or
            nobody would know who comes back.
    """
    if url is None:
        return
    if not has_product:
        raise ValueError("log_in_url needs identify: nobody else knows who has logged in there.")
    if not re.fullmatch(r"(/(?![/\\])|https?://[^/\\])[!-~]*", url):
        raise ValueError(f"{url!r} is no log_in_url: write /login, or https://example.org/login.")


async def identify_local(connection: HTTPConnection) -> Caller | None:
    """Return the person at this machine: without accounts, everybody who gets past the guard."""
    return LOCAL


async def _nobody(connection: HTTPConnection) -> Caller | None:
    return None


def find_caller(connection: HTTPConnection) -> Caller | None:
    """Return the caller of a request; None where nobody is known."""
    caller: Caller | None = connection.scope.get(KEY)
    return caller


def caller_of(connection: HTTPConnection) -> Caller:
    """Return the caller of a request.

    Raises:
        Unauthenticated: nobody is known.
    """
    caller = find_caller(connection)
    if caller is None:
        raise Unauthenticated
    return caller


class ForAdmins(JsonRoute):
    """A route to what belongs to the server as a whole. The one place that asks for the role.

    It asks before anything of the request is read.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that matches this route (ASGI)."""
        await for_admins(super().handle)(scope, receive, send)


def for_admins(app: ASGIApp) -> ASGIApp:
    """Return ``app`` (ASGI), which refuses all other callers: with 403, or 401 if unknown."""

    async def checked(scope: Scope, receive: Receive, send: Send) -> None:
        if not caller_of(HTTPConnection(scope)).is_admin:
            raise Forbidden.to_users()
        await app(scope, receive, send)

    return checked
