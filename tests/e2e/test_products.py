"""Products with people of their own: those of examples/, as somebody starts them."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from scripts.steps import ROOT
from tests.e2e.driving import ask, ended
from tests.e2e.test_examples import program, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

EXAMPLES = ROOT / "examples" / "python"


@contextmanager
def example(name: str, home: Path, **env: str) -> Iterator[str]:
    """Run an example inside the block; yields its address."""
    home.mkdir(exist_ok=True)
    places = {"XDG_DATA_HOME": str(home), "HOME": str(home), "PORT": "0"}
    model = {"MODEL": "scripted:echo"}
    with program([sys.executable, str(EXAMPLES / name)], home, **places, **model, **env) as process:
        assert process.stdout is not None
        yield until(process.stdout, r"(http://[^\s/]+)")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def log_in(page: Page, name: str = "ann") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill("river")
    page.get_by_role("button", name="Log in").click()


def test_a_product_logs_people_in_locks_what_it_will_and_counts(
    tmp_path: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with example("product.py", tmp_path) as url:
        page.goto(f"{url}/chat/")
        expect(page.get_by_role("heading", name="The boat shop")).to_be_visible()
        assert parse_qs(urlsplit(page.url).query) == {"next": ["/chat/"]}
        log_in(page)
        expect(page).to_have_url(f"{url}/chat/")

        # The tools of a new chat are there, and nothing that brings instructions is among them.
        expect(page.get_by_role("button", name="Options")).to_be_visible()
        expect(page.get_by_role("button", name="Assistants")).to_have_count(0)
        ask(page, "What is a ford?")
        expect(ended(page)).to_contain_text("What is a ford?")
        expect(page.get_by_role("button", name="Model")).to_have_count(0)
        page.get_by_role("button", name="Settings").click()
        dialog = page.get_by_role("dialog", name="Settings")
        expect(dialog.get_by_text("Language")).to_be_visible()
        expect(dialog.get_by_label("Instructions")).to_have_count(0)
        expect(dialog.get_by_label("Default model")).to_have_count(0)
        page.keyboard.press("Escape")

        page.wait_for_function("async () => (await (await fetch('/used')).json())['shop-ann'] > 4")
        _expect_other_sees_nothing(url)


def _expect_other_sees_nothing(url: str) -> None:
    with httpx2.Client(base_url=url, trust_env=False) as ben:
        ben.post("/login", data={"name": "ben", "password": "river"})
        me = ben.get("/chat/api/me").json()
        listed = ben.get("/chat/api/conversations").json()
    assert me["account"] == {"id": "shop-ben", "name": "ben"}
    assert me["fixed"] == ["model", "system"]
    assert listed["conversations"] == []


def test_who_is_signed_out_comes_back_to_where_they_were(
    tmp_path: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with example("product.py", tmp_path) as url:
        page.goto(f"{url}/login")
        log_in(page)
        ask(page, "one")
        expect(ended(page)).to_contain_text("one")
        place = page.url

        page.get_by_role("textbox", name="Message").fill("not sent yet")
        context.clear_cookies()
        page.keyboard.press("Enter")  # by now, the page may have found out by itself
        expect(page.get_by_role("heading", name="You are not signed in")).to_be_visible()
        page.get_by_role("button", name="Sign in").click()
        log_in(page)
        expect(page).to_have_url(place)
        expect(ended(page)).to_contain_text("one")
        expect(page.get_by_role("textbox", name="Message")).to_have_value("not sent yet")

        context.clear_cookies()
        page.goto(place)  # nobody has worked in this window: it goes there by itself
        log_in(page)
        expect(page).to_have_url(place)


def test_a_log_in_that_sends_strangers_back_does_not_send_them_round(
    tmp_path: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with example("product.py", tmp_path) as url:
        context.route(
            f"{url}/login?**",
            lambda route: route.fulfill(status=303, headers={"location": "/chat/"}),
        )
        page.goto(f"{url}/chat/")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page).to_have_url(f"{url}/chat/")


def test_a_refusal_shows_the_sentence_of_the_product(
    tmp_path: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with example("product.py", tmp_path, MOST_TOKENS="1") as url:
        page.goto(f"{url}/chat/")
        log_in(page)
        ask(page, "one")
        expect(ended(page)).to_contain_text("one")
        page.get_by_role("textbox", name="Message").fill("two")
        page.keyboard.press("Enter")

        sentence = "Your tokens are used up. Ask at the counter for more."
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("textbox", name="Message")).to_have_value("two")


def test_the_page_of_a_product_is_korean_where_its_person_is(
    tmp_path: Path, context: BrowserContext
) -> None:
    korean = context.browser
    assert korean is not None
    page = korean.new_page(locale="ko-KR")
    with example("product.py", tmp_path) as url:
        page.route(
            f"{url}/login?**",
            lambda route: route.fulfill(status=303, headers={"location": "/chat/"}),
        )
        page.goto(f"{url}/chat/")
        expect(page.get_by_role("heading", name="로그인되어 있지 않습니다")).to_be_visible()
        expect(page.get_by_role("button", name="로그인")).to_be_visible()
    page.close()


def test_a_proxy_is_believed_and_nobody_else(tmp_path: Path) -> None:
    def me(url: str, *names: str) -> tuple[int, str]:
        headers = [("x-forwarded-user", name) for name in names]
        reply = httpx2.get(f"{url}/api/me", headers=headers, trust_env=False)
        return reply.status_code, reply.json().get("account", {}).get("id", "")

    with example("behind_proxy.py", tmp_path / "near") as url:
        assert me(url, "Ann") == (200, "proxy:ann")
        assert me(url) == me(url, "") == me(url, "ann", "ben") == (401, "")
    with example("behind_proxy.py", tmp_path / "far", PROXY="10.1.2.3/32") as url:
        assert me(url, "Ann") == (401, "")
