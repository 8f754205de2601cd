"""Who signs out leaves nothing, in no window, however late the server's reply is or if it is lost.

And loses nothing without having been asked.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import ask, growing_to, wait_until
from tests.e2e.people import (
    choose_in_menu,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
)
from tests.e2e.test_two_people import KEPT, SECRET, instructions, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def sign_out(page: Page) -> None:
    """Sign out, and agree to what is lost by it."""
    choose_in_menu(page, "ann", "Sign out")
    page.get_by_role("dialog").get_by_role("button", name="Sign out", exact=True).click()


def two_windows(context: BrowserContext, page: Page, url: str) -> Page:
    """Have ann follow an answer in two windows, with a draft in each; returns the second."""
    log_in(page, url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 2)
    write(page, f"{SECRET} in a draft")
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 2)
    write(second, f"{SECRET} in the second window")
    return second


def assert_nothing_left(page: Page, url: str) -> None:
    """The window shows the log-in of nobody, and the browser keeps nothing of ann in it."""
    expect(page).to_have_url(f"{url}/")
    expect_log_in(page)
    expect(page.get_by_text("you have been signed out")).to_have_count(0)
    kept = page.evaluate(KEPT)
    assert SECRET not in kept
    assert "draft" not in kept


def test_another_window_is_left_although_the_reply_to_the_log_out_is_late(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    second = two_windows(context, page, people.url)
    held: list[Route] = []
    fetched = []

    def hold(route: Route) -> None:
        fetched.append(route.fetch())
        held.append(route)

    page.route("**/api/logout", hold)
    sign_out(page)
    # The server has ended the session, and the second window hears that before the first does.
    assert_nothing_left(second, people.url)
    expect(page.get_by_role("dialog")).to_contain_text("Signing out…")
    held[0].fulfill(response=fetched[0])
    assert_nothing_left(page, people.url)


def test_all_windows_are_left_although_the_reply_to_the_log_out_is_lost(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    second = two_windows(context, page, people.url)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/logout", lose)
    sign_out(page)
    for each in (page, second):
        assert_nothing_left(each, people.url)


def test_a_log_out_that_failed_is_told_and_can_be_tried_again(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    page.route("**/api/logout", lambda route: route.abort())
    choose_in_menu(page, "ann", "Sign out")
    dialog = page.get_by_role("dialog", name="Sign out")
    expect(dialog.get_by_role("alert")).to_contain_text("The server cannot be reached")
    dialog.get_by_role("button", name="Dismiss").click()
    dialog.get_by_role("button", name="Cancel").click()
    # The menu is there as before.
    choose_in_menu(page, "ann", "Sign out")
    expect(dialog.get_by_role("alert")).to_be_visible()
    page.unroute("**/api/logout")
    dialog.get_by_role("button", name="Sign out", exact=True).click()
    expect_log_in(page)


def test_a_log_out_on_its_way_says_so(page: Page, people: CountingServer) -> None:
    log_in(page, people.url, "ann")
    held: list[Route] = []
    page.route("**/api/logout", lambda route: held.append(route))
    choose_in_menu(page, "ann", "Sign out")
    dialog = page.get_by_role("dialog", name="Sign out")
    expect(dialog.get_by_role("status")).to_have_text("Signing out…")
    expect(dialog.get_by_role("button", name="Sign out", exact=True)).to_be_disabled()
    wait_until(page, lambda: held != [], "the request")
    held[0].continue_()
    expect_log_in(page)


@pytest.mark.parametrize("what", ["an edit", "instructions", "a draft in another window"])
def test_nothing_is_lost_by_a_log_out_without_the_question(
    context: BrowserContext, page: Page, people: CountingServer, what: str
) -> None:
    log_in(page, people.url, "ann")
    if what == "an edit":
        ask(page, "Count")
        growing_to(page, 1)
        people.enough()
        page.get_by_role("button", name="Edit message").click()
        write(page, "Count on")
    elif what == "instructions":
        instructions(page, f"Speak of {SECRET}")
    else:
        second = context.new_page()
        second.goto(people.url)
        expect_page_of(second, "ann")
        write(second, SECRET)
    choose_in_menu(page, "ann", "Sign out")
    dialog = page.get_by_role("dialog", name="Sign out")
    expect(dialog).to_contain_text("deletes what only this browser has")
    dialog.get_by_role("button", name="Cancel").click()
    expect_page_of(page, "ann")
    sign_out(page)
    expect_log_in(page)


def test_what_somebody_has_only_set_is_there_when_they_come_back(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    settings(page).get_by_role("radio", name="WebSocket").check()
    page.keyboard.press("Escape")
    choose_in_menu(page, "ann", "Sign out")
    expect_log_in(page)
    for name, chosen in (("bob", "Automatic"), ("ann", "WebSocket")):
        fill_in(page, name)
        expect_page_of(page, name)
        expect(settings(page).get_by_role("radio", name=chosen)).to_be_checked()
        page.keyboard.press("Escape")
        choose_in_menu(page, name, "Sign out")
        expect_log_in(page)


def settings(page: Page) -> Locator:
    """Open the settings; returns their dialog."""
    page.get_by_role("button", name="Settings", exact=True).click()
    return page.get_by_role("dialog", name="Settings")
