"""Ports for servers that come back on the same one."""

from __future__ import annotations

import random
import socket

#: Below what systems give to outgoing connections, one of which could otherwise take the port
#: between two lives of a server; a reader that keeps trying could even connect to itself.
_PORTS = range(20_000, 32_000)


def free_port() -> int:
    """Return a port that nobody listens on, and that nobody is given by chance."""
    drawn = random.SystemRandom()
    while True:
        port = drawn.choice(_PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
