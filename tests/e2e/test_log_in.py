"""Log-in, set-up and one-time links in the page, for people and for their password managers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from scripts.engines import Postgres, Valkey
from tests.accounts.people import PASSWORD
from tests.e2e.driving import ask, ended
from tests.e2e.people import (
    account_button,
    choose_in_menu,
    client,
    expect_log_in,
    expect_page_of,
    fill_in,
    log_in,
    with_people,
)
from tests.e2e.processes import ServerProcess, running, server_process
from tests.e2e.test_accessibility import violations
from tests.engines import new_database

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OTHER = "shallow water runs fast"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with accounts that gives the question back."""
    data = with_people(tmp_path_factory.mktemp("data"))
    with server_process(data, "--model", "scripted:echo@100") as one:
        yield one


def test_a_wrong_password_is_said_and_the_right_one_leads_to_the_page(
    page: Page, people: ServerProcess
) -> None:
    page.goto(f"{people.url}/c/{'0' * 32}")
    expect_log_in(page)
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    fill_in(page, "ann", "not this one")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    fill_in(page, "nobody at all", "not this one")
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    fill_in(page, " ANN ")
    # Where they wanted to go.
    expect(page.get_by_text("This conversation does not exist")).to_be_visible()
    expect_page_of_ann_after_reload(page)


def expect_page_of_ann_after_reload(page: Page) -> None:
    """A session outlives the page."""
    page.reload()
    expect(account_button(page, "ann")).to_be_visible()


def test_the_form_is_one_that_password_managers_know(page: Page, people: ServerProcess) -> None:
    page.goto(people.url)
    form = page.locator("form")
    expect(form).to_have_count(1)
    expect(form.locator("input")).to_have_count(2)
    name, password = form.get_by_label("Name", exact=True), form.get_by_label("Password")
    expect(name).to_have_attribute("autocomplete", "username webauthn")
    expect(password).to_have_attribute("autocomplete", "current-password")
    expect(password).to_have_attribute("type", "password")
    show = page.get_by_role("button", name="Show")
    expect(show).to_have_accessible_description("Password")
    show.click()
    expect(password).to_have_attribute("type", "text")
    # As one fills it in that tells nobody.
    for field, value in ((name, "ann"), (password, PASSWORD)):
        field.evaluate("(field, value) => { field.value = value; }", value)
    form.get_by_role("button", name="Sign in").click()
    expect_page_of(page, "ann")


def test_too_many_tries_are_told_with_the_time(page: Page, people: ServerProcess) -> None:
    # The server's own limit is tried elsewhere; here its words are.
    waits = iter(("2", "900"))
    page.route(
        "**/api/login",
        lambda route: route.fulfill(
            status=429,
            headers={"retry-after": next(waits)},
            content_type="application/problem+json",
            body='{"code":"too_many_tries","detail":"x","retryable":true}',
        ),
    )
    page.goto(people.url)
    fill_in(page, "ann")
    expect(page.get_by_role("alert")).to_have_text("Too many tries. Try again in 2 s.")
    fill_in(page, "ann")
    expect(page.get_by_role("alert")).to_have_text(
        re.compile(r"^Too many tries\. Try again at \d?\d:\d\d [AP]M\.$")
    )


def test_an_address_without_encryption_is_explained_and_takes_no_password(
    browser: Browser, tmp_path: Path
) -> None:
    flags = ("--model", "scripted:echo@100", "--allowed-hosts", "yeoul.test")
    with server_process(with_people(tmp_path), *flags) as server:
        page = browser.new_context(locale="en-US").new_page()
        page.goto(server.url.replace("127.0.0.1", "yeoul.test"))
        expect(page.get_by_text("others on this network could read")).to_be_visible()
        # Before one could be typed, as it would have been read on its way.
        expect(page.get_by_role("alert")).to_contain_text("Passwords are not taken here")
        expect(page.get_by_label("Password", exact=True)).to_have_count(0)
        assert violations(page) == []
        page.context.close()


