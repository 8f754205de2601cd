"""Recordings of the stream inspector as files: saved, and opened where nobody knows the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.driving import ask, ended
from tests.e2e.inspecting import inspector, view
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_inspector import PLAIN, row

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

#: A recording of one request and its reply.
SMALL = {
    "yeoul_recording": 1,
    "saved_at": "2026-01-02T03:04:05Z",
    "origin": "http://127.0.0.1:8000",
    "answer_id": "a",
    "before": None,
    "dropped_events": 0,
    "events": 1,
    "first_token_ms": 12,
    "turns": [],
    "reconnections_ms": [],
    "sums": {
        name: {
            "requests": 0,
            "events": 0,
            "bodyBytes": 0,
            "textBytes": 0,
            "headBytes": 0,
            "sentBytes": 0,
        }
        for name in ("sse", "websocket", "long-polling", "polling")
    },
    "requests": [
        {
            "number": 1,
            "transport": "sse",
            "method": "POST",
            "url": "/api/answers",
            "headers": {},
            "body": "{}",
            "cause": "asked",
            "sent_ms": 0,
            "head_ms": 5,
            "status": 200,
            "response_headers": [["content-type", "text/event-stream"]],
            "first_bytes_ms": 12,
            "body_bytes": 60,
            "events": 1,
            "closed_ms": None,
            "closed": None,
            "detail": None,
            "received": [[12, 'id: 1-2\nevent: delta\ndata: {"text":"<b>bold</b>"}\n\n']],
        }
    ],
}

#: Drops a file with this text on an element.
DROP = """
(element, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "dropped.json"));
  element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true }));
}
"""


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tells a Markdown text, quickly."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:river@200") as one:
        yield one


def save(page: Page, panel: Locator, path: Path) -> str:
    """Save the recording that the inspector shows; returns how many rows its events have."""
    events = view(panel, "EventStream")
    with page.expect_download() as downloaded:
        events.get_by_role("button", name="Save recording").click()
    downloaded.value.save_as(path)
    return events.get_by_role("grid").get_attribute("aria-rowcount") or ""


def test_a_saved_recording_opens_again_where_nobody_knows_the_answer(
    context: BrowserContext, river: ServerProcess, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(river.url)
    panel = inspector(page)
    ask(page, "<img src=x onerror=document.title='run'> Tell me")
    text = ended(page).locator(".markdown")
    # Formulas are drawn late, behind the end.
    expect(text.locator("math")).to_have_count(1)
    plain = text.evaluate(PLAIN)
    count = save(page, panel, tmp_path / "saved.json")

    page.goto(river.url)
    panel.locator("input[type=file]").set_input_files(tmp_path / "saved.json")
    expect(panel.get_by_role("status")).to_contain_text("saved.json, saved")
    events = view(panel, "EventStream")
    expect(events.get_by_role("grid")).to_have_attribute("aria-rowcount", count)
    expect(view(panel, "Headers")).to_contain_text(f"{river.url}/api/answers")
    expect(view(panel, "Payload")).to_contain_text("<img src=x onerror=")
    expect(view(panel, "Timing").get_by_role("img", name="Gaps between")).to_be_visible()
    transports = view(panel, "Transports")
    assert row(transports.get_by_role("table"), "SSE")[0] == "1"
    # Nothing of the page's own answers stands beside a file.
    expect(transports.get_by_role("radio")).to_have_count(0)
    replay = view(panel, "Replay")
    replay.get_by_role("slider", name="Position").press("End")
    replayed = replay.get_by_role("region", name="Replayed answer").locator(".markdown")
    expect(replayed.locator("math")).to_have_count(1)
    assert replayed.evaluate(PLAIN) == plain
    assert page.title() != "run"


def test_a_dropped_file_is_opened_and_a_wrong_one_says_what_it_is(
    context: BrowserContext, river: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(river.url)
    panel = inspector(page)
    panel.evaluate(DROP, json.dumps(SMALL))
    expect(panel.get_by_role("status")).to_contain_text("dropped.json")
    # It is not for the message box, which would refuse it.
    expect(page.get_by_role("alert")).to_have_count(0)
    events = view(panel, "EventStream")
    expect(events.get_by_role("row").nth(1)).to_contain_text("<b>bold</b>")
    # It was saved while the answer grew, which nobody waits for here.
    expect(panel).to_contain_text("Unfinished")

    # What was open stays open.
    damaged = {**SMALL, "requests": [{"number": 1}]}
    for wrong, told in (
        ("no JSON", "no recording"),
        (json.dumps(damaged), "damaged"),
        (json.dumps({**SMALL, "yeoul_recording": 2}), "newer version"),
    ):
        panel.evaluate(DROP, wrong)
        expect(panel.get_by_role("alert")).to_contain_text(told)
    expect(events.get_by_role("row")).to_have_count(2)
    panel.get_by_role("button", name="Close recording").click()
    expect(panel).to_contain_text("Ask something")
