"""A server with accounts for tests of the page: `root` is its admin, `ann` and `bob` are users."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
from playwright.sync_api import Locator, Page, expect

from tests.accounts.people import PASSWORD, add_people
from tests.e2e.driving import HIDE, PATIENCE_MS


def with_people(data_dir: Path) -> Path:
    """Make the accounts in a directory; returns it, for a server."""
    data_dir.mkdir(parents=True, exist_ok=True)
    # Playwright has an event loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, add_people(data_dir)).result()
    return data_dir


def fill_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the log-in that is shown, and send it."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def log_in(page: Page, url: str, name: str, password: str = PASSWORD) -> None:
    """Open an address, log in, and wait for the page."""
    page.goto(url)
    fill_in(page, name, password)
    expect_page_of(page, name)


def account_button(page: Page, name: str) -> Locator:
    """Return the button of the menu of whoever is logged in."""
    return page.get_by_role("button", name=f"Account: {name}", exact=True)


def expect_page_of(page: Page, name: str) -> None:
    """The page is there, and that of this person."""
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
    expect(account_button(page, name)).to_have_count(1)


def expect_log_in(page: Page) -> None:
    """The log-in is shown, and nothing else is."""
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_count(0)


def come_back(page: Page) -> None:
    """Have a page ask what there is by now, as one that somebody comes back to."""
    # Afterwards: a page that loads itself anew would take the reply along.
    page.evaluate(f"() => void setTimeout(() => [true, false].forEach({HIDE.strip()}))")


def choose_in_menu(page: Page, name: str, entry: str) -> None:
    """Choose an entry of the menu of whoever is logged in."""
    account_button(page, name).click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


@contextmanager
def client(url: str, name: str, password: str = PASSWORD) -> Iterator[httpx2.Client]:
    """Be a program that is logged in, as a browser of its own."""
    head = {"origin": url}
    with httpx2.Client(
        base_url=url, headers=head, timeout=PATIENCE_MS / 1000, trust_env=False
    ) as made:
        reply = made.post("/api/login", json={"name": name, "password": password})
        assert reply.status_code == 200, reply.text
        yield made
