"""Asks a log-in provider: JSON over https, with a limit for its size, its time, and its redirects.

There are no redirects: each address of a provider is the one that it has published. What it says is
read as JSON, and nothing of it reaches a person but the fields that are known here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import orjson

from yeoul.addresses import is_this_machine
from yeoul.errors import LogInUnavailable

if TYPE_CHECKING:
    import httpx2

logger = logging.getLogger(__name__)

#: Seconds for one request, and bytes of its reply.
TIMEOUT_S = 10.0
MAX_BYTES = 1 << 20


class ProviderClient:
    """One for each provider; it is closed with `aclose`."""

    def __init__(self, issuer: str) -> None:
        self._host = urlsplit(issuer).hostname or ""
        self._http: httpx2.AsyncClient | None = None

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        if self._http is not None:
            await self._http.aclose()

    def check(self, url: object) -> str:
        """Return an address that a provider has published, if it is one for us.

        Raises:
            LogInUnavailable: what is sent there could be read on its way.
        """
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is not None and parts.hostname:
            plain = is_this_machine(parts.hostname) and is_this_machine(self._host)
            if parts.scheme == "https" or (parts.scheme == "http" and plain):
                return parts.geturl()
        raise LogInUnavailable(f"{self._host} publishes an address that cannot be used.")

    async def get(self, url: str, *, bearer: str | None = None) -> Mapping[str, Any]:
        """Return the JSON object at an address. Raises `LogInUnavailable`."""
        headers = {} if bearer is None else {"authorization": f"Bearer {bearer}"}
        status, body = await self._send("GET", url, headers, None)
        if status != 200:
            raise LogInUnavailable(f"{self._host} answers with the status {status}.")
        return body

    async def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, Any]]:
        """Send a form; return the status, and the JSON object. Raises `LogInUnavailable`."""
        return await self._send("POST", url, headers, form)

    async def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None,
    ) -> tuple[int, Mapping[str, Any]]:
        import httpx2

        http = self._opened()
        request = http.build_request(
            method, url, headers={"accept": "application/json", **headers}, data=form
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                response = await http.send(request, stream=True)
                try:
                    body = await _whole(response)
                finally:
                    await response.aclose()
        except (httpx2.HTTPError, TimeoutError, OSError) as error:
            logger.warning("%s cannot be reached: %r", self._host, error)
            raise LogInUnavailable(f"{self._host} cannot be reached: try again.") from error
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            told = None
        if not isinstance(told, dict):
            raise LogInUnavailable(f"{self._host} does not answer with a JSON object.")
        return response.status_code, told

    def _opened(self) -> httpx2.AsyncClient:
        import httpx2

        if self._http is None:
            local = is_this_machine(self._host)
            # The proxies that the environment names are for other machines.
            self._http = httpx2.AsyncClient(
                trust_env=not local, timeout=TIMEOUT_S, follow_redirects=False
            )
        return self._http


async def _whole(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            return b""
    return bytes(body)
