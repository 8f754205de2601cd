"""The only worker: it leads, has no others, and a new name in each life."""

from __future__ import annotations

import pytest

from yeoul.workers import open_workers

pytestmark = pytest.mark.anyio


async def test_a_server_that_is_alone_leads_and_has_no_others() -> None:
    one, other = await open_workers(), await open_workers()
    assert one.me != other.me
    for workers in (one, other):
        gone: list[str] = []
        workers.on_gone(gone.append)
        await workers.leave()
        await workers.aclose()
        assert (workers.leads, list(workers.others()), gone) == (True, [], [])
