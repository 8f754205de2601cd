"""A Yeoul app inside another app: its lifespan, its routes and its page, under any path.

Starlette's own `mount` ignores the lifespan of the mounted app, and at the root takes every address
that the outer app has not registered before. `mount` here does both the way a product wants.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette._utils import get_route_path
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Match, Mount, Route
from starlette.types import Scope

from yeoul.api.metrics import METRICS_PATH
from yeoul.api.native.plain_text import COMPLETION_PATH
from yeoul.api.page import Page


def mount(
    app: Starlette, path: str, chat: FastAPI, *, completion: bool = False, metrics: bool = False
) -> None:
    """Mount ``chat``, an app of `create_app`, in ``app`` under ``path``, its page included.

    ``chat`` is opened before ``app``'s own lifespan begins, and closed after it has ended. Under a
    path such as ``"/chat"`` everything below is Yeoul's. At the root, ``"/"``, Yeoul takes only its
    own addresses, whatever routes ``app`` adds later: everything else, 404s included, is left to
    ``app``. Where both have an address, the first one counts that has the method of the request.

    ``chat``'s guard goes on checking Host, Origin and body of its own requests: name the hosts
    under which ``app`` is reached in `Settings.allowed_hosts`. The routes of ``app`` are not
    guarded.

    Args:
        app: A FastAPI or Starlette app that has not started yet.
        path: Begins with a slash.
        chat: Mounted once, and not served by itself any more.
        completion: Keep ``/completion``, which asks by GET.
        metrics: Keep ``/metrics``, the figures of the process.
    """
    # Asking by GET, and the figures of the process: a product must not offer these by accident.
    kept = {COMPLETION_PATH: completion, METRICS_PATH: metrics}
    closed_paths = frozenset(path for path, is_kept in kept.items() if not is_kept)
    chat.router.routes[:] = [
        route for route in chat.routes if getattr(route, "path", None) not in closed_paths
    ]
    chat.openapi_schema = None
    mounted = _Mounted(path, chat, closed_paths)
    if mounted.path:
        app.router.routes.append(Route(mounted.path, _with_slash, include_in_schema=False))
    app.router.routes.append(mounted)
    _nest_lifespan(app, chat)


class _Mounted(Mount):
    """A mount that takes Yeoul's own addresses and nothing else."""

    def __init__(self, path: str, chat: FastAPI, closed: frozenset[str]) -> None:
        super().__init__(path.rstrip("/"), app=chat)
        self._chat = chat
        self._closed = closed

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, child = super().matches(scope)
        if match is not Match.NONE:
            match = self._match({**scope, **child})
        return match, child if match is not Match.NONE else {}

    def _match(self, scope: Scope) -> Match:
        """Return whether an address is Yeoul's; partly, if Yeoul has it for other methods alone.

        Then a route of the outer app that has the method goes first, wherever it stands, and
        without one Yeoul says what is allowed.
        """
        path = get_route_path(scope)
        if path.rstrip("/") in self._closed:  # the outer app may try both, to redirect
            return Match.NONE
        if self.path:
            return Match.FULL
        found = {route.matches(scope)[0] for route in self._chat.routes}
        page = self._chat.router.default
        is_read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if is_read and isinstance(page, Page) and page.has(path):
            found.add(Match.FULL)
        return max(found, key=lambda match: match.value, default=Match.NONE)


async def _with_slash(request: Request) -> RedirectResponse:
    """Redirect ``/chat`` to ``/chat/``, without repeating the host name of the request."""
    path: str = request.scope["path"]
    is_below_root = get_route_path(request.scope) != path
    return RedirectResponse(f"{path if is_below_root else request.scope['root_path'] + path}/", 308)


def _nest_lifespan(app: Starlette, chat: FastAPI) -> None:
    """Wrap the lifespan of ``chat`` around that of ``app``; connections get the state of both."""
    own = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(outer: Any) -> AsyncIterator[dict[str, Any]]:
        async with chat.router.lifespan_context(chat) as state, own(outer) as own_state:
            yield {**(state or {}), **(own_state or {})}

    app.router.lifespan_context = lifespan
