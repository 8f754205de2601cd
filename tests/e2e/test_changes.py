"""What one window does is noticed by the others, of the same browser and of another one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.driving import ask, assert_whole, ended
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WORDS = " ".join(f"word{number}" for number in range(40))


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, ten words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@10") as one:
        yield one


@pytest.fixture(params=["another window", "another browser"])
def other(
    request: pytest.FixtureRequest, context: BrowserContext, echo: ServerProcess
) -> Iterator[Page]:
    """A page that nobody touches."""
    if request.param == "another window":
        page = context.new_page()
        page.goto(echo.url)
        yield page
        return
    browser = context.browser
    assert browser is not None
    elsewhere = browser.new_context(locale="en-US")
    page = elsewhere.new_page()
    page.goto(echo.url)
    yield page
    elsewhere.close()


def listed(page: Page, title: str) -> Locator:
    """The conversation in the list."""
    return page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)


def test_conversations_come_go_and_change_their_name_everywhere(
    context: BrowserContext, echo: ServerProcess, other: Page, request: pytest.FixtureRequest
) -> None:
    title = f"Noticed by {request.node.callspec.params['other']}"
    page = context.new_page()
    page.goto(echo.url)
    ask(page, title)
    expect(listed(other, title)).to_be_visible()
    ended(page)
    listed(page, title).hover()
    page.get_by_role("button", name="Rename").first.click()
    page.get_by_role("textbox", name="Title").fill(f"{title}, renamed")
    page.keyboard.press("Enter")
    expect(listed(other, f"{title}, renamed")).to_be_visible()
    listed(page, f"{title}, renamed").hover()
    page.get_by_role("button", name="Delete").first.click()
    expect(listed(other, f"{title}, renamed")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(listed(other, f"{title}, renamed")).to_be_visible()


def test_an_answer_begun_elsewhere_grows_here_and_a_stop_there_is_seen_here(
    context: BrowserContext, echo: ServerProcess, other: Page
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "First")
    ended(page)
    expect(page).not_to_have_url(f"{echo.url}/")
    other.goto(page.url)
    expect(other.get_by_role("article").last).to_contain_text("First")
    ask(page, WORDS)
    growing = other.locator('article[aria-busy="true"]')
    expect(growing).to_contain_text("word5")
    other.get_by_role("button", name="Stop", exact=True).click()
    ended(page)
    assert_whole(echo.url, page)
    assert_whole(echo.url, other)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(other.locator('article[aria-busy="true"]')).to_have_count(1)
    assert_whole(echo.url, other)
    expect(other.get_by_role("article").last).to_contain_text("word39")


def test_a_conversation_deleted_elsewhere_is_not_shown_as_if_it_were_there(
    context: BrowserContext, echo: ServerProcess, other: Page
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "Short lived")
    ended(page)
    other.goto(page.url)
    expect(other.get_by_role("article").last).to_contain_text("Short lived")
    listed(page, "Short lived").hover()
    page.get_by_role("button", name="Delete").first.click()
    expect(other.get_by_text("This conversation does not exist")).to_be_visible()


def test_all_windows_of_a_browser_listen_over_one_connection(
    context: BrowserContext, echo: ServerProcess
) -> None:
    pages = [context.new_page() for _ in range(3)]
    streams: list[str] = []
    for page in pages:
        page.on(
            "request",
            lambda request: streams.append(request.url) if "/api/changes" in request.url else None,
        )
        page.goto(echo.url)
    ask(pages[0], "One for all")
    for page in pages:
        expect(listed(page, "One for all")).to_be_visible()
    assert len(streams) == 1
    pages[0].close()
    with pages[1].expect_response("**/api/conversations*"):
        pass
    ask(pages[1], "Somebody took over")
    expect(listed(pages[2], "Somebody took over")).to_be_visible()
    assert len(streams) == 2
