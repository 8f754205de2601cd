"""The addresses by which other machines reach this one, as its own table of routes tells them.

Python lists no network interfaces. But a datagram socket that is connected has the address that a
packet to that place would leave from, and connecting it sends nothing. So a few places stand for
the networks that a machine may be in. What only programs on this machine reach, such as the bridges
of containers, is left out by itself.
"""

from __future__ import annotations

import ipaddress
import socket

#: A place in each kind of network: the internet first, where the way to others usually leads, then
#: the private networks (RFC 1918), and those of carriers and VPNs (RFC 6598).
_PLACES = {
    socket.AF_INET: (
        "192.0.2.1",
        "192.168.255.255",
        "10.255.255.255",
        "172.31.255.255",
        "100.100.100.100",
    ),
    socket.AF_INET6: ("2001:db8::1", "fdff::1"),
}


def own_addresses(family: socket.AddressFamily) -> list[str]:
    """Return this machine's addresses of ``family`` in its networks, the most usual one first.

    Empty for a machine that is in no network.
    """
    found = (_address_towards(family, place) for place in _PLACES.get(family, ()))
    return list(dict.fromkeys(address for address in found if address is not None))


def _address_towards(family: socket.AddressFamily, place: str) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((place, 9))
            address = str(probe.getsockname()[0]).partition("%")[0]
    except OSError:
        return None
    known = ipaddress.ip_address(address)
    is_ours = known.is_loopback or known.is_unspecified or known.is_link_local
    return None if is_ours else address
