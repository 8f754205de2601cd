"""The list of what was deleted lately, reached from the settings."""

from __future__ import annotations

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.driving import articles
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLES = ("What is a ford?", "Where does it go?")


def delete_new(server: ServerProcess, *titles: str) -> list[str]:
    """Begin conversations and delete them again, as another device does; returns their ids."""
    ids = []
    with httpx2.Client(base_url=server.url, trust_env=False, timeout=60) as client:
        for title in titles:
            asked = client.post("/api/answers", json={"content": title}).raise_for_status().json()
            ids.append(asked["conversation"]["id"])
        for each in ids:
            client.delete(f"/api/conversations/{each}").raise_for_status()
    return ids


def change(server: ServerProcess, method: str, path: str) -> None:
    """Do as another device does."""
    url = f"{server.url}/api/conversations/{path}"
    httpx2.request(method, url, trust_env=False, timeout=60).raise_for_status()


def open_list(page: Page) -> Locator:
    """Open the list of deleted conversations, and return its dialog."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").get_by_role("button", name="Recently deleted").click()
    dialog = page.get_by_role("dialog", name="Recently deleted")
    expect(dialog).to_be_visible()
    return dialog


def listed(page: Page) -> Locator:
    """Return the rows of the sidebar."""
    return page.get_by_role("navigation", name="Conversations").get_by_role("listitem")


def test_a_deleted_conversation_is_restored_listed_at_once_and_opened(
    context: BrowserContext, server: ServerProcess
) -> None:
    _, last = delete_new(server, *TITLES)
    page = context.new_page()
    page.goto(server.url)
    dialog = open_list(page)
    rows = dialog.get_by_role("listitem")
    expect(rows).to_contain_text(list(reversed(TITLES)))
    expect(rows.first).to_contain_text("gone in 30 days")
    rows.first.get_by_role("button", name="Restore").click()
    expect(rows.first).to_contain_text("Restored")
    expect(listed(page)).to_contain_text([TITLES[1]])
    rows.first.get_by_role("button", name="Open").click()
    expect(page.locator("dialog")).to_have_count(0)
    expect(page).to_have_url(f"{server.url}/c/{last}")
    expect(articles(page)).to_have_count(2)


def test_the_open_conversation_is_readable_again_as_soon_as_it_is_restored(
    context: BrowserContext, server: ServerProcess
) -> None:
    [place] = delete_new(server, TITLES[0])
    page = context.new_page()
    page.goto(f"{server.url}/c/{place}")
    expect(page.get_by_text("This conversation was deleted.")).to_be_visible()
    dialog = open_list(page)
    dialog.get_by_role("button", name="Restore").click()
    expect(dialog.get_by_role("button", name="Open")).to_be_visible()
    expect(page.get_by_text("This conversation was deleted.")).to_have_count(0)
    expect(page.locator("article")).to_have_count(2)


def test_the_list_needs_no_mouse_and_leads_back_to_where_it_was_opened(
    context: BrowserContext, server: ServerProcess
) -> None:
    delete_new(server, *TITLES)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_role("button", name="Settings").click()
    door = page.get_by_role("dialog").get_by_role("button", name="Recently deleted")
    door.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Recently deleted")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    page.keyboard.press("Tab")
    button = dialog.get_by_role("button", name="Restore").first
    expect(button).to_be_focused()
    expect(button).to_have_accessible_description(TITLES[1])
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Open")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(door).to_be_focused()
    expect(page.get_by_role("dialog", name="Settings")).to_contain_text("1 deleted conversation,")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Settings")).to_be_focused()


def test_what_others_delete_and_restore_shows_in_the_open_list(
    context: BrowserContext, server: ServerProcess
) -> None:
    [first] = delete_new(server, TITLES[0])
    page = context.new_page()
    page.goto(server.url)
    rows = open_list(page).get_by_role("listitem")
    expect(rows).to_contain_text([TITLES[0]])
    delete_new(server, TITLES[1])
    expect(rows).to_contain_text(list(reversed(TITLES)))
    change(server, "POST", f"{first}/restore")
    expect(rows).to_contain_text([TITLES[1]])
    expect(listed(page)).to_contain_text([TITLES[0]])


def test_the_list_says_that_nothing_was_deleted_or_that_it_cannot_be_read(
    context: BrowserContext, server: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(server.url)
    dialog = open_list(page)
    expect(dialog).to_contain_text("Nothing was deleted in the last 30 days")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.route("**/api/conversations?*deleted=true*", lambda route: route.abort())
    dialog = open_list(page)
    expect(dialog.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.unroute_all()
    dialog.get_by_role("button", name="Retry").click()
    expect(dialog).to_contain_text("Nothing was deleted in the last 30 days")


def test_a_long_list_goes_on_by_its_button(context: BrowserContext, server: ServerProcess) -> None:
    delete_new(server, *(f"Question {number}" for number in range(45)))
    page = context.new_page()
    page.goto(server.url)
    dialog = open_list(page)
    rows = dialog.get_by_role("listitem")
    expect(rows).to_have_count(40)
    dialog.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(45)
    expect(dialog.get_by_role("button", name="Show more")).to_have_count(0)
    expect(rows.last).to_contain_text("Question 0")
