"""What a long answer costs the page: as much per token at its end as before, and no long task.

All of it is measured in time of the main thread's processor (``tests/e2e/page_load.py``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.costs.conftest import Bar
from tests.e2e.driving import ask, ended
from tests.e2e.long_answers import ENDLESS, Told, endless, sections
from tests.e2e.page_load import Load, Meter, tasks
from tests.e2e.scripted import scripted_server
from tests.faults.volumes import LIMIT_S, VOLUMES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

TOKENS_PER_S = 200
#: The bars: work per token after so many, or at the end, against the beginning; and one task of
#: the main thread.
MOST_GROWTH, GROWN_AT = 1.5, 20_000
LONGEST_MS = 50
#: The same for what comes all at once, or is opened.
AT_ONCE_MS = 100
#: Tokens over which work is averaged; tokens that come at once where time is not measured.
WINDOW, LUMP = 700, 20
#: What the strip of tokens may add to each, and how many of them it has in the page by then.
STRIP_MS, STRIP_TOKENS = 1, 31
#: Half of the keys that are pressed must be on the screen in this time, on a busy machine too.
KEY_MS = 250

#: Looked up without roles: to find those in a long answer is work that would be counted.
SHOWS = "text => document.querySelector('article.answer')?.textContent.includes(text)"

OBSERVE_KEYS = """
() => {
  window.keyTimes = [];
  new PerformanceObserver(list => {
    for (const each of list.getEntries())
      if (each.name === 'keydown') window.keyTimes.push(each.duration);
  }).observe({type: 'event', durationThreshold: 16});
}
"""


def over_window(page: Page, meter: Meter, told: Told, start: int) -> tuple[float, float]:
    """Return the milliseconds of work per token, and per layout, in a window of the answer."""
    while told.count < start:
        page.wait_for_timeout(20)
    begin, before = told.count, meter.read()
    while told.count < start + WINDOW:
        page.wait_for_timeout(20)
    after: Load = meter.read()
    busy_ms = after.busy_ms - before.busy_ms
    return busy_ms / (told.count - begin), busy_ms / (after.layouts - before.layouts)


def test_a_long_answer_costs_no_more_at_its_end_and_never_blocks_the_page(
    browser: Browser, context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    half = sections(VOLUMES.page_tokens * 18 // 25 - 1_000)
    blocks = [token for kind in ENDLESS for token in endless(kind, VOLUMES.page_tokens // 25)]
    told = Told(
        [*half[: len(half) // 2], *blocks, *half[len(half) // 2 :], *sections(1_000, 9_000)]
    )
    with scripted_server(tmp_path, told.script, pieces_per_s=TOKENS_PER_S) as url:
        page = context.new_page()
        page.goto(url)
        meter = Meter(page)
        with tasks(browser, page) as traced:
            growing = ask(page, "Tell me everything.")
            expect(growing).to_contain_text("Section 1")
            first = over_window(page, meter, told, 100)
            type_while_it_grows(page)
            at_end = len(told.tokens) - WINDOW - 50
            grown = over_window(page, meter, told, min(GROWN_AT, at_end - WINDOW - 50))
            last = over_window(page, meter, told, at_end)
            ended(page)
        print(f"\n{len(told.tokens)} tokens; work at the beginning, when grown, and at the end:")
        print(f"per token {first[0]:.2f}, {grown[0]:.2f}, {last[0]:.2f} ms;", end=" ")
        print(f"per layout {first[1]:.2f}, {grown[1]:.2f}, {last[1]:.2f} ms; longest tasks:")
        print(f"busy {max(traced.busy_ms):.0f} ms, by the clock {max(traced.clock_ms):.0f} ms")
        # A machine with other work paints less often: less per token, more per layout.
        assert min(grown[0] / first[0], grown[1] / first[1]) <= MOST_GROWTH
        assert traced.over(bar(LONGEST_MS)) == []


def test_a_token_behind_twenty_thousand_costs_what_the_hundredth_did(
    context: BrowserContext, tmp_path: Path
) -> None:
    between = sections(GROWN_AT, 100)
    lumps = ["".join(between[at : at + LUMP]) for at in range(0, len(between), LUMP)]
    told = Told([*sections(WINDOW + 200), *lumps, *sections(WINDOW + 200, 9_000)])
    with scripted_server(tmp_path, told.script, pieces_per_s=TOKENS_PER_S) as url:
        page = context.new_page()
        page.goto(url)
        meter = Meter(page)
        growing = ask(page, "Tell me everything.")
        expect(growing).to_contain_text("Section 1")
        first = over_window(page, meter, told, 100)
        grown = over_window(page, meter, told, len(told.tokens) - WINDOW - 50)
    print(f"\nper token {first[0]:.2f}, {grown[0]:.2f} ms;", end=" ")
    print(f"per layout {first[1]:.2f}, {grown[1]:.2f} ms")
    assert min(grown[0] / first[0], grown[1] / first[1]) <= MOST_GROWTH


def test_the_strip_of_tokens_costs_little_behind_twenty_thousand_of_them(
    context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    between = sections(GROWN_AT, 100)
    lumps = ["".join(between[at : at + LUMP]) for at in range(0, len(between), LUMP)]
    costs: dict[str, float] = {}
    for on in (False, True):
        told = Told([*lumps, *sections(WINDOW + 200, 9_000)])
        data_dir = tmp_path / str(on)
        data_dir.mkdir()
        with scripted_server(data_dir, told.script, pieces_per_s=TOKENS_PER_S) as url:
            page = context.new_page()
            page.goto(url)
            if on:
                page.get_by_role("button", name="Token strip", exact=True).click()
            meter = Meter(page)
            ask(page, "Tell me everything.")
            start = len(lumps) + 100
            costs["on" if on else "off"], _ = over_window(page, meter, told, start)
            assert page.locator(".token").count() == (STRIP_TOKENS if on else 0)
            page.close()
    print(f"\nper token {costs['off']:.2f} ms without the strip, {costs['on']:.2f} ms with it")
    assert costs["on"] - costs["off"] <= bar(STRIP_MS)


def type_while_it_grows(page: Page) -> None:
    """Type a question; every letter arrives, and soon."""
    page.evaluate(OBSERVE_KEYS)
    words = "And where does all of the water go, in the end?"
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.press_sequentially(words, delay=30)
    expect(box).to_have_value(words)
    times = sorted(page.evaluate("window.keyTimes"))
    # Keys that took less than a frame are not told.
    median = times[-len(words) // 2] if len(times) > len(words) // 2 else 16
    print(f"\nhalf of the keys shown within {median} ms, the last within {times[-1:]} ms")
    assert median <= KEY_MS
    box.fill("")


def test_a_long_answer_that_comes_all_at_once_never_blocks_the_page(
    browser: Browser, context: BrowserContext, bar: Bar, tmp_path: Path
) -> None:
    told = Told(sections(VOLUMES.page_tokens))
    heading = f"Section {''.join(told.tokens).count('Section')}"
    with scripted_server(tmp_path, told.script) as url:
        page = context.new_page()
        page.goto(url)
        with tasks(browser, page) as traced:
            ask(page, "Tell me everything.")
            page.wait_for_function(SHOWS, arg=heading)
            ended(page)
        page.locator("button", has_text="New chat").click()
        page.wait_for_function("document.querySelector('article') === null")
        with tasks(browser, page) as opened:
            page.locator("a[href^='/c/']").first.click()
            page.wait_for_function(SHOWS, arg=heading)
        longest = [round(max(each.busy_ms)) for each in (traced, opened)]
        print(f"\n{len(told.tokens)} tokens at once, and opened; longest tasks busy {longest} ms")
        at_once = bar(AT_ONCE_MS)
        assert traced.over(at_once) + opened.over(at_once) == []
