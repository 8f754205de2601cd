"""How a growing answer looks and behaves: its caret, its figures, its place on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import PATIENCE_MS, answer, ask, assert_whole, ended
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import scripted_server
from yeoul.providers.base import Thought
from yeoul.providers.scripts import Pause, Script

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WORDS = " ".join(f"word{number}" for number in range(60))

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


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, ten words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@10") as one:
        yield one


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_the_caret_is_a_filled_circle_right_behind_the_last_letter(
    context: BrowserContext, echo: ServerProcess, kind: str
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    growing = ask(page, SAMPLES[kind] + WORDS)
    expect(growing.locator(".markdown")).to_contain_text("word5")
    for _ in range(5):
        caret = growing.evaluate(CARET)
        assert caret is not None
        assert caret["sign"] == '"●"'
        assert caret["textAfter"] == 0
        assert -2 <= caret["gap"] <= 12, caret
        assert abs(caret["below"]) <= caret["height"] / 2, caret
        assert 4 <= caret["width"] <= 24, caret
    page.get_by_role("button", name="Stop", exact=True).click()
    ended(page)
    assert page.locator(".caret").count() == 0


def test_a_growing_answer_tells_its_speed(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.goto(echo.url)
    growing = ask(page, WORDS)
    expect(growing.locator(".figures")).to_contain_text("s to first token · ≈ ")
    shown = growing.locator(".figures").inner_text()
    rate = float(shown.rpartition("≈ ")[2].split()[0])
    assert 5 <= rate <= 15, shown


def test_how_long_the_model_thought_is_still_told_after_a_reload(
    context: BrowserContext, tmp_path: Path
) -> None:
    script: Script = [
        Thought("Where does water go?"),
        Pause(1.2),
        Thought(" Down."),
        "It goes ",
        "down.",
    ]
    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        page.goto(url)
        growing = ask(page, "Where?")
        expect(growing.get_by_text("Thinking", exact=True)).to_be_visible()
        told = ended(page).locator("summary")
        expect(told).to_have_text(re.compile(r"^Thought for \d+(\.\d)? s$"))
        before = told.inner_text()
        page.reload()
        expect(told).to_have_text(before)
        told.click()
        expect(answer(page)).to_contain_text("Where does water go? Down.")


def test_a_lost_connection_is_said_and_healed(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    with BadNetwork(echo.port) as network:
        page.goto(network.url)
        growing = ask(page, WORDS)
        expect(growing).to_contain_text("word5")
        network.down = True
        network.cut()
        expect(growing).to_contain_text("Connection lost. Reconnecting…")
        network.down = False
        expect(growing).not_to_contain_text("Reconnecting", timeout=10_000)
        assert_whole(echo.url, page)


def scroll_state(page: Page) -> dict[str, float]:
    """Where the conversation is scrolled to, and how far from its end that is."""
    state: dict[str, float] = page.locator(".scroll").evaluate(
        "box => ({top: box.scrollTop, left: box.scrollHeight - box.scrollTop - box.clientHeight})"
    )
    return state


def test_the_view_follows_the_end_until_one_scrolls_up_and_again_by_a_button(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 900, "height": 420})
    page.goto(echo.url)
    growing = ask(page, "\n\n".join(f"word{number}" for number in range(80)))
    expect(growing).to_contain_text("word20")
    assert scroll_state(page)["left"] < 60
    page.mouse.move(450, 150)
    page.mouse.wheel(0, -300)
    button = page.get_by_role("button", name="Scroll to the end")
    expect(button).to_be_visible()
    top = scroll_state(page)["top"]
    expect(growing).to_contain_text("word35")
    assert scroll_state(page)["top"] == top
    button.click()
    expect(button).to_have_count(0)
    expect(growing).to_contain_text("word50")
    assert scroll_state(page)["left"] < 60


def test_whoever_wants_less_motion_gets_none(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(echo.url)
    ask(page, WORDS)
    caret = page.locator(".markdown .caret")
    expect(caret).to_have_count(1, timeout=PATIENCE_MS)
    moving = "caret => getComputedStyle(caret, '::after').animationIterationCount"
    assert caret.evaluate(moving) == "1"
