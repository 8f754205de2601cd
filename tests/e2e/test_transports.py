"""The page's four ways to follow an answer, and how it finds the one that gets through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import answer, ask, assert_whole, ended
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.proxy import BadNetwork

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

#: Comes back in about six seconds.
WORDS = " ".join(f"word{number}" for number in range(60))

HIDE = """
hidden => {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true, get: () => hidden ? 'hidden' : 'visible',
  });
  document.dispatchEvent(new Event('visibilitychange'));
}
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, ten words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@10") as one:
        yield one


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


def choose_transport(page: Page, name: str) -> None:
    """Choose a transport in the settings."""
    page.get_by_role("button", name="Settings").click()
    page.get_by_role("dialog").get_by_role("radio", name=name, exact=True).check()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()


@pytest.mark.parametrize("name", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_chosen_transport_brings_every_word_and_is_remembered(
    context: BrowserContext, echo: ServerProcess, name: str
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    choose_transport(page, name)
    page.reload()
    traffic = Traffic(page)
    growing = ask(page, WORDS)
    expect(growing).to_contain_text("word3")
    assert_whole(echo.url, page)
    plain_polls = len(traffic.event_requests) - traffic.long_polls()
    used = {
        "SSE": traffic.asked_as == ["text/event-stream"] and not traffic.event_requests,
        "WebSocket": len(traffic.sockets) == 1 and not traffic.event_requests,
        "Long polling": traffic.long_polls() > 10 and plain_polls == 0,
        "Polling": 3 <= plain_polls <= 15 and traffic.long_polls() == 0,
    }
    assert used[name], vars(traffic)


def test_behind_a_proxy_that_buffers_words_come_by_websocket(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    traffic = Traffic(page)
    with BadNetwork(echo.port) as network:
        network.hold_streams = True
        page.goto(network.url)
        growing = ask(page, WORDS)
        # Noticed after three seconds; the answer takes six.
        expect(growing).to_contain_text("word20", timeout=5_500)
        assert_whole(echo.url, page)
        assert len(traffic.sockets) == 1
        growing = ask(page, WORDS)
        expect(growing).to_contain_text("word3", timeout=2_500)
        assert_whole(echo.url, page)
        assert traffic.asked_as == ["text/event-stream", "application/json", "application/json"]


def test_where_websockets_are_refused_as_well_words_come_by_long_polling(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    traffic = Traffic(page)
    with BadNetwork(echo.port) as network:
        network.hold_streams = network.refuse_sockets = True
        page.goto(network.url)
        growing = ask(page, WORDS)
        expect(growing).to_contain_text("word20", timeout=6_000)
        assert_whole(echo.url, page)
        assert traffic.long_polls() > 5


def test_a_hidden_page_lets_its_stream_go_and_comes_back_to_it(
    context: BrowserContext, tmp_path: Path
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@3") as server:
        page = context.new_page()
        page.clock.install()
        page.goto(server.url)
        growing = ask(page, WORDS)
        expect(growing).to_contain_text("word2")
        page.evaluate(HIDE, True)
        with page.expect_request("**/events?*") as asked:
            page.clock.fast_forward(11_000)
        assert asked.value.headers["accept"] == "application/json"
        with page.expect_request("**/events?*") as asked:
            page.evaluate(HIDE, False)
        assert asked.value.headers["accept"] == "text/event-stream"
        assert_whole(server.url, page)


def test_eight_windows_stay_alive_on_six_connections(
    context: BrowserContext, tmp_path: Path
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@3") as server:
        pages = [context.new_page() for _ in range(8)]
        traffics = [Traffic(page) for page in pages]
        for page in pages:
            page.goto(server.url)
            ask(page, WORDS)
        for page in pages:
            expect(answer(page)).to_contain_text("word5")
        streams = [t for t in traffics if t.asked_as == ["text/event-stream"]]
        assert len(streams) == 4
        assert sum(len(t.sockets) for t in traffics) == 4
        # Requests still get through.
        pages[7].get_by_role("button", name="Stop", exact=True).click()
        ended(pages[7])
        expect(pages[7].get_by_text("Stopped", exact=True)).to_be_visible()