def test_a_browser_that_keeps_no_cookie_is_told_so(page: Page, people: ServerProcess) -> None:
    def without_cookie(route: Route) -> None:
        reply = route.fetch()
        kept = {name: text for name, text in reply.headers.items() if name != "set-cookie"}
        # What Playwright fetches has its cookies as well.
        page.context.clear_cookies()
        route.fulfill(response=reply, headers=kept)

    page.goto(people.url)
    page.route("**/api/login", without_cookie)
    fill_in(page, "ann")
    expect(page.get_by_role("alert")).to_contain_text("this browser did not keep you signed in")


def test_a_one_time_link_is_for_one_person_and_leaves_no_trace(
    browser: Browser, page: Page, tmp_path: Path
) -> None:
    with server_process(with_people(tmp_path), "--model", "scripted:echo@100") as server:
        with client(server.url, "root") as admin:
            made = admin.post("/api/accounts", json={"name": "Minji"}).json()
        token: str = made["link"]["token"]
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request))
        page.goto(server.url)
        page.goto(f"{server.url}/join#{token}")
        expect(page.get_by_role("heading", name="Welcome, Minji")).to_be_visible()
        assert violations(page) == []
        # Neither the address nor a request has it, but for the body that redeems it.
        assert page.url == f"{server.url}/join"
        assert not [each.url for each in asked if token in each.url]
        expect(page.get_by_label("Name", exact=True)).to_have_value("Minji")
        password = page.get_by_label("New password")
        expect(password).to_have_attribute("autocomplete", "new-password")
        for weak, fault in (("short", "at least 8"), ("password1", "tried first")):
            password.fill(weak)
            page.get_by_role("button", name="Set the password").click()
            expect(page.locator("form")).to_contain_text(fault)
        password.fill(OTHER)
        page.get_by_role("button", name="Set the password").click()
        expect_page_of(page, "Minji")
        assert page.url == f"{server.url}/"
        page.go_back()
        page.go_back()
        assert token not in page.content()
        assert page.evaluate("location.hash + JSON.stringify(history.state)").count(token) == 0
        assert_used_up(browser, f"{server.url}/join#{token}")


def assert_used_up(browser: Browser, link: str) -> None:
    """The link leads to the log-in, where the password counts that it has set."""
    page = browser.new_context(locale="en-US").new_page()
    page.goto(link)
    expect(page.get_by_role("alert")).to_contain_text("used up or too old")
    assert violations(page) == []
    page.get_by_role("link", name="Go to sign-in").click()
    fill_in(page, "minji", OTHER)
    expect_page_of(page, "Minji")
    page.context.close()


def test_a_link_is_also_taken_in_a_window_that_shows_another_one(
    page: Page, people: ServerProcess
) -> None:
    with client(people.url, "root") as admin:
        listed = admin.get("/api/accounts").json()["accounts"]
        ids = {each["name"]: each["id"] for each in listed}
        tokens = {
            name: admin.post(f"/api/accounts/{ids[name]}/reset").json()["token"]
            for name in ("bob", "root")
        }
    log_in(page, people.url, "ann")
    page.goto(f"{people.url}/join#{tokens['root']}")
    expect(page.get_by_role("heading", name="Welcome, root")).to_be_visible()
    expect(page.get_by_text("ann is signed in here")).to_be_visible()
    page.evaluate("token => { location.hash = token; }", tokens["bob"])
    expect(page.get_by_role("heading", name="Welcome, bob")).to_be_visible()
    assert page.url == f"{people.url}/join"
    page.goto(f"{people.url}/join")
    expect(page.get_by_role("alert")).to_contain_text("a part of it is missing")
    page.goto(people.url)
    expect_page_of(page, "ann")


