"""Why something failed: in the page's words, and below them in those of whoever refused it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import ask, ended, growing_to
from tests.e2e.processes import ServerProcess
from tests.e2e.scripted import scripted_server
from yeoul.errors import ProviderRateLimited
from yeoul.providers.base import Finish, Prompt
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.browser

#: What a service says: with what would be HTML, over several lines, and for very long.
SERVICE_SAYS = "Limit of <b>3</b> reached <img src=x onerror=alert(1)>\n" + "일일 한도 초과 " * 400
IN_WORDS = {
    "en-US": "The model's service asks to slow down. Try again in a moment.",
    "ko-KR": "모델 서비스의 요청 한도를 넘었습니다. 잠시 후 다시 시도해 주세요.",
}
MORE = {"en-US": "Show more", "ko-KR": "더 보기"}
MESSAGE = {"en-US": "Message", "ko-KR": "메시지"}
CIRCLES = {
    "en-US": "The model went round in circles, so the answer was ended here",
    "ko-KR": "모델이 같은 말을 되풀이해서 답변을 여기서 끝냈습니다",
}
BUTTONS = {"en-US": ["Continue", "Retry"], "ko-KR": ["계속", "다시 시도"]}


def refuse(prompt: Prompt) -> Iterator[Step]:
    """Play an answer that its service refuses."""
    if prompt.turns:
        raise ProviderRateLimited(SERVICE_SAYS)
    yield ""


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_server(tmp_path_factory.mktemp("data"), refuse) as url:
        yield url


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_a_failed_answer_says_why_in_our_words_and_in_those_of_the_service(
    browser: Browser, refusing: str, locale: str
) -> None:
    context = browser.new_context(locale=locale, viewport={"width": 390, "height": 700})
    page = context.new_page()
    page.goto(refusing)
    page.get_by_role("textbox", name=MESSAGE[locale], exact=True).fill("Hi")
    page.keyboard.press("Control+Enter")
    notice = page.locator(".answer .notice")
    expect(notice).to_contain_text(IN_WORDS[locale])
    words = notice.locator(".words")
    expect(words).to_have_attribute("dir", "auto")
    expect(words).to_contain_text("Limit of <b>3</b> reached <img src=x onerror=alert(1)>")
    assert words.locator("*").count() == 0
    folded = words.bounding_box()
    assert folded is not None
    assert folded["height"] < 100
    notice.get_by_role("button", name=MORE[locale]).click()
    opened = words.bounding_box()
    assert opened is not None
    assert folded["height"] < opened["height"] < 400
    # What is marked can be copied.
    assert page.evaluate("window.find('일일 한도 초과', true, false, true)")
    context.close()


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_an_answer_that_went_in_circles_says_so_and_offers_to_go_on_or_to_try_again(
    browser: Browser, tmp_path: Path, locale: str
) -> None:
    circle: list[Step] = [
        "The 73 ford is 7300. ",
        "The 74 ford is 7400.",
        Finish("repetition", None),
    ]
    with scripted_server(tmp_path, circle) as url:
        context = browser.new_context(locale=locale, viewport={"width": 360, "height": 700})
        page = context.new_page()
        page.goto(url)
        page.get_by_role("textbox", name=MESSAGE[locale], exact=True).fill("Hi")
        page.keyboard.press("Control+Enter")
        notice = page.locator(".answer .notice")
        expect(notice).to_contain_text(CIRCLES[locale])
        expect(notice.get_by_role("button")).to_have_text(BUTTONS[locale])
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        notice.get_by_role("button", name=BUTTONS[locale][1]).click()
        expect(page.locator(".answer .versions")).to_have_text("2 / 2")
        context.close()


def test_a_question_that_is_refused_says_why_and_is_not_told_to_have_an_answer(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("x" * 200_001)
    box.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The message is too long.")
    expect(alert.locator(".words")).to_contain_text("200000")
    expect(page.get_by_role("status")).to_have_text("")
    # Also behind an answer that was told to be complete.
    box.fill("one two")
    box.press("Enter")
    ended(page)
    expect(page.get_by_role("status")).to_have_text("The answer is complete")
    box.fill("x" * 200_001)
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The message is too long.")
    expect(page.get_by_role("status")).to_have_text("")


def problem(page: Page, path: re.Pattern[str]) -> None:
    """Have the server refuse what is read at a path, with words of its own."""

    def fail(route: Route) -> None:
        body = {"code": "storage_failed", "detail": "disk I/O error <i>at</i> page 7"}
        route.fulfill(status=503, json={**body, "status": 503, "retryable": True})

    page.route(path, fail)


def test_a_list_that_cannot_be_read_says_why(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    problem(page, re.compile(r"/api/conversations(\?.*)?$"))
    page.goto(echo.url)
    listed = page.get_by_role("navigation")
    expect(listed).to_contain_text("The server cannot write its data.")
    expect(listed.locator(".words")).to_have_text("disk I/O error <i>at</i> page 7")


def test_a_conversation_that_cannot_be_read_says_why(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    problem(page, re.compile(r"/api/conversations/0+$"))
    page.goto(f"{echo.url}/c/{'0' * 32}")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The conversation could not be loaded")
    expect(alert.locator(".words")).to_have_text("disk I/O error <i>at</i> page 7")


def test_another_version_sent_while_an_answer_grows_keeps_its_text_and_says_so(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 3)
    page.get_by_role("button", name="Edit message").click()
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("The next one")
    box.press("Enter")
    said = page.get_by_text("An answer is still growing. Your text stays here")
    expect(said).to_be_visible()
    expect(box).to_have_value("The next one")
    counter.enough()
    ended(page)
    expect(said).to_have_count(0)
    expect(box).to_have_value("The next one")


def test_earlier_versions_can_be_read_while_another_grows(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 2)
    page.get_by_role("button", name="Stop", exact=True).click()
    ended(page).get_by_role("button", name="Regenerate").click()
    versions = page.locator(".answer .versions")
    expect(versions).to_have_text("2 / 2")
    growing_to(page, 2)
    page.get_by_role("button", name="Previous version").click()
    expect(versions).to_have_text("1 / 2")
    page.get_by_role("button", name="Next version").click()
    expect(versions).to_have_text("2 / 2")
    growing_to(page, 4)


def test_the_card_of_a_wrong_address_stands_where_one_looks(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(f"{echo.url}/c/doesnotexist")
    card = page.get_by_text("This conversation does not exist").bounding_box()
    assert card is not None
    assert 100 < card["y"] < 400
