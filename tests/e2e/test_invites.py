"""Invites in the page: an admin gives a link away, and whoever has it makes an account by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.people import (
    account_button,
    choose_in_menu,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OTHER = "shallow water runs fast"


@pytest.fixture
def people(tmp_path: Path) -> Iterator[ServerProcess]:
    with server_process(with_people(tmp_path), "--model", "scripted:echo@100") as one:
        yield one


def people_dialog(page: Page) -> Locator:
    choose_in_menu(page, "root", "People")
    opened = page.get_by_role("dialog", name="People")
    expect(opened.get_by_role("listitem").first).to_be_visible()
    return opened


def invited(opened: Locator, role: str = "User") -> str:
    """Invite somebody; returns the address of the link."""
    opened.get_by_role("radio", name=role).check()
    opened.get_by_role("button", name="Make the link").click()
    link = opened.get_by_label("One-time link for somebody new")
    expect(link).to_be_focused()
    return link.input_value()


def test_somebody_is_invited_and_makes_an_account_by_the_link(
    browser: Browser, page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "root")
    opened = people_dialog(page)
    address = invited(opened, "Admin")
    assert address.startswith(f"{people.url}/join#")
    waiting = opened.get_by_role("region", name="Open invites")
    expect(waiting.get_by_role("listitem")).to_contain_text("Invite for an admin")
    expect(waiting.get_by_role("listitem")).to_contain_text("by root")
    assert violations(page) == []

    other = browser.new_context(locale="en-US").new_page()
    join(other, address)
    account_button(other, "Minji").click()
    expect(other.get_by_role("menuitem", name="People")).to_be_visible()
    other.goto(address)
    expect(other.get_by_text("This link is used up or too old.")).to_be_visible()
    other.context.close()

    page.keyboard.press("Escape")
    opened = people_dialog(page)
    expect(opened.get_by_text("Minji", exact=True)).to_be_visible()
    expect(opened.get_by_role("region", name="Open invites")).to_have_count(0)


def join(other: Page, address: str) -> None:
    """Make the account of Minji, behind names that nobody can have."""
    other.goto(address)
    expect(other.get_by_role("heading", name="You are invited")).to_be_visible()
    assert "#" not in other.url
    assert violations(other) == []
    name = other.get_by_label("Your name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("autocomplete", "username")
    other.get_by_label("New password").fill(OTHER)
    for taken, told in (("ANN", "Somebody has this name already"), ("a\u202eb", "Choose a name")):
        name.fill(taken)
        other.get_by_role("button", name="Make the account").click()
        expect(other.get_by_role("alert")).to_contain_text(told)
    name.fill("Minji")
    other.get_by_role("button", name="Make the account").click()
    expect_page_of(other, "Minji")


def test_a_revoked_invite_lets_nobody_in(
    browser: Browser, page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "root")
    opened = people_dialog(page)
    address = invited(opened)
    waiting = opened.get_by_role("region", name="Open invites")
    waiting.get_by_role("button", name="Revoke the invite").click()
    expect(waiting).to_have_count(0)
    # Nor is it given away by mistake.
    expect(opened.get_by_label("One-time link for somebody new")).to_have_count(0)
    other = browser.new_context(locale="en-US").new_page()
    other.goto(address)
    expect(other.get_by_text("This link is used up or too old.")).to_be_visible()
    other.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_in_the_forms(
    browser: Browser, people: ServerProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 700}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    log_in_narrow(page, people.url)
    if width < 760:
        page.get_by_role("button", name="Open menu").click()
    opened = people_dialog(page)
    address = invited(opened)
    opened.get_by_role("button", name="Change bob").click()
    opened.get_by_role("button", name="Delete", exact=True).click()
    expect(opened.get_by_label("Type the name, bob, to be sure")).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(address)
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    assert violations(page) == []
    context.close()


def log_in_narrow(page: Page, url: str) -> None:
    """Log in where the name of the person is in a drawer."""
    page.goto(url)
    fill_in(page, "root")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
