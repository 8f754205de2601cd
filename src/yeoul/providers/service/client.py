"""Builds the SDK's client for one service, with what the SDK leaves open decided.

No retries (generation's), no redirects (the key would go along), no proxy on the way to this very
machine, only connecting is timed, as many connections as answers, and the body of a refusal is read
to a bound instead of for ever. Requests go over connections of our own; through a proxy, over those
of the SDK's HTTP client.

The SDK takes more from the environment than a key and an address: names of an organization and a
project, an administrator's key, headers of any kind. Which headers a request has is therefore
decided here, one by one, so that nothing leaves this machine that was not meant for the service.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import getproxies

from yeoul.addresses import OPENAI, ServiceAddress
from yeoul.errors import YeoulError
from yeoul.providers.service.connection import Take
from yeoul.providers.service.head import Unreadable
from yeoul.providers.service.models import read_models

if TYPE_CHECKING:
    import httpx2
    import openai

    from yeoul.providers.service.transport import ServiceBody

MAX_REFUSAL_BYTES = 1 << 16
MAX_LIST_BYTES = 1 << 22
READ_TIMEOUT_S = 5.0
#: What compresses a body, whether or not we can undo it.
CODECS = frozenset({"br", "zstd", "compress", "x-compress", "x-gzip", "dcb", "dcz"})
#: Sent where a service needs no key; the SDK needs one.
NO_KEY = "none"
#: Typed as bool, not Literal: the SDK's overload for True demands a class to wrap a stream in.
STREAMED: bool = True
OPENAI_HOST = ServiceAddress.parse(OPENAI).host
#: The headers of a request, whatever else the SDK would send of this machine and its environment.
_SENT = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    }
)
#: Whose account it is, by OPENAI_ORG_ID and OPENAI_PROJECT_ID: told to OpenAI, and to nobody else.
_SENT_TO_OPENAI = frozenset({"openai-organization", "openai-project"})


def open_client(
    *, address: ServiceAddress, api_key: str | None, connect_timeout_s: float
) -> openai.AsyncOpenAI:
    """Return a client. Slow the first time (it imports the SDK), so not for the event loop."""
    import httpx2
    import openai

    logging.getLogger("httpx2").addFilter(_without_query)
    trust_env = not address.is_local
    http_client = _http_client(
        address,
        transport=None if trust_env and _has_proxies() else _transport(trust_env),
        timeout=httpx2.Timeout(None, connect=connect_timeout_s),
        limits=httpx2.Limits(max_connections=None),
        follow_redirects=False,
        trust_env=trust_env,
    )
    return openai.AsyncOpenAI(
        base_url=address.base,
        api_key=api_key or NO_KEY,
        max_retries=0,
        timeout=http_client.timeout,
        http_client=http_client,
        default_headers={
            # Compressed, a stream is held back on the way until a block is full.
            "accept-encoding": "identity",
            "user-agent": "yeoul",
            "authorization": address.authorization or f"Bearer {api_key or NO_KEY}",
        },
    )


def _without_query(record: logging.LogRecord) -> bool:
    """Take what may be secret out of a record of the HTTP client, which logs whole addresses."""
    import httpx2

    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.copy_with(query=None) if isinstance(arg, httpx2.URL) else arg for arg in record.args
        )
    return True


def _has_proxies() -> bool:
    """Return whether the environment, or the system, names a proxy; the client knows for whom."""
    return bool(getproxies().keys() - {"no"})


def _transport(trust_env: bool) -> httpx2.AsyncBaseTransport:
    import httpx2

    from yeoul.providers.service.transport import ServiceTransport

    tls = httpx2.create_ssl_context(trust_env=trust_env)
    tls.set_alpn_protocols(["http/1.1"])
    return ServiceTransport(tls)


def _http_client(address: ServiceAddress, **options: Any) -> httpx2.AsyncClient:
    import httpx2

    # As it was written, but for letters that no request line may have.
    query = "".join(char if char.isascii() else quote(char) for char in address.query).encode()
    is_openai = address.host == OPENAI_HOST or address.host.endswith(f".{OPENAI_HOST}")
    sent = _SENT | _SENT_TO_OPENAI if is_openai else _SENT

    class ServiceClient(httpx2.AsyncClient):
        """The SDK's HTTP client: asks as `open_client` says, and reads refusals to a bound."""

        async def send(
            self, request: httpx2.Request, *, stream: bool = False, **kwargs: Any
        ) -> httpx2.Response:
            # The SDK would put the query of a base URL before the path.
            request.url = request.url.copy_with(query=query or None)
            for name in request.headers.keys() - sent:
                del request.headers[name]
            response = await super().send(request, stream=stream, **kwargs)
            codec = _undecodable(response, self.headers["accept-encoding"])
            if response.is_success and codec:
                await response.aclose()
                why = Unreadable(f"its reply is compressed ({codec}), which nobody asked for")
                raise httpx2.DecodingError(str(why), request=request) from why
            if not stream or response.is_success:
                return response
            content = b"" if codec else await _read_refusal(response)
            kept = [(n, v) for n, v in response.headers.multi_items() if n != "content-encoding"]
            return httpx2.Response(
                response.status_code, headers=kept, content=content, request=request
            )

    return ServiceClient(**options)


