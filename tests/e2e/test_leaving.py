"""Taking everything along, and deleting an account, in the page: nothing of it stays anywhere."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.accounts.people import PASSWORD
from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import ask, ended, growing_to, wait_until
from tests.e2e.people import (
    choose_in_menu,
    client,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)
from tests.e2e.processes import server_process
from tests.e2e.test_accessibility import violations
from tests.e2e.test_two_people import KEPT, write

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SECRET = "marigold"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[CountingServer]:
    """A server with accounts that counts until the test has seen enough."""
    with counting_server(with_people(tmp_path / "data")) as one:
        yield one


def left_in(folder: Path) -> list[str]:
    return [file.name for file in folder.glob("*.db*") if SECRET.encode() in file.read_bytes()]


def test_who_deletes_the_account_leaves_nothing_in_the_browser_or_on_the_server(
    context: BrowserContext, page: Page, people: CountingServer, tmp_path: Path
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 2)
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 2)
    write(second, f"{SECRET} in a draft")
    choose_in_menu(page, "ann", "Account")
    opened = page.get_by_role("dialog", name="Account")
    opened.get_by_role("button", name="Delete my account").click()
    name = opened.get_by_label("Type your name, ann, to be sure")
    expect(name).to_be_focused()
    sure = opened.get_by_role("button", name="Delete for good")
    password = opened.get_by_label("Your password")
    name.fill("bob")
    expect(sure).to_be_disabled()
    name.fill("Ann")
    password.fill("not this one")
    assert violations(page) == []
    sure.click()
    expect(opened.get_by_role("alert")).to_contain_text("This is not your password.")
    password.fill(PASSWORD)
    sure.click()

    for each in (page, second):
        expect_log_in(each)
        assert each.url == f"{people.url}/"
        assert SECRET not in each.evaluate(KEPT)
    assert context.cookies() == []
    fill_in(page, "ann")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    wait_until(page, lambda: left_in(tmp_path / "data") == [], "the end of her things")


def test_the_last_admin_is_told_what_to_do_first(page: Page, people: CountingServer) -> None:
    log_in(page, people.url, "root")
    choose_in_menu(page, "root", "Account")
    opened = page.get_by_role("dialog", name="Account")
    opened.get_by_role("button", name="Delete my account").click()
    opened.get_by_label("Type your name, root, to be sure").fill("root")
    opened.get_by_label("Your password").fill(PASSWORD)
    opened.get_by_role("button", name="Delete for good").click()
    expect(opened.get_by_role("alert")).to_contain_text("make another admin first")
    page.keyboard.press("Escape")
    expect_page_of(page, "root")


def test_an_admin_deletes_a_person_by_the_name(
    browser: Browser, page: Page, people: CountingServer
) -> None:
    other = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800}).new_page()
    log_in(other, people.url, "bob")
    log_in(page, people.url, "root")
    choose_in_menu(page, "root", "People")
    opened = page.get_by_role("dialog", name="People")
    expect(opened).to_contain_text("No admin sees conversations")
    opened.get_by_role("button", name="Change bob").click()
    opened.get_by_role("button", name="Delete", exact=True).click()
    sure = opened.get_by_role("button", name="Delete for good")
    expect(sure).to_be_disabled()
    opened.get_by_label("Type the name, bob, to be sure").fill("bob")
    sure.click()
    expect(opened.get_by_text("bob", exact=True)).to_have_count(0)
    expect_log_in(other)
    # For oneself there is the way in the account.
    opened.get_by_role("button", name="Change root").click()
    expect(opened.get_by_role("button", name="Delete", exact=True)).to_have_count(0)
    other.context.close()


def test_everything_is_exported_after_a_log_in_in_place_and_imported_again(
    page: Page, tmp_path: Path
) -> None:
    data = with_people(tmp_path / "data")
    echo = ("--model", "scripted:echo@100")
    with server_process(data, *echo) as server:
        log_in(page, server.url, "ann")
        for text in (f"Where is {SECRET}?", "And where else?"):
            ask(page, text)
            ended(page)
    with closing(sqlite3.connect(data / "store.db")) as store, store:
        store.execute("UPDATE sessions SET authenticated_at = '2026-01-01 00:00:00.000000'")
    with server_process(data, *echo, port=server.port) as server:
        page.goto(server.url)
        page.get_by_role("button", name="Settings", exact=True).click()
        opened = page.get_by_role("dialog", name="Settings")
        opened.get_by_role("button", name="Export everything").click()
        expect(opened.get_by_text("sign in once more")).to_be_visible()
        assert violations(page) == []
        opened.get_by_label("Your password").fill(PASSWORD)
        with page.expect_download() as exported:
            opened.get_by_role("button", name="Sign in", exact=True).click()
        file = tmp_path / exported.value.suggested_filename
        exported.value.save_as(file)
        kept = conversation_in(file)
        with client(server.url, "ann") as reader:
            assert reader.get(f"/api/conversations/{kept['id']}").json() == kept
            reader.delete(f"/api/conversations/{kept['id']}?forever=true")
        opened.get_by_role("button", name="Import…").click()
        importing = page.get_by_role("dialog", name="Import conversations")
        importing.locator("input[type=file]").set_input_files(file)
        expect(importing.get_by_text(re.compile("1 conversation imported"))).to_be_visible()
        with client(server.url, "ann") as reader:
            again = reader.get(f"/api/conversations/{kept['id']}").json()
        assert texts_of(again) == texts_of(kept)


def conversation_in(file: Path) -> Any:
    """Return the only conversation of Ann's export."""
    head, *lines = map(json.loads, file.read_text("utf-8").splitlines())
    assert (file.name, head["account"]["name"]) == ("yeoul.jsonl", "ann")
    [kept] = [each["conversations"][0] for each in lines if "conversations" in each]
    return kept


def texts_of(conversation: Any) -> list[str]:
    return [each["text"] for each in conversation["messages"]]
