"""What stands around a conversation: the way past the list, its title, dialogs, and paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.driving import articles, ask, ended
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(context: BrowserContext, river: ServerProcess) -> Page:
    """A conversation with one answer."""
    page = context.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    return page


def middle(of: Locator) -> float:
    """Return how far down the screen the middle of something is."""
    box = of.bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


def test_the_first_tab_leads_past_the_list_of_conversations(page: Page) -> None:
    page.reload()
    expect(articles(page)).to_have_count(2)
    # As somebody who begins at the top: the box has taken the focus.
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the conversation")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    page.keyboard.press("Tab")
    in_main = "document.activeElement.closest('main') !== null"
    page.wait_for_function(in_main)


def test_a_click_beside_a_dialog_closes_it_and_one_inside_does_not(page: Page) -> None:
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    edge = dialog.bounding_box()
    assert edge is not None
    page.mouse.click(edge["x"] + 14, edge["y"] + 14)
    page.mouse.click(edge["x"] + edge["width"] - 14, edge["y"] + edge["height"] - 14)
    # A text that is marked from inside to beyond the edge.
    page.mouse.move(edge["x"] + 60, edge["y"] + 200)
    page.mouse.down()
    page.mouse.move(10, 10)
    page.mouse.up()
    expect(dialog).to_be_visible()
    page.mouse.click(10, 10)
    expect(dialog).to_have_count(0)


def test_a_dialogs_close_button_stays_in_sight_while_the_settings_scroll(page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 420})
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("button", name="Delete all").scroll_into_view_if_needed()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_on_paper_there_is_the_whole_conversation_and_nothing_else(page: Page) -> None:
    page.set_viewport_size({"width": 1100, "height": 420})
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Conversations")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_hidden()
    expect(page.get_by_role("button", name="Copy", exact=True).first).to_be_hidden()
    # Nothing is left in a box that would have to be scrolled.
    end = articles(page).last.bounding_box()
    assert end is not None
    assert end["y"] + end["height"] > 420
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height >= end["y"] + end["height"]


def test_the_box_of_a_new_chat_is_in_the_middle_until_something_was_asked(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    box = page.get_by_role("textbox", name="Message", exact=True)
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()
    assert 240 < middle(box) < 560
    ask(page, "Tell me")
    ended(page)
    assert middle(box) > 650
    expect(box).to_be_focused()
    page.get_by_role("button", name="New chat").click()
    expect(articles(page)).to_have_count(0)
    assert 240 < middle(box) < 560


@pytest.mark.parametrize("size", [(390, 844), (320, 568), (844, 390)])
def test_a_phone_shows_the_title_and_every_suggestion_whole(
    browser: Browser, river: ServerProcess, size: tuple[int, int]
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=True, is_mobile=True, locale="en-US"
    )
    page = context.new_page()
    page.goto(river.url)
    expect(page.get_by_role("button", name="Show a binary search in Python")).to_be_in_viewport(
        ratio=1
    )
    ask(page, "Where does the water go?")
    ended(page)
    expect(page.locator(".top-title")).to_have_text("Where does the water go?")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
