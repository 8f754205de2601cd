"""Sends requests to one service, and makes the choices that an HTTP client leaves open.

It never retries (generation does), follows no redirects (they would get the key), uses no proxy to
reach this machine itself, times only connecting, opens as many connections as there are answers,
and reads only a bounded part of a refusal's body. Requests go over our own connections, or through
a proxy over those of the HTTP client.

A question is one body of JSON behind headers that never change: they are listed here, and nothing
else leaves this machine. To put that together, the service's official SDK took half a millisecond
of CPU for each question, and it added much about the machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote
from urllib.request import getproxies

import orjson

from yeoul.addresses import OPENAI, ServiceAddress, keeps_cloud_secrets
from yeoul.errors import ProviderUnavailable, YeoulError
from yeoul.providers.service.body import Body, body_of, read_bounded, transport_errors
from yeoul.providers.service.head import Unreadable
from yeoul.providers.service.models import read_models

if TYPE_CHECKING:
    import httpx2

    from yeoul.providers.service.transport import Origin, ServiceTransport

MAX_REFUSAL_BYTES = 1 << 16
MAX_LIST_BYTES = 1 << 22
#: Content encodings that compress a body, whether or not it can be decoded here.
CODECS = frozenset({"br", "zstd", "compress", "x-compress", "x-gzip", "dcb", "dcz"})
#: The key of a service that needs none: some insist on one, as the official SDK does.
NO_KEY = "none"
OPENAI_HOST = ServiceAddress.parse(OPENAI).host
#: The account, sent to OpenAI alone: header and variable.
_ACCOUNT = (("openai-organization", "OPENAI_ORG_ID"), ("openai-project", "OPENAI_PROJECT_ID"))


class Refused(Exception):
    """Raised for a reply with a status other than success. Its body is read, up to a limit."""

    def __init__(self, response: httpx2.Response) -> None:
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.text


class ServiceClient:
    """Sends requests to the service at ``address`` over ``http``. Made by `open_client`.

    ``direct`` is the transport of ``http``, if that is our own.
    """

    def __init__(
        self,
        http: httpx2.AsyncClient,
        address: ServiceAddress,
        headers: dict[str, str],
        direct: ServiceTransport | None,
    ) -> None:
        import httpx2

        self._http = http
        self._direct = direct
        # As written, except for characters that a request line must not have.
        query = "".join(char if char.isascii() else quote(char) for char in address.query)
        self._query = query.encode() or None
        self._headers = httpx2.Headers(headers)
        self._models = self._url(f"{address.base}/models")
        self._base = address.base
        #: The head of a question, up to the length of its body, and where it goes; by its path.
        self._question_heads: dict[str, tuple[bytes, httpx2.URL]] = {}
        self._json_headers = httpx2.Headers({**headers, "content-type": "application/json"})

    async def fetch_list(self, url: str | None = None) -> bytes:
        """Return the body of a list of models, at most 4 MiB of it; by default the service's own.

        Raises:
            Refused: the service refuses.
            transport_errors: the service is away, or the connection failed.
        """
        import httpx2

        at = self._models if url is None else self._url(url)
        request = httpx2.Request("GET", at, headers=self._headers)
        reply = await self._checked(await self._http.send(request, stream=True))
        return await read_bounded(reply, MAX_LIST_BYTES)

    async def post_question(
        self, question: Mapping[str, object], path: str = "chat/completions", *, large: bool = False
    ) -> Body:
        """Return the body of the reply to a question, as soon as it begins.

        A ``large`` one is written beside the event loop.

        Raises:
            Refused: the service refuses.
            transport_errors: the service is away, or the connection failed.
        """
        import httpx2

        question_head, url = self._question_head(path)
        is_direct = self._direct is not None

        def write() -> bytes:
            content = orjson.dumps(question)
            length = b"%bContent-Length: %d\r\n\r\n" % (question_head, len(content))
            return length + content if is_direct else content

        message = await asyncio.to_thread(write) if large else write()
        if self._direct is None:
            headers = self._json_headers
            request = httpx2.Request("POST", url, headers=headers, content=message)
            return body_of(await self._checked(await self._http.send(request, stream=True)))
        # Not through the HTTP client: its objects take as long as all the rest.
        head, body = await self._direct.exchange(message, self._origin)
        if head.status == 200 and not head.is_encoded:
            return body
        return body_of(await self._checked(body.as_response(head)))

    async def post_json(self, url: str, body: Mapping[str, object]) -> bytes:
        """Return the body of a reply to JSON, at most 4 MiB of it. Raises as `fetch_list`."""
        import httpx2

        content = orjson.dumps(body)
        at, headers = self._url(url), self._json_headers
        request = httpx2.Request("POST", at, headers=headers, content=content)
        reply = await self._checked(await self._http.send(request, stream=True))
        return await read_bounded(reply, MAX_LIST_BYTES)

    async def send(self, method: str, path: str, query: str = "") -> httpx2.Response:
        """Return the reply to a request without a body, as soon as it begins.

        Raises:
            Refused: the service refuses.
            transport_errors: the service is away, or the connection failed.
        """
        import httpx2

        url = self._url(f"{self._base}/{path}")
        queries = [part for part in (self._query, query.encode()) if part]
        url = url.copy_with(query=b"&".join(queries) or None)
        request = httpx2.Request(method, url, headers=self._headers)
        return await self._checked(await self._http.send(request, stream=True))

    def _question_head(self, path: str) -> tuple[bytes, httpx2.URL]:
        if (known := self._question_heads.get(path)) is not None:
            return known
        import httpx2

        from yeoul.providers.service.transport import write_head

        url = self._url(f"{self._base}/{path}")
        request = httpx2.Request("POST", url, headers=self._json_headers)
        del request.headers["content-length"]
        self._question_heads[path] = write_head(request), url
        return self._question_heads[path]

    @cached_property
    def _origin(self) -> Origin:
        from yeoul.providers.service.transport import origin_of

        return origin_of(self._models)

    async def _checked(self, response: httpx2.Response) -> httpx2.Response:
        """Return a reply of success.

        Raises:
            Refused: it is another one.
            httpx2.DecodingError: its body cannot be decoded.
        """
        import httpx2

        codec = _undecodable(response, self._http.headers["accept-encoding"])
        if response.is_success and codec:
            await response.aclose()
            why = Unreadable(f"its reply is compressed ({codec}) which was not asked for")
            raise httpx2.DecodingError(str(why)) from why
        if response.is_success:
            return response
        if codec:
            await response.aclose()
        content = b"" if codec else await _read_refusal(response)
        kept = [(n, v) for n, v in response.headers.multi_items() if n != "content-encoding"]
        raise Refused(httpx2.Response(response.status_code, headers=kept, content=content))

    def _url(self, url: str) -> httpx2.URL:
        """Return an address of the service, with the query that goes behind each."""
        import httpx2

        return httpx2.URL(url).copy_with(query=self._query)

    async def aclose(self) -> None:
        """Close all connections. Idempotent."""
        await self._http.aclose()


def open_client(
    *,
    address: ServiceAddress,
    api_key: str | None,
    connect_timeout_s: float,
    account: Mapping[str, tuple[str, str]] = {},
    connected: bool = False,
) -> ServiceClient:
    """Return a client; ``account`` is that of `account_of`.

    The address of a service that was ``connected`` in the page leads to no place where a cloud
    keeps its secrets, whatever its name resolves to; where there is a proxy, that decides.

    Imports the HTTP client, which is slow: never call it on the event loop.

    Raises:
        ProviderUnavailable: the certificate authorities cannot be read.
    """
    import httpx2

    logging.getLogger("httpx2").addFilter(_without_query)
    trust_env = not address.is_local
    direct = None
    try:
        if not (trust_env and _has_proxies()):
            direct = _transport(address, connect_timeout_s, connected=connected)
        http = httpx2.AsyncClient(
            transport=direct,
            timeout=httpx2.Timeout(None, connect=connect_timeout_s),
            limits=httpx2.Limits(max_connections=None),
            follow_redirects=False,
            trust_env=trust_env,
        )
    except OSError as error:  # of the files, and of what is in them
        raise ProviderUnavailable(
            f"{address.place} cannot be reached: the certificates that SSL_CERT_FILE or "
            "SSL_CERT_DIR names cannot be read."
        ) from error
    return ServiceClient(http, address, _headers(address, api_key, account), direct)


def _headers(
    address: ServiceAddress, api_key: str | None, account: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Return the headers of every request; the HTTP client adds ``Host`` and ``Content-Length``."""
    headers = {
        "accept": "application/json",
        # A compressed stream would be held back until a block is full.
        "accept-encoding": "identity",
        "connection": "keep-alive",
        "user-agent": "yeoul",
        "authorization": address.authorization or f"Bearer {api_key or NO_KEY}",
    }
    return headers | {name: value for name, (_, value) in account.items()}


