"""How a growing answer looks and behaves: its caret, its figures, its place on the screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.counting import CountingServer, counted
from tests.e2e.driving import (
    answer,
    ask,
    assert_whole,
    begun,
    ended,
    growing_to,
    lose_connection,
    stop_button,
)
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import Seen, scripted_server
from yeoul.providers.base import Thought
from yeoul.providers.script_steps import Pause, Script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Where the caret is, against the last text in front of it; null if there is not exactly one.
CARET = """
article => {
  const carets = document.querySelectorAll('.caret');
  if (carets.length !== 1) return null;
  const caret = carets[0];
  const drawn = getComputedStyle(caret, '::after');
  const shown = article.querySelector('.markdown');
  const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim() && node.compareDocumentPosition(caret) & 4) last = node;
  }
  const range = document.createRange();
  const end = last.data.trimEnd().length;
  range.setStart(last, end - 1);
  range.setEnd(last, end);
  const text = range.getBoundingClientRect();
  const box = caret.getBoundingClientRect();
  const after = [...article.querySelectorAll('.markdown *')].filter(
    each => caret.compareDocumentPosition(each) & 4 && each.textContent.trim());
  return {
    sign: drawn.content, textAfter: after.length, gap: box.left - text.right,
    below: box.bottom - text.bottom, height: text.height, width: box.width,
  };
}
"""

SAMPLES = {
    "paragraph": "Water runs over stones and ",
    "list": "- one\n- two\n- three of ",
    "nested list": "1. one\n   - inner\n   - more of ",
    "code": "```python\nx = 1\ny = x ",
    "quote": "> said the river ",
    "heading": "# The long river ",
    "bold": "It is **very strong and ",
    "table": "| a | b |\n|---|---|\n| 1 | two of ",
}


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_the_caret_is_a_filled_circle_right_behind_the_last_letter(
    context: BrowserContext, counter: CountingServer, kind: str
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, SAMPLES[kind])
    for word in range(1, 6):
        caret = growing_to(page, word).evaluate(CARET)
        assert caret is not None
        assert caret["sign"] == '"●"'
        assert caret["textAfter"] == 0
        assert -2 <= caret["gap"] <= 12, caret
        assert abs(caret["below"]) <= caret["height"] / 2, caret
        assert 4 <= caret["width"] <= 24, caret
    stop_button(page).click()
    ended(page)
    expect(page.locator(".caret")).to_have_count(0)


def test_a_growing_answer_tells_its_speed(context: BrowserContext, counter: CountingServer) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    # Twenty a second, as far as a busy machine keeps to that; the figure comes nearer as it counts.
    told = re.compile(r"≈ (1\d|2[0-4])(\.\d+)? ")
    line = answer(page).locator(".figures")
    expect(line).to_have_attribute("title", told)
    line.click()
    expect(line).to_have_text(told)


def test_how_long_the_model_thought_is_still_told_after_a_reload(
    context: BrowserContext, tmp_path: Path
) -> None:
    seen = Seen()
    script: Script = [
        Thought("Where does water go?"),
        Pause(0.2),
        seen,
        Thought(" Down."),
        "It goes ",
        "down.",
    ]
    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        page.goto(url)
        growing = ask(page, "Where?")
        expect(growing.get_by_text("Thoughts", exact=True)).to_be_visible()
        seen.set()
        told = ended(page).locator("summary")
        expect(told).to_have_text(re.compile(r"^Thought for \d+(\.\d)? s$"))
        before = told.inner_text()
        page.reload()
        expect(told).to_have_text(before)
        told.click()
        expect(answer(page)).to_contain_text("Where does water go? Down.")


def test_a_lost_connection_is_said_and_healed(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        growing = begun(page, network.url, 5)
        lose_connection(page, network)
        network.down = False
        expect(growing).not_to_contain_text("Reconnecting")
        expect(growing).to_have_attribute("aria-busy", "true")
        counter.enough()
        assert_whole(counter.url, page)


#: Whether the conversation is scrolled to its end.
AT_THE_END = """
() => {
  const box = document.querySelector('.scroll');
  return box.scrollHeight - box.scrollTop - box.clientHeight < 60;
}
"""

#: Where the conversation is scrolled to, once a wheel's movement has run out.
AT_REST = """
async () => {
  const box = document.querySelector('.scroll');
  let top = box.scrollTop;
  for (let still = 0; still < 15; still += 1) {
    await new Promise(requestAnimationFrame);
    if (box.scrollTop !== top) still = 0;
    top = box.scrollTop;
  }
  return top;
}
"""


def test_the_view_follows_the_end_until_one_scrolls_up_and_again_by_a_button(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 900, "height": 420})
    page.goto(counter.url)
    ask(page, "Count in paragraphs")
    growing_to(page, 20)
    page.wait_for_function(AT_THE_END)
    page.mouse.move(450, 150)
    page.mouse.wheel(0, -300)
    button = page.get_by_role("button", name="Scroll to the end")
    expect(button).to_be_visible()
    top = page.evaluate(AT_REST)
    number = counted(answer(page).inner_text())[-1]
    growing_to(page, number + 15)
    assert page.evaluate(AT_REST) == top
    button.click()
    expect(button).to_have_count(0)
    number = counted(answer(page).inner_text())[-1]
    growing_to(page, number + 15)
    page.wait_for_function(AT_THE_END)


def test_whoever_wants_less_motion_gets_none(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(counter.url)
    ask(page, "Count")
    caret = page.locator(".markdown .caret")
    expect(caret).to_have_count(1)
    moving = "caret => getComputedStyle(caret, '::after').animationIterationCount"
    assert caret.evaluate(moving) == "1"