def test_a_headless_server_is_set_up_in_the_page(page: Page, tmp_path: Path) -> None:
    server = ServerProcess(tmp_path, "--setup", "--model", "scripted:echo@100")
    with running(server):
        code = server.code()
        page.goto(server.url)
        expect(page.get_by_role("heading", name="Set up Yeoul")).to_be_visible()
        assert violations(page) == []
        for given, fault in (("AAAA-BBBB-CCCC", "This is not the code"), (code.lower(), None)):
            page.get_by_label("Code").fill(given)
            page.get_by_label("Your name").fill("Ann")
            page.get_by_label("New password").fill(OTHER)
            page.get_by_role("button", name="Make the account").click()
            if fault is not None:
                expect(page.get_by_role("alert")).to_contain_text(fault)
        expect_page_of(page, "Ann")
        choose_in_menu(page, "Ann", "Sign out")
        expect_log_in(page)


def test_workers_that_wait_for_their_first_account_say_how_it_is_made(
    page: Page, tmp_path: Path, postgres: Postgres, valkey: Valkey
) -> None:
    url = new_database(postgres)
    urls = ("--store-url", url, "--log-url", valkey.url)
    with server_process(tmp_path, "--setup", "--model", "scripted:echo@100", *urls) as server:
        page.goto(server.url)
        expect(page.get_by_role("heading", name="Set up Yeoul")).to_be_visible()
        expect(page.get_by_text("yeoul user add NAME --admin")).to_be_visible()
        expect(page.get_by_label("Code")).to_have_count(0)
        assert violations(page) == []
        argv = [sys.executable, "-m", "yeoul", "user", "add", "Ann", "--admin", "--password-stdin"]
        flags = ["--store-url", url, "--data-dir", str(tmp_path)]
        subprocess.run([*argv, *flags], input=f"{OTHER}\n", text=True, check=True)
        # The worker looks for it every two seconds.
        with httpx2.Client(base_url=server.url, trust_env=False) as stranger:
            while stranger.get("/api/me").json()["code"] == "setup_needed":
                pass
        page.get_by_role("button", name="Go to sign-in").click()
        expect_log_in(page)
        fill_in(page, "Ann", OTHER)
        expect_page_of(page, "Ann")


