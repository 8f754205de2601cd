"""Tabs that are frozen and machines that sleep: awake again, they show what came meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from tests.e2e.counting import CountingServer
from tests.e2e.driving import (
    HIDE,
    SEEN,
    assert_counted,
    begun,
    growing_to,
    lose_connection,
    settled,
)
from tests.e2e.proxy import BadNetwork
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

#: Seconds that a machine may sleep.
NIGHT_S = 12 * 3600


@contextmanager
def frozen(page: Page) -> Iterator[None]:
    """Have nothing of the page run inside the block: no script, no timer, nothing that arrives.

    The driver keeps every page in focus, which `Page.setWebLifecycleState` does not freeze; the
    debugger stops it at any script.
    """
    session = page.context.new_cdp_session(page)
    pauses: list[object] = []
    session.on("Debugger.paused", lambda event: pauses.append(event))
    session.send("Debugger.enable")
    session.send("Debugger.pause")
    while not pauses:
        page.wait_for_timeout(20)
    before = shown(session)
    yield
    assert shown(session) == before, "the page was not frozen"
    session.send("Debugger.disable")
    session.detach()


def shown(session: CDPSession) -> str:
    """Return the text that the last answer shows, also where no script may run."""
    look = f"({SEEN.strip()})([...document.querySelectorAll('article')].at(-1))"
    told = session.send("Runtime.evaluate", {"expression": look, "returnByValue": True})
    return str(told["result"]["value"])


def test_a_tab_that_was_frozen_goes_on_where_it_was(
    context: BrowserContext, counter: CountingServer
) -> None:
    with BadNetwork(counter.port) as network:
        for chance, _ in rounds(VOLUMES.page_freezes):
            page, watched = context.new_page(), context.new_page()
            word = chance.randint(0, 40)
            begun(page, network.url, word)
            watched.goto(page.url.replace(network.url, counter.url))
            awake = word + chance.randint(10, 60)
            page.evaluate(HIDE, True)
            with frozen(page):
                growing_to(watched, awake)
                if chance.random() < 0.5:
                    network.cut()
                if over := chance.random() < 0.5:
                    counter.enough()
                    assert_counted(counter.url, watched)
            page.evaluate(HIDE, False)
            if not over:
                growing_to(page, awake + 5)
                counter.enough()
            for each in (page, watched):
                assert_counted(counter.url, each)
                each.close()


def test_a_machine_that_slept_shows_what_came_meanwhile(
    context: BrowserContext, counter: CountingServer
) -> None:
    for chance, _ in rounds(VOLUMES.page_freezes):
        page = context.new_page()
        page.clock.install()
        word = chance.randint(0, 40)
        with BadNetwork(counter.port) as network:
            begun(page, network.url, word)
            lose_connection(page, network)
            if over := chance.random() < 0.5:
                counter.enough()
                settled(counter.url, page)
            network.down = False
            page.clock.fast_forward(1000 * chance.randint(1, NIGHT_S))
            if not over:
                growing_to(page, word + 20)
                counter.enough()
            assert_counted(counter.url, page)
            page.close()
