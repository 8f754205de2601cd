"""What can be done with conversations besides reading them: options, files, deleting all."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.contracts import slow_search
from tests.e2e.driving import articles, ask, choose, conversation, ended, fetched, wait_until
from tests.e2e.processes import ServerProcess, server_process
from yeoul.caller import LOCAL_OWNER
from yeoul.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that no other test asks; it gives the question back."""
    with server_process(tmp_path, "--model", "scripted:echo@100") as one:
        yield one


def ask_many(url: str, count: int) -> None:
    """Begin conversations."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
        for number in range(count):
            asked = client.post("/api/answers", json={"content": f"Question {number}"})
            asked.raise_for_status()


def open_options(page: Page) -> None:
    """Open the options of the first conversation of the list."""
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    choose(item, "Options")


def test_instructions_and_parameters_are_kept_by_the_server(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "Hello")
    ended(page)
    open_options(page)
    dialog = page.get_by_role("dialog", name="Options")
    dialog.get_by_role("textbox", name="Instructions").fill("Answer in one word.")
    dialog.get_by_label("Temperature").fill("0.3")
    dialog.get_by_label("Maximum tokens per answer").fill("50")
    with page.expect_response("**/api/conversations/*"):
        dialog.get_by_role("button", name="Save").click()
    kept = conversation(echo.url, page)
    assert kept["system"] == "Answer in one word."
    chosen = {name: value for name, value in kept["parameters"].items() if value is not None}
    assert chosen == {"temperature": 0.3, "max_tokens": 50}
    page.reload()
    open_options(page)
    expect(dialog.get_by_role("textbox", name="Instructions")).to_have_value("Answer in one word.")
    dialog.get_by_role("textbox", name="Instructions").fill("")
    with page.expect_response("**/api/conversations/*"):
        dialog.get_by_role("button", name="Save").click()
    assert conversation(echo.url, page)["system"] is None


def test_a_conversation_is_exported_as_markdown_and_json(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "Where does **it** go?")
    ended(page)
    item = page.get_by_role("navigation", name="Conversations").get_by_role("listitem").first
    with page.expect_download() as markdown:
        choose(item, "Export as Markdown")
    assert markdown.value.suggested_filename.endswith(".md")
    text = Path(markdown.value.path()).read_text("utf-8")
    assert text.startswith("# Where does")
    assert text.count("Where does **it** go?") >= 2
    with page.expect_download() as exported:
        choose(item, "Export as JSON")
    [whole] = json.loads(Path(exported.value.path()).read_text("utf-8"))["conversations"]
    assert whole == conversation(echo.url, page)


def test_all_conversations_are_exported_and_all_are_deleted(
    context: BrowserContext, empty: ServerProcess
) -> None:
    # More than one page of the list.
    ask_many(empty.url, 45)
    page = context.new_page()
    page.goto(empty.url)
    page.get_by_role("button", name="Settings").click()
    with page.expect_download() as exported:
        page.get_by_role("button", name="Export everything").click()
    assert exported.value.suggested_filename == "yeoul.jsonl"
    lines = Path(exported.value.path()).read_text("utf-8").splitlines()
    assert sum(len(json.loads(line).get("conversations", ())) for line in lines) == 45
    page.get_by_role("button", name="Delete all").click()
    page.get_by_role("button", name="Really delete all?").click()
    expect(page.get_by_text("No conversations yet")).to_be_visible()
    left = fetched(f"{empty.url}/api/conversations")
    assert left["conversations"] == []


def test_the_list_goes_on_when_it_is_scrolled(
    context: BrowserContext, empty: ServerProcess
) -> None:
    ask_many(empty.url, 90)
    page = context.new_page()
    page.goto(empty.url)
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(40)
    for so_far in (40, 80):
        listed.nth(so_far - 1).scroll_into_view_if_needed()
        expect(listed).to_have_count(min(so_far + 40, 90))


def test_an_old_conversation_is_titled_and_listed_when_it_is_opened_by_its_address(
    context: BrowserContext, empty: ServerProcess
) -> None:
    ask_many(empty.url, 45)
    # Further down than the first page of the list.
    oldest = next(
        each
        for each in fetched(f"{empty.url}/api/conversations?limit=100")["conversations"]
        if each["title"] == "Question 0"
    )
    page = context.new_page()
    page.goto(f"{empty.url}/c/{oldest['id']}")
    expect(page).to_have_title("Question 0 · Yeoul")
    current = page.get_by_role("navigation").locator("[aria-current=page]")
    expect(current).to_have_text("Question 0")


def test_what_was_found_stays_in_sight_until_the_next_reply(
    context: BrowserContext, empty: ServerProcess
) -> None:
    ask_many(empty.url, 3)
    page = context.new_page()
    page.goto(empty.url)
    listed = page.get_by_role("navigation", name="Conversations").get_by_role("listitem")
    expect(listed).to_have_count(3)
    held: list[Route] = []
    page.route("**/api/conversations?*q=*", lambda route: held.append(route))
    with page.expect_request("**/api/conversations?*q=*"):
        page.get_by_role("searchbox", name="Search conversations").fill("2")
    expect(listed).to_have_count(3)
    expect(page.get_by_text("Loading…")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(listed).to_have_count(1)


async def _fill(data_dir: Path) -> None:
    store = await open_store(f"sqlite:///{data_dir / 'store.db'}")
    await slow_search.fill(store, LOCAL_OWNER)
    await store.aclose()


@pytest.mark.parametrize(
    ("locale", "box", "told"),
    [
        ("en-US", "Search conversations", "The search took too long."),
        ("ko-KR", "대화 검색", "검색이 너무 오래 걸렸습니다."),
    ],
)
def test_a_search_that_takes_too_long_says_so_and_the_next_one_finds(
    browser: Browser, tmp_path: Path, locale: str, box: str, told: str
) -> None:
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's loop runs here
        elsewhere.submit(lambda: asyncio.run(_fill(tmp_path))).result()
    with server_process(tmp_path, "--model", "scripted:echo@100") as served:
        ask_many(served.url, 1)
        with browser.new_context(locale=locale) as context:
            page = context.new_page()
            page.goto(served.url)
            search = page.get_by_role("searchbox", name=box)
            search.fill(slow_search.QUERY[:190])
            expect(page.get_by_text(told)).to_be_visible()
            search.fill("Question 0")
            listed = page.get_by_role("navigation").get_by_role("listitem")
            expect(listed).to_have_count(1)
            expect(page.get_by_text(told)).to_have_count(0)


def test_drafts_belong_to_their_conversation(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "First")
    ended(page)
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("half a thought")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("")
    box.fill("another one")
    page.get_by_role("link", name="First").click()
    expect(box).to_have_value("half a thought")
    page.reload()
    expect(box).to_have_value("half a thought")
    page.get_by_role("button", name="New chat").click()
    expect(box).to_have_value("another one")


def sent_ids(request: Request) -> dict[str, str]:
    """Return the ids that a question was sent with."""
    ids: dict[str, str] = json.loads(request.post_data or "")["ids"]
    return ids


def test_a_new_conversation_has_no_address_before_its_question_has_arrived(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    held: list[Route] = []
    page.route("**/api/answers", lambda route: held.append(route))
    ask(page, "On its way")
    expect(articles(page)).to_have_count(2)
    wait_until(page, lambda: bool(held), "the question")
    expect(page).to_have_url(f"{echo.url}/")
    page.reload()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.fixture
def asked(context: BrowserContext, empty: ServerProcess) -> tuple[Page, list[Route]]:
    """A page whose first question, "On its way", is held up, beside one that is answered."""
    ask_many(empty.url, 1)
    page = context.new_page()
    page.goto(empty.url)
    held: list[Route] = []
    page.route("**/api/answers", lambda route: held.append(route))
    ask(page, "On its way")
    wait_until(page, lambda: bool(held), "the question")
    return page, held


def test_a_new_chat_that_is_wanted_before_the_question_has_arrived_opens_when_it_has(
    asked: tuple[Page, list[Route]], empty: ServerProcess
) -> None:
    page, held = asked
    page.get_by_role("button", name="New chat").click()
    held[0].continue_()
    expect(page.get_by_role("heading", name="What would you like to know?")).to_be_visible()
    expect(page).to_have_url(f"{empty.url}/")
    expect(articles(page)).to_have_count(0)
    page.go_back()
    expect(page).to_have_url(re.compile("/c/"))
    expect(articles(page)).to_have_count(2)


def test_a_new_chat_that_was_wanted_is_not_opened_over_a_question_that_is_given_back(
    asked: tuple[Page, list[Route]], empty: ServerProcess
) -> None:
    page, held = asked
    page.get_by_role("button", name="New chat").click()
    refuse(held[0])
    box = page.get_by_role("textbox", name="Message", exact=True)
    expect(box).to_have_value("On its way")
    page.unroute("**/api/answers")
    page.get_by_role("button", name="Send").click()
    ended(page)
    expect(page).to_have_url(re.compile("/c/"))
    expect(articles(page)).to_have_count(2)


def test_a_question_that_is_refused_when_its_asker_has_gone_elsewhere_stands_in_the_next_chat(
    asked: tuple[Page, list[Route]],
) -> None:
    page, held = asked
    page.get_by_role("link", name="Question 0").click()
    expect(articles(page)).to_have_count(2)
    expect(page).to_have_url(re.compile("/c/"))
    refuse(held[0])
    kept = "JSON.stringify({...sessionStorage})"
    wait_until(page, lambda: "On its way" in page.evaluate(kept), "the refusal")
    page.get_by_role("button", name="New chat").click()
    box = page.get_by_role("textbox", name="Message", exact=True)
    expect(box).to_have_value("On its way")


def refuse(question: Route) -> None:
    """Have a question refused as one that the server does not take."""
    refusal = {"code": "id_taken", "detail": "taken", "retryable": False, "status": 409}
    question.fulfill(status=409, json=refusal)


def test_a_refused_first_question_is_given_back_and_asked_under_new_ids(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    held: list[Route] = []
    page.route("**/api/answers", lambda route: held.append(route))
    ask(page, "Refused")
    wait_until(page, lambda: bool(held), "the question")
    refuse(held[0])
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("Refused")
    expect(page.get_by_text("Send it again.")).to_be_visible()
    expect(page).to_have_url(f"{echo.url}/")
    expect(articles(page)).to_have_count(0)

    page.unroute("**/api/answers")
    with page.expect_request("**/api/answers") as sent:
        page.get_by_role("button", name="Send").click()
    ended(page)
    ids = sent_ids(sent.value)
    assert ids["conversation"] != sent_ids(held[0].request)["conversation"]
    expect(page).to_have_url(f"{echo.url}/c/{ids['conversation']}")
    messages = conversation(echo.url, page)["messages"]
    assert [each["id"] for each in messages] == [ids["question"], ids["answer"]]
    page.go_back()
    expect(articles(page)).to_have_count(0)
    page.go_forward()
    expect(articles(page)).to_have_count(2)
