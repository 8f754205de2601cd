"""The stream inspector: what it shows of an answer's way over the wire, and what it can do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.driving import ask, choose_transport, ended, stored_answers
from tests.e2e.inspecting import inspector, view
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_transports import Traffic

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

#: Comes back in about six seconds.
WORDS = " ".join(f"word{number}" for number in range(60))

#: The ids of the events in sight, in their order on the screen.
IDS = """
grid => [...grid.querySelectorAll('tbody tr')]
  .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
  .map(row => row.cells[0].textContent)
  .filter(id => id !== '')
"""

#: A text without white space, and without what the page adds to it.
PLAIN = """
node => {
  const copy = node.cloneNode(true);
  for (const own of copy.querySelectorAll('.caret')) own.remove();
  return copy.textContent.replace(/\\s+/g, '');
}
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, ten words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@10") as one:
        yield one


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tells a Markdown text, quickly."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:river@200") as one:
        yield one


def row(table: Locator, name: str) -> list[str]:
    """Return the cells of the row that begins with ``name``."""
    cells = table.get_by_role("row").filter(
        has=table.page.get_by_role("rowheader", name=re.compile(f"^{name}"))
    )
    return cells.get_by_role("cell").all_inner_texts()


def test_an_answer_that_is_polled_is_not_told_to_be_lost_between_two_polls(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    choose_transport(page, "Polling")
    panel = inspector(page)
    article = ask(page, WORDS)
    expect(article).to_contain_text("word1")
    page.evaluate(
        """() => {
          window.states = new Set();
          const look = () => {
            states.add(document.querySelector('.inspector-summary .state')?.textContent);
            requestAnimationFrame(look);
          };
          look();
        }"""
    )
    expect(article).to_contain_text("word20")
    assert page.evaluate("[...states]") == ["Growing"]
    ended(page)
    expect(panel.locator(".state")).to_have_text("Ended")


def test_headers_payload_events_and_timing_are_those_of_the_answer(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    panel = inspector(page)
    expect(panel).to_contain_text("Ask something")
    article = ask(page, WORDS)
    expect(article).to_contain_text("word3")
    expect(panel).to_contain_text("Growing")

    headers = view(panel, "Headers")
    expect(headers).to_contain_text(f"{echo.url}/api/answers")
    for told in ("200 OK", "text/event-stream; charset=utf-8", "Idempotency-Key"):
        expect(headers).to_contain_text(told)
    sent = json.loads(view(panel, "Payload").locator("pre").inner_text())
    assert sent["content"] == WORDS

    ended(page)
    grid = view(panel, "EventStream").get_by_role("grid", name="Events")
    grid.focus()
    page.keyboard.press("Home")
    expect(grid.get_by_role("row").nth(1)).to_contain_text("started")
    ids = grid.evaluate(IDS)
    assert ids[:5] == ["1-1", "1-2", "1-3", "1-4", "1-5"]
    assert [int(each[2:]) for each in ids] == list(range(1, len(ids) + 1))
    page.keyboard.press("End")
    expect(grid.get_by_role("row", selected=True)).to_contain_text(re.compile(r"1-\d+\s*end"))
    expect(panel.get_by_role("region", name="Event", exact=True)).to_contain_text('"status"')

    timing = view(panel, "Timing")
    expect(timing.get_by_role("img", name="Gaps between")).to_be_visible()
    expect(timing).to_contain_text("First token")
    expect(timing).to_contain_text("First text here")
    expect(timing).to_contain_text("Reconnections")


def test_events_are_filtered_and_the_list_stays_at_the_newest(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    panel = inspector(page)
    ask(page, WORDS)
    events = view(panel, "EventStream")
    expect(events.get_by_role("row").filter(has_text="word40")).to_be_visible()
    ended(page)
    events.get_by_role("searchbox", name="Filter events").fill("word57")
    expect(events.get_by_role("grid")).to_have_attribute("aria-rowcount", "2")
    expect(events.get_by_role("row").nth(1)).to_contain_text("word57")
    events.get_by_role("searchbox").fill("of no kind")
    expect(events).to_contain_text("No event matches")


def raw_frames(panel: Locator, transport: str) -> Locator:
    """Ask by ``transport``; returns the raw frames of the whole answer, from the first on."""
    choose_transport(panel.page, transport)
    ask(panel.page, "물이 흐르는 곳")
    ended(panel.page)
    expect(panel).to_contain_text("Ended")
    events = view(panel, "EventStream")
    events.get_by_role("radio", name="Raw frames").check()
    lines = events.get_by_role("listbox", name="Raw frames")
    lines.focus()
    panel.page.keyboard.press("Home")
    return lines


def test_raw_frames_are_shown_as_they_came_in_both_directions(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    panel = inspector(page)
    lines = raw_frames(panel, "SSE")
    for told in ("POST /api/answers", "200 text/event-stream", "retry: 1000", "event: started"):
        expect(lines).to_contain_text(told)
    lines.get_by_role("option").filter(has_text='data: {"text":"물이"}').click()
    frame = panel.get_by_role("region", name="Frame")
    assert frame.locator("pre").inner_text().split("\n") == [
        *("id: 1-2", "event: delta", 'data: {"text":"물이"}', ""),
    ]
    frame.get_by_role("radio", name="Bytes").check()
    expect(frame).to_contain_text("eb ac bc")

    lines = raw_frames(panel, "WebSocket")
    for told in ("GET ws://", '{"id":"1-2","event":"delta","data":{"text":"물이"}}', "code 1000"):
        expect(lines).to_contain_text(told)
    lines = raw_frames(panel, "Polling")
    for told in ('{"content":"물이 흐르는 곳"', "200 application/json", '{"events":['):
        expect(lines).to_contain_text(told)


def test_a_growing_answer_is_switched_from_one_transport_to_another_and_requests_are_counted(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    panel = inspector(page)
    traffic = Traffic(page)
    article = ask(page, WORDS)
    transports = view(panel, "Transports")
    for name, word in (("WebSocket", "word10"), ("Polling", "word25"), ("Long polling", "word40")):
        transports.get_by_role("radio", name=name, exact=True).check()
        expect(article).to_contain_text(word)
    transports.get_by_role("radio", name="Auto").check()
    ended(page)

    costs = transports.get_by_role("table").first
    plain_polls = len(traffic.event_requests) - traffic.long_polls()
    streams = sum("event-stream" in each for each in traffic.event_requests)
    assert len(traffic.sockets) == 1
    assert row(costs, "WebSocket")[0] == "1"
    assert row(costs, "Long polling")[0] == str(traffic.long_polls())
    assert row(costs, "SSE")[0] == str(1 + streams)
    assert row(costs, "Polling")[0] == str(plain_polls - streams)

    timing = view(panel, "Timing")
    expect(timing).to_contain_text("SSE → WebSocket: chosen in the settings")
    expect(timing).to_contain_text("WebSocket → Polling: chosen in the settings")
    assert stored_answers(echo.url, page) == [WORDS]


def race_again(transports: Locator) -> None:
    """Check the end of a comparison's race, and that it can be watched from its beginning."""
    race = transports.get_by_role("region", name="Race of the four")
    counts = race.get_by_text(re.compile("tokens, 0 waiting")).all_inner_texts()
    assert len(counts) == 4
    assert len({each.split()[0] for each in counts}) == 1
    race.get_by_role("slider").press("Home")
    expect(race.get_by_text(re.compile("^0 tokens"))).to_have_count(4)
    race.get_by_role("button", name="Play the race again").click()
    expect(race.get_by_text(re.compile("tokens, 0 waiting"))).to_have_count(4)
    # Each transport is drawn as it was.
    expect(transports.get_by_role("figure").get_by_role("img")).to_have_count(4)


def test_the_four_transports_are_compared_on_one_growing_answer(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    panel = inspector(page)
    article = ask(page, WORDS)
    expect(article).to_contain_text("word2")
    transports = view(panel, "Transports")
    transports.get_by_role("button", name="Compare the four").click()
    table = transports.get_by_role("table").last
    expect(table.get_by_text("at the end")).to_have_count(4)
    expect(table.get_by_text("median")).to_have_count(4)
    assert row(table, "SSE")[0] == row(table, "WebSocket")[0] == "1"
    assert int(row(table, "Long polling")[0]) > 10
    race_again(transports)
    # The page's own stream was left alone.
    costs = transports.get_by_role("table").first
    assert costs.get_by_role("rowheader").all_inner_texts() == ["SSE"]
    assert row(costs, "SSE")[0] == "1"
    assert stored_answers(echo.url, page) == [WORDS]

    # Once it has ended, it is read again, and says that this tells nothing about latency.
    ended(page)
    transports.get_by_role("button", name="Compare the four").click()
    expect(transports).to_contain_text("This answer had ended")
    expect(table.get_by_text("at the end")).to_have_count(4)
    assert [row(table, name)[0] for name in ("SSE", "WebSocket")] == ["1", "1"]


def test_a_replay_ends_with_the_text_that_is_stored(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    panel = inspector(page)
    ask(page, "Tell me")
    article = ended(page)
    replay = view(panel, "Replay")
    replayed = replay.get_by_role("region", name="Replayed answer")
    expect(replayed).to_have_text("Press Play, and the answer comes as it came.")
    replay.get_by_role("radio", name="×4").check()
    replay.get_by_role("button", name="Play").click()
    # It grows, as it did, and pauses where it is told to.
    expect(replayed).to_contain_text("shallow")
    expect(replay.get_by_role("button", name="Play")).to_be_visible()
    text = ".markdown"
    assert replayed.locator(text).evaluate(PLAIN) == article.locator(text).evaluate(PLAIN)
    position = replay.get_by_role("slider", name="Position")
    position.press("Home")
    expect(replayed).to_have_text("Press Play, and the answer comes as it came.")
    position.press("End")
    expect(replayed).to_contain_text("for more.")
    assert replayed.locator(text).evaluate(PLAIN) == article.locator(text).evaluate(PLAIN)


def test_events_that_nobody_saw_here_are_read_from_the_server_without_invented_times(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "Tell me")
    ended(page)
    page.reload()
    panel = inspector(page)
    expect(panel).to_contain_text("read from the server's log")
    grid = view(panel, "EventStream").get_by_role("grid", name="Events")
    expect(grid.get_by_role("row").nth(1)).to_contain_text("1-1started")
    assert grid.evaluate(IDS)[:3] == ["1-1", "1-2", "1-3"]
    assert "ms" not in grid.get_by_role("row").nth(3).inner_text()
    timing = view(panel, "Timing")
    expect(timing).to_contain_text("First token")
    expect(timing.get_by_role("img")).to_have_count(0)
    expect(view(panel, "Initiator")).to_contain_text("reads the events from the server's log")
    replay = view(panel, "Replay")
    expect(replay).to_contain_text("played evenly")
    replay.get_by_role("slider", name="Position").press("End")
    replayed = replay.get_by_role("region", name="Replayed answer")
    text = page.get_by_role("article").last.locator(".markdown")
    expect(replayed.locator("math")).to_have_count(1)
    expect(text.locator("math")).to_have_count(1)
    assert replayed.locator(".markdown").evaluate(PLAIN) == text.evaluate(PLAIN)


def test_after_a_reload_the_inspector_is_open_and_says_from_where_it_has_recorded(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    inspector(page)
    article = ask(page, WORDS)
    expect(article).to_contain_text("word9")
    page.reload()
    panel = page.get_by_role("complementary", name="Stream inspector")
    expect(panel).to_contain_text(re.compile(r"Recorded from event 1-\d+ on"))
    expect(view(panel, "Timing")).to_contain_text("This tab did not ask")
    ended(page)
    replay = view(panel, "Replay")
    replayed = replay.get_by_role("region", name="Replayed answer")
    replay.get_by_role("slider", name="Position").press("End")
    expect(replayed).to_contain_text("word59")
    assert replayed.evaluate(PLAIN) == WORDS.replace(" ", "")


def test_on_a_phone_it_stands_below_also_above_a_keyboard_with_its_tab_in_sight(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(river.url)
    panel = inspector(page)
    # While nothing was asked it leaves the room to what can be asked.
    expect(page.get_by_role("button", name="Show a binary search in Python")).to_be_in_viewport()
    ask(page, "Tell me")
    view(panel, "Faults")
    ended(page)
    ask(page, "Tell me more")
    expect(panel.get_by_role("combobox", name="Answer")).to_be_visible()
    expect(panel.get_by_role("tab", name="Faults")).to_be_in_viewport(ratio=0.9)
    panel.get_by_role("button", name="Enlarge inspector").click()
    for height in (844, 420):
        page.set_viewport_size({"width": 390, "height": height})
        expect(page.get_by_role("textbox", name="Message", exact=True)).to_be_in_viewport(ratio=1)
        box = panel.bounding_box()
        assert box is not None
        assert (box["x"], box["width"]) == (0, 390)
        assert box["height"] >= height * 0.45
