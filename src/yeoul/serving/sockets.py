"""The server's sockets: bound before anything slow happens, with one sentence for each failure.

They are bound but do not listen yet: until the server is ready, a client is refused at once and
need not wait.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import sys
from collections.abc import Iterator, Sequence

from yeoul.addresses import is_this_machine
from yeoul.errors import StartupError
from yeoul.serving.own_addresses import own_addresses


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[list[socket.socket]]:
    """Bind ``host`` and ``port``; 0 takes a free port, the same one for all addresses of a name.

    ``localhost`` is bound on each of its addresses that this machine has, but on loopback only: the
    name was taken as a promise that other machines cannot reach the server.

    Raises:
        StartupError: the name has no such address, or none of its addresses can be bound.
    """
    with contextlib.ExitStack() as stack:
        sockets: list[socket.socket] = []
        failure: OSError | None = None
        for family, address in _addresses(host, port):
            # Named TCP: asyncio's own loop sends small parts at once only on such a socket.
            listener = stack.enter_context(
                socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            )
            taken_port = sockets[0].getsockname()[1] if sockets else port
            try:
                _bind(listener, (address, taken_port))
            except OSError as error:
                if error.errno != errno.EADDRNOTAVAIL or failure is None:
                    failure = error
                continue
            sockets.append(listener)
        if failure is not None and (not sockets or failure.errno == errno.EADDRINUSE):
            raise StartupError(_why_not(host, port, failure)) from failure
        yield sockets


def url_of(sockets: Sequence[socket.socket]) -> str:
    """Return the address to open in a browser on this machine."""
    address, port = sockets[0].getsockname()[:2]
    if _is_everywhere(sockets[0]):
        address = "::1" if ":" in address else "127.0.0.1"
    return _url(address, port)


def outer_urls_of(sockets: Sequence[socket.socket]) -> list[str]:
    """Return the addresses to open on other machines, the most usual one first; often none."""
    urls = []
    for listener in sockets:
        address, port = listener.getsockname()[:2]
        if _is_everywhere(listener):
            urls += [_url(own, port) for own in own_addresses(listener.family)]
        elif not is_this_machine(address):
            urls.append(_url(address, port))
    return urls


def _url(address: str, port: int) -> str:
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _is_everywhere(listener: socket.socket) -> bool:
    """Return whether a socket is bound on every address of this machine."""
    address = listener.getsockname()[0].partition("%")[0]
    return ipaddress.ip_address(address).is_unspecified


def _addresses(host: str, port: int) -> Sequence[tuple[int, str]]:
    try:
        found = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise StartupError(
            f"{host} is not an address or a name that this machine knows."
        ) from error
    addresses = list(dict.fromkeys((family, str(where[0])) for family, _, _, _, where in found))
    # IPv4 first, because the first address is shown.
    addresses.sort(key=lambda pair: pair[0] != socket.AF_INET)
    if not is_this_machine(host):
        return addresses[:1]
    loopback = [pair for pair in addresses if is_this_machine(pair[1])]
    if not loopback:
        raise StartupError(f"{host} leads to another address than this machine's own loopback.")
    return loopback


def _bind(listener: socket.socket, address: tuple[str, int]) -> None:
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if listener.family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    listener.bind(address)
    listener.setblocking(False)


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use by another program: choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} needs special rights: choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine does not have the address {host}."
    return f"Port {port} of {host} cannot be opened: {error.strerror}."
