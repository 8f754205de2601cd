"""The page in a real browser, against a real server process."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import (
    answer,
    answers,
    ask,
    choose,
    ended,
    growing_to,
    settled,
    stop_button,
    stored_answers,
)
from tests.e2e.processes import ServerProcess, server_process
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RECORD_GROWTH = """
() => {
  window.growth = [];
  new MutationObserver(() => {
    const articles = document.querySelectorAll('article');
    const last = articles[articles.length - 1];
    const length = last ? last.textContent.length : 0;
    if (length !== window.growth[window.growth.length - 1]) window.growth.push(length);
  }).observe(document.body, {subtree: true, childList: true, characterData: true});
}
"""


TABLE = """Where it is quick:

| place | speed |
|-------|-------|
| ford | fast |

Then"""


def brief_conversation(url: str) -> str:
    """Begin a conversation whose answers have at most forty tokens; returns its address."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        asked = client.post("/api/answers", json={"content": "Hello", "max_tokens": 1}).json()
        conversation_id = asked["conversation"]["id"]
        limit = {"parameters": {"max_tokens": 40}}
        client.patch(f"/api/conversations/{conversation_id}", json=limit).raise_for_status()
    return f"{url}/c/{conversation_id}"


@pytest.mark.llama
def test_the_embedded_models_answer_grows_in_the_page_and_survives_a_restart(
    context: BrowserContext, tmp_path: Path
) -> None:
    port = free_port()
    with server_process(tmp_path, port=port) as server:
        page = context.new_page()
        page.goto(brief_conversation(server.url))
        # Before it is loaded nothing grows either.
        expect(answer(page)).to_be_visible()
        ended(page)
        page.evaluate(RECORD_GROWTH)
        ask(page, "What is a river?")
        settled(server.url, page, within_s=240)
        ended(page)
        lengths = page.evaluate("window.growth")
        grown = [b for a, b in pairwise(lengths) if b > a]
        assert len(grown) >= 5, lengths
        [_, text] = stored_answers(server.url, page)
        assert len(text) > 20
        first_words = " ".join(text.split()[:4])
        expect(answer(page)).to_contain_text(first_words)
        address = page.url
        server.end()
    with server_process(tmp_path, port=port) as server:
        page.goto(address)
        expect(answer(page)).to_contain_text(first_words)
        assert stored_answers(server.url, page)[1] == text


def test_markdown_is_shown_as_markdown(context: BrowserContext, river: ServerProcess) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    told = ended(page)
    expect(told.get_by_role("heading", name="여울 · the shallows")).to_be_visible()
    expect(told.get_by_role("table")).to_contain_text("여울")
    expect(told.locator("pre code")).to_contain_text("def flow(")
    expect(told.get_by_role("link", name="the river")).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    expect(told).to_contain_text("👩‍👩‍👧‍👦")


def test_stop_stops_and_keeps_the_text(context: BrowserContext, counter: CountingServer) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "# The shallows")
    growing_to(page, 10)
    stop_button(page).click()
    stopped = ended(page)
    [stored] = answers(counter.url, page)
    assert stored["status"] == "stopped"
    assert stored["text"].startswith("# The shallows word0 word1")
    expect(stopped).to_contain_text(stored["text"].split()[-1])
    expect(page.get_by_role("button", name="Continue")).to_be_visible()


def test_a_reload_in_the_middle_shows_the_text_so_far_and_goes_on(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, TABLE)
    growing_to(page, 10)
    page.reload()
    growing_to(page, 20)
    expect(answer(page).get_by_role("table")).to_contain_text("ford")
    counter.enough()
    told = ended(page)
    expect(told).to_contain_text(stored_answers(counter.url, page)[0].split()[-1])


def test_regenerating_makes_a_version_and_one_can_go_back(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    page.get_by_role("button", name="Regenerate").click()
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    with page.expect_response("**/api/conversations/*"):
        page.get_by_role("button", name="Previous version").click()
    expect(page.get_by_text("1 / 2")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 / 2")).to_be_visible()


def test_an_edited_question_is_a_version_and_the_old_branch_stays(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "First wording")
    ended(page)
    page.get_by_role("button", name="Edit message").click()
    box = page.locator("textarea:focus")
    expect(box).to_have_value("First wording")
    box.fill("Second wording")
    box.press("Enter")
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    expect(page.get_by_role("article").first).to_contain_text("Second wording")
    page.get_by_role("button", name="Previous version").click()
    expect(page.get_by_role("article").first).to_contain_text("First wording")


def test_conversations_are_listed_found_renamed_deleted_and_brought_back(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "강물은 어디로 가나요?")
    ended(page)
    listed = page.get_by_role("navigation", name="Conversations")
    expect(listed).to_contain_text("강물은 어디로 가나요?")
    search = page.get_by_role("searchbox", name="Search conversations")
    search.fill("어디")
    expect(listed.get_by_text("강물은 어디로 가나요?")).to_be_visible()
    search.fill("nothing of that kind")
    expect(listed.get_by_text("강물은 어디로 가나요?")).to_have_count(0)
    search.fill("")
    entry = listed.get_by_text("강물은 어디로 가나요?")
    item = listed.get_by_role("listitem").filter(has_text="강물은 어디로 가나요?")
    choose(item, "Delete")
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(entry).to_be_visible()


def test_a_korean_browser_is_served_in_korean(
    context: BrowserContext, river: ServerProcess
) -> None:
    browser = context.browser
    assert browser is not None
    korean = browser.new_context(locale="ko-KR")
    page = korean.new_page()
    page.goto(river.url)
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_role("button", name="새 채팅")).to_be_visible()
    korean.close()


def test_a_phone_has_a_drawer_and_nothing_sticks_out(
    context: BrowserContext, river: ServerProcess
) -> None:
    browser = context.browser
    assert browser is not None
    phone = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    page = phone.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.get_by_role("navigation", name="Conversations")).not_to_be_in_viewport()
    page.get_by_role("button", name="Open menu").click()
    expect(page.get_by_role("navigation", name="Conversations")).to_be_in_viewport()
    phone.close()


def test_the_page_asks_nobody_else(context: BrowserContext, river: ServerProcess) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    assert asked
    assert [url for url in asked if not url.startswith((river.url, "data:", "blob:"))] == []


def test_the_api_description_can_be_read_and_tried(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{river.url}/docs")
    page.get_by_role("button", name="GET /api/models").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.get_by_text("scripted:river@200").first).to_be_visible()
    assert [url for url in asked if not url.startswith((river.url, "data:"))] == []


def test_a_small_phone_shows_a_new_chat_from_its_beginning(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(river.url)
    expect(page.get_by_text("What would you like to know?")).to_be_in_viewport()