def test_a_page_from_before_there_were_accounts_asks_to_log_in_and_gives_the_admin_what_was_there(
    page: Page, tmp_path: Path
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@100") as alone:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(alone.url)
        ask(page, "Who has asked this?")
        ended(page)
        page.get_by_role("textbox", name="Message", exact=True).fill("Not sent yet")
        # A page without people is what it was, and asks for nothing more.
        assert "/api/me" not in "".join(asked)
        assert "/api/me" not in page.content()
        page.get_by_role("button", name="Settings", exact=True).click()
        expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
        page.keyboard.press("Escape")
        assert "account" not in "".join(asked)
        address = page.url
        alone.end()
        with_people(tmp_path)
        with server_process(tmp_path, "--model", "scripted:echo@100", port=alone.port):
            expect_log_in(page)
            fill_in(page, "root")
            expect_page_of(page, "root")
            assert page.url == address
            expect(page.get_by_role("article")).to_have_count(2)
            box = page.get_by_role("textbox", name="Message", exact=True)
            expect(box).to_have_value("Not sent yet")


def test_what_the_local_person_had_is_the_first_admins_in_all_windows_and_no_other_admins(
    context: BrowserContext, page: Page, tmp_path: Path
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@100") as alone:
        second = context.new_page()
        for each in (page, second):
            each.goto(alone.url)
            each.get_by_role("textbox", name="Message", exact=True).fill("Not sent yet")
        page.get_by_role("button", name="Settings", exact=True).click()
        page.get_by_role("dialog").get_by_label("Instructions").fill("Be brief.")
        page.keyboard.press("Escape")
        alone.end()
        with_people(tmp_path)
        with server_process(tmp_path, "--model", "scripted:echo@100", port=alone.port) as server:
            for each in (page, second):
                expect_log_in(each)
            # What another admin finds in a browser that has something of the local person.
            other = as_another_admin(context, server.url)
            expect_page_of(other, "ann")
            box = other.get_by_role("textbox", name="Message", exact=True)
            expect(box).to_have_value("")
            other.context.close()
            fill_in(page, "root")
            for each in (page, second):
                expect_page_of(each, "root")
                box = each.get_by_role("textbox", name="Message", exact=True)
                expect(box).to_have_value("Not sent yet")
            page.get_by_role("button", name="Settings", exact=True).click()
            dialog = page.get_by_role("dialog", name="Settings")
            expect(dialog.get_by_label("Instructions")).to_have_value("Be brief.")


def as_another_admin(context: BrowserContext, url: str) -> Page:
    """Make ann an admin, and log her in in a browser that was used before there were accounts."""
    with client(url, "root") as admin:
        listed = admin.get("/api/accounts").json()["accounts"]
        account = next(each["id"] for each in listed if each["name"] == "ann")
        assert admin.patch(f"/api/accounts/{account}", json={"role": "admin"}).status_code == 200
    assert context.browser is not None
    page = context.browser.new_context(locale="en-US").new_page()
    page.goto(url)
    expect_log_in(page)
    page.evaluate("sessionStorage.setItem('yeoul.draft.new', 'Of the local person')")
    fill_in(page, "ann")
    return page


def test_a_link_whose_reply_was_lost_leads_to_the_log_in(page: Page, people: ServerProcess) -> None:
    token = link_for(people.url, "bob")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/join", lose)
    page.goto(f"{people.url}/join#{token}")
    page.get_by_label("New password").fill(OTHER)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.unroute("**/api/join")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("alert")).to_contain_text("If you have just set the password")
    # As one finds it who has got no reply at all.
    page.context.clear_cookies()
    page.get_by_role("link", name="Go to sign-in").click()
    fill_in(page, "bob", OTHER)
    expect_page_of(page, "bob")


def test_a_link_of_an_account_that_is_disabled_says_so(page: Page, people: ServerProcess) -> None:
    token = link_for(people.url, "ann")
    with client(people.url, "root") as admin:
        for disabled in (True, False):
            account = id_of(admin, "ann")
            address = f"/api/accounts/{account}"
            assert admin.patch(address, json={"disabled": disabled}).status_code == 200
            if disabled:
                page.goto(f"{people.url}/join#{token}")
                page.get_by_label("New password").fill(PASSWORD)
                page.get_by_role("button", name="Set the password").click()
                expect(page.get_by_role("alert")).to_contain_text("may not sign in at present")


def link_for(url: str, name: str) -> str:
    """Have the admin make a one-time link; returns its token."""
    with client(url, "root") as admin:
        token: str = admin.post(f"/api/accounts/{id_of(admin, name)}/reset").json()["token"]
        return token


def id_of(admin: httpx2.Client, name: str) -> str:
    """Return the id of a person's account."""
    found: str = next(
        each["id"] for each in admin.get("/api/accounts").json()["accounts"] if each["name"] == name
    )
    return found


def test_a_password_that_no_account_can_have_is_a_wrong_one(
    page: Page, people: ServerProcess
) -> None:
    page.goto(people.url)
    fill_in(page, "ann", "a" * 5_000)
    expect(page.get_by_role("alert")).to_have_text("The name or the password is wrong.")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()


@pytest.mark.parametrize("width", [390, 320])
def test_a_long_name_without_a_break_fits_a_narrow_window(
    browser: Browser, people: ServerProcess, width: int
) -> None:
    with client(people.url, "root") as admin:
        made = admin.post("/api/accounts", json={"name": f"{width}{'W' * 60}"}).json()
    context = browser.new_context(viewport={"width": width, "height": 640}, locale="en-US")
    page = context.new_page()
    page.goto(f"{people.url}/join#{made['link']['token']}")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (320, "dark")]
)
def test_axe_finds_nothing_at_the_log_in(
    browser: Browser, people: ServerProcess, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 640}, color_scheme=scheme, locale="ko-KR"
    )
    page = context.new_page()
    page.goto(people.url)
    expect(page.get_by_role("heading", name="로그인")).to_be_visible()
    page.get_by_label("이름").fill("ann")
    page.get_by_label("비밀번호").fill("틀린 비밀번호")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("이름 또는 비밀번호가 맞지 않습니다.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
