"""What is written in the message box: it is lost on no way, and comes from files, too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.driving import articles, ask, ended, growing
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def page(context: BrowserContext, echo: ServerProcess) -> Page:
    """A new chat."""
    page = context.new_page()
    page.goto(echo.url)
    return page


def test_what_is_typed_before_the_conversation_has_a_name_stays(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/answers", lambda route: held.append(route))
    ask(page, "First question")
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.press_sequentially("and the next")
    expect(page).not_to_have_url(re.compile("/c/"))
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile("/c/"))
    ended(page)
    expect(box).to_have_value("and the next")
    page.reload()
    expect(box).to_have_value("and the next")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("")


def test_the_name_that_comes_in_the_middle_of_a_syllable_leaves_it_whole(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/answers", lambda route: held.append(route))
    ask(page, "First question")
    box = page.get_by_role("textbox", name="Message", exact=True)
    typing = page.context.new_cdp_session(page)
    typing.send("Input.imeSetComposition", {"text": "안", "selectionStart": 1, "selectionEnd": 1})
    expect(box).to_have_value("안")
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile("/c/"))
    ended(page)
    typing.send("Input.insertText", {"text": "안녕"})
    expect(box).to_have_value("안녕")


def test_half_an_edit_waits_while_another_conversation_is_read(page: Page) -> None:
    ask(page, "First wording")
    ended(page)
    page.get_by_role("button", name="Edit message").click()
    box = page.get_by_role("textbox", name="Message", exact=True)
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    box.fill("Second wor")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("")
    page.go_back()
    expect(box).to_have_value("Second wor")
    expect(page.locator(".question.edited")).to_be_in_viewport()
    box.press_sequentially("ding")
    box.press("Enter")
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    expect(articles(page).first).to_contain_text("Second wording")
    expect(box).to_have_value("")


@pytest.fixture
def phone(browser: Browser, echo: ServerProcess) -> Iterator[Page]:
    """A new chat on a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="en-US", is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto(echo.url)
    yield page
    context.close()


#: What the keyboard on a phone's screen tells of its Enter; whether the page took it for itself.
ENTER_ON_SCREEN = """(box) => !box.dispatchEvent(new KeyboardEvent("keydown", {
    key: "Enter", code: "", bubbles: true, cancelable: true,
}))"""


def test_on_a_phone_enter_breaks_the_line_and_the_button_sends(phone: Page) -> None:
    box = phone.get_by_role("textbox", name="Message", exact=True)
    box.fill("one")
    assert not box.evaluate(ENTER_ON_SCREEN)
    expect(box).to_have_value("one")
    expect(growing(phone)).to_have_count(0)
    phone.get_by_role("button", name="Send").tap()
    ended(phone)
    expect(articles(phone)).to_have_count(2)
    expect(box).to_have_value("")


def test_on_a_phone_with_a_keyboard_enter_sends(phone: Page) -> None:
    box = phone.get_by_role("textbox", name="Message", exact=True)
    box.fill("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    expect(box).to_have_value("one\ntwo")
    box.press("Enter")
    ended(phone)
    expect(articles(phone)).to_have_count(2)
