"""Builds the SDK's client for one service, with what the SDK leaves open decided.

No retries (generation's), no redirects (the key would go along), no proxy on the way to this very
machine, only connecting is timed, as many connections as answers, and the body of a refusal is read
to a bound instead of for ever.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import aiohttp
    import httpx2
    import openai

KEEP_ALIVE_S = 30.0
MAX_REFUSAL_BYTES = 1 << 16
READ_TIMEOUT_S = 5.0
#: Sent where a service needs no key; the SDK needs one.
NO_KEY = "none"
_MACHINE_HEADERS = tuple(
    f"x-stainless-{name}"
    for name in ("arch", "lang", "os", "package-version", "runtime", "runtime-version")
)


def open_client(
    *, base_url: str | None, api_key: str | None, connect_timeout_s: float, connections: int
) -> openai.AsyncOpenAI:
    """Return a client. Slow the first time (it imports the SDK), so not for the event loop.

    Raises:
        openai.OpenAIError, httpx2.InvalidURL: the base URL is none.
    """
    import httpx2
    import openai

    http_client = _service_client_type()(
        timeout=httpx2.Timeout(None, connect=connect_timeout_s, pool=connect_timeout_s),
        limits=httpx2.Limits(
            max_connections=connections, max_keepalive_connections=64, keepalive_expiry=KEEP_ALIVE_S
        ),
        follow_redirects=False,
        trust_env=not is_loopback(base_url),
    )
    headers: dict[str, Any] = {
        # Compressed, a stream is held back on the way until a block is full.
        "accept-encoding": "identity",
        "user-agent": "yeoul",
        # What machine this is, is nobody's business.
        **dict.fromkeys(_MACHINE_HEADERS, openai.Omit()),
    }
    return openai.AsyncOpenAI(
        base_url=base_url,
        api_key=api_key or NO_KEY,
        max_retries=0,
        timeout=http_client.timeout,
        http_client=http_client,
        default_headers=headers,
    )


def is_loopback(base_url: str | None) -> bool:
    """Return whether ``base_url`` is on this machine."""
    host = (urlsplit(base_url or "").hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _service_client_type() -> type[httpx2.AsyncClient]:
    import httpx2
    import openai

    class ServiceClient(openai.DefaultAioHttpClient):
        """The SDK's client on aiohttp, which reads a stream at a fraction of the cost."""

        async def send(
            self, request: httpx2.Request, *, stream: bool = False, **kwargs: Any
        ) -> httpx2.Response:
            response = await super().send(request, stream=stream, **kwargs)
            if not stream or response.is_success:
                return response
            content = await read_bounded(response, MAX_REFUSAL_BYTES)
            kept = [(n, v) for n, v in response.headers.multi_items() if n != "content-encoding"]
            return httpx2.Response(
                response.status_code, headers=kept, content=content, request=request
            )

    return ServiceClient


def transport_errors() -> tuple[type[Exception], ...]:
    """Return what reading a body may raise when the connection fails."""
    import aiohttp
    import httpx2

    # RuntimeError is aiohttp's word for a connection of its own that was closed meanwhile.
    return (httpx2.HTTPError, httpx2.StreamError, aiohttp.ClientError, OSError, RuntimeError)


class Body:
    """The body of a streamed response, as it arrives. Iterate once, then `aclose`.

    Read from aiohttp itself, past five layers that each hand over every chunk; a body that is
    encoded, or comes another way, is read through them. Raises `transport_errors`.
    """

    def __init__(self, response: httpx2.Response) -> None:
        original = aiohttp_response(response)
        self._next: Callable[[], Awaitable[bytes]]
        self._close: Callable[[], Awaitable[None]]
        if original is None:
            self._next, self._close = response.aiter_bytes().__anext__, response.aclose
        else:
            self._next = original.content.readany
            self._close = partial(original.__aexit__, None, None, None)

    def __aiter__(self) -> Body:
        return self

    async def __anext__(self) -> bytes:
        if data := await self._next():
            return data
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Close the connection, or give it back if the body has come to its end."""
        await self._close()


def aiohttp_response(response: httpx2.Response) -> aiohttp.ClientResponse | None:
    """Return aiohttp's own response; None if its body is encoded or it is not aiohttp's."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return None
    wrapped = getattr(response.stream, "_stream", None)
    return getattr(wrapped, "_aiohttp_response", None)


async def read_bounded(response: httpx2.Response, max_bytes: int) -> bytes:
    """Return the first ``max_bytes`` of a body, or what came of it in 5 seconds, and close it."""
    content = b""
    try:
        async with asyncio.timeout(READ_TIMEOUT_S):
            async for data in response.aiter_bytes():
                content += data
                if len(content) >= max_bytes:
                    break
    except TimeoutError:
        pass
    finally:
        await response.aclose()
    return content[:max_bytes]
