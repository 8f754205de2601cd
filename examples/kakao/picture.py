"""Fetches a picture from an address that somebody has sent, and from nowhere inside our network.

A person may send any address, and this server stands where it can see more than they can: other
servers of the house, the cloud's metadata. So only public addresses are connected to. The name is
resolved once, and the connection goes to the very address that was checked: a name that means
another one a moment later changes nothing. Each redirect is checked like the first address.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl

import httpx2

MOST_BYTES = 20_000_000
MOST_REDIRECTS = 3
#: Behind it, the picture still has to be sent on within Kakao's 5 s.
LIMIT_S = 3.0


class NoPicture(Exception):
    """Raised when there is no picture to be had from an address."""


async def fetch(address: str, context: ssl.SSLContext | None = None) -> bytes:
    """Return what is at an address, at most `MOST_BYTES`.

    Args:
        address: where the picture is, by ``https``.
        context: whom to trust. Default: the usual certificates.

    Raises:
        NoPicture: the address is not public or not ``https``, or there is no picture, or too
            large a one, or it does not come within `LIMIT_S`.
    """
    # A proxy of the environment would resolve the name itself, and differently.
    http = httpx2.AsyncClient(trust_env=False, verify=context or True, timeout=LIMIT_S)
    try:
        async with asyncio.timeout(LIMIT_S), http:
            url = httpx2.URL(address)
            for _ in range(1 + MOST_REDIRECTS):
                request = await request_to_checked_address(http, url)
                reply = await http.send(request, stream=True)
                if not reply.has_redirect_location:
                    return await read_picture(reply)
                await reply.aclose()
                url = url.join(reply.headers["location"])
    except (OSError, httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
        raise NoPicture("It cannot be fetched.") from error
    raise NoPicture("It is redirected too often.")


async def request_to_checked_address(http: httpx2.AsyncClient, url: httpx2.URL) -> httpx2.Request:
    """Return the request for a URL, sent to an address that was found to be public."""
    if url.scheme != "https":
        raise NoPicture("Only https is fetched.")
    found = await resolve(url.host, url.port or 443)
    if not found or not all(map(is_public, found)):
        raise NoPicture("Its server is not public.")
    return http.build_request(
        "GET",
        url.copy_with(host=found[0]),
        # Compressed, few bytes could become many.
        headers={"host": url.netloc.decode("ascii"), "accept-encoding": "identity"},
        # The certificate has to be that of the name.
        extensions={"sni_hostname": url.host},
    )


async def resolve(name: str, port: int) -> list[str]:
    """Return the IPv4 addresses of a name: those of IPv6 have too many ways to say an inner one."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(name, port, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return [str(socket_address[0]) for *_, socket_address in found]


def is_public(address: str) -> bool:
    """Return whether an address is one that everybody reaches."""
    found = ipaddress.ip_address(address)
    return found.is_global and not found.is_multicast


async def read_picture(reply: httpx2.Response) -> bytes:
    """Return the body of a reply, and close it."""
    read = bytearray()
    try:
        if reply.status_code != 200 or not reply.headers.get("content-type", "").startswith(
            "image/"
        ):
            raise NoPicture("There is no picture.")
        async for piece in reply.aiter_raw():
            read += piece
            if len(read) > MOST_BYTES:
                raise NoPicture("It has more than 20 MB.")
    finally:
        await reply.aclose()
    return bytes(read)
