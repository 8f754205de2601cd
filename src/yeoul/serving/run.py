"""Runs an app as ``yeoul serve`` does, for programs that bring their own app."""

from __future__ import annotations

from collections.abc import Callable

from yeoul.serving import server
from yeoul.serving.sockets import bound, url_of


def run(
    app: server.Asgi,
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve ``app`` until SIGINT or SIGTERM ends it: an app of `create_app`, or one around it.

    On SIGINT the process ends within 2 seconds. On SIGTERM streams are let go at once, answers get
    7.5 seconds to end, and the process ends within 10.

    Args:
        app: Any ASGI app; apps of `create_app` are found in it where `mount` has put them.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        on_ready: Called with the address, once requests are accepted.

    Raises:
        StartupError: the port cannot be used, or the app does not start.
        Exception: the app's lifespan raised it while starting.
    """
    with bound(host, port) as sockets:
        url = url_of(sockets)
        server.run(app, sockets, on_ready=lambda: on_ready(url) if on_ready else None)
