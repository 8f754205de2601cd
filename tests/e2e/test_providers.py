"""Sign-in by a provider in the page: the button, the way back, what is linked or refused."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.lying_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    LyingProvider,
    lying_provider,
)
from tests.e2e.people import (
    account_button,
    choose_in_menu,
    client,
    expect_log_in,
    expect_page_of,
    log_in,
    with_people,
)
from tests.e2e.processes import ServerProcess, server_process
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@contextmanager
def provider_beside() -> Iterator[LyingProvider]:
    """Serve a provider in a thread of its own: Playwright has an event loop in this one."""
    ready, over, made = threading.Event(), asyncio.Event(), list[LyingProvider]()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with lying_provider() as provider:
            made.append(provider)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield made[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@pytest.fixture(scope="module")
def provider() -> Iterator[LyingProvider]:
    with provider_beside() as one:
        yield one


def given(provider: LyingProvider) -> list[str]:
    """The flags of a server whose people may sign in by the provider, and by Kakao."""
    own = ["--oidc-issuer", provider.url, "--oidc-client-id", CLIENT_ID]
    own += ["--oidc-client-secret", CLIENT_SECRET, "--oidc-name", "Ford"]
    return [*own, "--oidc-kakao-client-id", "app"]


@pytest.fixture
def people(tmp_path: Path, provider: LyingProvider) -> Iterator[ServerProcess]:
    """A server with accounts, whose people may sign in by the provider."""
    data = with_people(tmp_path)
    arguments = ("--model", "scripted:echo@100", *given(provider))
    with server_process(data, *arguments, port=free_port()) as one:  # it may come back there
        provider.asks = True
        yield one


def confirm(page: Page) -> None:
    """Say at the provider that it is oneself."""
    page.get_by_role("link", name="Yes, it is me").click()


def link(page: Page) -> None:
    """Link the provider, as somebody who is signed in."""
    page.get_by_role("button", name="Link Ford").click()
    confirm(page)
    expect(page.get_by_text("It is linked.")).to_be_visible()


def test_a_person_links_a_provider_and_signs_in_by_it(
    page: Page, browser: Browser, people: ServerProcess
) -> None:
    log_in(page, people.url, "ann")
    choose_in_menu(page, "ann", "Account")
    link(page)
    expect(page.get_by_role("button", name="Unlink Ford")).to_be_visible()
    assert "#" not in page.url

    other = browser.new_context(locale="ko-KR")
    stranger = other.new_page()
    stranger.goto(people.url)
    expect(stranger.get_by_role("button", name="카카오로 계속하기")).to_be_visible()
    stranger.get_by_role("button", name="Ford(으)로 계속하기").click()
    confirm(stranger)
    expect(stranger.get_by_role("button", name="계정: ann")).to_have_count(1)
    assert stranger.url == f"{people.url}/"
    stranger.reload()
    expect(stranger.get_by_role("button", name="계정: ann")).to_have_count(1)
    other.close()

    page.get_by_role("button", name="Unlink Ford").click()
    expect(page.get_by_role("button", name="Link Ford")).to_be_visible()


def test_a_refused_sign_in_is_said_in_a_sentence(page: Page, people: ServerProcess) -> None:
    page.goto(f"{people.url}/c/{'0' * 32}")
    page.get_by_role("button", name="Continue with Ford").click()
    confirm(page)
    expect_log_in(page)
    said = page.get_by_role("alert").filter(has_text="No account here belongs to this sign-in.")
    expect(said).to_be_visible()
    assert page.url == f"{people.url}/c/{'0' * 32}"
    page.reload()
    expect_log_in(page)
    expect(said).to_have_count(0)


def test_whoever_has_no_password_is_asked_for_none(
    page: Page, people: ServerProcess, provider: LyingProvider, tmp_path: Path
) -> None:
    port = people.port
    with client(people.url, "root") as root:
        token = root.post("/api/invites", json={"role": "admin"}).json()["link"]["token"]
    page.goto(f"{people.url}/join#{token}")
    expect(page.get_by_role("heading", name="You are invited")).to_be_visible()
    page.get_by_label("Your name").fill("carl")
    page.get_by_role("button", name="Continue with Ford").click()
    confirm(page)
    expect_page_of(page, "carl")

    choose_in_menu(page, "carl", "Account")
    expect(page.get_by_text("the only way to sign in to this account")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_count(0)
    page.keyboard.press("Escape")

    people.end()  # what the server believes of a session it believes for half a minute
    with closing(sqlite3.connect(tmp_path / "store.db")) as store, store:
        store.execute("UPDATE sessions SET authenticated_at = '2026-01-01 00:00:00.000000'")
    again = server_process(tmp_path, "--model", "scripted:echo@100", *given(provider), port=port)
    with again:
        prove_anew(page)


def prove_anew(page: Page) -> None:
    """Be asked at the list of people, and be let in there."""
    page.reload()
    expect_page_of(page, "carl")
    choose_in_menu(page, "carl", "People")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("To manage people, sign in once more.")).to_be_visible()
    expect(page.get_by_role("button", name="Continue with Ford")).to_be_visible()
    expect(page.get_by_label("Your password")).to_have_count(0)
    page.get_by_role("button", name="Continue with Ford").click()
    confirm(page)
    expect(account_button(page, "carl")).to_have_count(1)
    choose_in_menu(page, "carl", "People")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("It is shown only now.")).to_be_visible()
