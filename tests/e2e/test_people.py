"""The account of a person and the people of an admin, in the page; what others are not offered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.accounts.people import PASSWORD
from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import ask, ended, growing_to
from tests.e2e.people import (
    account_button,
    choose_in_menu,
    client,
    come_back,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OTHER = "shallow water runs fast"
FIREFOX = "^Sign out: Firefox · Windows, the server’s own machine, signed in "


@pytest.fixture
def people(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server with accounts of the test's own, that gives the question back."""
    with server_process(with_people(tmp_path), "--model", "scripted:echo@100") as one:
        yield one


@pytest.fixture
def counting_people(tmp_path: Path) -> Iterator[CountingServer]:
    """The same, but it counts until the test has seen enough."""
    with counting_server(with_people(tmp_path)) as one:
        yield one


def dialog(page: Page, name: str, entry: str) -> Locator:
    """Open a dialog from the menu of whoever is logged in."""
    choose_in_menu(page, name, entry)
    opened = page.get_by_role("dialog", name=entry)
    expect(opened).to_be_visible()
    return opened


def row(opened: Locator, name: str) -> Locator:
    """Return a person's row."""
    return opened.get_by_role("listitem").filter(has=opened.page.get_by_text(name, exact=True))


def change(opened: Locator, name: str, action: str, *, sure: bool = True) -> Locator:
    """Do something with a person; returns the row."""
    found = row(opened, name)
    found.get_by_role("button", name=f"Change {name}").click()
    found.get_by_role("button", name=action).click()
    if sure:
        expect(found.get_by_role("status")).to_contain_text("signed out everywhere")
        found.get_by_role("button", name="Really?").click()
    return found


