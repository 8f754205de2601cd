"""Texts of nothing but markers in the real browser: none holds up the page, growing or stored.

It is measured in time of the main thread's processor (``tests/e2e/page_load.py``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.costs.conftest import Bar
from tests.e2e.driving import ask, ended
from tests.e2e.long_answers import Told, sections
from tests.e2e.page_load import Meter, tasks
from tests.e2e.scripted import scripted_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CHARS = 16_000
#: The bars: one task, and all that such a text costs beyond what a page does for a short one.
LONGEST_MS, TOTAL_MS = 200, 500
#: How often opening is measured at most. It is the same work each time, so the shortest counts: a
#: machine that is slow for a moment takes longer.
TRIES = 3
#: How a growing text comes.
PIECE, PIECES_PER_S = 40, 400


def filled(part: str, chars: int = CHARS) -> str:
    """Return so many characters of a part over and over."""
    return (part * (chars // len(part) + 1))[:chars]


HOSTILE = {
    "emphasis": filled("*a_ "),
    "tight emphasis": filled("_*"),
    "strike": filled("~~a ~a"),
    "open links": filled("[a]("),
    "nested links": filled("[", CHARS // 5) + filled("](x)", CHARS * 4 // 5),
    "code": filled("` "),
    "headings": filled("a\n===\n"),
    "fences": filled("```\na\n```\n"),
    "quotes": filled("> "),
    "lazy quote": "> a\n" + filled("a\n"),
    "items": filled("- a\n"),
    "table": f"|{filled('a|', 2000)}\n|{filled('-|', 2000)}\n{filled('|' + chr(10), 12_000)}",
    "rows": "|a|b|\n|-|-|\n" + filled("|a|b|\n"),
    "mail": filled("a@b."),
    "formulas": filled("$x^2$ "),
    "round formulas": filled("\\(a\\) "),
    "commands": filled("$\\hat{x}$ "),
    "chemistry": filled("$\\ce{H2O}$ "),
    "programs": filled("```python\nx = 1\n```\n"),
    "definitions": "".join(f"[a{n}]: b\n\n[a{n}]\n\n" for n in range(800)),
    "notes": "".join(f"[^{n}]: b\n\n[^{n}]\n\n" for n in range(700)),
    "tags": filled("<a><!--"),
    "a line of code": f"```cpp\n{filled('a ')}\n```\n",
    "deep code": f"```bash\n{filled('${`${')}\n```\n",
    "east asia": filled("**가**나__다__"),
}


def work_ms(page: Page, meter: Meter) -> float:
    """Return the main thread's work so far, once it has nothing left to do."""
    before = meter.read().busy_ms
    while True:
        page.wait_for_timeout(300)
        now = meter.read().busy_ms
        if now - before < 30:
            return now
        before = now


@pytest.mark.parametrize("name", list(HOSTILE))
def test_markers_without_end_hold_up_nothing_growing_or_stored(
    name: str, browser: Browser, context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    text = HOSTILE[name]
    told = Told([text[at : at + PIECE] for at in range(0, len(text), PIECE)])
    with scripted_server(tmp_path, told.script, pieces_per_s=PIECES_PER_S) as url:
        page = context.new_page()
        page.goto(url)
        with tasks(browser, page) as growing:
            ask(page, "Go on.")
            ended(page)
        address = page.url
        totals: list[float] = []
        while len(totals) < TRIES and min(totals, default=TOTAL_MS + 1) > TOTAL_MS:
            page.goto(url)
            meter = Meter(page)
            before = work_ms(page, meter)
            with tasks(browser, page) as opened:
                page.locator(f"a[href$='{address.rpartition('/')[2]}']").click()
                expect(page.locator("article.answer")).to_be_visible()
                totals.append(work_ms(page, meter) - before)
        total = min(totals)
        busy = sum(each for each in growing.busy_ms if each > 50)
        longest = [round(max(each.busy_ms)) for each in (growing, opened)]
        print(f"\n{name}: growing {busy:.0f} ms in long tasks, opened {total:.0f} ms,", end=" ")
        print(f"longest {longest} ms")
        one, whole = bar(LONGEST_MS), bar(TOTAL_MS)
        assert growing.over(one) + opened.over(one) == []
        assert busy <= whole
        assert total <= whole


LONG = {
    "emphasis": filled("*a_ ", 200_000),
    "open links": filled("[a](", 200_000),
    "headings": filled("a\n===\n", 200_000),
    "quotes": filled("> > a\n", 200_000),
    "definitions": "".join(f"[a{n}]: b\n\n[a{n}]\n\n" for n in range(9000)),
    "notes": "".join(f"[^{n}]: a\n\n[^{n}]\n\n" for n in range(9000)),
}


@pytest.mark.parametrize("name", list(LONG))
def test_two_hundred_kilobytes_of_markers_open_and_can_be_used(
    name: str, browser: Browser, context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    with scripted_server(tmp_path, Told([LONG[name]]).script) as url:
        page = context.new_page()
        page.goto(url)
        ask(page, "Go on.")
        ended(page)
        with tasks(browser, page) as opened:
            page.reload()
            expect(page.locator("article.answer .markdown")).to_contain_text("a")
            box = page.get_by_role("textbox", name="Message", exact=True)
            box.press_sequentially("still here")
            expect(box).to_have_value("still here")
            work_ms(page, Meter(page))
        print(f"\nlongest {max(opened.busy_ms):.0f} ms")
        assert opened.over(bar(LONGEST_MS)) == []


def test_an_honest_text_of_two_hundred_kilobytes_is_markdown_to_its_end(
    browser: Browser, context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    text = "".join(sections(90_000))[:200_000].rpartition("## Section")[0]
    with scripted_server(tmp_path, Told([text]).script) as url:
        page = context.new_page()
        page.goto(url)
        ask(page, "Tell me everything.")
        answer = ended(page)
        with tasks(browser, page) as opened:
            page.reload()
            expect(answer.locator("h2")).to_have_count(text.count("## Section"))
        assert answer.locator(".plain").count() == 0
        assert answer.locator("table").count() == text.count("## Section")
        print(f"\nlongest {max(opened.busy_ms):.0f} ms")
        assert opened.over(bar(LONGEST_MS)) == []
