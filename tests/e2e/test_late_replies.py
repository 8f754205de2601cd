"""Slow replies, and changes elsewhere while somebody types: nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.e2e.driving import articles, ask, choose, conversation, ended
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class Held:
    """Has the replies to a page's next reads of its conversation wait; they say what was then."""

    def __init__(self, page: Page) -> None:
        self._holding = True
        self._replies: list[Callable[[], None]] = []
        page.route("**/api/conversations/*", self._hold)

    def _hold(self, route: Route) -> None:
        if not self._holding or route.request.method != "GET":
            route.continue_()
            return
        reply = route.fetch()
        self._replies.append(lambda: route.fulfill(response=reply))

    def let_go(self) -> None:
        assert self._replies, "nothing was read meanwhile"
        self._holding = False
        for reply in self._replies:
            reply()


def test_a_slow_read_takes_no_answered_exchange_off_the_page(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "First")
    ended(page)
    held = Held(page)
    # As when the window is looked at again.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(0)
    ask(page, "Second")
    ended(page)
    expect(articles(page)).to_have_count(4)
    with page.expect_response("**/api/conversations/*"):
        held.let_go()
    ask(page, "Third")
    ended(page)
    expect(articles(page)).to_have_count(6)
    messages = conversation(echo.url, page)["messages"]
    assert [each["parent_id"] for each in messages] == [
        None,
        *(each["id"] for each in messages[:-1]),
    ]


def asked_elsewhere(url: str, title: str, **fields: str) -> dict[str, Any]:
    """Ask as another device does; returns the conversation."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        asked = client.post("/api/answers", json={"content": title, **fields})
        asked.raise_for_status()
        told: dict[str, Any] = asked.json()["conversation"]
        return told


def rows(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Conversations").get_by_role("listitem")


def open_tool(page: Page, title: str, tool: str) -> None:
    choose(rows(page).filter(has_text=title), tool)


def test_a_title_that_is_being_typed_stays_while_others_ask_and_the_day_ends(
    context: BrowserContext, echo: ServerProcess
) -> None:
    passing = asked_elsewhere(echo.url, "Lakes in the north")
    renamed = asked_elsewhere(echo.url, "Rivers in the south")
    page = context.new_page()
    page.clock.install()
    page.goto(echo.url)
    expect(rows(page).filter(has_text="Rivers in the south")).to_be_visible()
    open_tool(page, "Rivers in the south", "Rename")
    box = page.get_by_role("textbox", name="Title")
    page.keyboard.type("Riv")
    # The row above, then below, another one; a new one above both; and the day ends.
    asked_elsewhere(echo.url, "More", conversation_id=passing["id"], parent_id=passing["leaf_id"])
    asked_elsewhere(echo.url, "Something new")
    expect(rows(page).filter(has_text="Something new")).to_be_visible()
    page.keyboard.type("ers")
    page.clock.fast_forward("24:00:00")
    asked_elsewhere(echo.url, "Something of the next day")
    expect(rows(page).filter(has_text="Something of the next day")).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type(" and")
    expect(box).to_have_value("Rivers and")
    page.keyboard.press("Enter")
    expect(rows(page).filter(has_text="Rivers and")).to_be_visible()
    kept = httpx2.get(f"{echo.url}/api/conversations/{renamed['id']}", trust_env=False).json()
    assert kept["title"] == "Rivers and"


def test_an_options_form_stays_open_when_its_conversation_is_asked_and_deleted_elsewhere(
    context: BrowserContext, echo: ServerProcess
) -> None:
    one = asked_elsewhere(echo.url, "Fords in the east")
    page = context.new_page()
    page.goto(echo.url)
    open_tool(page, "Fords in the east", "Options")
    form = page.get_by_role("dialog", name="Options")
    form.get_by_role("textbox", name="Instructions").fill("Be brief.")
    with page.expect_response("**/api/conversations?*"):
        httpx2.delete(f"{echo.url}/api/conversations/{one['id']}", trust_env=False)
    expect(rows(page).filter(has_text="Fords in the east")).to_have_count(0)
    expect(form.get_by_role("textbox", name="Instructions")).to_have_value("Be brief.")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_be_visible()
