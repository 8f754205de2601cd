"""Several windows at once: each shows what is stored, and none keeps another from growing."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import ask, assert_counted, begun, ended, growing_to, stop
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

#: Over HTTP/1.1 a browser has six connections to a server for all of them.
WINDOWS = 12


def test_two_tabs_that_follow_one_answer_show_the_same(
    context: BrowserContext, counter: CountingServer
) -> None:
    for chance, _ in rounds(VOLUMES.page_tabs):
        tabs = first, second = context.new_page(), context.new_page()
        word = chance.randint(0, 40)
        begun(first, counter.url, word)
        second.goto(first.url)
        growing_to(second, word + chance.randint(0, 20))
        if reloaded := chance.choice([first, second, None]):
            reloaded.reload()
        for tab in chance.sample(tabs, 2):
            growing_to(tab, word + chance.randint(0, 40))
        if stopping := chance.choice([first, second, None]):
            stop(stopping)
        counter.enough()
        for tab in tabs:
            stopped = ended(tab).get_by_text("Stopped", exact=True)
            expect(stopped).to_have_count(0 if stopping is None else 1)
            assert_counted(counter.url, tab)
            tab.close()


def test_twelve_windows_at_once_all_grow_and_all_are_whole(
    context: BrowserContext, counter: CountingServer
) -> None:
    pages = [context.new_page() for _ in range(WINDOWS)]
    for chance, _ in rounds(VOLUMES.page_windows):
        for page in pages:
            page.goto(counter.url)
        for page in chance.sample(pages, WINDOWS):
            ask(page, "Count")
            assert page.evaluate("document.visibilityState") == "visible"
        for most in (5, 60):
            for page in chance.sample(pages, WINDOWS):
                growing_to(page, chance.randint(most // 2, most))
        counter.enough()
        for page in pages:
            assert_counted(counter.url, page)
