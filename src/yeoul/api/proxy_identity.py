"""Who asks, as a proxy in front of the server says: by a header, or by an assertion that is signed.

Who may say so is decided by the address that the connection comes from, and by nothing that a
request says. From anywhere else a request with that header is refused, not read without it: a proxy
that is not known here, or lets such a header through, shows at once. A header whose name has an
underscore in the place of a hyphen is another one.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette._utils import get_route_path
from starlette.requests import HTTPConnection
from starlette.types import Scope

from yeoul.accounts import Accounts
from yeoul.accounts.proxied import CloudflareAccess, Proxied
from yeoul.api.head import Head
from yeoul.api.identity import Mode
from yeoul.api.session_cookie import SessionCookie, check_change
from yeoul.api.visits import visit_of
from yeoul.caller import Caller
from yeoul.errors import ForbiddenProxy, Unauthenticated

#: The header of Cloudflare Access.
ASSERTION: Final = "cf-access-jwt-assertion"
#: Where people log out of Cloudflare Access, at every address behind it.
ACCESS_LOGOUT: Final = "/cdn-cgi/access/logout"


class TrustedPeers:
    """The addresses, networks and sockets that may say who asks."""

    def __init__(self, peers: Sequence[str]) -> None:
        self._unix = "unix" in peers
        self._networks = [ipaddress.ip_network(each) for each in peers if each != "unix"]

    def __contains__(self, scope: Scope) -> bool:
        client, server = scope.get("client"), scope.get("server")
        if client is None:
            # A client that has gone has no address either: then it is the socket that tells.
            return self._unix and (server is None or server[1] is None)
        try:
            address = ipaddress.ip_address(client[0].partition("%")[0])
        except ValueError:
            return False
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self._networks)


class ProxyIdentity:
    """Identifies callers by what a proxy says of them, at each request anew."""

    mode: Final[Mode] = "proxy"
    https_only: Final = False

    def __init__(
        self,
        accounts: Accounts,
        proxied: Proxied,
        cookie: SessionCookie,
        cookieless: frozenset[str],
        *,
        header: str | None,
        peers: TrustedPeers | None,
        access: CloudflareAccess | None = None,
    ) -> None:
        self._accounts = accounts
        self._proxied = proxied
        self._cookie = cookie
        self._cookieless = cookieless
        self._header = (header or ASSERTION).encode()
        #: None: whoever has a signed assertion.
        self._peers = peers
        self._access = access

    def check(self, scope: Scope) -> None:
        """Check that no one but a trusted proxy says who asks; for each request, also to the page.

        Raises:
            ForbiddenProxy
        """
        said = sum(name == self._header for name, _ in scope["headers"])
        if said > 1:
            raise ForbiddenProxy(
                f"The header {self._header.decode()} came more than once: have the proxy replace"
                " what its client sends."
            )
        if said and self._peers is not None and scope not in self._peers:
            raise ForbiddenProxy(
                f"The header {self._header.decode()} may come from the proxy alone. If this came"
                " by it, name the address that it connects from in --trusted-proxies."
            )

    async def __call__(self, connection: HTTPConnection) -> Caller | None:
        """Return the caller behind a connection (`yeoul.api.identity.Identify`).

        Raises:
            Unauthenticated: the proxy names nobody, or nobody who is known here; or a token counts
                no longer, or there are two.
            ForbiddenOrigin: another site's page may have sent this change.
            LogInUnavailable: nobody can check what Cloudflare has signed.
            TooManyAtOnce: a token is used too often.
        """
        scope = connection.scope
        head = Head(scope)
        # A program's own token counts alone here, too. Other bearer tokens are the proxy's: some
        # pass on what they were given.
        token = head.token(only_ours=True)
        if token is not None:
            return await self._accounts.tokens.by_token(token, head.user)
        said = next((value for name, value in scope["headers"] if name == self._header), b"")
        # The proxy adds its header to what any site's page asks for, as a browser adds a cookie.
        if not said.strip() or get_route_path(scope) in self._cookieless:
            return None
        try:
            # Nothing else is taken away: who has such a name there, and a space of another kind
            # behind it, is somebody else there.
            name = said.strip(b" \t").decode()
        except UnicodeDecodeError:
            raise Unauthenticated(
                "What the proxy calls you is not UTF-8: have it write names in that."
            ) from None
        if self._access is not None:
            name = await self._access.name_in(name)
        caller = await self._proxied.find_caller(name, lambda: visit_of(connection))
        check_change(scope)
        await self._end_sessions(connection, caller)
        return caller

    async def _end_sessions(self, connection: HTTPConnection, caller: Caller) -> None:
        """End the session of a browser in which somebody else was logged in before."""
        for token in self._cookie.own(connection):
            known = await self._accounts.sessions.find_caller(token)
            if known is not None and known.owner != caller.owner:
                await self._accounts.sessions.end_token(token, visit_of(connection))
