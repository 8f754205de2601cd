"""What tests of the page do again and again: ask, wait, and compare with what is stored."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx2
from playwright.sync_api import Locator, Page, TimeoutError, expect

#: Milliseconds for what a model has to do first.
PATIENCE_MS = 60_000

#: The text that a reader sees, without white space and without what the page adds to it.
SEEN = """
article => {
  const copy = article.querySelector('.markdown').cloneNode(true);
  for (const own of copy.querySelectorAll('.code-head, .caret')) own.remove();
  return copy.textContent.replace(/\\s+/g, '');
}
"""


SHOWS = f"""
stored => {{
  const article = [...document.querySelectorAll('article')].at(-1);
  return !!article?.querySelector('.markdown') && ({SEEN.strip()})(article) === stored;
}}
"""


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


def ended(page: Page) -> Locator:
    """Wait until no answer grows; returns the last one."""
    expect(growing(page)).to_have_count(0, timeout=PATIENCE_MS)
    return answer(page)


def conversation(url: str, page: Page) -> dict[str, Any]:
    """Return the open conversation, as the server at ``url`` has it."""
    expect(page).to_have_url(re.compile("/c/[0-9a-f]{32}$"))
    conversation_id = page.url.rpartition("/")[2]
    reply = httpx2.get(f"{url}/api/conversations/{conversation_id}", trust_env=False)
    found: dict[str, Any] = reply.json()
    return found


def answers(url: str, page: Page) -> list[dict[str, Any]]:
    """Return the open conversation's answers, as the server at ``url`` has them."""
    return [each for each in conversation(url, page)["messages"] if each["role"] == "assistant"]


def stored_answers(url: str, page: Page) -> list[str]:
    """Return the texts of the open conversation's answers, as the server at ``url`` has them."""
    return [each["text"] for each in answers(url, page)]


def assert_whole(url: str, page: Page) -> None:
    """The last answer comes to its end and shows every word that is stored, once.

    It must be plain text without markers.
    """
    deadline_s = time.monotonic() + PATIENCE_MS / 1000
    while answers(url, page)[-1]["status"] in ("queued", "generating"):
        if time.monotonic() > deadline_s:
            raise AssertionError("the answer did not come to its end at the server")
        page.wait_for_timeout(100)
    stored = re.sub(r"\s+", "", stored_answers(url, page)[-1])
    # A reloaded page shows nothing at first, and a cut connection has to be made again.
    try:
        page.wait_for_function(SHOWS, arg=stored, timeout=20_000)
    except TimeoutError:
        seen = answer(page).evaluate(SEEN)
        raise AssertionError(f"seen: {seen}\nstored: {stored}") from None
    ended(page)
    assert answer(page).evaluate(SEEN) == stored
