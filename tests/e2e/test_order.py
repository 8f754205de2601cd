"""Order and privacy: pinned, found at its place, chosen with others, imported, temporary."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import ask, choose, ended, fetched
from tests.e2e.processes import ServerProcess

pytestmark = pytest.mark.browser


def with_conversations(context: BrowserContext, url: str, *titles: str) -> Page:
    """Return a page whose list begins with these conversations, the last one first."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        for title in titles:
            client.post("/api/answers", json={"content": title}).raise_for_status()
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_role("link", name=titles[0], exact=True)).to_be_visible()
    return page


def test_a_pinned_conversation_comes_first_under_its_own_heading(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = with_conversations(context, echo.url, "pine", "oak")
    rows = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    choose(rows.filter(has_text="pine").first, "Pin")
    expect(page.get_by_role("heading", name="Pinned")).to_be_visible()
    expect(rows.first).to_contain_text("pine")
    expect(page.get_by_role("link", name="pine", exact=True)).to_be_focused()
    choose(rows.first, "Unpin")
    expect(page.get_by_role("heading", name="Pinned")).to_have_count(0)


def test_what_a_search_finds_is_quoted_and_gone_to(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = with_conversations(context, echo.url, "willow by the <b>brook</b>")
    page.get_by_role("searchbox").fill("brook")
    link = page.get_by_role("navigation").get_by_role("link").first
    expect(link.locator("mark")).to_have_text("brook")
    page.get_by_role("searchbox").press("ArrowDown")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.found")).to_contain_text("brook")


def test_several_are_chosen_by_keys_deleted_and_brought_back_at_once(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = with_conversations(context, echo.url, "elm", "ash", "fir")
    page.get_by_role("link", name="fir", exact=True).focus()
    page.keyboard.press(" ")
    expect(page.get_by_role("checkbox", name="fir", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="fir", exact=True)).to_be_focused()
    page.keyboard.press(" ")
    page.get_by_role("checkbox", name="elm", exact=True).click(modifiers=["Shift"])
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("3 conversations deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    for title in ("elm", "ash", "fir"):
        expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()


def test_what_is_deleted_for_ever_is_gone_at_once(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = with_conversations(context, echo.url, "larch")
    link = page.get_by_role("link", name="larch", exact=True)
    link.click()
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    place = f"{echo.url}/api/conversations/{page.url.rsplit('/', 1)[1]}"
    choose(page.get_by_role("listitem").filter(has=link), "Delete for ever…")
    dialog = page.get_by_role("dialog", name="Delete for ever: larch")
    dialog.get_by_role("button", name="Delete for ever", exact=True).click()
    expect(page).to_have_url(f"{echo.url}/")
    expect(link).to_have_count(0)
    assert httpx2.get(place, trust_env=False).json()["code"] == "not_found"
    deleted = fetched(f"{echo.url}/api/conversations?deleted=true")["conversations"]
    assert "larch" not in [each["title"] for each in deleted]


def test_a_temporary_chat_is_in_no_list_and_gone_when_it_is_left(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = with_conversations(context, echo.url, "birch")
    page.get_by_role("button", name="Temporary chat").click()
    ask(page, "periwinkle")
    ended(page)
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    expect(page).to_have_title("Temporary chat · Yeoul")
    place = f"{echo.url}/api/conversations/{page.url.rsplit('/', 1)[1]}"
    assert fetched(place)["temporary"] is True
    expect(page.get_by_role("link", name="periwinkle")).to_have_count(0)
    with page.expect_response(lambda reply: "forever=true" in reply.url):
        page.get_by_role("link", name="birch", exact=True).click()
    assert httpx2.get(place, trust_env=False).status_code == 404


def test_a_file_is_imported_once_however_often(
    context: BrowserContext, echo: ServerProcess, tmp_path: Path
) -> None:
    page = with_conversations(context, echo.url, "cedar")
    at = "2020-01-01T00:00:00Z"
    question = {"id": "q", "parent_id": None, "role": "user", "text": "?", "created_at": at}
    answer = question | {"id": "a", "parent_id": "q", "role": "assistant", "text": "alder leaf"}
    answer |= {"model": "gpt-4o", "status": "finished"}
    one = {"id": "c", "title": "Imported trees", "created_at": at, "updated_at": at}
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"conversations": [one | {"messages": [question, answer]}]}))
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("button", name="Import…").click()
    dialog = page.get_by_role("dialog", name="Import conversations")
    for told in ("1 conversation imported.", "0 conversations imported, 1 already here."):
        dialog.locator("input[type=file]").set_input_files(file)
        expect(dialog.get_by_role("status")).to_contain_text(told)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Imported trees").click()
    expect(page.get_by_role("article").last).to_contain_text("alder leaf")
