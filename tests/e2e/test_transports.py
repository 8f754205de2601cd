"""The page's four ways to follow an answer, and how it finds the one that gets through."""

from __future__ import annotations

import random
import time

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import (
    HIDE,
    ask,
    assert_counted,
    assert_whole,
    begun,
    choose_transport,
    ended,
    growing_to,
    stop_button,
    wait_until,
)
from tests.e2e.proxy import BadNetwork
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds, spread

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]

#: The time from a stream that stays silent until the page turns to something else; it counts from
#: the last of them, if several are tried. The limit is a timer beside the page's own, so that it is
#: as late as that one on a busy machine.
WATCH_THE_SWITCH = """
() => {
  const {fetch: fetched, WebSocket: Socket} = window;
  let limit = 0;
  let begin = 0;
  window.order = [];
  const over = stream => {
    if (window.order.includes('switched')) return;
    clearTimeout(limit);
    if (!stream) {
      window.order.push('switched');
      window.tookMs = performance.now() - begin;
    } else {
      begin = performance.now();
      window.order = ['stream'];
      limit = setTimeout(() => window.order.push('late'), 3250);
    }
  };
  window.fetch = (target, init) => {
    const follows = /\\/api\\/answers(\\/[0-9a-f]+\\/events.*)?$/.test(String(target));
    if (follows) over(new Headers(init.headers).get('accept') === 'text/event-stream');
    return fetched(target, init);
  };
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      over(false);
    }
  };
}
"""


class Traffic:
    """What a page sends to the events of answers."""

    def __init__(self, page: Page) -> None:
        self.sockets: list[str] = []
        self.event_requests: list[str] = []
        self.asked_as: list[str] = []
        page.on("websocket", lambda socket: self.sockets.append(socket.url))
        page.on("request", self._saw)

    def _saw(self, request: object) -> None:
        url, method = request.url, request.method  # type: ignore[attr-defined]
        accept = request.headers.get("accept", "")  # type: ignore[attr-defined]
        if "/events" in url:
            self.event_requests.append(f"{accept} {url.partition('?')[2]}")
        elif method == "POST" and url.endswith("/api/answers"):
            self.asked_as.append(accept)

    def long_polls(self) -> int:
        """How many requests waited for something."""
        return sum("wait=" in request for request in self.event_requests)


@pytest.mark.parametrize("name", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_chosen_transport_brings_every_word_and_is_remembered(
    context: BrowserContext, counter: CountingServer, name: str
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    choose_transport(page, name)
    page.reload()
    traffic = Traffic(page)
    begin_s = time.monotonic()
    ask(page, "Count")
    growing_to(page, 3)
    asked_often = {"Long polling": 10, "Polling": 3}.get(name, 0)
    wait_until(page, lambda: len(traffic.event_requests) >= asked_often, "polls")
    growing_to(page, 40)
    counter.enough()
    assert_whole(counter.url, page)
    took_s = time.monotonic() - begin_s
    plain_polls = len(traffic.event_requests) - traffic.long_polls()
    used = {
        "SSE": traffic.asked_as == ["text/event-stream"] and not traffic.event_requests,
        "WebSocket": len(traffic.sockets) == 1 and not traffic.event_requests,
        "Long polling": traffic.long_polls() >= 10 and plain_polls == 0,
        # Once a second, and once more at the end.
        "Polling": 3 <= plain_polls <= took_s + 2 and traffic.long_polls() == 0,
    }
    assert used[name], vars(traffic)


@pytest.mark.parametrize("refuses", [False, True], ids=["websocket", "long polling"])
def test_behind_a_proxy_that_buffers_words_come_by_what_gets_through(
    context: BrowserContext, counter: CountingServer, refuses: bool
) -> None:
    turned_s: list[float] = []
    with BadNetwork(counter.port) as network:
        network.refuse_sockets = refuses
        for chance, _ in rounds(VOLUMES.page_buffers):
            network.hold_streams = False
            page = context.new_page()
            turned_s.append(turned(page, counter, network, chance))
            page.close()
    print(f"the page turned to something else after {spread(turned_s)}")


def turned(
    page: Page, counter: CountingServer, network: BadNetwork, chance: random.Random
) -> float:
    """Follow two answers behind the proxy; returns the seconds until it was found out."""
    traffic = Traffic(page)
    word = begun_behind_a_proxy(page, network, chance)
    growing_to(page, word + 20)
    assert page.evaluate("window.order") == ["stream", "switched"]
    if network.refuse_sockets:
        wait_until(page, lambda: traffic.long_polls() > 5, "long polls")
    counter.enough()
    assert_counted(counter.url, page)
    # It is remembered.
    ask(page, "Again")
    growing_to(page, 3)
    counter.enough()
    assert_counted(counter.url, page)
    assert traffic.asked_as[0] == "text/event-stream"
    assert set(traffic.asked_as[1:]) == {"application/json"}
    assert network.refuse_sockets == bool(traffic.long_polls())
    assert network.refuse_sockets or len(traffic.sockets) == 2
    return float(page.evaluate("window.tookMs")) / 1000


def begun_behind_a_proxy(page: Page, network: BadNetwork, chance: random.Random) -> int:
    """Have an answer grow where streams are held back, from its beginning or later."""
    word = chance.choice([0, chance.randint(1, 60)])
    if word:
        begun(page, network.url, word)
    else:
        page.goto(network.url)
    page.evaluate(WATCH_THE_SWITCH)
    network.hold_streams = True
    if word:
        network.cut()
    else:
        ask(page, "Count")
    return word


def test_a_hidden_page_lets_its_stream_go_and_comes_back_to_it(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 2)
    page.evaluate(HIDE, True)
    with page.expect_request("**/events?*") as asked:
        page.clock.fast_forward(11_000)
    assert asked.value.headers["accept"] == "application/json"
    with page.expect_request("**/events?*") as asked:
        page.evaluate(HIDE, False)
    assert asked.value.headers["accept"] == "text/event-stream"
    counter.enough()
    assert_whole(counter.url, page)


def test_eight_windows_stay_alive_on_six_connections(
    context: BrowserContext, counter: CountingServer
) -> None:
    pages = [context.new_page() for _ in range(8)]
    traffics = [Traffic(page) for page in pages]
    for page in pages:
        page.goto(counter.url)
        ask(page, "Count")
    for page in pages:
        growing_to(page, 5)
    streams = [t for t in traffics if t.asked_as == ["text/event-stream"]]
    # On a very busy machine a stream may be late, and its window turn to a socket too.
    turned = [t for t in traffics if len(t.asked_as) > 1]
    assert 4 - len(turned) <= len(streams) <= 4
    assert all(t.sockets for t in traffics if t not in streams)
    # Requests still get through.
    stop_button(pages[7]).click()
    ended_there = ended(pages[7])
    expect(ended_there.get_by_text("Stopped", exact=True)).to_be_visible()
