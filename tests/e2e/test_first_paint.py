"""What is there before the parsers of Markdown are: a page to type in, and texts to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.driving import answer, ask, ended, fetched
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

#: The file that has the parsers, however often it is asked for.
MARKDOWN = re.compile(r"/assets/markdown-[^/]*\.js(\?.*)?$")

GAP = """
() => {
  const box = document.querySelector('.scroll');
  return Math.round(box.scrollHeight - box.scrollTop - box.clientHeight);
}
"""


class Held:
    """The file with the parsers, which comes when the test lets it."""

    def __init__(self, page: Page) -> None:
        self._waiting: list[Route] = []
        self._free = False
        page.route(MARKDOWN, self._take)

    def _take(self, route: Route) -> None:
        if self._free:
            route.continue_()
        else:
            self._waiting.append(route)

    def release(self) -> None:
        """Let it come."""
        self._free = True
        for route in self._waiting:
            route.continue_()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.unroute_all(behavior="ignoreErrors")


@pytest.fixture
def told(river: ServerProcess) -> str:
    """The address of a conversation with three answers that have ended."""
    ids: dict[str, str] = {}
    with httpx2.Client(base_url=river.url, trust_env=False, timeout=60) as client:
        for _ in range(3):
            asked = client.post("/api/answers", json={"content": "Tell me", **ids}).json()
            ids["conversation_id"] = asked["conversation"]["id"]
            # To the end of the answer.
            client.get(f"/api/answers/{asked['answer']['id']}/events").raise_for_status()
    return f"{river.url}/c/{ids['conversation_id']}"


def test_a_page_without_parsers_takes_a_question_and_shows_its_answer_as_it_is_written(
    page: Page, river: ServerProcess
) -> None:
    parsers = Held(page)
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    expect(answer(page)).to_contain_text("# 여울 · the shallows")
    expect(answer(page)).to_contain_text("```python")
    parsers.release()
    expect(answer(page).get_by_role("heading", name="여울 · the shallows")).to_be_visible()
    expect(answer(page).locator("pre code")).to_contain_text("def flow(")
    expect(answer(page)).not_to_contain_text("```")


def test_a_conversation_is_at_its_end_before_and_after_its_texts_are_dressed(
    page: Page, told: str
) -> None:
    parsers = Held(page)
    page.goto(told)
    expect(answer(page)).to_contain_text("# 여울 · the shallows")
    assert page.evaluate(GAP) == 0
    parsers.release()
    expect(page.get_by_role("table")).to_have_count(3)
    expect(answer(page).locator(".hljs-keyword").first).to_be_visible()
    assert page.evaluate(GAP) == 0


def test_who_has_scrolled_up_meanwhile_stays_there(page: Page, told: str) -> None:
    parsers = Held(page)
    page.goto(told)
    expect(answer(page)).to_contain_text("# 여울 · the shallows")
    page.mouse.move(640, 400)
    page.mouse.wheel(0, -10_000)
    first = page.locator(".question").first
    expect(first).to_be_in_viewport()
    parsers.release()
    expect(page.get_by_role("table").first).to_be_visible()
    expect(first).to_be_in_viewport()


def test_parsers_that_cannot_be_fetched_are_asked_for_until_they_are_there(
    page: Page, told: str
) -> None:
    asked: list[str] = []

    def fail_at_first(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 3:
            route.continue_()
        else:
            route.abort()

    page.route(MARKDOWN, fail_at_first)
    page.goto(told)
    expect(answer(page)).to_contain_text("# 여울 · the shallows")
    expect(answer(page).get_by_role("table")).to_be_visible()
    assert len(asked) > 3


def test_a_page_of_a_build_that_the_server_no_longer_has_is_loaded_anew_once(
    page: Page, told: str
) -> None:
    loads: list[str] = []
    page.on("domcontentloaded", lambda _: loads.append("load"))
    path = re.compile(r"/c/[0-9a-f]{32}$")

    def newer(route: Route) -> None:
        """The page of another build, for whoever looks whether there is one."""
        reply = route.fetch()
        route.fulfill(
            response=reply, body=re.sub(r"markdown-[\w-]+", "markdown-newer", reply.text())
        )

    def replaced(route: Route) -> None:
        if len(loads) > 1:
            route.continue_()
        else:
            route.fulfill(status=404)

    page.route(MARKDOWN, replaced)
    page.route(
        path,
        lambda route: route.continue_() if route.request.is_navigation_request() else newer(route),
    )
    page.goto(told)
    expect(answer(page).get_by_role("table")).to_be_visible()
    assert len(loads) == 2
    assert fetched(told.replace("/c/", "/api/conversations/"))["messages"]


def test_a_reloaded_page_whose_parsers_are_gone_is_readable_and_stays(
    page: Page, told: str
) -> None:
    page.goto(told)
    expect(answer(page).get_by_role("table")).to_be_visible()
    asked: list[str] = []

    def gone(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404)

    page.route(MARKDOWN, gone)
    page.reload()
    loads: list[str] = []
    page.on("domcontentloaded", lambda _: loads.append("load"))
    expect(answer(page)).to_contain_text("# 여울 · the shallows")
    page.wait_for_function("() => performance.now() > 3000")
    assert len(asked) > 2
    assert loads == []
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_enabled()


def test_on_a_slow_line_the_logo_stands_on_the_chosen_ground_until_the_scripts_are_there(
    page: Page, river: ServerProcess
) -> None:
    page.goto(river.url)
    page.evaluate("localStorage.setItem('yeoul.theme', 'dark')")
    held: list[Route] = []
    page.route(re.compile(r"/assets/shell-[^/]*\.js$"), lambda route: held.append(route))
    page.goto(river.url, wait_until="commit")
    expect(page.locator(".not-yet .logo")).to_be_visible()
    page.wait_for_function(
        "() => performance.getEntriesByName('first-contentful-paint').length > 0"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(22, 26, 25)"
    for route in held:
        route.continue_()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    expect(page.locator(".not-yet")).to_have_count(0)
