"""Conversations that were deleted: here, elsewhere, or long ago."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import articles, ask, ended
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of its own that gives the question back."""
    with server_process(tmp_path, "--model", "scripted:echo@100") as one:
        yield one


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
    expect(page.get_by_text("This conversation does not exist")).to_be_visible()
    page.get_by_role("button", name="Bring it back").click()
    expect(articles(page)).to_have_count(2)
    listed = page.get_by_role("navigation", name="Conversations")
    expect(listed.get_by_role("link", name="Where does it go?")).to_be_visible()


def test_a_conversation_deleted_elsewhere_stays_readable_and_can_be_brought_back(
    page: Page, server: ServerProcess
) -> None:
    delete_elsewhere(server, page)
    expect(page.get_by_text("This conversation does not exist")).to_be_visible()
    expect(articles(page)).to_have_count(2)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("This conversation does not exist")).to_have_count(0)
    ask(page, "And then?")
    ended(page)


def test_what_never_existed_cannot_be_brought_back(page: Page, server: ServerProcess) -> None:
    page.goto(f"{server.url}/c/{'0' * 32}")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("It no longer exists.")).to_be_visible()
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)


def test_the_offer_to_undo_stays_for_as_long_as_the_pointer_is_on_it(page: Page) -> None:
    page.clock.install()
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    item.hover()
    item.get_by_role("button", name="Delete").click()
    undo = page.get_by_role("button", name="Undo")
    undo.hover()
    page.clock.run_for(30_000)
    expect(undo).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(11_000)
    expect(undo).to_have_count(0)
