"""What a browser keeps by itself: of one person's things nothing is there for the next one."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.e2e.counting import CountingServer
from tests.e2e.driving import ask, growing_to
from tests.e2e.people import choose_in_menu, expect_log_in, expect_page_of, log_in
from tests.e2e.test_two_people import KEPT, SECRET

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Asks for addresses as a page may that would be content with whatever the browser has kept.
FROM_CACHE = """
async (addresses) => {
  const told = []
  for (const address of addresses) {
    for (const cache of ["only-if-cached", "force-cache"]) {
      try {
        const reply = await fetch(address, { cache, mode: "same-origin" })
        told.push([cache, reply.status, await reply.text()])
      } catch (error) {
        told.push([cache, 0, String(error)])
      }
    }
  }
  return told
}
"""
#: All other places in which a page of this address could have kept something.
ELSEWHERE = """
async () => {
  const bases = await indexedDB.databases()
  const workers = await navigator.serviceWorker.getRegistrations()
  const root = await navigator.storage.getDirectory()
  const files = []
  for await (const name of root.keys()) files.push(name)
  return [bases.length, (await caches.keys()).length, workers.length, files.length, window.name]
}
"""


def test_the_next_person_finds_nothing_of_the_first_in_what_the_browser_has_kept(
    page: Page, context: BrowserContext, people: CountingServer
) -> None:
    log_in(page, people.url, "ann")
    ask(page, f"Where is {SECRET}?")
    growing_to(page, 3)
    people.enough()
    place = page.url.rpartition("/")[2]
    with page.expect_response("**/api/conversations/*"):
        page.reload()
    addresses = [f"/api/conversations/{place}", "/api/conversations", "/api/me", f"/c/{place}"]
    own = page.evaluate(FROM_CACHE, addresses[:1])
    # Not even for herself: it is asked for again, and none is kept.
    assert [(cache, status) for cache, status, _ in own] == [
        ("only-if-cached", 0),
        ("force-cache", 200),
    ]
    choose_in_menu(page, "ann", "Sign out")
    expect_log_in(page)
    assert SECRET not in page.evaluate(KEPT)
    log_in(page, people.url, "bob")
    for cache, status, text in page.evaluate(FROM_CACHE, addresses):
        assert SECRET not in text, (cache, status)
        assert '"name":"ann"' not in text, (cache, status)
    assert page.evaluate(ELSEWHERE) == [0, 0, 0, 0, ""]
    page.go_back()
    expect_page_of(page, "bob")
    assert SECRET not in page.evaluate(KEPT)
    port = people.url.rpartition(":")[2]
    assert [each["name"] for each in context.cookies()] == [f"yeoul-{port}"]
