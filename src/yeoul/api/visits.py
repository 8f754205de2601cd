"""From where a request comes, as far as it is known: for people to read, never to decide by."""

from __future__ import annotations

import ipaddress

from starlette.requests import HTTPConnection

from yeoul.accounts import Visit

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def visit_of(connection: HTTPConnection) -> Visit:
    """Return from where a request comes."""
    user_agent = connection.headers.get("user-agent", "")
    address = _address_of(connection)
    if address is None:  # a socket of this machine
        return Visit(user_agent)
    prefix = 24 if address.version == 4 else 64
    network = str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))
    is_whole = address.version == 4 or address.is_loopback
    return Visit(user_agent, network, str(address) if is_whole else network)


def _address_of(connection: HTTPConnection) -> _Address | None:
    """Return the address that a request comes from, as far as it is known; None without one.

    A proxy on this machine stands for all who come by it, and tells in the last place of
    ``X-Forwarded-For`` who did; what its client has sent stands before that. A program here may
    tell anything. So this shows people where they are logged in, and lets a stranger's wrong
    passwords not count as theirs. It never decides who somebody is.
    """
    peer = _parsed(connection.client.host if connection.client else "")
    if peer is None or peer.is_loopback:
        told = ",".join(connection.headers.getlist("x-forwarded-for"))
        return _parsed(told.rpartition(",")[2].strip()) or peer
    return peer


def _parsed(text: str) -> _Address | None:
    """Return an address, which may have a port, or a zone: the interface it was reached by."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
