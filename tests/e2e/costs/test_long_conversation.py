"""A conversation of a thousand messages: its end is there at once, and all of it soon after.

Only time until something shows is measured by the clock, best of several; blocking is measured in
time of the main thread's processor, as in ``test_performance.py`` beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.costs.conftest import Bar
from tests.e2e.page_load import Meter, tasks
from tests.e2e.processes import server_process
from yeoul.caller import LOCAL_OWNER
from yeoul.store import open_store
from yeoul.testing.stores import say

pytestmark = pytest.mark.browser

FEW, MANY = 4, 1_000
#: How much later the end of many messages may be seen than that of a few.
LATER_MS = 1_000
TRIES = 3
#: One task of the main thread: while what is out of sight is filled in, and where all messages
#: come to be there.
LONGEST_MS, OPENING_MS = 50, 200
#: The work of a key that is pressed in many messages, against that in a few.
MOST_KEY_GROWTH = 1.8
WORDS = "And where does all of the water go, in the end?"

ANSWER = """## Ford {n}

물은 돌 위를 흐르며 **골짜기를 만듭니다**. `patience` is needed, see [more](https://a.example/{n}).

- one thing that is so
- another thing with $x^2 + {n}$ in it

```python
def flow(depth: float) -> float:
    return sum(depth * step for step in range({n}))
```

| place | speed |
|-------|-------|
| pool {n} | slow |
| 여울 | fast |

$$\\int_0^{{{n}}} \\frac{{x^2}}{{1 + x}}\\,dx$$

The end of {n}."""

#: When the end of the last answer was on the screen for the first time: text, formulas, colours.
WATCH_END = """
() => {
  const look = () => {
    const last = [...document.getElementsByClassName('answer')].at(-1);
    const frame = document.querySelector('.scroll');
    if (last?.querySelector('.tools') && last.querySelector('.markdown > .section > .blocks')) {
      const {top, bottom} = last.getBoundingClientRect();
      const box = frame.getBoundingClientRect();
      const seen = bottom <= box.bottom && bottom > box.top;
      const whole = last.textContent.includes('The end of')
        && last.querySelectorAll('math').length === 2 && last.querySelector('[class^=hljs]');
      if (seen && whole) return void (window.endSeenMs = performance.now());
    }
    requestAnimationFrame(look);
  };
  look();
}
"""

#: How far the view is from the end.
GAP = "() => (box => box.scrollHeight - box.scrollTop - box.clientHeight)({})".format(
    "document.querySelector('.scroll')"
)
ANSWERED = """
count => {
  const answers = document.getElementsByClassName('answer');
  return answers.length === count && !answers[count - 1].hasAttribute('aria-busy');
}
"""
BARE = ".answer.plain"

#: Watches, from one painted frame to the next, how far what stands in the middle is moved.
WATCH_MOVES = """
() => {
  window.moves = [];
  let seen = null;
  const look = () => {
    if (seen?.element.isConnected) {
      const by = seen.element.getBoundingClientRect().top - seen.top;
      if (Math.abs(by) > 2) window.moves.push(Math.round(by));
    }
    const element = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const inside = element?.closest('.markdown') ? element : null;
    seen = inside && {element: inside, top: inside.getBoundingClientRect().top};
    nextFrame();
  };
  const painted = new MessageChannel();
  painted.port1.onmessage = look;
  const nextFrame = () => requestAnimationFrame(() => painted.port2.postMessage(null));
  look();
}
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the two conversations are."""

    few: str
    many: str


async def _write(path: Path, messages: int) -> str:
    store = await open_store(f"sqlite:///{path}")
    conversation_id: str | None = None
    try:
        for n in range(1, messages // 2 + 1):
            exchange = await say(
                store,
                f"질문 {n}: what is a ford?",
                conversation_id=conversation_id,
                answer=ANSWER.format(n=n),
                owner=LOCAL_OWNER,
            )
            conversation_id = exchange.conversation.id
    finally:
        await store.aclose()
    assert conversation_id is not None
    return conversation_id


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("data")
    with ThreadPoolExecutor(1) as pool:
        few, many = (
            pool.submit(asyncio.run, _write(data / "store.db", count)).result()
            for count in (FEW, MANY)
        )
    with server_process(data, "--model", "scripted:echo@100") as server:
        yield Place(f"{server.url}/c/{few}", f"{server.url}/c/{many}")


def end_seen_ms(browser: Browser, address: str) -> float:
    """Open a conversation in a new profile; returns when its end was on the screen."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        context.add_init_script(f"({WATCH_END.strip()})()")
        page = context.new_page()
        page.goto(address)
        return float(page.wait_for_function("() => window.endSeenMs", timeout=60_000).json_value())
    finally:
        context.close()


def filled_in(page: Page) -> None:
    """Wait until all messages are shown in full."""
    expect(page.locator(".answer")).to_have_count(MANY // 2)
    expect(page.locator(BARE)).to_have_count(0)


def test_the_end_of_a_thousand_messages_is_seen_hardly_later_than_that_of_four(
    browser: Browser, place: Place
) -> None:
    few, many = (
        min(end_seen_ms(browser, address) for _ in range(TRIES))
        for address in (place.few, place.many)
    )
    print(f"\nthe end was seen after {few:.0f} ms of {FEW} messages, {many:.0f} ms of {MANY}")
    assert many - few <= LATER_MS


def opened(context: BrowserContext, address: str) -> Page:
    """Open a long conversation; returns its page when the end can be seen, and the rest is bare."""
    page = context.new_page()
    page.add_init_script(f"({WATCH_END.strip()})()")
    page.goto(address)
    page.wait_for_function("() => window.endSeenMs")
    assert page.locator(BARE).count() > 0, "all was filled in before it could be seen"
    return page


def test_the_end_stays_while_the_rest_is_filled_in_and_nothing_blocks_the_page(
    browser: Browser, context: BrowserContext, bar: Bar, place: Place
) -> None:
    page = opened(context, place.many)
    page.evaluate(WATCH_MOVES)
    with tasks(browser, page) as traced:
        filled_in(page)
    assert page.evaluate("window.moves") == []
    assert page.evaluate(GAP) == 0
    print(f"\nlongest task while it is filled in: {max(traced.busy_ms):.0f} ms")
    assert traced.over(bar(LONGEST_MS)) == []


def test_who_scrolls_up_at_once_meets_whole_messages_and_no_jumps(
    context: BrowserContext, place: Place
) -> None:
    page = opened(context, place.many)
    page.mouse.move(640, 400)
    page.evaluate(WATCH_MOVES)
    bare_in_sight = """
    () => [...document.querySelectorAll('.answer.plain')].some(each => {
      const {top, bottom} = each.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    })"""
    for _ in range(40):
        page.mouse.wheel(0, -120)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")
        assert not page.evaluate(bare_in_sight)
    moves = page.evaluate("window.moves")
    # What the wheel did, and nothing against its direction.
    assert moves
    assert all(by > 0 for by in moves), moves
    page.evaluate("document.querySelector('.scroll').scrollTop = 0")
    expect(page.locator(".question").first).to_be_in_viewport()
    expect(page.locator(".answer").first.locator("table")).to_be_visible()


def test_every_word_can_be_searched_and_printed_from_the_first_moment(
    context: BrowserContext, place: Place
) -> None:
    page = opened(context, place.many)
    assert page.evaluate("window.find('The end of 3.', true, true, true)")
    left = page.evaluate(
        f"() => (dispatchEvent(new Event('beforeprint')),"
        f" document.querySelectorAll('{BARE}').length)"
    )
    assert left == 0


def test_to_turn_to_a_thousand_messages_and_away_from_them_holds_nothing_up(
    browser: Browser, context: BrowserContext, bar: Bar, place: Place
) -> None:
    page = context.new_page()
    page.goto(place.few)
    expect(page.locator(".answer")).to_have_count(FEW // 2)
    longest: list[float] = []
    for address, count in ((place.many, MANY), (place.few, FEW)):
        with tasks(browser, page) as traced:
            page.locator(f"a[href$='{address.rpartition('/')[2]}']").click()
            expect(page.locator(".answer")).to_have_count(count // 2)
            expect(page.locator(BARE)).to_have_count(0)
        longest.append(max(traced.busy_ms))
        assert traced.over(bar(OPENING_MS)) == []
    print(f"\nlongest task there {longest[0]:.0f} ms, and away {longest[1]:.0f} ms")


def key_ms(context: BrowserContext, address: str, messages: int) -> float:
    """Return the main thread's work for a letter of a question, once all messages are shown."""
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".answer")).to_have_count(messages // 2)
    expect(page.locator(BARE)).to_have_count(0)
    box = page.locator(".composer textarea")
    box.click()
    meter = Meter(page)
    costs: list[float] = []
    for _ in range(TRIES):
        before = meter.read().busy_ms
        page.keyboard.type(WORDS, delay=30)
        costs.append((meter.read().busy_ms - before) / len(WORDS))
        box.fill("")
    page.close()
    return min(costs)


def test_a_letter_costs_hardly_more_in_a_thousand_messages_than_in_four(
    context: BrowserContext, place: Place
) -> None:
    few = key_ms(context, place.few, FEW)
    many = key_ms(context, place.many, MANY)
    print(f"\na letter costs {few:.2f} ms in {FEW} messages, {many:.2f} ms in {MANY}")
    assert many / few <= MOST_KEY_GROWTH


# The last one: it adds to what the others read.
def test_a_question_in_a_long_conversation_shows_at_once(
    browser: Browser, context: BrowserContext, bar: Bar, place: Place
) -> None:
    page = context.new_page()
    page.goto(place.many)
    filled_in(page)
    # Looked up without roles: to find those among so much is work that would be counted.
    page.locator(".composer textarea").fill("And one more?")
    with tasks(browser, page) as traced:
        page.keyboard.press("Enter")
        page.wait_for_function(ANSWERED, arg=MANY // 2 + 1)
    assert page.evaluate(GAP) == 0
    print(f"\nlongest task: {max(traced.busy_ms):.0f} ms")
    assert traced.over(bar(LONGEST_MS)) == []
