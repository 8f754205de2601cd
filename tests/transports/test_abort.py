"""Dropping a connection from an app; that of a client which takes nothing: test_http_limits."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from yeoul.transports.abort import EXTENSION, abort, offer_abort

pytestmark = pytest.mark.anyio


async def test_a_server_that_offers_nothing_is_asked_for_nothing() -> None:
    await abort({"type": "http"})


async def test_what_is_offered_is_what_is_called() -> None:
    class Transport(asyncio.Transport):
        aborted = 0

        def abort(self) -> None:
            self.aborted += 1

    transport = Transport()
    scope: dict[str, Any] = {"type": "http"}
    offer_abort(scope, transport)
    assert scope["extensions"] == {EXTENSION: transport.abort}
    await abort(scope)
    assert transport.aborted == 1
