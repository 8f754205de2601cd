"""What tests of the page do again and again: ask, wait, and compare with what is stored."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import httpx2
from playwright.sync_api import Locator, Page, TimeoutError, expect

from tests.e2e.counting import counted
from tests.e2e.proxy import BadNetwork

#: Milliseconds to wait for anything: only a failure takes so long.
PATIENCE_MS = 60_000

#: The text that a reader sees, without white space and without what the page adds to it.
SEEN = """
article => {
  const copy = article.querySelector('.markdown')?.cloneNode(true);
  if (copy === undefined) return '';
  for (const own of copy.querySelectorAll('.code-head, .caret')) own.remove();
  return copy.textContent.replace(/\\s+/g, '');
}
"""

SHOWS = f"""
stored => {{
  const article = [...document.querySelectorAll('article')].at(-1);
  return article !== undefined && ({SEEN.strip()})(article) === stored;
}}
"""


#: Has the page believe that nobody looks at it, or that somebody does again.
HIDE = """
hidden => {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true, get: () => hidden ? 'hidden' : 'visible',
  });
  document.dispatchEvent(new Event('visibilitychange'));
}
"""


def choose(item: Locator, action: str) -> None:
    """Choose an entry of the menu of a conversation in the list."""
    item.hover()
    item.get_by_role("button", name="Conversation menu").click()
    item.page.get_by_role("menuitem", name=action, exact=True).click()


def articles(page: Page) -> Locator:
    """Return the articles of all messages that are shown."""
    return page.get_by_role("region", name="Conversation").get_by_role("article")


def answer(page: Page) -> Locator:
    """Return the last answer's article."""
    return articles(page).last


def growing(page: Page) -> Locator:
    """Return the articles of the answers that grow."""
    return page.locator('article[aria-busy="true"]')


def ask(page: Page, question: str) -> Locator:
    """Type a question, press Enter, and return the answer as soon as it is shown.

    A short answer may have ended by then: only a test whose model is slow may expect it to grow.
    """
    before = articles(page).count()
    box = page.get_by_role("textbox", name="Message", exact=True)
    box.fill(question)
    box.press("Enter")
    expect(articles(page)).to_have_count(before + 2)
    return answer(page)


def growing_to(page: Page, word: int) -> Locator:
    """Wait until a growing answer has come to a word; returns its article.

    Only an answer of a `CountingServer` cannot have ended before somebody looks.
    """
    # In the text alone: figures right behind it could make a word1 a word10.
    text = growing(page).locator(".markdown")
    expect(text).to_contain_text(re.compile(rf"word{word}(?!\d)"))
    return answer(page)


def begun(page: Page, url: str, word: int) -> Locator:
    """Begin a conversation at the server, and wait until its answer has come to a word."""
    page.goto(url)
    ask(page, "Count")
    expect(page).not_to_have_url(f"{url}/")
    return growing_to(page, word)


def lose_connection(page: Page, network: BadNetwork) -> None:
    """Take the network away, and wait until the page says so."""
    network.down = True
    network.cut()
    expect(answer(page)).to_contain_text("Connection lost. Reconnecting…")


def stop_button(page: Page) -> Locator:
    """Return the button that stops the growing answer."""
    return page.get_by_role("button", name="Stop", exact=True)


def stop(page: Page) -> None:
    """Click Stop, and wait until the answer is over."""
    stop_button(page).click()
    expect(ended(page).get_by_text("Stopped", exact=True)).to_be_visible()


def choose_transport(page: Page, name: str) -> None:
    """Choose in the settings how answers are followed."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def fetched(address: str) -> Any:
    """Return the JSON that a server has at an address."""
    reply = httpx2.get(address, trust_env=False, timeout=PATIENCE_MS / 1000)
    reply.raise_for_status()
    return reply.json()


def ended(page: Page) -> Locator:
    """Wait until no answer grows; returns the last one."""
    expect(growing(page)).to_have_count(0)
    return answer(page)


def conversation(url: str, page: Page) -> dict[str, Any]:
    """Return the open conversation, as the server at ``url`` has it."""
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    conversation_id = page.url.rpartition("/")[2]
    found: dict[str, Any] = fetched(f"{url}/api/conversations/{conversation_id}")
    return found


def answers(url: str, page: Page) -> list[dict[str, Any]]:
    """Return the open conversation's answers, as the server at ``url`` has them."""
    return [each for each in conversation(url, page)["messages"] if each["role"] == "assistant"]


def stored_answers(url: str, page: Page) -> list[str]:
    """Return the texts of the open conversation's answers, as the server at ``url`` has them."""
    return [each["text"] for each in answers(url, page)]


def wait_until(
    page: Page, true: Callable[[], bool], what: str, *, within_s: float = PATIENCE_MS / 1000
) -> None:
    """Look again and again, while the browser goes on, until something is true."""
    deadline_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline_s, f"waited for {what}"
        page.wait_for_timeout(50)


def settled(url: str, page: Page, *, within_s: float = PATIENCE_MS / 1000) -> dict[str, Any]:
    """Wait until the server at ``url`` has the last answer's end; returns that answer."""
    wait_until(
        page,
        lambda: answers(url, page)[-1]["status"] not in ("queued", "generating"),
        "the answer's end at the server",
        within_s=within_s,
    )
    return answers(url, page)[-1]


def assert_whole(url: str, page: Page) -> None:
    """The last answer comes to its end and shows every word that is stored, once.

    It must be plain text without markers.
    """
    stored = re.sub(r"\s+", "", settled(url, page)["text"])
    # A reloaded page shows nothing at first, and a cut connection has to be made again.
    try:
        page.wait_for_function(SHOWS, arg=stored, timeout=PATIENCE_MS)
    except TimeoutError:
        seen = answer(page).evaluate(SEEN)
        raise AssertionError(f"seen: {seen}\nstored: {stored}") from None
    ended(page)
    assert answer(page).evaluate(SEEN) == stored


def assert_counted(url: str, page: Page) -> None:
    """The last answer is whole, and each one counts from nought without gap or repetition."""
    assert_whole(url, page)
    for text in stored_answers(url, page):
        numbers = counted(text)
        assert numbers == list(range(len(numbers))), text
