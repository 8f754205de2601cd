"""What both protocols share; how a client that takes nothing is cut is in their own tests."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from tests.raw_connections import echo_length
from yeoul.defaults import SEND_TIMEOUT_S
from yeoul.process_hooks import ProcessHooks, give_hooks
from yeoul.serving.connections import ServerConfig, TransportOutlet, UnsentWatch, offer
from yeoul.serving.server import _Server
from yeoul.transports.connection import EXTENSION, abort

pytestmark = pytest.mark.anyio


class Transport(asyncio.Transport):
    """Counts its aborts; nothing ever takes what it holds."""

    aborted = 0

    def abort(self) -> None:
        self.aborted += 1

    def get_write_buffer_size(self) -> int:
        return 1


async def test_an_app_cuts_its_connection_by_what_was_offered() -> None:
    transport = Transport()
    scope: dict[str, Any] = {"type": "http"}
    outlet = TransportOutlet(transport, lambda: False)
    offer(scope, outlet)
    assert scope["extensions"] == {EXTENSION: outlet}
    await abort(scope)
    assert transport.aborted == 1


async def test_a_watch_that_is_closed_cuts_nothing() -> None:
    transport = Transport()
    watch = UnsentWatch(transport, 0.0, lambda: True)
    watch.start()
    watch.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert transport.aborted == 0
    watch = UnsentWatch(transport, 0.0, lambda: True)
    watch.start()
    while not transport.aborted:  # noqa: ASYNC110  # the loop's next rounds
        await asyncio.sleep(0)


def test_the_time_limit_is_the_apps_own() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await echo_length(scope, receive, send)

    def limit_s(offered: Any) -> float:
        config = _Server(offered, lambda: None).config
        assert isinstance(config, ServerConfig)
        return config.send_timeout_s

    assert limit_s(app) == SEND_TIMEOUT_S
    app.state = SimpleNamespace(send_timeout_s=0.1)  # type: ignore[attr-defined]
    assert limit_s(app) == SEND_TIMEOUT_S
    give_hooks(app, ProcessHooks(send_timeout_s=1.5))
    assert limit_s(app) == 1.5
