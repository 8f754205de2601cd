"""Whatever happens on the way, the page shows exactly what is stored, and nothing hangs."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import ask, assert_whole, ended, stored_answers
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.proxy import BadNetwork

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: Comes in four seconds at twenty words a second.
WORDS = " ".join(f"word{number}" for number in range(80))


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, twenty words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@20") as one:
        yield one


def growing_to(page: Page, word: int) -> None:
    """Wait until the growing answer has come to a word."""
    expect(page.locator('article[aria-busy="true"]')).to_contain_text(f"word{word}", timeout=20_000)


def test_reloads_at_any_moment_lose_and_repeat_nothing(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    chance = random.Random(7)
    for _ in range(4):
        page.goto(echo.url)
        ask(page, WORDS)
        expect(page).not_to_have_url(f"{echo.url}/")
        for word in sorted(chance.sample(range(1, 60), 3)):
            growing_to(page, word)
            page.reload()
        assert_whole(echo.url, page)


def test_a_reload_right_after_asking_shows_the_answer(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, WORDS)
    page.wait_for_url("**/c/*")
    page.reload()
    assert_whole(echo.url, page)


@pytest.mark.parametrize("transport", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_network_that_is_cut_again_and_again_loses_and_repeats_nothing(
    context: BrowserContext, echo: ServerProcess, transport: str
) -> None:
    page = context.new_page()
    chance = random.Random(11)
    with BadNetwork(echo.port) as network:
        page.goto(network.url)
        page.get_by_role("button", name="Settings").click()
        page.get_by_role("dialog").get_by_role("radio", name=transport, exact=True).check()
        page.get_by_role("dialog").get_by_role("button", name="Close").click()
        ask(page, WORDS)
        for word in sorted(chance.sample(range(1, 60), 6)):
            growing_to(page, word)
            network.cut()
        assert_whole(echo.url, page)
        assert network.cuts == 6


def test_a_network_that_is_away_for_a_while_is_waited_for(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    with BadNetwork(echo.port) as network:
        page.goto(network.url)
        ask(page, WORDS)
        growing_to(page, 5)
        network.down = True
        network.cut()
        expect(page.get_by_role("article").last).to_contain_text("Reconnecting")
        # The answer ends while nobody can hear it.
        while "word79" not in stored_answers(echo.url, page)[-1]:
            page.wait_for_timeout(100)
        network.down = False
        assert_whole(echo.url, page)


def test_a_question_asked_while_the_network_is_away_is_asked_once(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    with BadNetwork(echo.port) as network:
        page.goto(network.url)
        network.down = True
        network.cut()
        ask(page, WORDS)
        expect(page.get_by_role("article").last).to_contain_text("Reconnecting")
        network.down = False
        assert_whole(echo.url, page)
        assert len(stored_answers(echo.url, page)) == 1


def test_a_second_tab_in_the_middle_shows_the_same(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, WORDS)
    growing_to(page, 20)
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 20)
    assert_whole(echo.url, page)
    assert_whole(echo.url, second)


@pytest.mark.parametrize("word", [1, 30])
def test_a_killed_server_that_comes_back_goes_on_with_the_answer(
    context: BrowserContext, tmp_path: Path, word: int
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@20") as first:
        page = context.new_page()
        page.goto(first.url)
        ask(page, WORDS)
        growing_to(page, word)
        expect(page).not_to_have_url(f"{first.url}/")
        port = first.port
        first.end(signal.SIGKILL)
        expect(page.get_by_role("article").last).to_contain_text("Reconnecting")
    with server_process(tmp_path, "--model", "scripted:echo@20", port=port) as second:
        assert_whole(second.url, page)
        assert stored_answers(second.url, page) == [WORDS]


def test_stop_while_text_is_coming_keeps_what_is_shown(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, WORDS)
    growing_to(page, 10)
    page.get_by_role("button", name="Stop", exact=True).click()
    assert_whole(echo.url, page)
    assert "word79" not in stored_answers(echo.url, page)[0]


def test_stop_before_the_first_token_stops(context: BrowserContext, tmp_path: Path) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@1") as server:
        page = context.new_page()
        page.goto(server.url)
        ask(page, WORDS)
        page.get_by_role("button", name="Stop", exact=True).click()
        stopped = ended(page)
        expect(stopped).to_contain_text("Stopped")
        assert stored_answers(server.url, page) == [""]
        # Whoever stopped can ask again at once.
        ask(page, "Again")


def test_stop_after_a_reload_stops(context: BrowserContext, echo: ServerProcess) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, WORDS)
    growing_to(page, 5)
    page.reload()
    growing_to(page, 8)
    page.get_by_role("button", name="Stop", exact=True).click()
    assert_whole(echo.url, page)
    assert "word79" not in stored_answers(echo.url, page)[0]


def test_stop_while_the_network_is_away_is_carried_out_when_it_is_back(
    context: BrowserContext, tmp_path: Path
) -> None:
    with server_process(tmp_path, "--model", "scripted:echo@3") as server:
        page = context.new_page()
        with BadNetwork(server.port) as network:
            page.goto(network.url)
            ask(page, WORDS)
            growing_to(page, 3)
            network.down = True
            network.cut()
            expect(page.get_by_role("article").last).to_contain_text("Reconnecting")
            page.get_by_role("button", name="Stop", exact=True).click()
            network.down = False
            assert_whole(server.url, page)
            assert "word79" not in stored_answers(server.url, page)[0]
