"""Everything the keyboard can do, and what it must leave to browsers and input methods."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer, counted
from tests.e2e.driving import answer, answers, articles, ask, ended, growing, growing_to
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: What has the focus: its accessible name where it has one.
FOCUS = "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName"


@pytest.fixture
def page(context: BrowserContext, echo: ServerProcess) -> Page:
    """A new chat."""
    page = context.new_page()
    page.goto(echo.url)
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
    return page


def box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Message", exact=True)


def test_the_list_of_shortcuts_opens_by_key_and_by_button_and_gives_the_focus_back(
    page: Page,
) -> None:
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("Control+/")
    expect(dialog).to_contain_text("Begin a new chat")
    expect(dialog.get_by_text("O", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(box(page)).to_be_focused()
    button = page.get_by_role("button", name="Keyboard shortcuts")
    button.click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()


def test_a_new_chat_and_the_way_to_the_box(page: Page) -> None:
    ask(page, "Hello")
    ended(page)
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_text("What would you like to know?")).to_be_visible()
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Shift+Escape")
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Control+Shift+O")
    expect(box(page)).to_be_focused()


def test_search_opens_a_closed_sidebar_and_takes_the_focus(page: Page) -> None:
    conversations = page.get_by_role("navigation", name="Conversations")
    page.keyboard.press("Control+b")
    expect(conversations).to_be_hidden()
    expect(box(page)).to_be_focused()
    page.reload()
    expect(box(page)).to_be_focused()
    expect(conversations).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name="Search conversations")).to_be_focused()
    expect(conversations).to_be_visible()


def test_the_sidebar_closes_and_opens_by_its_buttons_and_the_focus_goes_along(page: Page) -> None:
    page.get_by_role("button", name="Close menu").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_hidden()
    expect(page.get_by_role("button", name="Open menu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Close menu")).to_be_focused()


def test_escape_closes_what_is_open_before_it_stops_the_answer(
    page: Page, counter: CountingServer
) -> None:
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 2)
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("Control+/")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Model", exact=True).click()
    menu = page.get_by_role("dialog", name="Model")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    page.get_by_role("searchbox", name="Search conversations").press("Escape")
    page.get_by_role("article").first.get_by_role("button", name="Edit message").click()
    expect(page.get_by_text("Editing your question")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Editing your question")).to_have_count(0)
    [before] = answers(counter.url, page)
    assert before["status"] == "generating"
    page.keyboard.press("Escape")
    ended(page)
    [after] = answers(counter.url, page)
    assert after["status"] == "stopped"
    expect(box(page)).to_be_focused()


def test_escape_that_cancels_a_composition_stops_nothing(
    page: Page, counter: CountingServer
) -> None:
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 2)
    typing = page.context.new_cdp_session(page)
    typing.send("Input.imeSetComposition", {"text": "안", "selectionStart": 1, "selectionEnd": 1})
    expect(box(page)).to_have_value("안")
    for kind in ("rawKeyDown", "keyUp"):
        typing.send(
            "Input.dispatchKeyEvent",
            {"type": kind, "key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27},
        )
    number = counted(answer(page).inner_text())[-1]
    growing_to(page, number + 10)
    assert answers(counter.url, page)[0]["status"] == "generating"
    typing.send("Input.insertText", {"text": "안녕"})
    page.keyboard.press("Escape")
    ended(page)


def test_versions_are_turned_by_keys_and_by_buttons_without_losing_the_focus(page: Page) -> None:
    ask(page, "Hello there")
    ended(page)
    page.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    page.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("3 / 3")).to_be_visible()
    ended(page)
    box(page).focus()
    page.keyboard.press("Control+Shift+<")
    expect(page.get_by_text("2 / 3")).to_be_visible()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Control+Shift+>")
    expect(page.get_by_text("3 / 3")).to_be_visible()
    previous = page.get_by_role("button", name="Previous version")
    previous.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 / 3")).to_be_visible()
    expect(previous).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 / 3")).to_be_visible()
    expect(page.get_by_role("button", name="Next version")).to_be_focused()


def test_the_message_with_the_focus_is_the_one_whose_versions_are_turned(page: Page) -> None:
    ask(page, "First wording")
    ended(page)
    page.get_by_role("button", name="Edit message").click()
    box(page).fill("Second wording")
    box(page).press("Enter")
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    page.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("2 / 2")).to_have_count(2)
    ended(page)
    box(page).focus()
    page.keyboard.press("Control+Shift+<")
    question, told = articles(page).first, articles(page).last
    expect(told).to_contain_text("1 / 2")
    expect(question).to_contain_text("2 / 2")
    question.get_by_role("button", name="Previous version").focus()
    page.keyboard.press("Control+Shift+<")
    expect(page.get_by_role("article").first).to_contain_text("First wording")
    expect(page.get_by_role("button", name="Next version")).to_be_focused()


def test_letters_that_are_typed_are_only_text(page: Page) -> None:
    page.keyboard.type("okb/,.<>? OKB")
    expect(box(page)).to_have_value("okb/,.<>? OKB")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_escape_closes_the_drawer_and_the_answer_goes_on(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 2)
    page.get_by_role("button", name="Open menu").click()
    expect(page.get_by_role("button", name="Close menu")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open menu")).to_be_focused()
    expect(growing(page)).to_have_count(1)
    page.keyboard.press("Escape")
    ended(page)
    expect(page.get_by_text("Stopped", exact=True)).to_be_visible()


def test_a_mac_shows_its_own_keys(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'platform', {get: () => 'MacIntel'})")
    page.goto(echo.url)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Meta+/")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("⌘", exact=True).first).to_be_visible()
    expect(dialog.get_by_text("Ctrl", exact=True)).to_have_count(0)


def test_a_dialog_whose_file_cannot_be_fetched_says_so_and_comes_when_it_can_be(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    # Whatever comes behind what the page begins with, however the build has cut it up.
    file = re.compile(r"/assets/(?!shell|rolldown-runtime|markdown)[^/]*\.js$")
    page.route(file, lambda route: route.abort())
    page.goto(echo.url)
    expect(box(page)).to_be_focused()
    page.keyboard.press("Control+/")
    refused = page.get_by_role("dialog", name="The server cannot be reached")
    expect(refused).to_be_visible()
    with page.expect_request(file):
        refused.get_by_role("button", name="Retry").click()
    # From now on it is also asked for without a hand.
    page.unroute(file)
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert page.evaluate(FOCUS) is not None