def test_an_admin_adds_a_person_who_joins_by_the_link(
    browser: Browser, page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "root")
    opened = dialog(page, "root", "People")
    expect(row(opened, "ann")).to_contain_text("User · has not signed in yet")
    expect(row(opened, "root")).to_contain_text("you · Admin")
    assert violations(page) == []
    assert_name_is_taken(opened, "ANN")
    opened.get_by_label("Name", exact=True).fill("Minji")
    opened.get_by_role("button", name="Make the link", exact=True).click()
    link = opened.get_by_label("One-time link for Minji")
    expect(link).to_be_focused()
    assert violations(page) == []
    address = link.input_value()
    assert address.startswith(f"{people.url}/join#")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="Copy the link").click()
    expect(opened.get_by_role("button", name="Copy the link")).to_have_attribute("title", "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == address
    expect(row(opened, "Minji")).to_be_visible()
    page.keyboard.press("Escape")
    # It is shown once.
    opened = dialog(page, "root", "People")
    expect(row(opened, "Minji")).to_be_visible()
    expect(opened.get_by_label("One-time link for Minji")).to_have_count(0)
    other = browser.new_context(locale="en-US").new_page()
    other.goto(address)
    other.get_by_label("New password").fill(OTHER)
    other.get_by_role("button", name="Set the password").click()
    expect_page_of(other, "Minji")
    other.context.close()


def assert_name_is_taken(opened: Locator, name: str) -> None:
    """Why nobody was added is said beside the form, and the name can be mended at once."""
    opened.get_by_label("Name", exact=True).fill(name)
    opened.get_by_role("button", name="Make the link", exact=True).click()
    expect(opened.get_by_role("alert")).to_contain_text("Somebody has this name already")
    expect(opened.get_by_role("alert")).to_be_in_viewport()
    expect(opened.get_by_label("Name", exact=True)).to_be_focused()


def test_an_admin_changes_people_and_the_last_admin_stays_one(
    browser: Browser, page: Page, people: ServerProcess
) -> None:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    ann = context.new_page()
    log_in(ann, people.url, "ann")
    log_in(page, people.url, "root")
    opened = dialog(page, "root", "People")
    change(opened, "root", "Make a user")
    expect(opened.get_by_role("alert")).to_contain_text("make another admin first")
    change(opened, "ann", "Disable")
    expect(row(opened, "ann")).to_contain_text("may not sign in")
    assert_offers_no_link(row(opened, "ann"))
    # Her page finds it out with whatever it asks next.
    come_back(ann)
    expect_log_in(ann)
    fill_in(ann, "ann")
    expect(ann.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    change(opened, "ann", "Enable again", sure=False)
    expect(row(opened, "ann")).not_to_contain_text("may not sign in")
    fill_in(ann, "ann")
    expect_page_of(ann, "ann")
    change(opened, "ann", "Make an admin")
    expect(row(opened, "ann")).to_contain_text("Admin")
    change(opened, "bob", "Link for a new password", sure=False)
    expect(opened.get_by_label("One-time link for bob")).to_be_visible()
    # Now there is another one.
    change(opened, "root", "Make a user")
    expect_log_in(page)
    fill_in(page, "root")
    expect_page_of(page, "root")
    account_button(page, "root").click()
    expect(page.get_by_role("menuitem", name="Account")).to_be_visible()
    expect(page.get_by_role("menuitem", name="People")).to_have_count(0)
    context.close()


def assert_offers_no_link(disabled: Locator) -> None:
    """The row has the focus, and no link: that would set a password, and lead nowhere."""
    pencil = disabled.get_by_role("button", name="Change")
    expect(pencil).to_be_focused()
    pencil.click()
    expect(disabled.get_by_role("button", name="Enable again")).to_be_visible()
    expect(disabled.get_by_role("button", name="Link for a new")).to_have_count(0)
    pencil.click()


def test_a_log_in_that_is_long_ago_is_asked_for_again_in_place(page: Page, tmp_path: Path) -> None:
    with counting_server(with_people(tmp_path)) as server:
        log_in(page, server.url, "root")
        server.end()
    with closing(sqlite3.connect(tmp_path / "store.db")) as store, store:
        store.execute("UPDATE sessions SET authenticated_at = '2026-01-01 00:00:00.000000'")
    with counting_server(tmp_path, port=server.port) as again:
        page.goto(again.url)
        ask(page, "Count")
        growing_to(page, 3)
        opened = dialog(page, "root", "People")
        opened.get_by_label("Name", exact=True).fill("Minji")
        opened.get_by_role("button", name="Make the link", exact=True).click()
        expect(opened.get_by_text("To manage people, sign in once more.")).to_be_visible()
        field = opened.get_by_label("Your password")
        expect(field).to_be_focused()
        expect(field).to_have_attribute("autocomplete", "current-password")
        assert violations(page) == []
        field.fill("not this one")
        field.press("Enter")
        wrong = opened.get_by_role("alert").filter(has_text="The name or the password is wrong.")
        expect(wrong).to_be_visible()
        field.fill(PASSWORD)
        field.press("Enter")
        # What was refused is done now.
        expect(opened.get_by_label("One-time link for Minji")).to_be_visible()
        page.keyboard.press("Escape")
        # Nothing of the page has gone with the session that was replaced.
        growing_to(page, 40)
        again.enough()
        ended(page)


def test_sessions_are_listed_and_ended_one_by_one_or_all_others(
    browser: Browser, page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "ann")
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    other = browser.new_context(locale="en-US", user_agent=agent).new_page()
    log_in(other, people.url, "ann")
    with client(people.url, "ann") as program:
        opened = dialog(page, "ann", "Account")
        places = opened.get_by_role("region", name="Where you are signed in")
        expect(places.get_by_role("listitem")).to_have_count(3)
        expect(places).to_contain_text("This browser")
        assert violations(page) == []
        # Two browsers of one kind have names of their own.
        places.get_by_role("button", name=re.compile(FIREFOX)).click()
        expect(places.get_by_role("listitem")).to_have_count(2)
        expect(places.get_by_role("heading")).to_be_focused()
        come_back(other)
        expect_log_in(other)
        assert program.get("/api/me").status_code == 200
        places.get_by_role("button", name="Sign out everywhere else").click()
        expect(places.get_by_role("listitem")).to_have_count(1)
        expect(places.get_by_role("button")).to_have_count(0)
        assert program.get("/api/me").status_code == 401
    expect_page_of(page, "ann")
    other.context.close()


def test_a_changed_password_ends_what_is_elsewhere_and_nothing_in_this_browser(
    browser: Browser, context: BrowserContext, page: Page, counting_people: CountingServer
) -> None:
    url = counting_people.url
    log_in(page, url, "ann")
    ask(page, "Count")
    growing_to(page, 3)
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 3)
    other = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800}).new_page()
    log_in(other, url, "ann")
    opened = dialog(page, "ann", "Account")
    change_password(opened, "not this one", OTHER)
    expect(opened.get_by_text("This is not your password.")).to_be_visible()
    change_password(opened, PASSWORD, "ann12345")
    expect(opened.get_by_role("alert")).to_contain_text("tried first")
    change_password(opened, PASSWORD, OTHER)
    expect(opened.get_by_text("The password is changed.")).to_be_visible()
    page.keyboard.press("Escape")
    for each in (page, second):
        each.get_by_role("searchbox").fill("Count")
        expect(each.locator("mark").first).to_be_visible()
        growing_to(each, 40)
    come_back(other)
    expect_log_in(other)
    fill_in(other, "ann", OTHER)
    expect_page_of(other, "ann")
    other.context.close()


