"""The strip of tokens in the real browser: live, of ended answers, and the way to another word."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.counting import counting_server
from tests.e2e.driving import (
    answer,
    answers,
    articles,
    ask,
    ended,
    fetched,
    growing_to,
    lose_connection,
    settled,
    stop,
    wait_until,
)
from tests.e2e.processes import ServerProcess
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import Seen, scripted_server
from tests.ports import free_port
from yeoul.providers.script_steps import Step

pytestmark = pytest.mark.browser

BEGIN = ["Water", " finds", " its", " way"]
REST = [" 골짜기", " 👋", "\n\n", "and", " back."]
PAUSE = "Control+;"


def switch_on(page: Page) -> None:
    """Press the button beside the model."""
    page.get_by_role("button", name="Token strip", exact=True).click()


def strip(page: Page) -> Locator:
    """Return the strip of the last answer."""
    return answer(page).get_by_role("region", name="Tokens of the answer")


def at(page: Page, place: int, of: int) -> None:
    """Wait until the strip shows a token, and so many in all."""
    expect(strip(page).get_by_text(f"Token {place} / {of}", exact=True)).to_be_visible()


def tokens(url: str, answer_id: str) -> list[Any]:
    """Return the tokens of an answer, as the server has them."""
    pieces = fetched(f"{url}/api/answers/{answer_id}/candidates")["candidates"]
    return [token for piece in pieces for token in piece["tokens"]]


def shown(page: Page) -> list[str]:
    """Return the texts of the tokens of the ended answer that is shown."""
    return strip(page).get_by_role("option").all_text_contents()


def chosen(page: Page) -> Locator:
    """Return the bar of the token that was taken."""
    bars = strip(page).get_by_role("list", name="Candidates for the token")
    return bars.get_by_role("listitem").filter(has_text="chosen")


def test_the_strip_moves_with_the_stream_pauses_and_goes_on_by_keys(
    page: Page, tmp_path: Path
) -> None:
    first, second = Seen(), Seen()
    script: list[Step] = [*BEGIN, first, *REST, second, " So."]
    with scripted_server(tmp_path, script) as url:
        page.goto(url)
        switch_on(page)
        ask(page, "Where does it go?")
        at(page, 4, 4)
        expect(chosen(page)).to_contain_text("␣way")
        told = strip(page).get_by_role("status")
        # A screen reader hears nothing of what only passes by.
        expect(told).to_be_empty()
        page.keyboard.press(PAUSE)
        expect(told).to_contain_text("Token 4: “␣way”")
        first.set()
        at(page, 4, 9)
        page.keyboard.press("ArrowLeft")
        at(page, 3, 9)
        expect(chosen(page)).to_contain_text("␣its")
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        at(page, 2, 9)
        page.keyboard.press(PAUSE)
        at(page, 9, 9)
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_focused()
        second.set()
        ended(page)


def test_buttons_do_what_keys_do_and_every_token_can_be_seen(page: Page, tmp_path: Path) -> None:
    end = Seen()
    script: list[Step] = [*BEGIN, *REST, end, " So."]
    with scripted_server(tmp_path, script) as url:
        page.goto(url)
        switch_on(page)
        ask(page, "Where does it go?")
        at(page, 9, 9)
        strip(page).get_by_role("button", name="Pause").click()
        for _ in range(2):
            strip(page).get_by_role("button", name="Previous token").click()
        expect(chosen(page)).to_contain_text("↵↵")
        strip(page).get_by_role("button", name="Previous token").click()
        # Of what a model puts together from bytes no candidates are known.
        expect(strip(page)).to_contain_text("␣👋 The candidates are not known here")
        strip(page).get_by_role("button", name="Follow").click()
        at(page, 9, 9)
        end.set()
        ended(page)
        assert "".join(shown(page)) == "Water finds its way 골짜기 👋↵\n↵\nand back. So."


def test_another_word_begins_a_version_that_goes_on_from_there(
    page: Page, echo: ServerProcess
) -> None:
    page.goto(echo.url)
    switch_on(page)
    ask(page, "one two three four five six")
    ended(page)
    before = settled(echo.url, page)
    strip(page).get_by_role("option", name="three").click()
    other = next(
        text
        for text, _ in tokens(echo.url, before["id"])[2][2]
        if text.strip() not in ("three", "")
    )
    strip(page).get_by_role("button", name=other.replace(" ", "␣")).click()
    strip(page).get_by_role("button", name="Go on with").click()
    versions = answer(page).locator("[data-versions]")
    expect(versions).to_contain_text("2 / 2")
    wait_until(page, lambda: len(answers(echo.url, page)) == 2, "the second version")
    after = settled(echo.url, page)
    ended(page)
    assert after["text"].startswith(f"one two{other}")
    # What it was to begin with is the first of them here, and nothing else lacks any.
    known = [f"one two{other}", *(text for text, *_ in tokens(echo.url, after["id"]))]
    assert "".join(known) == after["text"]
    assert shown(page) == known
    # All of it is there again after a reload, and so is the other version's.
    page.reload()
    expect(versions).to_have_text("2 / 2")
    expect(strip(page).get_by_role("option")).to_have_count(len(known))
    assert shown(page) == known
    beginning_is_marked(page, len(known))
    answer(page).get_by_role("button", name="Previous version").click()
    expect(strip(page).get_by_role("option", name="three")).to_be_visible()
    assert "".join(shown(page)) == before["text"]


def beginning_is_marked(page: Page, count: int) -> None:
    """Look at the beginning that was chosen, which is the first token of so many."""
    beginning = strip(page).get_by_role("option").first
    expect(beginning).to_have_accessible_description("chosen by you")
    beginning.click()
    at(page, 1, count)
    expect(strip(page).get_by_text("was chosen by you")).to_be_visible()


def test_who_comes_back_in_the_middle_finds_every_token(page: Page, tmp_path: Path) -> None:
    middle, end = Seen(), Seen()
    script: list[Step] = [*BEGIN, middle, *REST, end, " So."]
    with scripted_server(tmp_path, script) as url:
        page.goto(url)
        switch_on(page)
        ask(page, "Where does it go?")
        at(page, 4, 4)
        page.reload()
        expect(answer(page)).to_contain_text("Water finds its way")
        middle.set()
        at(page, 9, 9)
        page.keyboard.press(PAUSE)
        page.keyboard.press("Home")
        at(page, 1, 9)
        expect(chosen(page)).to_contain_text("Water")
        end.set()
        ended(page)
        assert "".join(shown(page)).replace("↵\n", "\n") == settled(url, page)["text"]


def test_sliders_and_the_tint_change_what_is_shown_and_nothing_else(
    page: Page, echo: ServerProcess
) -> None:
    page.goto(echo.url)
    switch_on(page)
    ask(page, "여울은 where the water is quick")
    ended(page)
    strip(page).get_by_role("option", name="where").click()
    shares = strip(page).locator(".token-share")
    plain = shares.all_text_contents()
    strip(page).get_by_role("button", name="Temperature and top-p").click()
    strip(page).get_by_label("Temperature").fill("0")
    expect(shares.first).to_have_text("100.0%")
    strip(page).get_by_label("Temperature").fill("2")
    expect(strip(page)).to_contain_text("all others")
    expect(shares.last).to_contain_text("at least")
    strip(page).get_by_label("Top-p").fill("0.5")
    expect(strip(page)).to_contain_text("Top-p cuts off")
    strip(page).get_by_role("button", name="Reset").click()
    assert shares.all_text_contents() == plain
    tint = strip(page).get_by_role("button", name="Tint")
    tint.click()
    legend = strip(page).get_by_role("list", name="What the tint says")
    expect(legend.get_by_role("listitem")).to_have_count(4)
    # By line as well as by colour: who sees no colours sees it, too.
    options = strip(page).get_by_role("option")
    lines = options.evaluate_all(
        "all => all.map(each => getComputedStyle(each).textDecorationStyle)"
    )
    assert len(set(lines)) > 1
    page.reload()
    expect(tint).to_have_attribute("aria-pressed", "true")


def test_the_question_is_shown_in_tokens_and_so_is_the_whole_prompt(
    page: Page, echo: ServerProcess
) -> None:
    page.goto(echo.url)
    switch_on(page)
    ask(page, "여울 is quick")
    ended(page)
    strip(page).get_by_role("button", name="The question as tokens").click()
    chips = strip(page).locator(".prompt-token")
    expect(chips.last).to_contain_text("␣quick")
    # Six bytes of 여울, two words.
    expect(chips).to_have_count(8)
    expect(chips.first).to_contain_text("EC")
    expect(strip(page).locator(".prompt-spelled")).to_have_text(["여", "울"])
    strip(page).get_by_role("button", name="Show the whole prompt").click()
    expect(chips.filter(has_text="special token").first).to_contain_text("<|user|>")


def test_without_the_switch_nothing_is_asked_and_nothing_is_shown(
    page: Page, echo: ServerProcess
) -> None:
    bodies: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: (
            bodies.append(request.post_data_json or {})
            if request.method == "POST" and request.url.endswith("/api/answers")
            else None
        ),
    )
    page.goto(echo.url)
    ask(page, "quietly")
    ended(page)
    assert "candidates" not in bodies[0]
    expect(strip(page)).to_have_count(0)
    switch_on(page)
    # An answer that was made without candidates can be had again with them.
    answer(page).get_by_role("button", name="Ask again with candidates").click()
    expect(answer(page).locator("[data-versions]")).to_contain_text("2 / 2")
    ended(page)
    assert shown(page) == ["quietly"]
    ask(page, "and more")
    ended(page)
    earlier = articles(page).nth(1)
    expect(earlier.get_by_role("region", name="Tokens of the answer")).to_have_count(0)
    earlier.get_by_role("button", name="Show its token strip").click()
    expect(earlier.get_by_role("option")).to_have_text(["quietly"])


def test_a_cut_a_killed_server_and_stop_lose_no_token(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with BadNetwork(port) as network:
        with counting_server(tmp_path, port=port) as server:
            page.goto(network.url)
            switch_on(page)
            ask(page, "Count")
            growing_to(page, 3)
            lose_connection(page, network)
            network.down = False
            growing_to(page, 12)
            server.end(signal.SIGKILL)
            expect(answer(page)).to_contain_text("Reconnecting")
        with counting_server(tmp_path, port=port) as server:
            # The next epoch begins with a reset, which has the candidates of all that was said.
            growing_to(page, 24)
            stop(page)
            text = settled(server.url, page)["text"]
            expect(strip(page).get_by_role("option").last).to_be_visible()
            assert "".join(shown(page)).replace("↵\n", "\n") == text
            # All of it is in tokens, and none of it between them.
            assert "".join(each for each, *_ in tokens(server.url, last(server.url, page))) == text


def last(url: str, page: Page) -> str:
    """Return the id of the answer that is shown."""
    return str(answers(url, page)[-1]["id"])