async def fetch_list(client: openai.AsyncOpenAI, url: str = "/models") -> bytes:
    """Return a list of models as the service gives it, to a bound.

    Raises:
        openai.APIError: the service refuses, or is away.
        transport_errors: the connection fails.
    """
    import httpx2

    reply = await client.get(url, cast_to=httpx2.Response, stream=STREAMED)
    assert isinstance(reply, httpx2.Response)
    return await read_bounded(reply, MAX_LIST_BYTES)


async def right_address(
    client: openai.AsyncOpenAI, address: ServiceAddress, *, timeout_s: float
) -> ServiceAddress | None:
    """Return the address that was meant, if the one that was given only lacks its /v1."""
    import openai

    for right in address.with_version():
        try:
            async with asyncio.timeout(timeout_s):
                read_models(await fetch_list(client, f"{right.base}/models"), provider="")
        except openai.APIStatusError as error:
            if error.status_code not in (401, 403):  # which is only said of what is there
                continue
        except (openai.APIError, YeoulError, TimeoutError):
            continue
        except transport_errors():
            continue
        return right
    return None


def _undecodable(response: httpx2.Response, decodable: str) -> str | None:
    """Return how a body is compressed, if not in one of the ways that the client can undo.

    What is no compression at all (``utf-8``, ``none``) means nothing, to other clients too.
    """
    said = response.headers.get_list("content-encoding", split_commas=True)
    unknown = {name.strip().lower() for name in said} - {it.strip() for it in decodable.split(",")}
    return next(iter(unknown & CODECS), None)


async def _read_refusal(response: httpx2.Response) -> bytes:
    """Return what a refusal says; nothing if that breaks off, for its status has said it all."""
    try:
        return await read_bounded(response, MAX_REFUSAL_BYTES)
    except transport_errors():
        return b""


def transport_errors() -> tuple[type[Exception], ...]:
    """Return what reading a body may raise when the connection fails."""
    import httpx2

    return (httpx2.HTTPError, httpx2.StreamError, OSError)


def never_read(error: Exception) -> bool:
    """Return whether a request that failed with ``error`` cannot have been read by its service.

    No connection came about, through a proxy or without one, or it ended before anybody can have
    read all of the request. What is only likely does not count: a question may cost.
    """
    import httpx2

    safe = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.WriteError)
    return isinstance(error, safe) or isinstance(error.__cause__, safe)


class Body:
    """The body of a streamed response, as it arrives. Read once, then `aclose`.

    Read from the connection itself, past the layers of the HTTP client that each hand over every
    chunk; a body that is encoded, or comes through a proxy, is read through them. Raises
    `transport_errors`.
    """

    def __init__(self, response: httpx2.Response) -> None:
        self._direct = direct_body(response)
        self._chunks = None if self._direct else response.aiter_bytes()
        self._close = self._direct.aclose if self._direct else response.aclose

    async def pour(self, take: Take) -> bool:
        """Have ``take`` called with what comes until it returns True; False: the body is over.

        May be called again. ``take`` may be called while nobody's turn it is, so it must not wait.
        """
        if self._direct is not None:
            return await self._direct.pour(take)
        assert self._chunks is not None
        async for data in self._chunks:
            if take(data):
                return True
        return False

    async def aclose(self) -> None:
        """Close the connection, or give it back if the body has come to its end."""
        await self._close()


def direct_body(response: httpx2.Response) -> ServiceBody | None:
    """Return the body as the connection gives it; None if it is encoded, or comes another way."""
    if response.headers.get("content-encoding", "identity") != "identity":
        return None
    from yeoul.providers.service.transport import BODY

    body: ServiceBody | None = response.extensions.get(BODY)
    return body


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
