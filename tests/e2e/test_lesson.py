"""The lesson in the real browser: walked by keys, on live machines, wide and on a phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import wait_until
from tests.e2e.people import fill_in, with_people
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.scripted import scripted_server
from tests.e2e.test_accessibility import violations
from yeoul.providers.base import Model
from yeoul.providers.script_steps import echo as echo_script
from yeoul.providers.scripted import Scripted

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

STEPS = 10
FRANCE = "What is the capital of France?"
REST = " between browser and server"


def opened(page: Page, url: str, step: int) -> None:
    """Open a step, and wait for it."""
    page.goto(f"{url}/learn#{step}")
    at(page, step)


def at(page: Page, step: int) -> None:
    """Wait until a step is shown, and the address says so."""
    expect(page.get_by_text(f"Step {step} of {STEPS}", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/learn#{step}$"))


def turned(page: Page, step: int) -> None:
    """Turn the page by a key, to ``step``: the keyboard goes on at its heading."""
    page.keyboard.press("ArrowRight")
    at(page, step)
    expect(page.get_by_role("heading", level=2)).to_be_focused()


def ask(page: Page) -> Locator:
    """Ask what stands in the field; returns the answer."""
    page.get_by_role("main").get_by_role("button", name=re.compile(r"^Ask( again)?$")).click()
    return page.get_by_role("region", name="Answer", exact=True)


def tokens(page: Page) -> Locator:
    """Return the strip below the answer."""
    return page.get_by_role("region", name="Tokens of the answer")


def candidates(page: Page) -> Locator:
    """Return the bars of the token that is looked at."""
    return tokens(page).get_by_role("list", name="Candidates for the token")


def ended(answer: Locator) -> None:
    expect(answer).not_to_have_attribute("aria-busy", "true")


def test_the_words_are_walked_by_keys(page: Page, echo: ServerProcess) -> None:
    opened(page, echo.url, 1)
    expect(page.get_by_text("Scripted echo@100 is a script")).to_be_visible()
    answer = ask(page)
    expect(candidates(page)).to_contain_text("chosen")
    expect(answer).to_contain_text("What is the capital of South Korea?")
    ended(answer)

    turned(page, 2)
    chips = page.locator(".prompt-tokens li")
    expect(chips.first).to_contain_text("What")
    of_the_question = chips.count()
    page.get_by_role("button", name="Show the whole prompt").click()
    expect(chips).not_to_have_count(of_the_question)
    expect(page.locator(".asked")).to_have_count(of_the_question)
    # The text speaks of another question from here on, which is asked anew.
    turned(page, 3)
    expect(page.get_by_role("textbox", name="Question")).to_have_value(FRANCE)


def test_another_token_begins_a_version_and_the_sliders_are_shown_the_first_one(
    page: Page, echo: ServerProcess
) -> None:
    opened(page, echo.url, 3)
    answer = ask(page)
    ended(answer)
    tokens(page).get_by_role("option", name="is", exact=True).click()
    # In the strip the same keys go from token to token.
    page.keyboard.press("ArrowRight")
    expect(tokens(page).get_by_text("Token 3 / 6", exact=True)).to_be_visible()
    at(page, 3)
    others = candidates(page).get_by_role("button", pressed=False)
    others.filter(has_not_text="chosen").first.click()
    tokens(page).get_by_role("button", name="Go on with").click()
    expect(answer.get_by_text("2 / 2", exact=True)).to_be_visible()
    expect(answer).to_contain_text(re.compile(r"What is (?!the)"))
    ended(answer)
    # Of the new version none is looked at yet but the first that its model chose.
    options = tokens(page).get_by_role("option")
    expect(options.first).to_have_accessible_description("chosen by you")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    # The sliders have more to share out in the version that was not begun by hand.
    turned(page, 4)
    expect(answer.get_by_text("1 / 2")).to_be_visible()


def test_the_sliders_ask_nothing_and_the_next_question_deletes_the_one_before(
    page: Page, echo: ServerProcess
) -> None:
    opened(page, echo.url, 4)
    with page.expect_request("**/api/answers") as asked:
        ended(ask(page))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    tokens(page).get_by_label("Temperature").fill("0")
    expect(tokens(page).locator(".token-share").first).to_have_text("100.0%")
    assert "POST" not in sent
    body = asked.value.post_data_json
    assert body is not None
    conversation = f"{echo.url}/api/conversations/{body['ids']['conversation']}"
    # Whoever leaves the lesson may come back to it.
    page.get_by_role("link", name="To the chat").click()
    expect(page).to_have_url(f"{echo.url}/")
    page.go_back()
    expect(page.get_by_role("region", name="Answer", exact=True)).to_contain_text(FRANCE)
    assert httpx2.get(conversation, trust_env=False).status_code == 200
    ended(ask(page))
    wait_until(
        page,
        lambda: httpx2.get(conversation, trust_env=False).status_code == 404,
        "the end of the conversation",
    )


def test_a_reload_loses_nothing_of_an_answer(page: Page, counter: CountingServer) -> None:
    opened(page, counter.url, 9)
    answer = ask(page)
    expect(answer).to_contain_text("3")
    page.reload()
    at(page, 9)
    # It goes on, and can be broken as before.
    expect(answer).to_have_attribute("aria-busy", "true")
    page.get_by_role("button", name="Cut the line").click()
    counter.enough()
    ended(answer)
    expect(page.get_by_role("region", name="Faults").get_by_role("listitem")).to_contain_text(
        "nothing lost, nothing twice"
    )
    page.reload()
    expect(answer).to_contain_text("3")
    expect(page.get_by_text("This answer had ended before")).to_be_visible()


def test_stopping_keeps_the_focus(page: Page, counter: CountingServer) -> None:
    opened(page, counter.url, 9)
    answer = ask(page)
    expect(answer).to_contain_text("3")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    page.keyboard.press("Enter")
    ended(answer)
    expect(stop).to_be_disabled()
    expect(stop).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_menu_of_models_is_seen_whole_and_opens_its_dialogs(
    browser: Browser, echo: ServerProcess, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale="en-US")
    page = context.new_page()
    opened(page, echo.url, 1)
    page.get_by_role("button", name="Model").click()
    menu = page.get_by_role("dialog", name="Model")
    for part in (menu.get_by_role("option").first, menu.get_by_role("button").last):
        expect(part).to_be_in_viewport(ratio=1)
        part.click(trial=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    menu.get_by_role("button", name="Connect a model").click()
    expect(page.get_by_role("dialog", name="Connect a model")).to_be_visible()
    context.close()


def test_an_answer_is_followed_four_ways_looked_at_and_broken(
    page: Page, counter: CountingServer
) -> None:
    opened(page, counter.url, 5)
    answer = ask(page)
    for name in ("Polling", "Long polling"):
        drawing = page.get_by_role("img", name=f"{name}: what went{REST}", exact=True)
        expect(drawing).to_contain_text("GET")
        expect(drawing).to_contain_text("token")
    turned(page, 6)
    expect(page.get_by_role("img", name="WebSocket: what went")).to_contain_text("token")
    turned(page, 7)
    expect(page.get_by_role("region", name="Race of the four")).to_contain_text("Long polling")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(5)

    turned(page, 8)
    page.get_by_role("radio", name="Raw frames").check()
    lines = page.get_by_role("listbox", name="Raw frames")
    expect(lines.get_by_text("event: delta").first).to_be_visible()
    # What is scrolled by keys keeps them.
    lines.focus()
    page.keyboard.press("ArrowRight")
    at(page, 8)
    page.get_by_role("link", name="9 Faults").click()
    at(page, 9)

    page.get_by_role("button", name="Cut the line").click()
    faults = page.get_by_role("region", name="Faults")
    expect(faults.get_by_role("listitem")).to_contain_text("asked again from")
    why = page.get_by_role("list", name="Initiator")
    expect(why).to_contain_text("the connection was cut: go on behind the last event")
    counter.enough()
    ended(answer)
    expect(faults.get_by_role("listitem")).to_contain_text("nothing lost, nothing twice")


def test_a_race_begins_by_itself_and_stays_as_it_was_run(
    page: Page, counter: CountingServer
) -> None:
    opened(page, counter.url, 7)
    answer = ask(page)
    expect(page.get_by_role("region", name="Race of the four")).to_contain_text("3 tokens")
    counter.enough()
    ended(answer)
    turned(page, 8)
    page.get_by_role("link", name="7 SSE").click()
    expect(page.get_by_role("button", name="Play the race again")).to_be_visible()
    expect(page.get_by_role("button", name="Compare the four")).to_have_count(0)
    polling = page.get_by_role("table").last.get_by_role("row").last
    asked = int(polling.get_by_role("cell").first.inner_text())
    assert asked > 1
    race = page.get_by_role("region", name="Race of the four")
    expect(race).to_contain_text(f"{asked} requests")


def test_the_last_step_runs_both_servers_while_it_is_shown(page: Page, echo: ServerProcess) -> None:
    opened(page, echo.url, STEPS)
    page.get_by_role("button", name="Ask both").click()
    expect(page.get_by_role("region", name="Thirty lines")).to_contain_text("A river")
    expect(page.get_by_role("link", name="Try it in the chat")).to_have_attribute("href", "/")
    with page.expect_request(lambda each: each.method == "DELETE" and "exhibits" in each.url):
        page.get_by_role("link", name="Previous").click()
    at(page, 9)


def test_a_link_to_a_step_waits_for_the_log_in_and_only_admins_start_servers(
    page: Page, tmp_path: Path
) -> None:
    with server_process(with_people(tmp_path), "--model", "scripted:echo@100") as server:
        page.goto(f"{server.url}/learn#{STEPS}")
        fill_in(page, "ann")
        at(page, STEPS)
        expect(page.get_by_role("alert")).to_contain_text("admin")
        expect(page.get_by_role("button", name="Ask both")).to_have_count(0)


class Silent(Scripted):
    """Two models, of which the first tells no candidates."""

    async def models(self) -> Sequence[Model]:
        [first] = await super().models()
        return [replace(first, candidates=False), replace(first, id="telling", title="Telling")]


def test_a_model_without_candidates_is_named_and_another_one_offered(
    page: Page, tmp_path: Path
) -> None:
    with scripted_server(tmp_path, echo_script, kind=Silent) as url:
        opened(page, url, 1)
        note = page.get_by_role("status").filter(has_text="does not tell its candidates")
        expect(note).to_be_visible()
        ended(ask(page))
        expect(tokens(page)).to_have_count(0)
        note.get_by_role("button", name="Use Telling").click()
        expect(note).to_have_count(0)
        # What is tried here is not what other questions are asked.
        assert page.evaluate("Object.values(localStorage)") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_any_step(
    browser: Browser, echo: ServerProcess, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    for step in range(1, STEPS + 1):
        opened(page, echo.url, step)
        if step in (1, 5):
            ended(ask(page))
        if step == STEPS:
            page.get_by_role("button", name="Ask both").wait_for()
        assert violations(page) == [], step
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_every_step_in_korean_without_scrolling_sideways(
    browser: Browser, echo: ServerProcess, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="ko-KR", has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for step in range(1, STEPS + 1):
        page.goto(f"{echo.url}/learn#{step}")
        expect(page.get_by_text(f"10단계 중 {step}단계")).to_be_visible()
        if step in (1, 5):
            page.get_by_role("button", name="질문하기").click()
            answer = page.get_by_role("region", name="답변", exact=True)
            # It stands below the text, and is brought to whoever has asked.
            expect(answer).to_be_in_viewport(ratio=1)
            ended(answer)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step
    context.close()


def test_every_view_leads_to_its_step(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.goto(echo.url)
    page.get_by_role("button", name="Stream inspector").click()
    panel = page.get_by_role("complementary", name="Stream inspector")
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill("one two")
    box.press("Enter")
    link = panel.get_by_role("link", name="About this view, in the lesson")
    for tab, step in (("EventStream", 8), ("Transports", 5), ("Initiator", 9)):
        panel.get_by_role("tab", name=tab).click()
        expect(link).to_have_attribute("href", f"/learn#{step}")
    with context.expect_page() as lesson:
        link.click()
    at(lesson.value, 9)
    # A presenter's keys scroll first, and then turn the page.
    lesson.value.set_viewport_size({"width": 1280, "height": 900})
    lesson.value.goto(f"{echo.url}/learn#4")
    at(lesson.value, 4)
    lesson.value.keyboard.press("PageDown")
    at(lesson.value, 5)
    lesson.value.keyboard.press("PageUp")
    at(lesson.value, 4)
    lesson.value.set_viewport_size({"width": 390, "height": 400})
    lesson.value.keyboard.press("PageDown")
    wait_until(lesson.value, lambda: lesson.value.evaluate("scrollY > 0"), "the scrolling")
    at(lesson.value, 4)
    # What is no step is the first one.
    lesson.value.goto(f"{echo.url}/learn#99")
    expect(lesson.value.get_by_text(f"Step 1 of {STEPS}", exact=True)).to_be_visible()
