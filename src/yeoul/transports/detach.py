"""The middleware that serves a stream after the framework has released the stream's request.

Routes, dependencies and exception handlers hold some fifteen stack frames and the whole request for
as long as its response takes. A stream takes minutes and needs none of it. So an `EventStream` that
is called inside this middleware only registers itself, and is served here when all inner layers
have returned.
"""

from __future__ import annotations

from typing import Final, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

#: Key in the ASGI scope of the function that takes a stream.
KEY: Final = "yeoul.detach"


class Stream(Protocol):
    """A response that can be detached from its request."""

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the whole response (ASGI)."""

    def close(self) -> None:
        """Release the source that would have been streamed. Idempotent."""


class DetachMiddleware:
    """ASGI middleware that serves the streams which the app inside detaches."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, or begin to; serve the stream if that is its answer (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        streams: list[Stream] = []
        # Values that the inner app adds to a scope would live as long as the stream.
        inner = {**scope, KEY: streams.append}
        try:
            await self._app(inner, receive, send)
        except BaseException:
            for stream in streams:
                stream.close()
            raise
        del inner
        if streams:
            await streams.pop().serve(scope, receive, send)


def detach(stream: Stream, scope: Scope) -> bool:
    """Leave ``stream`` to the `DetachMiddleware` around this request; False if there is none."""
    take = scope.get(KEY)
    if take is None:
        return False
    take(stream)
    return True
