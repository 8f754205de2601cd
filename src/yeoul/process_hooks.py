"""The hooks by which an app takes part in the end of the process that serves it.

An app keeps them as one private value of its ``state``. What else a product keeps there, in Yeoul's
app or in one around it, means nothing to the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from starlette.routing import Mount

from yeoul.defaults import SEND_TIMEOUT_S

_KEY = "_yeoul"


@dataclass(slots=True)
class ProcessHooks:
    """The hooks of one app. Those that are None have nothing to do: the app is not open."""

    #: Seconds after which a client that takes no data is cut; of several apps the shortest counts.
    send_timeout_s: float = SEND_TIMEOUT_S
    #: Ends all open streams; may be called more than once.
    release: Callable[[], None] | None = None
    #: Gives running answers to other workers, if there are any; before the streams end.
    hand_over: Callable[[], Awaitable[None]] | None = None
    #: Lets running answers go on for so many seconds, and then settles the rest.
    drain: Callable[[float], Awaitable[None]] | None = None


def give_hooks(app: Any, hooks: ProcessHooks) -> None:
    """Give an app its hooks."""
    setattr(app.state, _KEY, hooks)


def hooks_of(app: Any) -> Iterator[ProcessHooks]:
    """Yield the hooks of an ASGI app and of the apps mounted in it."""
    hooks = getattr(getattr(app, "state", None), _KEY, None)
    if isinstance(hooks, ProcessHooks):
        yield hooks
    for route in getattr(app, "routes", ()):
        if isinstance(route, Mount):
            yield from hooks_of(route.app)
