"""How Markdown is laid out in the real browser: frames, notes, scripts, the font of formulas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.driving import ask, ended
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, as fast as it is read."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo") as one:
        yield one


def test_lines_break_and_run_as_their_script_wants(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "물살이 빠르다\n\n水流得很快\n\n- שלום\n- עולם\n\n| א |\n|---|\n| ב |")
    told = ended(page)
    breaks = "each => getComputedStyle(each).wordBreak"
    assert told.locator("p").nth(0).evaluate(breaks) == "keep-all"
    assert told.locator("p").nth(1).evaluate(breaks) == "normal"
    runs = "all => all.map(each => getComputedStyle(each).direction)"
    hebrew = told.locator("ul, li, table, th, td").evaluate_all(runs)
    assert hebrew == ["rtl"] * 6
    expect(page.locator(".question-text")).to_have_attribute("dir", "auto")
    # The markers of a list stand inside of the answer.
    assert told.locator("ul").evaluate("list => getComputedStyle(list).paddingRight") != "0px"
