"""Tokens in the settings: somebody makes one for a program, copies it, and revokes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.people import log_in, with_people
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def people(tmp_path: Path) -> Iterator[ServerProcess]:
    with server_process(with_people(tmp_path), "--model", "scripted:echo@100") as one:
        yield one


def tokens_dialog(page: Page) -> Locator:
    """Open the tokens from the settings, by keys alone."""
    page.get_by_role("button", name="Settings").press("Enter")
    page.get_by_role("dialog", name="Settings").get_by_role("button", name="Tokens").press("Enter")
    opened = page.get_by_role("dialog", name="Tokens")
    expect(opened.get_by_role("region", name="Your tokens")).to_be_visible()
    return opened


def status(server: ServerProcess, token: str, path: str = "/api/conversations") -> int:
    """The status of what a program asks by a token."""
    headers = {"authorization": f"Bearer {token}"}
    return httpx2.get(f"{server.url}{path}", headers=headers, trust_env=False).status_code


def test_a_token_is_made_shown_once_used_and_revoked(
    context: BrowserContext, page: Page, people: ServerProcess
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=people.url)
    log_in(page, people.url, "ann")
    opened = tokens_dialog(page)
    expect(opened.get_by_text("You have no tokens.")).to_be_visible()
    make = opened.get_by_role("button", name="Make the token")
    expect(make).to_be_disabled()
    name = opened.get_by_label("Name")
    name.fill("nightly report")
    expect(opened.get_by_role("checkbox", name="ask questions")).to_be_checked()
    expect(opened.get_by_role("checkbox", name=re.compile("figures"))).to_have_count(0)
    opened.get_by_role("checkbox", name="ask questions").press("Space")
    opened.get_by_label("It works for").select_option(label="30 days")
    assert violations(page) == []
    name.press("Enter")

    shown = opened.get_by_label("Your token “nightly report”")
    expect(shown).to_be_focused()
    token = shown.input_value()
    assert re.fullmatch(r"yeoul_[a-z0-9]{8}_[\w-]{43}", token)
    opened.get_by_role("button", name="Copy the token").click()
    assert page.evaluate("navigator.clipboard.readText()") == token
    row = opened.get_by_role("region", name="Your tokens").get_by_role("listitem")
    expect(row).to_contain_text("nightly report")
    expect(row).to_contain_text("read · not used yet · until")
    expect(name).to_have_value("")
    assert violations(page) == []
    assert status(people, token) == 200
    assert status(people, token, "/completion?query=x") == 403
    revoke_by_keys(page, token)
    assert status(people, token) == 401


def revoke_by_keys(page: Page, token: str) -> None:
    """Open the dialog once more, in which the token stands no longer, and revoke it."""
    page.keyboard.press("Escape")
    opened = page.get_by_role("dialog", name="Settings")
    opened.get_by_role("button", name="Tokens").click()
    opened = page.get_by_role("dialog", name="Tokens")
    row = opened.get_by_role("region", name="Your tokens").get_by_role("listitem")
    expect(row).to_contain_text("last used on")
    assert token not in page.content()
    opened.get_by_role("button", name="Revoke: nightly report").press("Enter")
    opened.get_by_role("button", name="Really revoke?").press("Enter")
    expect(opened.get_by_text("You have no tokens.")).to_be_visible()
    expect(opened.get_by_role("heading", name="Your tokens")).to_be_focused()
    expect(opened.get_by_role("status").filter(has_text="The token is revoked.")).to_have_count(1)


def test_what_was_typed_stays_when_a_token_cannot_be_made(
    page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "root")
    opened = tokens_dialog(page)
    opened.get_by_label("Name").fill("one too many")
    opened.get_by_role("checkbox", name=re.compile("figures")).check()
    page.route(
        "**/api/tokens",
        lambda route: route.fulfill(
            status=409,
            content_type="application/problem+json",
            body='{"code":"too_many_tokens","detail":"x","retryable":false}',
        ),
    )
    opened.get_by_role("button", name="Make the token").click()
    expect(opened.get_by_role("alert")).to_contain_text("as many tokens as you may have")
    expect(opened.get_by_label("Name")).to_have_value("one too many")
    page.unroute("**/api/tokens")
    opened.get_by_role("button", name="Make the token").click()
    expect(opened.get_by_label("Your token “one too many”")).to_be_focused()


def test_the_fields_of_every_dialog_of_the_account_can_be_seen(
    page: Page, people: ServerProcess
) -> None:
    log_in(page, people.url, "root")
    page.get_by_role("button", name="Settings").click()
    settings = page.get_by_role("dialog", name="Settings")
    for way, field in (
        ("Password and devices", "Current password"),
        ("People", "Name"),
        ("Tokens", "Name"),
    ):
        settings.get_by_role("button", name=way).click()
        first = page.get_by_role("dialog").last.get_by_label(field).first
        expect(first).to_have_css("opacity", "1")
        expect(first).to_have_css("position", "static")
        page.keyboard.press("Escape")
