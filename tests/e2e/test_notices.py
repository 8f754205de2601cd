"""A notice is given when a long answer ends out of sight, if that was wanted; not otherwise."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import HIDE, begun, ended

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Keeps what notices say; whether one may be given is still the browser's word.
LISTEN = """
window.given = [];
window.Notification = class extends Notification {
  constructor(title, options) { super(title, options); window.given.push(title); }
};
Object.defineProperty(document, 'hidden', { get: () => document.visibilityState === 'hidden' });
"""
#: A word that comes after more than ten seconds.
LONG = 230


def choose(page: Page, name: str) -> None:
    """Choose in the settings when notices are given."""
    page.get_by_role("button", name="Settings").click()
    choice = page.get_by_role("radio", name=name)
    # It is on once the browser has allowed it.
    choice.click()
    expect(choice).to_be_checked()


def test_a_long_answer_that_ends_out_of_sight_gives_notice_once_that_is_wanted(
    context: BrowserContext, counter: CountingServer
) -> None:
    context.grant_permissions(["notifications"], origin=counter.url)
    page = context.new_page()
    page.add_init_script(LISTEN)
    page.goto(counter.url)
    choose(page, "When a long answer ends")
    page.wait_for_function("() => window.given.length === 1")
    page.keyboard.press("Escape")
    begun(page, counter.url, LONG)
    page.evaluate(HIDE, True)
    counter.enough()
    page.wait_for_function("() => window.given.includes('The answer is complete')")
    page.evaluate(HIDE, False)
    ended(page)


def test_a_browser_that_allows_none_says_so_and_leaves_them_off(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.add_init_script("Notification.requestPermission = async () => 'denied'")
    page.goto(counter.url)
    choose_on = page.get_by_role("radio", name="When a long answer ends")
    page.get_by_role("button", name="Settings").click()
    choose_on.click()
    expect(page.get_by_text("This browser gives no notices for this page.")).to_be_visible()
    expect(choose_on).not_to_be_checked()
