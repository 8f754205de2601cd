"""The cookie of a browser in which somebody is logged in, and the caller that it stands for.

Over https its name begins with ``__Host-``: no other host, and no page without TLS, can set such a
cookie. Without TLS a browser takes none of that name. So on the names of this machine there is
another cookie; elsewhere nobody logs in without TLS, unless the server's settings allow it. Both
have the port in their names, since cookies are the same for all ports of a host.

Whether TLS is used, the request itself says. Where a proxy has ended the TLS, the ``Origin`` does
that every browser sends with a log-in, if it is this server's own: ``https://`` and the host. Or a
proxy on this machine says so, in ``X-Forwarded-Proto``. That the page of another origin has TLS
says nothing of the way here.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette._utils import get_route_path
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from yeoul.accounts import WHOLE_LIFE, Accounts
from yeoul.addresses import OWN_NAMES, is_this_machine
from yeoul.api.guard import SAFE_METHODS
from yeoul.api.head import Head
from yeoul.api.identity import Mode
from yeoul.caller import LOCAL, Caller
from yeoul.errors import ForbiddenOrigin, InsecureAddress

SECURE_NAME = "__Host-yeoul"
#: Behind the name, of a browser that is away to log in by a provider.
AWAY = "-sign-in"
#: Behind the name, of one that is about to log in by a passkey.
VISITOR = "-visitor"
_LIFE_S = int(WHOLE_LIFE.total_seconds())
_PLAIN_HOSTS = frozenset(name.encode() for name in OWN_NAMES)


class SessionCookie:
    """Reads and writes the cookies of one server."""

    def __init__(self, *, insecure_http: bool) -> None:
        self._insecure_http = insecure_http

    @property
    def https_only(self) -> bool:
        """Whether nobody logs in over http, but on this machine's own names."""
        return not self._insecure_http

    def tokens(self, head: Head) -> list[str]:
        """Return the tokens in a request that may be trusted, the one of TLS first.

        A browser may have both: at ``localhost`` it sends either, and one of them may be over.
        """
        found = [head.cookie(_secure_name(head))]
        # Anybody on the network could set the other one for a name of that network.
        if self._takes_plain(head):
            found.append(head.cookie(_plain_name(head)))
        return [token.decode("latin-1") for token in found if token is not None]

    def own(self, connection: HTTPConnection) -> list[str]:
        """Return the tokens by which a browser changes something.

        Raises:
            ForbiddenOrigin: another site's page may have sent this.
        """
        head = Head(connection.scope)
        tokens = [] if head.token() is not None else self.tokens(head)
        if tokens:
            check_change(connection.scope, head)
        return tokens

    def check(self, connection: HTTPConnection) -> None:
        """Check that a password may be sent this way.

        Raises:
            InsecureAddress
        """
        head = Head(connection.scope)
        if not (_is_secure(connection.scope, head) or self._takes_plain(head)):
            raise InsecureAddress(
                "A password could be read on its way: open this server by https. Where nobody else"
                " is on the network, --insecure-http allows it all the same."
            )

    def write(
        self,
        response: Response,
        connection: HTTPConnection,
        token: str,
        *,
        secure: bool | None = None,
    ) -> None:
        """Have the browser keep a token; ``secure`` where it is known how the browser came."""
        head = Head(connection.scope)
        if secure is None:
            secure = _is_secure(connection.scope, head)
        name = _secure_name(head) if secure else _plain_name(head)
        _write(response, name.decode(), token, _LIFE_S, secure=secure)

    def write_brief(
        self, response: Response, connection: HTTPConnection, suffix: str, value: str, life_s: float
    ) -> None:
        """Have a browser keep a value until it has logged in, as `AWAY` or `VISITOR`."""
        head = Head(connection.scope)
        secure = _is_secure(connection.scope, head)
        name = (_secure_name if secure else _plain_name)(head).decode() + suffix
        _write(response, name, value, int(life_s), secure=secure)

    def brief(self, connection: HTTPConnection, suffix: str) -> str | None:
        """Return such a value, if it may be trusted; the one of TLS first."""
        head = Head(connection.scope)
        found = head.cookie(_secure_name(head) + suffix.encode())
        if found is None and self._takes_plain(head):
            found = head.cookie(_plain_name(head) + suffix.encode())
        return None if found is None else found.decode("latin-1")

    def clear_brief(self, response: Response, connection: HTTPConnection, suffix: str) -> None:
        """Have the browser forget such a value."""
        head = Head(connection.scope)
        for name, secure in ((_secure_name(head), True), (_plain_name(head), False)):
            if (brief := name.decode() + suffix) in connection.cookies:
                response.delete_cookie(brief, secure=secure, httponly=True, samesite="lax")

    def came_to(self, connection: HTTPConnection) -> tuple[str, bool]:
        """Return the address of this server, as the browser has it, and whether it is https.

        Its host is one that the guard has let through.
        """
        scope = connection.scope
        head = Head(scope)
        secure = _is_secure(scope, head)
        host = head.fields.get(b"host", b"").decode("latin-1").lower()
        root_path = scope.get("root_path", "").rstrip("/")
        return f"{'https' if secure else 'http'}://{host}{root_path}", secure

    def clear(self, response: Response, connection: HTTPConnection) -> None:
        """Have the browser forget its token, and all that it keeps of this server."""
        head = Head(connection.scope)
        names = _secure_name(head).decode(), _plain_name(head).decode()
        for name, secure in zip(names, (True, False), strict=True):
            if name in connection.cookies:
                response.delete_cookie(name, secure=secure, httponly=True, samesite="lax")
        if not connection.scope.get("root_path"):  # else it is the product's around it, too
            response.headers["clear-site-data"] = '"cache", "storage"'

    def _takes_plain(self, head: Head) -> bool:
        return self._insecure_http or head.host()[0] in _PLAIN_HOSTS


