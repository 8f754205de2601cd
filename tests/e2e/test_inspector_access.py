"""The stream inspector for people with a keyboard, a screen reader or other eyes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.driving import ask, ended, growing
from tests.e2e.inspecting import inspector, view
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import FOCUS, violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

#: From the left to the right.
TABS = (
    "Headers",
    "Payload",
    "EventStream",
    "Initiator",
    "Timing",
    "Transports",
    "Replay",
    "Faults",
)


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tells a Markdown text, quickly."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:river@200") as one:
        yield one


def test_everything_in_the_inspector_is_reached_by_keyboard(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    ask(page, "one two three")
    ended(page)
    page.get_by_role("button", name="Stream inspector").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("complementary", name="Stream inspector")
    tab = panel.get_by_role("tab", name="EventStream")
    expect(tab).to_be_focused()
    for name in (*TABS[3:], *TABS[:3]):
        page.keyboard.press("ArrowRight")
        expect(panel.get_by_role("tab", name=name)).to_be_focused()
        expect(panel.get_by_role("tabpanel", name=name)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(panel.get_by_role("searchbox", name="Filter events")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(panel.get_by_role("grid", name="Events")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("row", selected=True)).to_have_count(1)
    edge = panel.get_by_role("separator", name="Width of the inspector")
    before = int(edge.get_attribute("aria-valuenow") or 0)
    edge.focus()
    page.keyboard.press("ArrowLeft")
    expect(edge).to_have_attribute("aria-valuenow", str(before + 24))
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.evaluate(FOCUS) == "Stream inspector"


def select_raw_frame(panel: Locator) -> None:
    """Show the bytes of the first raw frame."""
    view(panel, "EventStream").get_by_role("radio", name="Raw frames").check()
    panel.get_by_role("listbox").focus()
    panel.page.keyboard.press("Home")
    panel.get_by_role("radio", name="Bytes").check()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "dark")])
def test_axe_finds_nothing_in_the_inspector(
    browser: Browser, river: ServerProcess, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="en-US",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(river.url)
    panel = inspector(page)
    assert violations(page) == [], "before a question"
    growing_answer = ask(page, "Tell me")
    expect(growing_answer).to_contain_text("shallow")
    for name in TABS:
        view(panel, name)
        assert violations(page) == [], name
    select_raw_frame(panel)
    assert violations(page) == [], "raw frames"
    expect(growing(page)).to_have_count(0)
    transports = view(panel, "Transports")
    transports.get_by_role("button", name="Compare the four").click()
    expect(transports.get_by_text("at the end")).to_have_count(4)
    assert violations(page) == [], "a comparison"
    view(panel, "EventStream").get_by_role("grid").focus()
    page.keyboard.press("End")
    expect(panel.get_by_role("region", name="Event", exact=True)).to_be_visible()
    assert violations(page) == [], "an event"
    replay = view(panel, "Replay")
    replay.get_by_role("slider").focus()
    page.keyboard.press("End")
    assert violations(page) == [], "a replay"
    context.close()


def test_an_inspector_that_cannot_be_fetched_comes_when_its_server_is_back(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    away = "**/panel-*.js"
    page.route(away, lambda route: route.abort())
    page.goto(river.url)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Stream inspector").click()
    panel = page.get_by_role("complementary", name="Stream inspector")
    expect(panel).to_have_count(0)
    page.unroute(away)
    expect(panel).to_be_visible()
