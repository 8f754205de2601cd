"""Two people at one server, in two browsers and in one: nothing of one is ever seen by the other.

And what becomes of a window whose person is no longer logged in: it shows the log-in and nothing
else, and the same person goes on where they were.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.accounts.people import PASSWORD
from tests.e2e.counting import CountingServer, counted, counting_server
from tests.e2e.driving import articles, ask, ended, growing_to, wait_until
from tests.e2e.people import (
    choose_in_menu,
    client,
    come_back,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SECRET = "Xanadu"
#: All that a browser keeps for a page, and what the page shows.
KEPT = """
() => JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.documentElement.outerHTML
"""


def box(page: Page) -> str:
    """Return what stands in the box for questions."""
    return page.get_by_role("textbox", name="Message", exact=True).input_value()


def write(page: Page, text: str) -> None:
    """Write into the box, and send nothing."""
    page.get_by_role("textbox", name="Message", exact=True).fill(text)


def end_sessions(url: str, name: str) -> None:
    """End all sessions of a person but one of a program, from elsewhere."""
    with client(url, name) as elsewhere:
        assert elsewhere.delete("/api/sessions").status_code == 204


def test_of_two_people_in_two_browsers_neither_sees_anything_of_the_other(
    browser: Browser, page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 3)
    address = page.url
    write(page, f"{SECRET} in a draft")
    other = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    bob = other.new_page()
    heard: list[str] = []
    bob.on("response", lambda reply: heard.append(f"{reply.status} {reply.url}"))
    log_in(bob, people.url, "bob")
    assert_sees_nothing(bob, [address, f"{people.url}/c/{'f' * 32}"])
    # And what she does meanwhile is told to none of his windows.
    before = len(heard)
    page.get_by_role("button", name="Stop", exact=True).click()
    ended(page)
    ask(page, "And now?")
    growing_to(page, 2)
    assert [each for each in heard[before:] if "/api/" in each] == []
    assert [each for each in heard if each.startswith("403")] == []
    other.close()


def assert_sees_nothing(page: Page, addresses: Sequence[str]) -> None:
    """Nothing of the secret is in the list, a search, a dialog, or at the addresses, all alike."""
    navigation = page.get_by_role("navigation", name="Conversations")
    expect(navigation.get_by_text("No conversations yet")).to_be_visible()
    page.get_by_role("searchbox").fill(SECRET)
    expect(navigation.get_by_text("Nothing found")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    shown = set()
    for where in addresses:
        page.goto(where)
        expect(page.get_by_text("This conversation does not exist")).to_be_visible()
        shown.add(page.locator("main").inner_text())
        assert SECRET not in page.evaluate(KEPT)
    assert len(shown) == 1
    for name in ("Settings", "Keyboard shortcuts", "Stream inspector"):
        page.get_by_role("button", name=name, exact=True).click()
        assert SECRET not in page.evaluate(KEPT), name
        page.keyboard.press("Escape")


def test_a_session_that_ends_shows_the_log_in_and_its_person_goes_on_where_they_were(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Count {SECRET}")
    growing_to(page, 3)
    box_of = page.get_by_role("textbox", name="Message", exact=True)
    box_of.fill("What waits")
    box_of.press("Enter")
    write(page, "What is written")
    address = page.url
    end_sessions(people.url, "ann")
    # What it asks next finds it out; nothing has to be clicked for that.
    come_back(page)
    expect_log_in(page)
    expect(page.get_by_text("ann, you have been signed out.")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    wait_until(page, lambda: SECRET not in page.content(), "the page to be gone")
    assert SECRET not in page.title()
    assert_asks_nothing(page)
    fill_in(page, "ann")
    expect_page_of(page, "ann")
    assert page.url == address
    expect(page.get_by_role("list", name="Queued questions")).to_contain_text("What waits")
    assert box(page) == "What is written"
    growing_to(page, 40)
    people.enough()
    # The queued question has gone out, and is answered.
    expect(articles(page)).to_have_count(4)
    growing_to(page, 3)
    people.enough()
    ended(page)
    assert_counted_twice(people.url, address)


def assert_counted_twice(url: str, address: str) -> None:
    """Both answers of her conversation count from nought without gap or repetition."""
    with client(url, "ann") as reader:
        stored = reader.get(f"/api/conversations/{address.rpartition('/')[2]}").json()
    texts = [each["text"] for each in stored["messages"] if each["role"] == "assistant"]
    assert len(texts) == 2
    for text in texts:
        numbers = counted(text)
        assert numbers == list(range(len(numbers)))


def assert_asks_nothing(page: Page) -> None:
    """It makes no request, whatever would have it try again."""
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("dispatchEvent(new Event('online'))")
    come_back(page)
    page.evaluate("async () => { await fetch('/healthz'); }")
    assert [each.rpartition("/")[2] for each in asked] == ["healthz"]


def test_a_question_that_meets_the_end_of_the_session_is_there_again(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")

    def end_first(route: Route) -> None:
        end_sessions(people.url, "ann")
        route.continue_()

    # The question is under way when the session ends: the page cannot know it before it asks.
    page.route("**/api/answers", end_first)
    write(page, "Is it lost?")
    page.keyboard.press("Enter")
    expect_log_in(page)
    page.unroute("**/api/answers")
    fill_in(page, "ann")
    expect_page_of(page, "ann")
    wait_until(page, lambda: box(page) == "Is it lost?", "the question")


def test_who_logs_out_leaves_nothing_in_any_window_of_the_browser(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 2)
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 2)
    write(second, f"{SECRET} in the second window")
    page.goto("about:blank")
    page.go_back()
    growing_to(page, 3)
    write(page, f"{SECRET} in a draft")
    choose_in_menu(page, "ann", "Sign out")
    dialog = page.get_by_role("dialog", name="Sign out")
    expect(dialog).to_contain_text("drafts and queued questions in all of its windows")
    dialog.get_by_role("button", name="Sign out").click()
    for each in (page, second):
        expect_log_in(each)
        assert each.url == f"{people.url}/"
        assert SECRET not in each.evaluate(KEPT)
        assert SECRET not in each.title()
    # Nor does the way back lead to it.
    page.go_back()
    expect_log_in(page)
    assert SECRET not in page.evaluate(KEPT)
    assert context.cookies() == []


def test_when_another_person_logs_in_no_window_shows_or_keeps_the_first(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 2)
    write(page, f"{SECRET} in a draft")
    instructions(page, f"Speak of {SECRET}")
    second = context.new_page()
    become(second, people.url, "bob")
    for each in (second, page):
        expect_page_of(each, "bob")
        expect(each.get_by_text("No conversations yet")).to_be_visible()
        assert each.url == f"{people.url}/"
        assert SECRET not in each.evaluate(KEPT)
    # What the first has left behind in the history is nothing to the second.
    page.go_back()
    expect_page_of(page, "bob")
    assert SECRET not in page.evaluate(KEPT)


def become(page: Page, url: str, name: str) -> None:
    """Have another person log in in a browser where somebody is logged in: by a one-time link."""
    with client(url, "root") as admin:
        listed = admin.get("/api/accounts").json()["accounts"]
        account = next(each["id"] for each in listed if each["name"] == name)
        token = admin.post(f"/api/accounts/{account}/reset").json()["token"]
    page.goto(f"{url}/join#{token}")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()


def instructions(page: Page, text: str) -> None:
    """Write instructions for all conversations into the settings."""
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("dialog").get_by_label("Instructions").fill(text)
    page.keyboard.press("Escape")


def test_a_window_that_was_told_nothing_reads_and_writes_nothing_of_another_person(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    # As one that sleeps: it has no stream that ends, and hears nothing of other windows.
    page.add_init_script("delete window.BroadcastChannel")
    page.route("**/api/changes", lambda route: route.abort())
    log_in(page, people.url, "ann")
    write(page, f"{SECRET} in a draft")
    second = context.new_page()
    become(second, people.url, "bob")
    expect_page_of(second, "bob")
    with page.expect_response("**/api/answers") as reply:
        page.keyboard.press("Enter")
    assert reply.value.status == 401
    expect_page_of(page, "bob")
    assert SECRET not in page.evaluate(KEPT)
    with client(people.url, "bob") as reader:
        assert SECRET not in json.dumps(reader.get("/api/conversations").json())


def test_a_window_that_waits_for_a_log_in_goes_on_when_it_comes_elsewhere(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    second = context.new_page()
    second.goto(people.url)
    expect_page_of(second, "ann")
    write(second, "Here still")
    end_sessions(people.url, "ann")
    come_back(page)
    for each in (page, second):
        expect_log_in(each)
    fill_in(page, "ann")
    for each in (page, second):
        expect_page_of(each, "ann")
    assert box(second) == "Here still"


def test_the_page_does_not_come_back_from_the_memory_of_the_browser(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    # As a browser restores it; whether it does so by itself differs from one to the next.
    hidden = page.evaluate(
        """() => {
          dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}));
          return document.documentElement.hidden;
        }"""
    )
    assert hidden
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect_page_of(page, "ann")


def test_a_temporary_chat_is_gone_when_its_person_logs_out(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    page.get_by_role("button", name="Temporary chat").click()
    ask(page, "Count")
    growing_to(page, 2)
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    address = f"/api/conversations/{page.url.rpartition('/')[2]}"
    with client(people.url, "ann") as reader:
        assert reader.get(address).status_code == 200
        choose_in_menu(page, "ann", "Sign out")
        expect_log_in(page)
        wait_until(page, lambda: reader.get(address).status_code == 404, "its end")


def test_theme_and_language_outlive_the_log_out(page: Page, people: CountingServer) -> None:
    log_in(page, people.url, "ann")
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("dialog").get_by_role("radio", name="Dark").check()
    page.get_by_role("dialog").get_by_role("radio", name="한국어").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="계정: ann").click()
    page.get_by_role("menuitem", name="로그아웃").click()
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_page_whose_end_is_not_explained_at_first_asks_again_and_is_left(
    page: Page, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 2)
    tries: list[str] = []

    def refuse_once(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/api/me", refuse_once)
    end_sessions(people.url, "ann")
    expect_log_in(page)
    assert len(tries) > 1


def test_a_window_with_a_one_time_link_keeps_it_whoever_logs_in_elsewhere(
    context: BrowserContext, page: Page, people: CountingServer
) -> None:
    with client(people.url, "root") as admin:
        listed = admin.get("/api/accounts").json()["accounts"]
        account = next(each["id"] for each in listed if each["name"] == "bob")
        token = admin.post(f"/api/accounts/{account}/reset").json()["token"]
    other = context.new_page()
    log_in(other, people.url, "ann")
    page.goto(f"{people.url}/join#{token}")
    expect(page.get_by_text("ann is signed in here")).to_be_visible()
    # Her windows have all others ask who is logged in, and so does the next one that comes.
    with page.expect_response("**/api/me"):
        choose_in_menu(other, "ann", "Sign out")
    expect_log_in(other)
    with page.expect_response("**/api/me") as asked:
        fill_in(other, "ann")
    assert asked.value.status == 200
    expect_page_of(other, "ann")
    password = page.get_by_label("New password")
    password.fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect_page_of(page, "bob")


def test_a_server_that_cannot_be_asked_whose_page_it_is_is_waited_for(
    page: Page, tmp_path: Path
) -> None:
    with counting_server(with_people(tmp_path)) as server:
        log_in(page, server.url, "ann")
        page.route("**/api/me", lambda route: route.abort())
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
        page.unroute("**/api/me")
        page.get_by_role("button", name="Retry").click()
        expect_page_of(page, "ann")
