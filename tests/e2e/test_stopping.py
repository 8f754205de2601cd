"""Stop in every state of an answer, at any moment of it: what is shown is what is stored."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.counting import CountingServer, counted
from tests.e2e.driving import (
    HIDE,
    answer,
    answers,
    articles,
    ask,
    assert_counted,
    assert_whole,
    begun,
    ended,
    growing,
    growing_to,
    lose_connection,
    stop,
    stop_button,
    stored_answers,
    wait_until,
)
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import scripted_server
from tests.faults.volumes import LIMIT_S, VOLUMES, rounds
from yeoul.providers.base import Progress, Prompt, Thought
from yeoul.providers.script_steps import Step

pytestmark = [pytest.mark.browser, pytest.mark.timeout(LIMIT_S)]


def words(number: int) -> list[Step]:
    """Return so many words of an answer."""
    return [f"word{each} " for each in range(number)]


#: What the page says in a state, and what the model has told by then; the number is drawn.
STATES: dict[str, tuple[str, Callable[[int], list[Step]]]] = {
    "connecting": ("Connecting", lambda _: []),
    "thinking": ("Thinking", lambda _: [Progress("thinking")]),
    "reasoning": ("Thinking", lambda number: [Thought("Water? ")] * number),
    "generating": ("word{last}", words),
    "stalled": ("Waiting", words),
}


@pytest.mark.parametrize("state", list(STATES))
def test_stop_in_any_state_of_an_answer_keeps_what_came(
    context: BrowserContext, tmp_path: Path, state: str
) -> None:
    says, told = STATES[state]

    def script(prompt: Prompt) -> Iterator[Step]:
        yield from told(int(prompt.turns[-1].content))
        yield asyncio.Event()

    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        for chance, _ in rounds(VOLUMES.page_stops):
            number = chance.randint(1, 30)
            page.goto(url)
            ask(page, str(number))
            shown = says.format(last=number - 1)
            expect(answer(page)).to_contain_text(shown)
            reload_perhaps(page, url, shown, chance)
            stop(page)
            kept = "".join(step for step in told(number) if isinstance(step, str))
            assert stored_answers(url, page) == [kept]
            assert_whole(url, page)
            page.reload()
            expect(answer(page).get_by_text("Stopped", exact=True)).to_be_visible()
            assert_whole(url, page)
            # Whoever stopped can ask again at once.
            ask(page, str(number))


def reload_perhaps(page: Page, url: str, shown: str, chance: random.Random) -> None:
    """Reload or not; the page says the same afterwards."""
    if chance.random() < 0.5:
        expect(page).not_to_have_url(f"{url}/")
        page.reload()
        expect(answer(page)).to_contain_text(shown)


@pytest.mark.parametrize("reloaded", [False, True])
def test_stop_while_text_is_coming_keeps_what_is_shown(
    context: BrowserContext, counter: CountingServer, reloaded: bool
) -> None:
    page = context.new_page()
    for chance, _ in rounds(VOLUMES.page_stops):
        word = chance.randint(0, 60)
        begun(page, counter.url, word)
        if reloaded:
            page.reload()
            word += chance.randint(0, 20)
            growing_to(page, word)
        stop(page)
        assert_counted(counter.url, page)
        [stopped] = answers(counter.url, page)
        assert stopped["status"] == "stopped"
        assert len(counted(stopped["text"])) > word


def test_stop_in_the_queue_lets_the_others_go_on(context: BrowserContext, tmp_path: Path) -> None:
    script: list[Step] = ["The ", "river", asyncio.Event()]
    with scripted_server(tmp_path, script, slots=1) as url:
        first, *queued = pages = [context.new_page() for _ in range(3)]
        for chance, _ in rounds(VOLUMES.page_stops):
            for page in pages:
                page.goto(url)
                expect(ask(page, "Where?")).to_contain_text("queue" if page in queued else "river")
            [stopped, waiting] = chance.sample(queued, 2)
            stop(stopped)
            assert stored_answers(url, stopped) == [""]
            expect(growing(first)).to_contain_text("river")
            expect(answer(waiting)).to_contain_text("number 1 in the queue")
            stop(first)
            expect(growing(waiting)).to_contain_text("river")
            stop(waiting)
            for page in (first, waiting):
                assert stored_answers(url, page) == ["The river"]
            for page in pages:
                assert_whole(url, page)


def test_stop_while_the_network_is_away_is_carried_out_when_it_is_back(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        for chance, _ in rounds(VOLUMES.page_stops):
            begun(page, network.url, chance.randint(0, 40))
            if chance.random() < 0.5:
                lose_connection(page, network)
            else:
                network.down = True
                network.cut()
            stop_button(page).click()
            network.down = False
            assert_counted(counter.url, page)
            assert answers(counter.url, page)[0]["status"] == "stopped"


@pytest.mark.parametrize("arrives", [False, True], ids=["not sent", "reply lost"])
def test_stop_of_a_question_without_a_reply_gives_it_back(
    context: BrowserContext, counter: CountingServer, arrives: bool
) -> None:
    page = context.new_page()
    with BadNetwork(counter.port) as network:
        for chance, _ in rounds(VOLUMES.page_stops):
            begun(page, network.url, chance.randint(0, 20))
            counter.enough()
            assert_counted(counter.url, page)
            network.down, network.hold_streams = not arrives, arrives
            network.cut()
            ask(page, "Count on")
            if arrives:
                wait_until(page, lambda: len(answers(counter.url, page)) == 2, "the question")
            lose_connection(page, network)
            stop_button(page).click()
            expect(articles(page)).to_have_count(2)
            box = page.get_by_role("textbox", name="Message", exact=True)
            expect(box).to_have_value("Count on")
            network.down = network.hold_streams = False
            # What came of a question that had arrived is heard of when the network is back.
            expect(articles(page)).to_have_count(4 if arrives else 2)
            assert_counted(counter.url, page)
            kept = ["finished", "stopped"] if arrives else ["finished"]
            assert [each["status"] for each in answers(counter.url, page)] == kept


def test_an_answer_that_was_stopped_while_its_page_was_hidden_is_shown_so(
    context: BrowserContext, counter: CountingServer
) -> None:
    page, other = context.new_page(), context.new_page()
    for chance, _ in rounds(VOLUMES.page_stops):
        word = chance.randint(0, 40)
        begun(page, counter.url, word)
        other.goto(page.url)
        page.evaluate(HIDE, True)
        growing_to(other, word + chance.randint(1, 40))
        stop(other)
        page.evaluate(HIDE, False)
        for each in (page, other):
            expect(ended(each).get_by_text("Stopped", exact=True)).to_be_visible()
            assert_counted(counter.url, each)
        assert answers(counter.url, page)[0]["status"] == "stopped"
