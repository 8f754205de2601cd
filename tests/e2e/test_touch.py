"""What a finger hits, and a mouse that clicks too often: nothing is deleted by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.driving import choose, fetched
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

TITLES = ("Where do rivers begin", "Where do rivers end", "What a long and winding river it is")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server with conversations; the last of `TITLES` stands first in its list."""
    with server_process(tmp_path, "--model", "scripted:echo@1000") as one:
        for title in TITLES:
            asked = httpx2.post(f"{one.url}/api/answers", json={"content": title}, trust_env=False)
            asked.raise_for_status()
        yield one


@pytest.fixture
def phone(browser: Browser, server: ServerProcess) -> Iterator[Page]:
    """A new chat on a phone, with the list of conversations open."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    )
    page = context.new_page()
    page.goto(server.url)
    assert page.evaluate("matchMedia('(hover: none)').matches")
    page.get_by_role("button", name="Open menu").tap()
    expect(page.get_by_role("link", name=TITLES[0])).to_be_visible()
    # Still sliding in, it would be tapped beside.
    expect(page.get_by_role("navigation", name="Conversations")).to_be_in_viewport(ratio=1)
    yield page
    context.close()


def titles(server: ServerProcess) -> list[str]:
    """Return what the server lists, newest first."""
    listed = fetched(f"{server.url}/api/conversations")["conversations"]
    return [each["title"] for each in listed]


@pytest.mark.parametrize("title", TITLES)
def test_the_menu_of_every_conversation_is_there_for_a_finger(
    phone: Page, server: ServerProcess, title: str
) -> None:
    row = phone.get_by_role("listitem").filter(has_text=title)
    button = row.get_by_role("button", name="Conversation menu")
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 40
    button.tap()
    menu = phone.get_by_role("menu", name="Conversation menu")
    expect(menu).to_be_in_viewport(ratio=1)
    # A tap beside it closes it, and does nothing else.
    phone.touchscreen.tap(5, 5)
    expect(menu).to_have_count(0)
    row.get_by_role("link").tap()
    expect(phone).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    expect(phone.get_by_role("article").first).to_contain_text(title)
    assert len(titles(server)) == len(TITLES)


def test_the_open_conversation_is_deleted_by_a_tap_and_brought_back_from_the_drawer(
    phone: Page, server: ServerProcess
) -> None:
    phone.get_by_role("link", name=TITLES[1]).tap()
    expect(phone.get_by_role("article").first).to_contain_text(TITLES[1])
    phone.get_by_role("button", name="Open menu").tap()
    row = phone.get_by_role("listitem").filter(has_text=TITLES[1])
    row.get_by_role("button", name="Conversation menu").tap()
    phone.get_by_role("menuitem", name="Delete", exact=True).tap()
    expect(row).to_have_count(0)
    phone.get_by_role("button", name="Undo").tap()
    expect(row).to_have_count(1)
    assert len(titles(server)) == len(TITLES)


@pytest.mark.parametrize("height", [400, 800])
def test_what_offers_to_undo_covers_nothing_that_is_being_written(
    context: BrowserContext, server: ServerProcess, height: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 1100, "height": height})
    page.goto(server.url)
    page.get_by_role("link", name=TITLES[0]).click()
    expect(page.get_by_role("article").first).to_contain_text(TITLES[0])
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("\n".join(["a long thought"] * 30))
    row = page.get_by_role("listitem").filter(has_text=TITLES[2])
    choose(row, "Delete")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    offered, written = undo.bounding_box(), box.bounding_box()
    assert offered is not None
    assert written is not None
    assert offered["y"] + offered["height"] <= written["y"]


def test_the_menu_of_models_is_within_the_window_and_moves_nothing_sideways(phone: Page) -> None:
    phone.reload()
    phone.get_by_role("button", name="Model", exact=True).tap()
    menu = phone.get_by_role("dialog", name="Model")
    # As wide as an assistant's description makes it.
    expect(menu.get_by_role("option", name="English tutor")).to_be_visible()
    expect(menu).to_be_in_viewport(ratio=1)
    assert phone.get_by_role("main").evaluate("main => main.scrollLeft") == 0


def test_the_menu_of_an_assistant_is_there_for_a_finger(phone: Page, server: ServerProcess) -> None:
    phone.goto(f"{server.url}/assistants")
    button = phone.get_by_role("button", name="More about English tutor", exact=True)
    button.wait_for()
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 40
