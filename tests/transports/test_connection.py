"""Cutting a connection from an app, under a server that offers nothing."""

from __future__ import annotations

import pytest

from yeoul.transports.connection import abort

pytestmark = pytest.mark.anyio


async def test_a_server_that_offers_nothing_is_asked_for_nothing() -> None:
    await abort({"type": "http"})
