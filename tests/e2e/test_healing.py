"""Whatever happens on the way, the page shows exactly what is stored, and nothing hangs."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.counting import CountingServer, counted, counting_server
from tests.e2e.driving import (
    answer,
    ask,
    assert_counted,
    assert_whole,
    begun,
    choose_transport,
    growing_to,
    lose_connection,
    settled,
    stored_answers,
)
from tests.e2e.proxy import BadNetwork
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds, spread
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]


def test_reloads_at_any_moment_lose_and_repeat_nothing(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    for chance, reloads in rounds(VOLUMES.page_reloads, 3):
        begun(page, counter.url, 0)
        for word in sorted(chance.sample(range(60), reloads)):
            growing_to(page, word)
            page.reload()
        growing_to(page, 60)
        counter.enough()
        assert_counted(counter.url, page)


def test_a_reload_right_after_asking_shows_the_answer(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    expect(page).to_have_url(re.compile("/c/"))
    page.reload()
    growing_to(page, 5)
    counter.enough()
    assert_whole(counter.url, page)


@pytest.mark.parametrize("transport", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_a_network_that_is_cut_again_and_again_loses_and_repeats_nothing(
    context: BrowserContext, counter: CountingServer, transport: str
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        page.goto(network.url)
        choose_transport(page, transport)
        for chance, cuts in rounds(VOLUMES.page_cuts, 8):
            ask(page, "Count")
            for word in sorted(chance.sample(range(60), cuts)):
                growing_to(page, word)
                network.cut()
            growing_to(page, 60)
            counter.enough()
            assert_counted(counter.url, page)
        assert network.cuts == VOLUMES.page_cuts


def test_a_network_that_is_away_for_a_while_is_waited_for(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        begun(page, network.url, 5)
        lose_connection(page, network)
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


def test_a_killed_server_that_comes_back_goes_on_with_the_answer(
    context: BrowserContext, tmp_path: Path
) -> None:
    port = free_port()
    page = context.new_page()
    back_s: list[float] = []
    for chance, deaths in rounds(VOLUMES.page_restarts, 2):
        words = sorted(chance.sample(range(60), deaths))
        for word in words:
            with counting_server(tmp_path, port=port) as server:
                if word == words[0]:
                    begun(page, server.url, word)
                growing_to(page, word)
                server.end(chance.choice([signal.SIGKILL, signal.SIGINT]))
                expect(answer(page)).to_contain_text("Reconnecting")
        *_, seen = counted(answer(page).inner_text())
        with counting_server(tmp_path, port=port) as server:
            begin_s = time.monotonic()
            growing_to(page, seen + 1)
            back_s.append(time.monotonic() - begin_s)
            growing_to(page, seen + chance.randint(1, 20))
            server.enough()
            assert_counted(server.url, page)
    print(f"the page grew on, once the server was there, after {spread(back_s)}")
