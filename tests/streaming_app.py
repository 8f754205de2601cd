"""A server of a few lines for tests of the process around an app: it streams until it is let go.

Run as ``python -m tests.streaming_app <mode> …``; modes change one thing about it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from types import SimpleNamespace
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Mount

import yeoul
from yeoul.errors import StartupError
from yeoul.process_hooks import ProcessHooks, give_hooks
from yeoul.serving.server import configure_logging, run
from yeoul.serving.sockets import bound, url_of


class StreamingApp:
    def __init__(self, modes: set[str]) -> None:
        self.modes = modes
        self.draining = False
        self.released = asyncio.Event()
        self.state = SimpleNamespace()
        give_hooks(self, ProcessHooks(release=self.released.set, drain=self.drain))

    async def drain(self, answers_s: float) -> None:
        self.draining = True
        if "answer-runs" in self.modes:
            await asyncio.sleep(0.5)
        if "drain-fails" in self.modes:
            raise ValueError("as asked")
        print(f"drained {answers_s:.1f}", flush=True)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        match scope["type"], scope.get("path"):
            case "lifespan", _:
                await self.live(receive, send)
            case _, "/stream":
                await self.stream(send)
            case _, "/hang":
                print("hanging", flush=True)
                time.sleep(60)  # noqa: ASYNC251  # blocking the event loop is the point
            case _, "/deaf":
                await self.ignore_everything(send)
            case _, "/flood":
                await self.flood(send)
            case _:
                await self.reply(503 if self.draining else 200, send)

    async def live(self, receive: Any, send: Any) -> None:
        await receive()
        if "refuses-to-start" in self.modes:
            raise StartupError("The model file is not there.")
        if "breaks-at-start" in self.modes:
            raise KeyError("broken")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if "never-ends" in self.modes:
            await asyncio.sleep(60)
        print("lifespan ended", flush=True)
        await send({"type": "lifespan.shutdown.complete"})

    async def reply(self, status: int, send: Any) -> None:
        headers = [(b"content-length", b"2")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"ok"})

    async def stream(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await self.released.wait()

    async def ignore_everything(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                if "hears-nothing" not in self.modes:
                    raise

    async def flood(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not self.released.is_set():
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})


def serve(modes: set[str]) -> None:
    configure_logging("warning")
    if "mounted" in modes:
        host = Starlette(routes=[Mount("/inner", StreamingApp(modes))])
        # A product's own values, which are nothing to the server.
        host.state.drain, host.state.release, host.state.send_timeout_s = True, "1.0", None
        yeoul.run(host, port=0, on_ready=lambda url: print(url, flush=True))
        print("stopped", flush=True)
        return
    with bound("127.0.0.1", 0) as sockets:
        run(StreamingApp(modes), sockets, on_ready=lambda: print(url_of(sockets), flush=True))
    print("stopped", flush=True)


if __name__ == "__main__":
    try:
        serve(set(sys.argv[1:]))
    except (StartupError, KeyError) as error:
        sys.exit(f"{type(error).__name__}: {error}")
