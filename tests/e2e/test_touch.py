"""What a finger hits, and a mouse that clicks too often: nothing is deleted by mistake."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.driving import fetched, wait_until
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


def tap_at_its_end(page: Page, title: str) -> None:
    """Tap where the row of a conversation has its tools."""
    box = page.get_by_role("listitem").filter(has_text=title).bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)


@pytest.mark.parametrize("title", TITLES)
def test_a_tap_on_the_end_of_a_title_opens_the_conversation(
    phone: Page, server: ServerProcess, title: str
) -> None:
    tap_at_its_end(phone, title)
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
    row.get_by_role("button", name="Delete").tap()
    expect(row).to_have_count(0)
    phone.get_by_role("button", name="Undo").tap()
    expect(row).to_have_count(1)
    assert len(titles(server)) == len(TITLES)


def test_a_double_click_on_delete_deletes_one_conversation(
    context: BrowserContext, server: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(server.url)
    first = page.get_by_role("listitem").filter(has_text=TITLES[2])
    first.hover()
    box = first.get_by_role("button", name="Delete").bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(first).to_have_count(0)
    # The one that is offered back is the one that was meant.
    expect(page.get_by_text(f"“{TITLES[2]}” was deleted")).to_be_visible()
    wait_until(page, lambda: len(titles(server)) < len(TITLES), "the server to delete it")
    assert titles(server) == [TITLES[1], TITLES[0]]


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
    row.hover()
    row.get_by_role("button", name="Delete").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    offered, written = undo.bounding_box(), box.bounding_box()
    assert offered is not None
    assert written is not None
    assert offered["y"] + offered["height"] <= written["y"]
