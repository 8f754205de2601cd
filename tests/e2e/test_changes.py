"""What one window does is noticed by the others, of the same browser and of another one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import (
    articles,
    ask,
    assert_whole,
    choose,
    ended,
    growing,
    growing_to,
    stop_button,
    wait_until,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(params=["another window", "another browser"])
def other(
    request: pytest.FixtureRequest, context: BrowserContext, counter: CountingServer
) -> Iterator[Page]:
    """A page that nobody touches."""
    if request.param == "another window":
        page = context.new_page()
        page.goto(counter.url)
        yield page
        return
    browser = context.browser
    assert browser is not None
    elsewhere = browser.new_context(locale="en-US")
    page = elsewhere.new_page()
    page.goto(counter.url)
    yield page
    elsewhere.close()


def row(page: Page, title: str) -> Locator:
    """Return the row of a conversation in the list."""
    return page.get_by_role("listitem").filter(has_text=title)


def listed(page: Page, title: str) -> Locator:
    """The conversation in the list."""
    return page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)


def test_conversations_come_go_and_change_their_name_everywhere(
    context: BrowserContext, counter: CountingServer, other: Page, request: pytest.FixtureRequest
) -> None:
    title = f"Noticed by {request.node.callspec.params['other']}"
    page = context.new_page()
    page.goto(counter.url)
    ask(page, title)
    expect(listed(other, title)).to_be_visible()
    growing_to(page, 1)
    counter.enough()
    ended(page)
    choose(row(page, title), "Rename")
    page.get_by_role("textbox", name="Title").fill(f"{title}, renamed")
    page.keyboard.press("Enter")
    expect(listed(other, f"{title}, renamed")).to_be_visible()
    choose(row(page, f"{title}, renamed"), "Delete")
    expect(listed(other, f"{title}, renamed")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(listed(other, f"{title}, renamed")).to_be_visible()


def test_an_answer_begun_elsewhere_grows_here_and_a_stop_there_is_seen_here(
    context: BrowserContext, counter: CountingServer, other: Page
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "First")
    growing_to(page, 1)
    counter.enough()
    ended(page)
    expect(page).not_to_have_url(f"{counter.url}/")
    other.goto(page.url)
    expect(articles(other)).to_have_count(2)
    ask(page, "Second")
    growing_to(other, 5)
    stop_button(other).click()
    ended(page)
    assert_whole(counter.url, page)
    assert_whole(counter.url, other)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(growing(other)).to_have_count(1)
    growing_to(other, 20)
    counter.enough()
    assert_whole(counter.url, other)


def test_a_conversation_deleted_elsewhere_is_not_shown_as_if_it_were_there(
    context: BrowserContext, counter: CountingServer, other: Page
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Short lived")
    growing_to(page, 1)
    counter.enough()
    ended(page)
    other.goto(page.url)
    expect(articles(other)).to_have_count(2)
    choose(row(page, "Short lived"), "Delete")
    expect(other.get_by_text("This conversation was deleted.")).to_be_visible()


def test_all_windows_of_a_browser_listen_over_one_connection(
    context: BrowserContext, counter: CountingServer
) -> None:
    pages = [context.new_page() for _ in range(3)]
    streams: list[str] = []
    for page in pages:
        page.on(
            "request",
            lambda request: streams.append(request.url) if "/api/changes" in request.url else None,
        )
        page.goto(counter.url)
    ask(pages[0], "One for all")
    for page in pages:
        expect(listed(page, "One for all")).to_be_visible()
    assert len(streams) == 1
    pages[0].close()
    wait_until(pages[1], lambda: len(streams) == 2, "another window's connection")
    ask(pages[1], "Somebody took over")
    expect(listed(pages[2], "Somebody took over")).to_be_visible()
    assert len(streams) == 2