def test_a_password_that_is_changed_after_the_session_has_ended_leaves_the_window(
    page: Page, people: ServerProcess
) -> None:
    page.route("**/api/changes", lambda route: route.abort())
    log_in(page, people.url, "ann")
    opened = dialog(page, "ann", "Account")
    expect(opened.get_by_role("listitem")).to_have_count(1)
    with client(people.url, "ann") as elsewhere:
        assert elsewhere.delete("/api/sessions").status_code == 204
    change_password(opened, PASSWORD, OTHER)
    expect_log_in(page)
    expect(page.get_by_text("ann, you have been signed out.")).to_be_visible()


def change_password(opened: Locator, current: str, new: str) -> None:
    """Fill in the form for another password, and send it."""
    opened.get_by_label("Current password").fill(current)
    opened.get_by_label("New password").fill(new)
    opened.get_by_role("button", name="Change the password").click()


def test_who_is_no_admin_is_offered_nothing_that_would_be_refused(
    page: Page, people: ServerProcess
) -> None:
    refused: list[str] = []
    page.on(
        "response",
        lambda reply: refused.append(reply.url) if reply.status in (401, 403) else None,
    )
    page.goto(people.url)
    fill_in(page, "ann")
    expect_page_of(page, "ann")
    refused.clear()
    page.get_by_role("button", name="Model", exact=True).click()
    menu = page.get_by_role("dialog", name="Model")
    expect(menu.get_by_role("option", name="Scripted echo@100")).to_be_visible()
    expect(menu.get_by_role("button")).to_have_text(["All assistants…"])
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings", exact=True).click()
    opened = page.get_by_role("dialog", name="Settings")
    expect(opened.get_by_text("ann · a user of this server")).to_be_visible()
    expect(opened.get_by_text("0 conversations of yours")).to_be_visible()
    for name in ("Connect a model", "Download a model", "People"):
        expect(opened.get_by_role("button", name=name)).to_have_count(0)
    opened.get_by_role("button", name="Password and devices").click()
    expect(page.get_by_role("dialog", name="Account")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    ask(page, "Is anything refused?")
    ended(page)
    assert refused == []


def test_an_admin_is_offered_them(page: Page, people: ServerProcess) -> None:
    log_in(page, people.url, "root")
    page.get_by_role("button", name="Model", exact=True).click()
    menu = page.get_by_role("dialog", name="Model")
    expect(menu.get_by_role("button", name="Connect a model")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings", exact=True).click()
    opened = page.get_by_role("dialog", name="Settings")
    expect(opened.get_by_role("button", name="Download a model")).to_be_visible()
    expect(opened.get_by_text(re.compile(r"in store\.db"))).to_be_visible()
    opened.get_by_role("button", name="People").click()
    expect(page.get_by_role("dialog", name="People")).to_be_visible()


def test_a_korean_user_of_an_english_model_is_led_to_an_admin(
    browser: Browser, tmp_path: Path
) -> None:
    with server_process(with_people(tmp_path)) as embedded:
        context = browser.new_context(locale="ko-KR", viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(embedded.url)
        page.get_by_label("이름").fill("ann")
        page.get_by_label("비밀번호").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_text("관리자에게 추가를 요청할 수 있어요")).to_be_visible()
        expect(page.get_by_role("button", name="모델 받기")).to_have_count(0)
        context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")]
)
def test_axe_finds_nothing_in_the_menu_and_the_dialogs(
    browser: Browser, people: ServerProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(people.url)
    fill_in(page, "root")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    for entry in ("Account", "People"):
        if width < 760:
            page.get_by_role("button", name="Open menu").click()
        account_button(page, "root").click()
        assert violations(page) == [], "the menu"
        page.get_by_role("menuitem", name=entry).click()
        opened = page.get_by_role("dialog", name=entry)
        expect(opened.get_by_role("listitem").first).to_be_visible()
        if entry == "People":
            opened.get_by_role("button", name="Change ann").click()
            opened.get_by_role("button", name="Disable").click()
        assert violations(page) == [], entry
        box = opened.locator(".dialog-body")
        assert box.evaluate("box => box.scrollWidth <= box.clientWidth"), entry
        page.keyboard.press("Escape")
        if width < 760:
            page.get_by_role("button", name="Close menu").click()
    context.close()


def test_the_keyboard_reaches_everything(page: Page, people: ServerProcess) -> None:
    log_in(page, people.url, "root")
    button = account_button(page, "root")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Account")).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_role("menuitem", name="People")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect_log_in(page)
    page.keyboard.type("root")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect_page_of(page, "root")