def account_of(address: ServiceAddress) -> dict[str, tuple[str, str]]:
    """Return the headers that name the account: their variable and value; none but for OpenAI."""
    if address.host != OPENAI_HOST and not address.host.endswith(f".{OPENAI_HOST}"):
        return {}
    found = ((name, variable, os.environ.get(variable)) for name, variable in _ACCOUNT)
    return {name: (variable, value) for name, variable, value in found if value}


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
    return bool(getproxies().keys() & {"http", "https", "all"})


def _transport(
    address: ServiceAddress, connect_timeout_s: float, *, connected: bool
) -> ServiceTransport:
    import httpx2

    from yeoul.providers.service.transport import ServiceTransport

    tls = None
    if address.base.startswith("https://"):  # a context takes some 20 ms of CPU
        tls = httpx2.create_ssl_context(trust_env=not address.is_local)
        tls.set_alpn_protocols(["http/1.1"])
    if not connected:
        return ServiceTransport(tls, connect_timeout_s=connect_timeout_s)
    return ServiceTransport(tls, connect_timeout_s=connect_timeout_s, refuses=keeps_cloud_secrets)


async def right_address(
    client: ServiceClient, address: ServiceAddress, *, timeout_s: float
) -> ServiceAddress | None:
    """Return the intended address if the given one only lacks its /v1."""
    for right in address.with_version():
        try:
            async with asyncio.timeout(timeout_s):
                read_models(await client.fetch_list(f"{right.base}/models"), provider="")
        except Refused as refused:
            if refused.status not in (401, 403):  # a key is refused only where there is an API
                continue
        except (YeoulError, TimeoutError):
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
    return isinstance(error, safe)
