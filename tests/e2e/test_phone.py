"""The phone on the same network: by a plain address, where browsers withhold what needs https, and
at names that the server does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.documents import blocks, read
from tests.e2e.driving import PATIENCE_MS, ask, ended
from tests.e2e.people import fill_in, log_in, with_people
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1200, "height": 800}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    data = with_people(tmp_path_factory.mktemp("data"))
    flags = ("--lan", "--insecure-http", "--allowed-hosts", "chat.lan")
    with server_process(data, "--model", "scripted:echo@100", *flags) as server:
        yield server


def opened(browser: Browser, language: str = "en-US", size: ViewportSize = PHONE) -> BrowserContext:
    context = browser.new_context(locale=language, viewport=size)
    context.set_default_timeout(PATIENCE_MS)
    return context


def at(served: ServerProcess, name: str) -> str:
    return served.url.replace("127.0.0.1", name)


def logged_in(browser: Browser, served: ServerProcess) -> Page:
    page = opened(browser, size=WIDE).new_page()
    log_in(page, at(served, "chat.lan"), "ann")
    assert page.evaluate(
        "isSecureContext || 'randomUUID' in crypto || 'clipboard' in navigator"
    ) is (False)
    return page


def test_a_phone_signs_in_asks_and_copies_without_what_needs_https(
    browser: Browser, served: ServerProcess
) -> None:
    page = logged_in(browser, served)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    ask(page, "one two three")
    answer = ended(page)
    expect(answer).to_contain_text("one two three")
    copy = answer.get_by_role("button", name="Copy", exact=True)
    copy.click()
    expect(copy).to_have_attribute("title", "Copied")
    page.get_by_role("textbox", name="Message", exact=True).fill("")
    page.get_by_role("textbox", name="Message", exact=True).press("Control+v")
    expect(page.get_by_role("textbox", name="Message", exact=True)).to_have_value("one two three")
    page.reload()
    expect(ended(page)).to_contain_text("one two three")
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("document", ["README.md", "README.ko.md", "docs/embedding.md"])
def test_the_snippets_of_the_documents_work_there(
    browser: Browser, served: ServerProcess, document: str
) -> None:
    [snippet] = [each for each in blocks(read(document), "js") if "getRandomValues" in each][:1]
    page = logged_in(browser, served)
    text = page.evaluate(
        f"""async () => {{
          {snippet}
          await new Promise((resolve) => source.addEventListener("end", resolve));
          return text;
        }}"""
    )
    assert text.strip() != ""
    page.context.close()


def test_what_plain_http_costs_is_said_at_the_log_in_and_how_https_comes_about(
    browser: Browser, served: ServerProcess
) -> None:
    for language, cost, link in (
        ("en-US", "others on this network could read your password", "How https comes about"),
        (
            "ko-KR",
            "같은 네트워크에 있는 사람이 비밀번호와 대화를 볼 수 있습니다",
            "https로 접속하려면",
        ),
    ):
        page = opened(browser, language).new_page()
        page.goto(at(served, "chat.lan"))
        expect(page.get_by_text(cost)).to_be_visible()
        assert violations(page) == []
        page.get_by_role("link", name=link).click()
        expect(page.get_by_role("heading", name=link)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert violations(page) == []
        page.context.close()
    # At this machine's own name nothing is read on its way.
    page = opened(browser).new_page()
    page.goto(served.url)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("others on this network")).to_have_count(0)
    page.context.close()


def test_no_password_leaves_the_page_without_https_unless_that_was_wished(
    browser: Browser, tmp_path: Path
) -> None:
    flags = ("--model", "scripted:echo@100", "--lan", "--allowed-hosts", "chat.lan")
    with server_process(with_people(tmp_path), *flags) as server:
        page = opened(browser).new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        page.goto(at(server, "chat.lan"))
        expect(page.get_by_role("alert")).to_contain_text("Passwords are not taken here")
        expect(page.get_by_label("Password", exact=True)).to_have_count(0)
        expect(page.get_by_role("link", name="How https comes about")).to_be_visible()
        assert set(sent) == {""}
        page.goto(server.url)
        fill_in(page, "ann")
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_visible()
        page.context.close()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en-US", "This server does not answer to this name"),
        ("ko-KR", "이 서버가 답하지 않는 이름입니다"),
    ],
)
def test_a_name_that_the_server_does_not_know_is_a_page_that_says_which_flag_helps(
    browser: Browser, served: ServerProcess, language: str, title: str
) -> None:
    page = opened(browser, language).new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    reply = page.goto(at(served, "other.lan"))
    assert reply is not None
    assert reply.status == 403
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("yeoul serve --allowed-hosts other.lan")).to_be_visible()
    # The style is taken: the policy names it.
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "576px"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    assert not [each for each in refused if "Content Security Policy" in each]
    page.context.close()
