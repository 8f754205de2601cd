"""Windows, sleep, and Stop in every state: what is shown is what is stored."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer, counted
from tests.e2e.driving import (
    HIDE,
    answer,
    answers,
    ask,
    assert_whole,
    ended,
    growing,
    growing_to,
    settled,
    stop_button,
    stored_answers,
)
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import scripted_server
from tests.faults.volumes import LIMIT_S
from yeoul.providers.base import Progress, Thought
from yeoul.providers.scripts import Script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

WINDOWS = 12


def stop(page: Page) -> None:
    """Click Stop, and wait until the answer is over."""
    stop_button(page).click()
    expect(ended(page).get_by_text("Stopped", exact=True)).to_be_visible()


def test_twelve_windows_at_once_all_grow_and_all_are_whole(
    context: BrowserContext, counter: CountingServer
) -> None:
    pages = [context.new_page() for _ in range(WINDOWS)]
    for page in pages:
        page.goto(counter.url)
    for page in pages:
        ask(page, "Count")
    for page in pages:
        growing_to(page, 3)
    counter.enough()
    for page in pages:
        assert_whole(counter.url, page)
        [numbers] = map(counted, stored_answers(counter.url, page))
        assert numbers == list(range(len(numbers)))


def test_a_page_that_was_frozen_goes_on_where_it_was(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 5)
    watched = context.new_page()
    watched.goto(page.url)
    session = context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    counter.enough()
    assert_whole(counter.url, watched)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    assert_whole(counter.url, page)


def test_a_machine_that_slept_an_hour_shows_what_came_meanwhile(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.clock.install()
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        ask(page, "Count")
        growing_to(page, 5)
        network.down = True
        network.cut()
        counter.enough()
        settled(counter.url, page)
        network.down = False
        page.clock.fast_forward("01:00:00")
        assert_whole(counter.url, page)


def silent() -> asyncio.Event:
    """Return what a model waits for that says nothing more."""
    return asyncio.Event()


@pytest.mark.parametrize(
    ("shown", "script", "kept"),
    [
        pytest.param("Connecting", [silent()], "", id="connecting"),
        pytest.param("Thinking", [Progress("thinking"), silent()], "", id="thinking"),
        pytest.param("Thinking", [Thought("Water?"), silent()], "", id="reasoning"),
        pytest.param("river", ["The ", "river", silent()], "The river", id="generating"),
        pytest.param("Waiting", ["The ", "river", silent()], "The river", id="stalled"),
    ],
)
def test_stop_in_any_state_of_an_answer_keeps_what_came(
    context: BrowserContext, tmp_path: Path, shown: str, script: Script, kept: str
) -> None:
    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        page.goto(url)
        expect(ask(page, "Where does it go?")).to_contain_text(shown)
        stop(page)
        assert stored_answers(url, page) == [kept]
        expect(answer(page)).to_contain_text(kept)
        page.reload()
        expect(answer(page).get_by_text("Stopped", exact=True)).to_be_visible()
        expect(answer(page)).to_contain_text(kept)


def test_stop_in_the_queue_lets_the_others_go_on(context: BrowserContext, tmp_path: Path) -> None:
    with scripted_server(tmp_path, ["The ", "river", silent()], slots=1) as url:
        first, second = context.new_page(), context.new_page()
        first.goto(url)
        expect(ask(first, "First")).to_contain_text("river")
        second.goto(url)
        expect(ask(second, "Second")).to_contain_text("queue")
        stop(second)
        assert stored_answers(url, second) == [""]
        expect(growing(first)).to_contain_text("river")
        stop(first)
        assert stored_answers(url, first) == ["The river"]


def test_an_answer_that_was_stopped_while_its_page_was_hidden_is_shown_so(
    context: BrowserContext, counter: CountingServer
) -> None:
    page, other = context.new_page(), context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 5)
    other.goto(page.url)
    page.evaluate(HIDE, True)
    growing_to(other, 7)
    stop(other)
    page.evaluate(HIDE, False)
    for each in (page, other):
        expect(ended(each).get_by_text("Stopped", exact=True)).to_be_visible()
        assert_whole(counter.url, each)
    assert answers(counter.url, page)[0]["status"] == "stopped"
