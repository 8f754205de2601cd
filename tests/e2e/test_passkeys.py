"""Passkeys in the page, by a device that Chromium itself makes (WebAuthn over CDP)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.e2e.people import (
    choose_in_menu,
    client,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: As browsers do it that offer passkeys by a button alone.
NO_FIELD = "PublicKeyCredential.isConditionalMediationAvailable = undefined"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with accounts that gives the question back."""
    data = with_people(tmp_path_factory.mktemp("data"))
    with server_process(data, "--model", "scripted:echo@100") as one:
        yield one


def named(server: ServerProcess) -> str:
    """The server's address with a name that passkeys can be made for."""
    return server.url.replace("127.0.0.1", "localhost")


class Device:
    """A device that keeps passkeys, and whose person is there."""

    def __init__(self, page: Page, **traits: Any) -> None:
        self._page = page
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            **traits,
        }
        made = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def _tell(self, method: str, **what: Any) -> Any:
        return self._cdp.send(f"WebAuthn.{method}", {"authenticatorId": self._id, **what})

    def passkeys(self) -> list[dict[str, Any]]:
        """What it keeps."""
        kept: list[dict[str, Any]] = self._tell("getCredentials")["credentials"]
        return kept

    def recognize(self, *, is_right: bool) -> None:
        """Have it know its person, or not."""
        self._tell("setUserVerified", isUserVerified=is_right)

    def put(self, passkey: dict[str, Any], **changes: Any) -> None:
        """Have it keep a passkey otherwise than it does."""
        self._tell("removeCredential", credentialId=passkey["credentialId"])
        self._tell("addCredential", credential={**passkey, **changes})


def passkeys(page: Page) -> Locator:
    """The passkeys in the account of whoever is logged in."""
    return page.get_by_role("region", name="Passkeys")


