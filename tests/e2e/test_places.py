"""Where things stand: even gaps, and what somebody has just pressed stays below the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import answer, articles, ask, ended, growing_to
from tests.e2e.processes import ServerProcess
from tests.e2e.scripted import Seen, scripted_server
from yeoul.providers.base import Progress
from yeoul.providers.script_steps import Script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: From an answer's upper edge to its first block, and from each block to the next one, in pixels.
GAPS = """
article => {
  const edges = [...article.querySelectorAll('.markdown p')].map(p => p.getBoundingClientRect());
  const top = article.querySelector('.markdown').getBoundingClientRect().top;
  const gaps = edges.slice(1).map((edge, at) => Math.round(edge.top - edges[at].bottom));
  return {first: Math.round(edges[0].top - top), gaps};
}
"""

#: Where the first line of an answer's text or of its phase is, from the answer's upper edge.
FIRST_LINE = """
article => {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  range.selectNodeContents(walker.nextNode());
  const {top, bottom} = range.getBoundingClientRect();
  return (top + bottom) / 2 - article.getBoundingClientRect().top;
}
"""


def test_paragraphs_have_even_gaps_and_none_stands_before_the_first(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count in paragraphs")
    # Blocks are held in groups of 24.
    told = growing_to(page, 60).evaluate(GAPS)
    assert told["first"] == 0
    assert len(told["gaps"]) >= 60
    assert len(set(told["gaps"])) == 1, told["gaps"]


def test_the_first_words_of_an_answer_stand_where_its_phase_stood(
    context: BrowserContext, tmp_path: Path
) -> None:
    seen, read = Seen(), Seen()
    script: Script = [Progress("generating"), seen, "Down ", "it goes.", read]
    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        page.goto(url)
        told = ask(page, "Where?")
        expect(told).to_contain_text("Writing…")
        before = told.evaluate(FIRST_LINE)
        seen.set()
        expect(told).to_contain_text("Down it goes.")
        assert told.evaluate(FIRST_LINE) == pytest.approx(before, abs=1.5)
        read.set()
        ended(page)


def top_of(page: Page, button: str) -> float:
    """Return where a button is on the screen."""
    box = page.get_by_role("button", name=button).bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("length", [30, 3_000])
def test_the_control_that_changes_the_version_stays_where_it_was_pressed(
    context: BrowserContext, river: ServerProcess, length: int
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    ask(page, "And again?\n" + "word " * length)
    ended(page)
    page.get_by_role("button", name="Regenerate").first.click()
    expect(page.get_by_text("2 / 2")).to_be_visible()
    ended(page)
    expect(articles(page)).to_have_count(2)
    previous, following = "Previous version", "Next version"
    at = top_of(page, previous)
    page.get_by_role("button", name=previous).click()
    expect(articles(page)).to_have_count(4)
    assert top_of(page, following) == pytest.approx(at, abs=2)
    page.get_by_role("button", name=following).click()
    expect(page.get_by_text("2 / 2")).to_be_visible()
    expect(articles(page)).to_have_count(2)
    assert top_of(page, previous) == pytest.approx(at, abs=2)


def test_an_answer_can_be_stopped_by_mouse_beside_the_inspector(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    for width, height in ((1280, 800), (1000, 700), (800, 700), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(counter.url)
        page.get_by_role("button", name="New chat").click()
        ask(page, "Count")
        growing_to(page, 2)
        page.get_by_role("button", name="Stream inspector").click()
        expect(page.get_by_role("tab", name="EventStream")).to_be_visible()
        # Whatever lay above it would be hit instead, and this would wait for ever.
        page.get_by_role("button", name="Stop", exact=True).click(timeout=20_000)
        ended(page)
        expect(answer(page)).to_be_in_viewport()
        page.get_by_role("button", name="Stream inspector").click()


def test_nothing_is_painted_over_the_first_question(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    for width, height in ((1280, 800), (800, 700), (844, 390), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(river.url)
        ask(page, "A question that is so long that it reaches from one side to the other " * 3)
        ended(page)
        page.locator(".scroll").evaluate("box => box.scrollTo(0, 0)")
        question = articles(page).first.locator(".question-text").bounding_box()
        button = page.get_by_role("button", name="Stream inspector").bounding_box()
        assert question is not None
        assert button is not None
        assert question["y"] >= button["y"] + button["height"], (width, height)
