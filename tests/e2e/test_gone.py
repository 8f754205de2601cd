"""Conversations that were deleted: here, elsewhere, or long ago."""

from __future__ import annotations

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.driving import articles, ask, choose, ended, wait_until
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(context: BrowserContext, server: ServerProcess) -> Page:
    """A conversation with one answer."""
    page = context.new_page()
    page.goto(server.url)
    ask(page, "Where does it go?")
    ended(page)
    return page


def delete_elsewhere(server: ServerProcess, page: Page) -> None:
    """Delete the open conversation as another device does."""
    path = f"/api/conversations/{page.url.rpartition('/')[2]}"
    httpx2.delete(f"{server.url}{path}", trust_env=False).raise_for_status()


def test_a_link_to_a_deleted_conversation_says_so_and_brings_it_back(
    page: Page, server: ServerProcess
) -> None:
    delete_elsewhere(server, page)
    page.reload()
    expect(page.get_by_text("This conversation was deleted.")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(articles(page)).to_have_count(2)
    listed = page.get_by_role("navigation", name="Conversations")
    expect(listed.get_by_role("link", name="Where does it go?")).to_be_visible()


def test_a_conversation_deleted_elsewhere_stays_readable_and_can_be_brought_back(
    page: Page, server: ServerProcess
) -> None:
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("half a thought")
    delete_elsewhere(server, page)
    expect(page.get_by_text("This conversation was deleted.")).to_be_visible()
    expect(articles(page)).to_have_count(2)
    # Nothing is written that could not be sent.
    expect(box).to_have_count(0)
    expect(page.get_by_role("button", name="New chat")).to_have_count(1)
    # Nor is anything offered that could only fail.
    edit = page.get_by_role("button", name="Edit message")
    regenerate = page.get_by_role("button", name="Regenerate")
    expect(edit.or_(regenerate)).to_have_count(0)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("This conversation was deleted.")).to_have_count(0)
    expect(box).to_have_value("half a thought")
    expect(edit).to_have_count(1)
    expect(regenerate).to_have_count(1)
    ask(page, "And then?")
    ended(page)


def test_from_a_deleted_conversation_one_goes_on_to_a_new_chat(
    page: Page, server: ServerProcess
) -> None:
    delete_elsewhere(server, page)
    page.get_by_role("main").get_by_role("link", name="New chat").click()
    expect(page).to_have_url(f"{server.url}/")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(0)


def delete_listed(page: Page, title: str) -> None:
    """Delete a conversation of the list by its menu."""
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    item = listed.filter(has_text=title)
    choose(item, "Delete")
    expect(item).to_have_count(0)


def test_two_deletions_are_undone_together(page: Page, server: ServerProcess) -> None:
    page.get_by_role("button", name="New chat").click()
    ask(page, "What is a ford?")
    ended(page)
    for title in ("Where does it go?", "What is a ford?"):
        delete_listed(page, title)
    expect(page.get_by_text("2 conversations deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(2)
    # The one that was open is open again.
    expect(articles(page).first).to_contain_text("What is a ford?")


def test_undoing_the_deletion_of_another_conversation_stays_at_the_open_one(page: Page) -> None:
    page.get_by_role("button", name="New chat").click()
    ask(page, "What is a ford?")
    ended(page)
    address = page.url
    delete_listed(page, "Where does it go?")
    page.get_by_role("button", name="Undo").click()
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(2)
    assert page.url == address


def test_versions_of_a_deleted_conversation_can_still_be_read(
    page: Page, server: ServerProcess
) -> None:
    page.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    delete_elsewhere(server, page)
    expect(page.get_by_text("This conversation was deleted.")).to_be_visible()
    page.get_by_role("button", name="Previous version").click()
    expect(page.get_by_text("1 / 2")).to_be_visible()
    expect(page.locator(".error-bar")).to_have_count(0)


def test_a_deletion_without_a_server_is_taken_back_and_the_conversation_stays_open(
    page: Page, server: ServerProcess
) -> None:
    address = page.url
    server.end()
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    choose(item, "Delete")
    expect(page.get_by_text("The server cannot be reached. Is it running?")).to_be_visible()
    expect(item).to_have_count(1)
    expect(page).to_have_url(address)
    expect(articles(page)).to_have_count(2)


def test_whoever_goes_elsewhere_while_a_deletion_is_refused_stays_there(
    page: Page, server: ServerProcess
) -> None:
    deleted = page.url
    page.get_by_role("button", name="New chat").click()
    ask(page, "What is a ford?")
    ended(page)
    elsewhere = page.url
    page.goto(deleted)
    expect(articles(page)).to_have_count(2)
    held: list[Route] = []

    def hold(route: Route) -> None:
        # The page may still be reading it.
        if route.request.method == "DELETE":
            held.append(route)
        else:
            route.continue_()

    page.route(f"**/api/conversations/{deleted.rpartition('/')[2]}", hold)
    delete_listed(page, "Where does it go?")
    page.get_by_role("link", name="What is a ford?").click()
    wait_until(page, lambda: len(held) == 1, "the deletion")
    held[0].abort()
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(2)
    assert page.url == elsewhere


def test_what_never_existed_cannot_be_brought_back(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/c/{'0' * 32}")
    expect(page.get_by_text("This conversation does not exist")).to_be_visible()
    expect(page.get_by_role("button", name="Restore")).to_have_count(0)


def test_what_cannot_be_brought_back_any_more_says_so(page: Page, server: ServerProcess) -> None:
    delete_elsewhere(server, page)
    problem = {"code": "not_found", "status": 404, "detail": "", "retryable": False}
    page.route("**/restore", lambda route: route.fulfill(status=404, json=problem))
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("It no longer exists.")).to_be_visible()
    expect(page.get_by_role("button", name="Restore")).to_have_count(0)


def test_the_offer_to_undo_stays_for_as_long_as_the_pointer_is_on_it(page: Page) -> None:
    page.clock.install()
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    choose(item, "Delete")
    undo = page.get_by_role("button", name="Undo")
    undo.hover()
    page.clock.run_for(30_000)
    expect(undo).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(11_000)
    expect(undo).to_have_count(0)
