"""The page of an app that is mounted in another one, at a path and at the root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import (
    answer,
    articles,
    ask,
    choose_transport,
    ended,
    growing_to,
)
from tests.e2e.people import choose_in_menu, come_back, expect_log_in, log_in, with_people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@dataclass
class Mounted:
    """A host, and the address of the page in it, without the last slash."""

    server: CountingServer
    page_url: str


@pytest.fixture(scope="module", params=["/chat", "/"])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mounted]:
    data_dir = tmp_path_factory.mktemp("data")
    with counting_server(data_dir, mounted_at=request.param) as server:
        yield Mounted(server, server.url + request.param.rstrip("/"))


@pytest.fixture
def mounted(host: Mounted) -> Iterator[Mounted]:
    yield host
    host.server.enough()


def begun(page: Page, mounted: Mounted) -> None:
    """Begin a conversation, and wait until it has its address and its answer grows."""
    page.goto(f"{mounted.page_url}/")
    ask(page, "Count")
    expect(page).not_to_have_url(f"{mounted.page_url}/")
    growing_to(page, 3)
    assert page.url.startswith(f"{mounted.page_url}/c/")


def test_an_answer_goes_on_after_a_reload_in_the_middle_of_it(
    context: BrowserContext, mounted: Mounted
) -> None:
    page = context.new_page()
    begun(page, mounted)

    page.reload()  # a deep link: its scripts and styles are not beside it
    growing_to(page, 10)
    mounted.server.enough()

    expect(ended(page)).to_contain_text("word10")
    assert page.locator("link[rel=stylesheet]").first.evaluate("it => it.sheet !== null")


def test_an_answer_comes_by_websocket(context: BrowserContext, mounted: Mounted) -> None:
    page = context.new_page()
    page.goto(f"{mounted.page_url}/")
    choose_transport(page, "WebSocket")
    with page.expect_websocket() as opened:
        ask(page, "Count")
    growing_to(page, 5)

    host = mounted.page_url.removeprefix("http")
    assert opened.value.url.startswith(f"ws{host}/api/answers/")


def test_the_sidebar_leads_to_conversations_and_back(
    context: BrowserContext, mounted: Mounted
) -> None:
    page = context.new_page()
    begun(page, mounted)
    first = page.url
    mounted.server.enough()
    ended(page)

    page.get_by_role("button", name="New chat").first.click()
    expect(page).to_have_url(f"{mounted.page_url}/")
    link = page.locator(f'.sidebar a[href="{first.removeprefix(mounted.server.url)}"]')
    link.click()
    expect(page).to_have_url(first)
    expect(articles(page)).to_have_count(2)
    expect(answer(page)).to_contain_text("word3")
    page.go_back()
    expect(page).to_have_url(f"{mounted.page_url}/")


def test_another_window_hears_of_a_new_conversation(
    context: BrowserContext, mounted: Mounted
) -> None:
    watching = context.new_page()
    watching.goto(f"{mounted.page_url}/")
    page = context.new_page()
    begun(page, mounted)

    path = page.url.removeprefix(mounted.server.url)
    expect(watching.locator(f'.sidebar a[href="{path}"]')).to_be_visible()


def test_what_is_loaded_later_is_found(context: BrowserContext, mounted: Mounted) -> None:
    page = context.new_page()
    begun(page, mounted)

    page.get_by_role("button", name="Stream inspector").click()

    expect(page.get_by_role("tab", name="EventStream")).to_be_visible()


def test_the_api_has_its_page(context: BrowserContext, mounted: Mounted) -> None:
    if mounted.page_url == mounted.server.url:
        return  # the host's own description is at /docs
    page = context.new_page()
    page.goto(f"{mounted.page_url}/docs")

    expect(page.get_by_text("/api/answers", exact=True)).to_be_visible()
    expect(page.locator("select").first).to_contain_text("/chat")


def test_the_host_keeps_its_route_and_its_404(context: BrowserContext, mounted: Mounted) -> None:
    page = context.new_page()
    for path, status, text in [("/price", 200, '{"price":3}'), ("/nothing", 404, "Not Found")]:
        reply = page.goto(mounted.server.url + path)
        assert reply is not None
        assert reply.status == status
        assert text in reply.text()


def test_the_page_can_be_installed_and_begins_where_it_is_mounted(
    context: BrowserContext, mounted: Mounted
) -> None:
    page = context.new_page()
    page.goto(f"{mounted.page_url}/")
    session = context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    manifest = told["manifest"]
    assert manifest["startUrl"] == f"{mounted.page_url}/"
    assert manifest["scope"] == f"{mounted.page_url}/"
    icons = {icon["url"] for icon in manifest["icons"]}
    assert len(icons) == 3
    touch = page.locator('link[rel="apple-touch-icon"]').evaluate("link => link.href")
    for url in {*icons, touch}:
        reply = page.request.get(url)
        assert (reply.status, reply.headers["content-type"]) == (200, "image/png")
    hindered = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Only that a test's profile keeps nothing.
    assert [error["errorId"] for error in hindered] == ["in-incognito"]


def test_people_log_in_and_out_below_a_path(context: BrowserContext, tmp_path: Path) -> None:
    with counting_server(with_people(tmp_path), mounted_at="/chat") as server:
        page = context.new_page()
        url = f"{server.url}/chat"
        log_in(page, f"{url}/", "root")
        ask(page, "Count")
        growing_to(page, 3)
        assert page.url.startswith(f"{url}/c/")
        choose_in_menu(page, "root", "People")
        opened = page.get_by_role("dialog", name="People")
        opened.get_by_label("Name", exact=True).fill("Minji")
        opened.get_by_role("button", name="Make the link", exact=True).click()
        link = opened.get_by_label("One-time link for Minji").input_value()
        assert link.startswith(f"{url}/join#")
        page.keyboard.press("Escape")
        page.get_by_role("textbox", name="Message", exact=True).fill("A draft")
        choose_in_menu(page, "root", "Sign out")
        page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        expect_log_in(page)
        assert page.url == f"{url}/"
        # The product around it keeps what is its own: here the page alone forgets.
        assert page.evaluate("({...localStorage, ...sessionStorage})") == {}
        page.goto(link)
        expect(page.get_by_role("heading", name="Welcome, Minji")).to_be_visible()
        assert page.url == f"{url}/join"
        server.enough()


def test_a_product_says_whose_page_it_is(context: BrowserContext, tmp_path: Path) -> None:
    with counting_server(tmp_path, product=True) as server:
        page = context.new_page()
        page.goto(server.url)
        expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
        sign_in(context, server.url, "안나")
        page.get_by_role("button", name="Reload").click()
        ask(page, "Count")
        growing_to(page, 3)
        # The product has its own ways to all that.
        expect(page.get_by_role("button", name="안나")).to_have_count(0)
        page.get_by_role("textbox", name="Message", exact=True).fill("A draft of Anna")
        sign_in(context, server.url, "bob")
        come_back(page)
        expect(page.get_by_text("No conversations yet")).to_be_visible()
        assert "Anna" not in page.evaluate(
            "JSON.stringify([{...localStorage}, {...sessionStorage}])"
        )
        assert page.url == f"{server.url}/"
        context.clear_cookies()
        come_back(page)
        expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
        sign_in(context, server.url, "bob")
        come_back(page)
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
        server.enough()


def sign_in(context: BrowserContext, url: str, name: str) -> None:
    """Sign in at the product."""
    context.add_cookies([{"name": "who", "value": name, "url": url}])


def test_the_lesson_is_below_the_path_and_leads_back_to_it(
    context: BrowserContext, mounted: Mounted
) -> None:
    page = context.new_page()
    page.goto(f"{mounted.page_url}/learn#9")
    expect(page.get_by_text("Step 9 of 10", exact=True)).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Cut the line").click()
    expect(page.get_by_role("region", name="Faults")).to_contain_text("asked again from")
    page.get_by_role("link", name="To the chat").click()
    expect(page).to_have_url(f"{mounted.page_url}/")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()


def test_the_assistants_are_below_the_path_and_lead_back_to_it(
    context: BrowserContext, mounted: Mounted
) -> None:
    page = context.new_page()
    page.goto(f"{mounted.page_url}/")
    page.get_by_role("button", name="Assistants", exact=True).click()
    expect(page).to_have_url(f"{mounted.page_url}/assistants")
    page.reload()
    page.get_by_role("button", name="Begin a chat with English tutor").click()
    expect(page).to_have_url(f"{mounted.page_url}/")
    expect(page.get_by_role("heading", name="English tutor")).to_be_visible()
