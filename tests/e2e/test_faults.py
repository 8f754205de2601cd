"""Faults that the inspector does: to the page's own line, and to two servers beside this one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import (
    ask,
    assert_whole,
    choose_transport,
    ended,
    growing_to,
)
from tests.e2e.inspecting import inspector, view
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

WHOLE = "nothing lost, nothing twice"


@pytest.mark.parametrize("name", ["SSE", "WebSocket", "Long polling", "Polling"])
def test_what_the_line_does_to_an_answer_leaves_no_mark_on_it(
    context: BrowserContext, counter: CountingServer, name: str
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    choose_transport(page, name)
    # It was opened before the inspector was there, and is cut all the same.
    ask(page, "Count")
    growing_to(page, 5)
    faults = view(inspector(page), "Faults")
    reports = faults.get_by_role("listitem")
    for count, fault in enumerate(("Cut the line", "Three seconds of silence", "Kill the reader")):
        faults.get_by_role("button", name=fault).click()
        expect(reports.nth(count)).to_contain_text("next event after")
    faults.get_by_role("button", name="A proxy that buffers").click()
    expect(reports.nth(3)).to_contain_text("next event after")
    counter.enough()

    expect(faults.get_by_text("Checked against the events")).to_be_visible()
    told = reports.all_inner_texts()
    assert [WHOLE in each for each in told] == [True] * 4, told
    assert re.search(r"Cut at event (\S+) · asked again from \1 after", told[0]), told
    assert re.search(r"Reader killed at event \S+ · asked again from .+ after [3-9]", told[2]), told
    assert_whole(counter.url, page)


def test_a_proxy_that_buffers_is_left_for_another_way(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    ask(page, "Count")
    growing_to(page, 5)
    faults = view(inspector(page), "Faults")
    faults.get_by_role("button", name="A proxy that buffers").click()
    expect(faults.get_by_role("listitem")).to_contain_text("went on by WebSocket")
    counter.enough()

    expect(faults.get_by_role("listitem")).to_contain_text(WHOLE)
    assert_whole(counter.url, page)


def test_no_other_stream_is_touched(context: BrowserContext, counter: CountingServer) -> None:
    page, other = context.new_page(), context.new_page()
    for each in (page, other):
        each.goto(counter.url)
        ask(each, "Count")
        growing_to(each, 5)
    requests: list[str] = []
    other.on("request", lambda request: requests.append(request.url))
    faults = view(inspector(page), "Faults")
    faults.get_by_role("button", name="Cut the line").click()
    expect(faults.get_by_role("listitem")).to_contain_text("asked again")
    counter.enough()

    expect(ended(other)).to_be_visible()
    assert [url for url in requests if "/events" in url] == []


@pytest.fixture(scope="module")
def shower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that may show an exhibit."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@100") as one:
        yield one


def shown(page: Page, url: str) -> Locator:
    page.goto(url)
    panel = inspector(page)
    ask(page, "Hello")
    view(panel, "Faults").get_by_role("button", name="Show both").click()
    return page.get_by_role("dialog", name="Thirty lines beside Yeoul")


def asked(page: Page, url: str) -> tuple[Locator, Locator, Locator]:
    """Ask both of an exhibit, and return it with its two panes once each has a beginning."""
    exhibit = shown(page, url)
    exhibit.get_by_role("button", name="Ask both").click()
    thirty = exhibit.get_by_role("region", name="Thirty lines")
    yeoul = exhibit.get_by_role("region", name="Yeoul")
    for pane in (thirty, yeoul):
        expect(pane).to_contain_text("A river runs fastest")
    return exhibit, thirty, yeoul


def counts(pane: Locator) -> dict[str, str]:
    pairs = pane.locator("dl > div").all_inner_texts()
    return dict(re.split(r"\s*\n\s*", each) for each in pairs)


def test_a_killed_server_ends_the_thirty_lines_and_yeoul_goes_on(
    context: BrowserContext, shower: ServerProcess
) -> None:
    page = context.new_page()
    exhibit, thirty, yeoul = asked(page, shower.url)
    exhibit.get_by_role("button", name="Kill the servers").click()
    expect(thirty.get_by_role("status")).to_contain_text("Dead")
    expect(yeoul.get_by_role("status")).to_have_text("The answer is complete")

    left, right = counts(thirty), counts(yeoul)
    came, whole = right["Characters"].split(" of ")
    assert came == whole
    assert (right["Lost"], right["Twice"]) == ("0", "0")
    assert int(left["Lost"]) > 0
    assert int(right["Requests"]) > int(left["Requests"]) == 1
    exhibit.get_by_text("The thirty lines: the server").click()
    expect(exhibit).to_contain_text("StreamingResponse(generate(prompt)")
    exhibit.get_by_text("The thirty lines: the client").click()
    expect(exhibit).to_contain_text("response.body.getReader()")
    with page.expect_response(lambda reply: reply.request.method == "DELETE") as ending:
        exhibit.get_by_role("button", name="Close").click()
    assert ending.value.status == 204


def test_a_cut_line_ends_the_thirty_lines_and_yeoul_asks_for_the_rest(
    context: BrowserContext, shower: ServerProcess
) -> None:
    page = context.new_page()
    exhibit, thirty, yeoul = asked(page, shower.url)
    exhibit.get_by_role("button", name="Cut the line").click()
    expect(thirty.get_by_role("status")).to_contain_text("Dead")
    expect(yeoul.get_by_role("status")).to_have_text("The answer is complete")
    assert (counts(yeoul)["Lost"], counts(yeoul)["Twice"]) == ("0", "0")
