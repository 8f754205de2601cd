"""Asks a hub for a file: one request, its redirects, and every fault of the network in words.

An address given by a person may be of any kind, on this machine too. A redirect may only lead to
https, to the very server that gave it, or from this machine to itself: otherwise a hub, or somebody
between, could have us talk to servers that only this machine reaches.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from yeoul.addresses import is_this_machine
from yeoul.downloads.faults import Again, CannotFetch

if TYPE_CHECKING:
    import httpx2

MAX_REDIRECTS = 10
#: Seconds until a connection must be open.
CONNECT_TIMEOUT_S = 10.0


class HubClient:
    """An HTTP client for one file. ``stall_s`` are the seconds without a byte that end a reply."""

    def __init__(self, url: str, *, stall_s: float) -> None:
        import httpx2

        self._url = httpx2.URL(url)
        self._stall_s = stall_s
        local = is_this_machine(self._url.host)
        self._http = httpx2.AsyncClient(
            # The proxies that the environment names are for other machines.
            trust_env=not local,
            # Loading the certificates takes a while, and on this machine plain http needs none.
            verify=not (local and self._url.scheme == "http"),
            timeout=httpx2.Timeout(stall_s, connect=min(CONNECT_TIMEOUT_S, stall_s)),
            # A connection that has failed once is not used again.
            limits=httpx2.Limits(max_keepalive_connections=0),
            follow_redirects=False,
        )

    @asynccontextmanager
    async def open(self, headers: Mapping[str, str]) -> AsyncIterator[httpx2.Response]:
        """Send a request and give its reply, with the body still to be read.

        Raises:
            Again: the network or the hub fails, here or while the body is read.
            CannotFetch: the redirects lead nowhere, or where they must not.
        """
        import httpx2

        try:
            response = await self._follow(headers)
            try:
                yield response
            finally:
                await response.aclose()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
            raise Again(
                "hub_unreachable", f"{self.host} cannot be reached{_why(error)}."
            ) from error
        except (httpx2.ReadTimeout, TimeoutError) as error:
            raise Again(
                "hub_silent", f"{self.host} sent nothing for {self._stall_s:g} seconds."
            ) from error
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise Again("connection_cut", f"The connection to {self.host} was cut.") from error
        except httpx2.InvalidURL as error:
            raise CannotFetch("hub_refused", f"{self.host} leads to an invalid address.") from error

    @property
    def host(self) -> str:
        """The name of the hub, for sentences."""
        return self._url.netloc.decode("ascii", "replace")

    async def _follow(self, headers: Mapping[str, str]) -> httpx2.Response:
        url = self._url
        for _ in range(MAX_REDIRECTS):
            request = self._http.build_request("GET", url, headers=dict(headers))
            async with asyncio.timeout(CONNECT_TIMEOUT_S + self._stall_s):
                response = await self._http.send(request, stream=True)
            if not response.has_redirect_location:
                return response
            await response.aclose()
            url = self.redirected(url, url.join(response.headers["location"]))
        raise CannotFetch(
            "hub_refused", f"{self.host} leads from one address to the next, without an end."
        )

    def redirected(self, origin: httpx2.URL, url: httpx2.URL) -> httpx2.URL:
        """Return ``url``, to which ``origin`` leads.

        Raises:
            CannotFetch: it must not lead there.
        """
        same = (url.scheme, url.host, url.port) == (origin.scheme, origin.host, origin.port)
        local = is_this_machine(origin.host) and is_this_machine(url.host)
        safe = url.scheme == "https" and not is_this_machine(url.host)
        if not (same or safe or (local and url.scheme in ("http", "https"))):
            raise CannotFetch(
                "hub_refused",
                f"{self.host} leads to {url.scheme}://{url.host}, where the file could be changed "
                "on its way, or which is no place for it.",
            )
        return url

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        await self._http.aclose()


def _why(error: BaseException) -> str:
    """Return why a connection could not be opened, behind a colon; empty if nothing is known."""
    causes = list(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return ": the secure connection (TLS) fails"
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return ": there is no such host, or no network"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return ": nothing listens there"
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return f": no connection within {CONNECT_TIMEOUT_S:g} seconds"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it was raised from: one for each address of a host, too."""
    yield error
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _causes(one)
    if (cause := error.__cause__ or error.__context__) is not None:
        yield from _causes(cause)