def add(page: Page, name: str) -> None:
    """Log in by the password, and add a passkey."""
    choose_in_menu(page, name, "Account")
    page.get_by_role("button", name="Add a passkey").click()
    expect(passkeys(page).get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Escape")


def leave(page: Page, name: str) -> None:
    choose_in_menu(page, name, "Sign out")
    expect_log_in(page)


def test_a_passkey_is_added_once_and_named(page: Page, people: ServerProcess) -> None:
    page.add_init_script(NO_FIELD)
    device = Device(page)
    log_in(page, named(people), "ann")
    choose_in_menu(page, "ann", "Account")
    part = passkeys(page)
    expect(part).to_contain_text("keep the password, or another way, as well")
    page.get_by_role("button", name="Add a passkey").click()
    expect(part.get_by_role("listitem")).to_contain_text("Chrome · Linux")
    expect(part.get_by_role("listitem")).to_contain_text("not used yet")
    [kept] = device.passkeys()
    told = (kept["rpId"], kept["userName"], kept["isResidentCredential"])
    assert told == ("localhost", "ann", True)
    page.get_by_role("button", name="Add a passkey").click()
    expect(part.get_by_role("alert")).to_have_text(
        "This device has a passkey for this account already."
    )
    part.get_by_role("button", name="Change Chrome · Linux").click()
    part.get_by_label("Name").fill("My laptop")
    part.get_by_role("button", name="Rename").click()
    expect(part.get_by_role("listitem")).to_contain_text("My laptop")
    assert violations(page) == []
    remove_all(people, "ann")


def test_a_passkey_lets_its_person_in_until_it_is_removed(
    page: Page, people: ServerProcess
) -> None:
    page.add_init_script(NO_FIELD)
    Device(page)
    log_in(page, named(people), "ann")
    add(page, "ann")
    leave(page, "ann")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_page_of(page, "ann")
    choose_in_menu(page, "ann", "Account")
    part = passkeys(page)
    expect(part.get_by_role("listitem")).to_contain_text("last used")
    with client(people.url, "ann") as elsewhere:
        part.get_by_role("button", name="Change Chrome · Linux").click()
        part.get_by_role("button", name="Remove").click()
        part.get_by_role("button", name="Really?").click()
        expect(part.get_by_role("listitem")).to_have_count(0)
        assert elsewhere.get("/api/me").status_code == 401
    page.reload()
    expect_page_of(page, "ann")
    leave(page, "ann")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("was not accepted")


def remove_all(people: ServerProcess, name: str) -> None:
    """Remove the passkeys of a person."""
    with client(people.url, name) as other:
        for each in other.get("/api/passkeys").json()["passkeys"]:
            assert other.delete(f"/api/passkeys/{each['id']}").status_code == 204


def test_the_browser_offers_it_in_the_field_of_the_name(page: Page, people: ServerProcess) -> None:
    Device(page)
    log_in(page, named(people), "bob")
    add(page, "bob")
    choose_in_menu(page, "bob", "Sign out")
    # A person chooses it from a list of the browser's, which this device does by itself.
    expect_page_of(page, "bob")
    # Without its passkey the page would ask for one again: Chromium may hang if it is closed then.
    page.goto("about:blank")
    remove_all(people, "bob")


def test_what_a_device_does_not_do_is_said_and_the_password_goes_on_working(
    page: Page, people: ServerProcess
) -> None:
    page.add_init_script(NO_FIELD)
    device = Device(page)
    page.goto(named(people))
    by_passkey = page.get_by_role("button", name="Sign in with a passkey")
    by_passkey.click()
    # It has none, which browsers tell like a person who cancels: a page does not learn which.
    expect(page.get_by_role("alert")).to_contain_text("there is none here")
    fill_in(page, "ann")
    expect_page_of(page, "ann")
    device.recognize(is_right=False)
    choose_in_menu(page, "ann", "Account")
    page.get_by_role("button", name="Add a passkey").click()
    expect(passkeys(page).get_by_role("alert")).to_contain_text("it was cancelled")
    assert device.passkeys() == []


def test_a_device_that_cannot_keep_one_is_told(page: Page, people: ServerProcess) -> None:
    page.add_init_script(NO_FIELD)
    Device(page, hasResidentKey=False, hasUserVerification=False, transport="usb")
    log_in(page, named(people), "ann")
    choose_in_menu(page, "ann", "Account")
    page.get_by_role("button", name="Add a passkey").click()
    expect(passkeys(page).get_by_role("alert")).to_have_text(
        re.compile("no device here that can keep|was cancelled")
    )


def test_a_copy_that_counts_back_is_refused(page: Page, people: ServerProcess) -> None:
    page.add_init_script(NO_FIELD)
    device = Device(page)
    log_in(page, named(people), "ann")
    add(page, "ann")
    leave(page, "ann")
    [before] = device.passkeys()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_page_of(page, "ann")
    leave(page, "ann")
    device.put(before, signCount=0)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("was not accepted")
    device.put(before, signCount=1000)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect_page_of(page, "ann")


def test_whoever_logged_in_long_ago_proves_it_by_a_passkey(
    page: Page, people: ServerProcess
) -> None:
    page.add_init_script(NO_FIELD)
    Device(page)
    log_in(page, named(people), "root")
    add(page, "root")
    refusals = iter([True])
    page.route(
        "**/api/passkeys/challenge",
        lambda route: (
            route.fulfill(
                status=403,
                content_type="application/problem+json",
                body='{"code":"stale_login","detail":"x","retryable":false}',
            )
            if next(refusals, False)
            else route.fallback()
        ),
    )
    choose_in_menu(page, "root", "Account")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="With a passkey").click()
    # What waited for it is done: this device has one already.
    expect(passkeys(page).get_by_text("This device has a passkey")).to_be_visible()


def test_an_address_of_numbers_leads_to_the_one_with_a_name(
    page: Page, people: ServerProcess
) -> None:
    page.goto(people.url)
    expect_log_in(page)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_count(0)
    fill_in(page, "ann")
    expect_page_of(page, "ann")
    choose_in_menu(page, "ann", "Account")
    expect(page.get_by_role("button", name="Add a passkey")).to_have_count(0)
    link = passkeys(page).get_by_role("link", name=named(people).partition("://")[2])
    link.click()
    expect(page).to_have_url(re.compile(re.escape(named(people))))
    expect_log_in(page)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
