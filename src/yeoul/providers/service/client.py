"""Builds the SDK's client for one service, and makes the choices that the SDK leaves open.

It never retries (generation does), follows no redirects (they would get the key), uses no proxy to
reach this machine itself, times only connecting, opens as many connections as there are answers,
and reads only a bounded part of a refusal's body. Requests go over our own connections, or through
a proxy over those of the SDK's HTTP client.

The SDK takes more from the environment than a key and an address: names of an organization and a
project, an administrator's key, any headers. So the headers of a request are decided here, one by
one, and nothing leaves this machine that was not meant for the service.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from urllib.request import getproxies

import orjson

from yeoul.addresses import OPENAI, ServiceAddress
from yeoul.errors import YeoulError
from yeoul.providers.chat_request import ChatRequest
from yeoul.providers.service.body import read_bounded, transport_errors
from yeoul.providers.service.head import Unreadable
from yeoul.providers.service.models import read_models

if TYPE_CHECKING:
    import httpx2
    import openai

MAX_REFUSAL_BYTES = 1 << 16
MAX_LIST_BYTES = 1 << 22
#: Content encodings that compress a body, whether or not it can be decoded here.
CODECS = frozenset({"br", "zstd", "compress", "x-compress", "x-gzip", "dcb", "dcz"})
#: The key of a service that needs none. The SDK insists on one.
NO_KEY = "none"
#: Typed as bool, not Literal: the SDK's overload for True demands a class to wrap a stream in.
STREAMED: bool = True
OPENAI_HOST = ServiceAddress.parse(OPENAI).host
#: The only headers of a request. The SDK would add some about this machine and its environment.
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
#: The account, from OPENAI_ORG_ID and OPENAI_PROJECT_ID; sent to OpenAI alone.
_SENT_TO_OPENAI = frozenset({"openai-organization", "openai-project"})


def open_client(
    *, address: ServiceAddress, api_key: str | None, connect_timeout_s: float
) -> openai.AsyncOpenAI:
    """Return a client. Imports the SDK, which is slow: never call it on the event loop."""
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
            # A compressed stream would be held back until a block is full.
            "accept-encoding": "identity",
            "user-agent": "yeoul",
            "authorization": address.authorization or f"Bearer {api_key or NO_KEY}",
        },
    )


def _without_query(record: logging.LogRecord) -> bool:
    """Cut the query, which may be secret, off the addresses in a record of the HTTP client."""
    import httpx2

    if isinstance(record.args, tuple):
        record.args = tuple(
            arg.copy_with(query=None) if isinstance(arg, httpx2.URL) else arg for arg in record.args
        )
    return True


def _has_proxies() -> bool:
    """Return whether the environment or the system names a proxy, for any address."""
    return bool(getproxies().keys() - {"no"})


def _transport(trust_env: bool) -> httpx2.AsyncBaseTransport:
    import httpx2

    from yeoul.providers.service.transport import ServiceTransport

    tls = httpx2.create_ssl_context(trust_env=trust_env)
    tls.set_alpn_protocols(["http/1.1"])
    return ServiceTransport(tls)


def _http_client(address: ServiceAddress, **options: Any) -> httpx2.AsyncClient:
    import httpx2

    # As written, except for characters that a request line must not have.
    query = "".join(char if char.isascii() else quote(char) for char in address.query).encode()
    is_openai = address.host == OPENAI_HOST or address.host.endswith(f".{OPENAI_HOST}")
    sent = _SENT | _SENT_TO_OPENAI if is_openai else _SENT

    class ServiceClient(httpx2.AsyncClient):
        """The SDK's HTTP client. It drops headers, and reads refusals up to a limit."""

        async def send(
            self, request: httpx2.Request, *, stream: bool = False, **kwargs: Any
        ) -> httpx2.Response:
            # The SDK would put the base URL's query before the path.
            request.url = request.url.copy_with(query=query or None)
            for name in request.headers.keys() - sent:
                del request.headers[name]
            response = await super().send(request, stream=stream, **kwargs)
            codec = _undecodable(response, self.headers["accept-encoding"])
            if response.is_success and codec:
                await response.aclose()
                why = Unreadable(f"its reply is compressed ({codec}) which was not asked for")
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
    """Return the body of a list of models, at most 4 MiB of it.

    Raises:
        openai.APIError: the service refuses, or is away.
        transport_errors: the connection failed.
    """
    import httpx2

    reply = await client.get(url, cast_to=httpx2.Response, stream=STREAMED)
    assert isinstance(reply, httpx2.Response)
    return await read_bounded(reply, MAX_LIST_BYTES)


async def post_question(client: openai.AsyncOpenAI, question: ChatRequest) -> httpx2.Response:
    """Return the reply to a question as soon as it begins; its body is still to be read.

    Raises:
        openai.APIError: the service refuses, or is away.
        transport_errors: the connection failed.
    """
    import httpx2

    # The SDK's own chat.completions would try each message against all of its message types, which
    # costs more than the rest of the request.
    reply = await client.post(
        "/chat/completions",
        cast_to=httpx2.Response,
        content=orjson.dumps(question),
        stream=STREAMED,
    )
    assert isinstance(reply, httpx2.Response)
    return reply


async def right_address(
    client: openai.AsyncOpenAI, address: ServiceAddress, *, timeout_s: float
) -> ServiceAddress | None:
    """Return the intended address if the given one only lacks its /v1."""
    import openai

    for right in address.with_version():
        try:
            async with asyncio.timeout(timeout_s):
                read_models(await fetch_list(client, f"{right.base}/models"), provider="")
        except openai.APIStatusError as error:
            if error.status_code not in (401, 403):  # a key is refused only where there is an API
                continue
        except (openai.APIError, YeoulError, TimeoutError):
            continue
        except transport_errors():
            continue
        return right
    return None


def _undecodable(response: httpx2.Response, decodable: str) -> str | None:
    """Return the name of a body's compression if the client cannot decode it.

    Names that mean no compression (``utf-8``, ``none``) are ignored, as other clients ignore them.
    """
    named = response.headers.get_list("content-encoding", split_commas=True)
    unknown = {name.strip().lower() for name in named} - {it.strip() for it in decodable.split(",")}
    return next(iter(unknown & CODECS), None)


async def _read_refusal(response: httpx2.Response) -> bytes:
    """Return the body of a refusal; empty if it breaks off: the status says enough."""
    try:
        return await read_bounded(response, MAX_REFUSAL_BYTES)
    except transport_errors():
        return b""


def never_read(error: Exception) -> bool:
    """Return whether the service cannot have read the request that failed with ``error``.

    Either no connection was made, with or without a proxy, or it ended before the whole request can
    have been read. A likelihood is not enough: a question may cost money.
    """
    import httpx2

    safe = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.WriteError)
    return isinstance(error, safe) or isinstance(error.__cause__, safe)