class SessionIdentity:
    """Identifies people by their sessions, and programs by their tokens.

    A server without accounts has one local person.
    """

    def __init__(
        self,
        accounts: Accounts,
        cookie: SessionCookie,
        cookieless: frozenset[str],
        providers: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._accounts = accounts
        self._cookie = cookie
        #: The id and the title of each by which people may log in too.
        self.providers = providers
        #: The paths at which no cookie is enough.
        self._cookieless = cookieless

    @property
    def mode(self) -> Mode:
        """Whether people log in here, or will."""
        return "local" if self._accounts.mode == "local" else "accounts"

    @property
    def https_only(self) -> bool:
        """As for the cookie."""
        return self._cookie.https_only

    @property
    def set_up_by_command(self) -> bool:
        """Whether the first account is awaited, and no code makes it."""
        return self._accounts.mode == "setup" and self._accounts.setup_code is None

    async def __call__(self, connection: HTTPConnection) -> Caller | None:
        """Return the caller behind a connection (`yeoul.api.identity.Identify`).

        Raises:
            SetupNeeded: nobody can be known yet.
            ForbiddenOrigin: a change whose cookie another site's page may have sent.
            Unauthenticated: a token that is unknown, has expired, or was revoked; or two tokens.
            TooManyAtOnce: one that is used too often.
        """
        if self._accounts.mode == "local":
            return LOCAL
        if self._accounts.mode == "setup":
            raise self._accounts.setup_needed()
        head = Head(connection.scope)
        # Never a cookie and a token: if a token is there, it alone counts. What a proxy in front
        # asks for by Basic authentication is none.
        token = head.token()
        if token is not None:
            return await self._accounts.tokens.by_token(token, head.user)
        if get_route_path(connection.scope) in self._cookieless:
            return None
        for token in self._cookie.tokens(head):
            caller = await self._accounts.sessions.find_caller(token)
            if caller is not None:
                check_change(connection.scope, head)
                return caller
        return None


def check_change(scope: Scope, head: Head | None = None) -> None:
    """Check that this site's own page changes something, where a browser's cookie allows it.

    The guard has compared the headers. Every browser sends one of them with a change, and with a
    WebSocket's handshake: without any, nobody can tell whose page it was.

    Raises:
        ForbiddenOrigin
    """
    is_safe = scope["type"] == "http" and scope["method"] in SAFE_METHODS
    fields = (head or Head(scope)).fields
    if not is_safe and b"origin" not in fields and b"sec-fetch-site" not in fields:
        raise ForbiddenOrigin(
            "A page of another site could have sent this: add the header Origin, with this"
            " server's address."
        )


def _write(response: Response, name: str, value: str, life_s: int, *, secure: bool) -> None:
    response.set_cookie(name, value, max_age=life_s, secure=secure, httponly=True, samesite="lax")


def _is_secure(scope: Scope, head: Head) -> bool:
    if scope.get("scheme") in ("https", "wss"):
        return True
    own = b"https://" + head.fields.get(b"host", b"").lower()
    if head.fields.get(b"origin", b"").lower() == own:
        return True
    # A proxy writes its own word behind what its client has sent, or in the place of it.
    told = head.fields.get(b"x-forwarded-proto", b"").rpartition(b",")[2].strip().lower()
    client = scope.get("client")
    return told == b"https" and (client is None or is_this_machine(client[0]))


def _secure_name(head: Head) -> bytes:
    port = head.host()[1]
    return SECURE_NAME.encode() + (b"-" + port if port else b"")


def _plain_name(head: Head) -> bytes:
    return b"yeoul-" + (head.host()[1] or b"80")
