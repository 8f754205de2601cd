"""Whatever happens on the way, the page shows exactly what is stored, and nothing hangs."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.counting import CountingServer, counted, counting_server
from tests.e2e.driving import (
    answer,
    answers,
    ask,
    assert_whole,
    choose_transport,
    ended,
    growing_to,
    settled,
    stop_button,
    stored_answers,
)
from tests.e2e.proxy import BadNetwork
from tests.faults.volumes import LIMIT_S, SEED, VOLUMES
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]


def assert_counted(texts: list[str]) -> None:
    """Every answer counts from nought without a gap or a repetition."""
    for text in texts:
        numbers = counted(text)
        assert numbers == list(range(len(numbers))), text


def test_reloads_at_any_moment_lose_and_repeat_nothing(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    chance = random.Random(SEED)
    for _ in range(VOLUMES.page_reloads // 3):
        page.goto(counter.url)
        ask(page, "Count")
        expect(page).not_to_have_url(f"{counter.url}/")
        for word in sorted(chance.sample(range(1, 60), 3)):
            growing_to(page, word)
            page.reload()
        growing_to(page, 60)
        counter.enough()
        assert_whole(counter.url, page)
        assert_counted(stored_answers(counter.url, page))


def test_a_reload_right_after_asking_shows_the_answer(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    page.wait_for_url("**/c/*")
    page.reload()
    growing_to(page, 5)
    counter.enough()
    assert_whole(counter.url, page)


@pytest.mark.parametrize("transport", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_network_that_is_cut_again_and_again_loses_and_repeats_nothing(
    context: BrowserContext, counter: CountingServer, transport: str
) -> None:
    page = context.new_page()
    chance = random.Random(SEED)
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        choose_transport(page, transport)
        for _ in range(VOLUMES.page_cuts // 8):
            ask(page, "Count")
            for word in sorted(chance.sample(range(1, 60), 8)):
                growing_to(page, word)
                network.cut()
            growing_to(page, 60)
            counter.enough()
            assert_whole(counter.url, page)
            assert_counted(stored_answers(counter.url, page))
        assert network.cuts == VOLUMES.page_cuts


def test_a_network_that_is_away_for_a_while_is_waited_for(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        ask(page, "Count")
        growing_to(page, 5)
        network.down = True
        network.cut()
        expect(answer(page)).to_contain_text("Reconnecting")
        # The answer ends while nobody can hear it.
        counter.enough()
        settled(counter.url, page)
        network.down = False
        assert_whole(counter.url, page)


def test_a_question_asked_while_the_network_is_away_is_asked_once(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        network.down = True
        network.cut()
        ask(page, "Count")
        expect(answer(page)).to_contain_text("Reconnecting")
        network.down = False
        growing_to(page, 5)
        counter.enough()
        assert_whole(counter.url, page)
        assert len(stored_answers(counter.url, page)) == 1


def test_a_second_tab_in_the_middle_shows_the_same(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 20)
    second = context.new_page()
    second.goto(page.url)
    growing_to(second, 20)
    counter.enough()
    assert_whole(counter.url, page)
    assert_whole(counter.url, second)


@pytest.mark.parametrize("word", [1, 30])
def test_a_killed_server_that_comes_back_goes_on_with_the_answer(
    context: BrowserContext, tmp_path: Path, word: int
) -> None:
    port = free_port()
    with counting_server(tmp_path, port=port) as first:
        page = context.new_page()
        page.goto(first.url)
        ask(page, "Count")
        growing_to(page, word)
        expect(page).not_to_have_url(f"{first.url}/")
        first.end(signal.SIGKILL)
        expect(answer(page)).to_contain_text("Reconnecting")
    with counting_server(tmp_path, port=port) as second:
        growing_to(page, word + 20)
        second.enough()
        assert_whole(second.url, page)
        assert_counted(stored_answers(second.url, page))


def test_stop_while_text_is_coming_keeps_what_is_shown(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 10)
    stop_button(page).click()
    assert_whole(counter.url, page)
    assert answers(counter.url, page)[0]["status"] == "stopped"
    assert len(counted(stored_answers(counter.url, page)[0])) > 10


def test_stop_before_the_first_token_stops(context: BrowserContext, tmp_path: Path) -> None:
    # The first word would come after ten minutes.
    with counting_server(tmp_path, words_per_s=1 / 600) as server:
        page = context.new_page()
        page.goto(server.url)
        ask(page, "Count")
        stop_button(page).click()
        stopped = ended(page)
        expect(stopped).to_contain_text("Stopped")
        assert stored_answers(server.url, page) == [""]
        # Whoever stopped can ask again at once.
        ask(page, "Again")


def test_stop_after_a_reload_stops(context: BrowserContext, counter: CountingServer) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 5)
    page.reload()
    growing_to(page, 8)
    stop_button(page).click()
    assert_whole(counter.url, page)
    assert answers(counter.url, page)[0]["status"] == "stopped"


def test_stop_while_the_network_is_away_is_carried_out_when_it_is_back(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        ask(page, "Count")
        growing_to(page, 3)
        network.down = True
        network.cut()
        expect(answer(page)).to_contain_text("Reconnecting")
        stop_button(page).click()
        network.down = False
        assert_whole(counter.url, page)
        assert answers(counter.url, page)[0]["status"] == "stopped"
