"""What people with a screen reader, a keyboard or other eyes need of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import ask, choose, ended, growing, growing_to, stop_button
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

RUN = """
async () => {
  // What still comes into sight is none that a reader meets.
  const ending = document.getAnimations().filter(
    each => each.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map(each => each.finished));
  const {violations} = await axe.run(document);
  return violations.map(each => `${each.id}: ${each.help} at ` +
    each.nodes.map(node => node.target.join(' ') + ' (' + node.failureSummary + ')').join('; '));
}
"""

#: Focus is lost when it falls back to the document.
FOCUS = "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName"


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_screen(
    browser: Browser,
    river: ServerProcess,
    counter: CountingServer,
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(counter.url)
    page.locator("textarea").wait_for()
    assert violations(page) == [], "a new chat"
    ask(page, "# The $x^2$ shallows")
    growing_to(page, 3)
    assert violations(page) == [], "a growing answer"
    assert_queue_accessible(page)
    expect(growing(page)).to_have_count(1)
    page.goto(river.url)
    ask(page, "Tell me $x^2$")
    ended(page)
    assert violations(page) == [], "an answer"
    assert_tokens_accessible(page)
    if width < 760:
        page.get_by_role("button", name="Open menu").click()
        assert violations(page) == [], "the drawer"
    assert_list_accessible(page)
    assert_dialogs_accessible(page)
    assert_deleted_accessible(page, river.url)
    page.goto(f"{river.url}/c/{'0' * 32}")
    expect(page.get_by_text("This conversation does not exist")).to_be_visible()
    assert violations(page) == [], "a conversation that does not exist"
    context.close()


def assert_tokens_accessible(page: Page) -> None:
    """Look at the tokens of an answer with all that can be opened there, and switch them off."""
    switch = page.get_by_role("button", name="Token strip", exact=True)
    switch.click()
    page.get_by_role("button", name="Ask again with candidates").click()
    expect(page.locator("[data-versions]")).to_contain_text("2 / 2")
    ended(page)
    for name in ("Tint", "What is this?", "Temperature and top-p", "The question as tokens"):
        page.get_by_role("button", name=name).click()
    page.get_by_label("Top-p").fill("0.5")
    expect(page.locator(".prompt-tokens")).to_be_visible()
    assert violations(page) == [], "the tokens of an answer"
    switch.click()


def assert_queue_accessible(page: Page) -> None:
    """Look at a question that waits, as it stands and while it is edited."""
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("And then?")
    box.press("Enter")
    waiting = page.get_by_role("list", name="Queued questions").get_by_role("listitem")
    expect(waiting).to_contain_text("Queued")
    assert violations(page) == [], "a question that waits"
    waiting.get_by_role("button", name="Edit queued question").click()
    expect(page.get_by_role("textbox", name="Edit queued question")).to_be_focused()
    assert violations(page) == [], "a question that waits and is edited"
    page.keyboard.press("Escape")
    waiting.get_by_role("button", name="Take back").click()
    expect(waiting).to_have_count(0)
    box.fill("")


def assert_list_accessible(page: Page) -> None:
    """Look at the list while conversations are chosen, and while they are searched for."""
    navigation = page.get_by_role("navigation", name="Conversations")
    choose(navigation.get_by_role("listitem").first, "Select several")
    expect(navigation.get_by_role("checkbox").first).to_be_checked()
    assert violations(page) == [], "conversations that are chosen"
    navigation.get_by_role("button", name="Done").click()
    search = page.get_by_role("searchbox")
    search.fill("shallow")
    expect(navigation.locator("mark").first).to_be_visible()
    assert violations(page) == [], "what a search has found"
    search.fill("")
    expect(navigation.locator("mark")).to_have_count(0)


def assert_dialogs_accessible(page: Page) -> None:
    """Open every dialog that the sidebar leads to, and look at it."""
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    item.hover()
    item.get_by_role("button", name="Conversation menu").click()
    expect(page.get_by_role("menu")).to_be_visible()
    assert violations(page) == [], "the menu of a conversation"
    page.keyboard.press("Escape")
    for name in ("Settings", "Keyboard shortcuts", "Options", "Delete for ever"):
        if name in ("Settings", "Keyboard shortcuts"):
            page.get_by_role("button", name=name).click()
        else:
            choose(item, name if name == "Options" else f"{name}…")
        expect(page.get_by_role("dialog", name=name)).to_be_visible()
        assert violations(page) == [], name
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def assert_deleted_accessible(page: Page, url: str) -> None:
    """Look at the list of what was deleted, before and after something is given back."""
    for _ in range(2):
        asked = httpx2.post(f"{url}/api/answers", json={"content": "Short lived"}, trust_env=False)
        place = asked.raise_for_status().json()["conversation"]["id"]
        gone = httpx2.delete(f"{url}/api/conversations/{place}", trust_env=False, timeout=60)
        gone.raise_for_status()
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").get_by_role("button", name="Recently deleted").click()
    dialog = page.get_by_role("dialog", name="Recently deleted")
    expect(dialog.get_by_role("button", name="Restore").nth(1)).to_be_visible()
    assert violations(page) == [], "what was deleted"
    dialog.get_by_role("button", name="Restore").first.click()
    expect(dialog.get_by_role("button", name="Open")).to_be_visible()
    assert violations(page) == [], "what was restored"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_whole_conversation_needs_no_mouse_and_focus_is_never_lost(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.keyboard.type("Count")
    page.keyboard.press("Enter")
    growing_to(page, 3)
    assert page.evaluate(FOCUS) == "Message"
    stop_button(page).focus()
    page.keyboard.press("Enter")
    ended(page)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Settings")).to_be_focused()
    page.get_by_role("button", name="Regenerate").focus()
    page.keyboard.press("Enter")
    growing_to(page, 3)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    page.get_by_role("button", name="Conversation menu").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Other title")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Other title")).to_be_visible()
    page.wait_for_function(f"!['BODY', undefined].includes({FOCUS})")


def test_the_status_region_tells_start_and_end_and_nothing_between(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    expect(page.get_by_role("status")).to_be_attached()
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.querySelector('[role=status]');
          new MutationObserver(() => window.said.push(region.textContent))
            .observe(region, {childList: true, characterData: true, subtree: true});
        }"""
    )
    ask(page, "Count")
    growing_to(page, 20)
    expect(page.get_by_role("status")).to_have_text("The answer has started")
    counter.enough()
    ended(page)
    expect(page.get_by_role("status")).to_have_text("The answer is complete")
    assert page.evaluate("window.said") == ["The answer has started", "The answer is complete"]
