"""The list of conversations by keys alone: searched, gone through, opened, and what each can do."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import ask, ended
from tests.e2e.processes import ServerProcess

pytestmark = pytest.mark.browser

TITLES = ["alder", "birch", "cedar"]


def listed(context: BrowserContext, echo: ServerProcess) -> Page:
    """Return a page with three conversations, none of which is open."""
    page = context.new_page()
    for title in TITLES:
        page.goto(echo.url)
        ask(page, f"{title} {title}wood")
        ended(page)
    page.goto(echo.url)
    expect(page.get_by_role("navigation").get_by_role("link").nth(2)).to_be_visible()
    return page


def test_the_list_is_gone_through_by_arrows(context: BrowserContext, echo: ServerProcess) -> None:
    page = listed(context, echo)
    links = page.get_by_role("navigation").get_by_role("link")
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(links.nth(0)).to_be_focused()
    # What can be done with it, which is not on the way of Tab.
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Conversation menu").nth(0)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Enter")
    title = page.get_by_role("textbox", name="Title")
    title.press("ArrowDown")
    expect(title).to_be_focused()


def test_enter_in_the_search_box_opens_the_first_that_was_found(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = listed(context, echo)
    page.keyboard.press("Control+k")
    # Faster than the box waits for more letters: what was listed before is not what is meant.
    page.keyboard.insert_text("birchwood")
    page.keyboard.press("Enter")
    expect(page).to_have_title("birch birchwood · Yeoul")
