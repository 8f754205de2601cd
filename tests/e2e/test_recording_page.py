"""A recording as one page: it is a file, asks for nothing, and plays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.driving import ask, ended
from tests.e2e.inspecting import inspector, view
from tests.e2e.processes import server_process
from tests.e2e.test_inspector import PLAIN
from tests.e2e.test_recordings import SMALL
from yeoul.commands.recording_page import page_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(150)]

HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"


def saved_page(context: BrowserContext, tmp_path: Path) -> tuple[Path, str]:
    """A file that the inspector has saved, and the text of the answer in it."""
    file = tmp_path / "sent.html"
    with server_process(tmp_path / "data", "--model", "scripted:river@200") as river:
        page = context.new_page()
        page.goto(river.url)
        panel = inspector(page)
        ask(page, f"{HOSTILE} Tell me")
        text = ended(page).locator(".markdown")
        expect(text.locator("math")).to_have_count(1)
        plain: str = text.evaluate(PLAIN)
        with page.expect_download() as downloaded:
            view(panel, "EventStream").get_by_role("button", name="Save as a page").click()
        downloaded.value.save_as(file)
    return file, plain


def test_a_saved_page_plays_from_a_file_and_asks_for_nothing(
    browser: Browser, context: BrowserContext, tmp_path: Path
) -> None:
    file, plain = saved_page(context, tmp_path)
    assert file.stat().st_size < 2_000_000
    sent = browser.new_context(locale="en-US", offline=True).new_page()
    asked: list[str] = []
    complaints: list[str] = []
    sent.on("request", lambda request: asked.append(request.url))
    sent.on("console", lambda message: complaints.append(message.text))
    sent.on("pageerror", lambda error: complaints.append(str(error)))
    sent.goto(file.as_uri())
    main = sent.get_by_role("main")
    replay = view(main, "Replay")
    slider = replay.get_by_role("slider", name="Position")
    replay.get_by_role("button", name="Play").click()
    expect(slider).not_to_have_value("0")
    slider.press("End")
    replayed = replay.get_by_role("region", name="Replayed answer").locator(".markdown")
    expect(replayed.locator("math")).to_have_count(1)
    assert replayed.evaluate(PLAIN) == plain
    expect(view(main, "Payload")).to_contain_text("<img src=x onerror=")
    main.get_by_role("button", name="한국어").click()
    expect(main.get_by_role("heading", level=1)).to_have_text("스트림 검사기")
    assert sent.title() != "run"
    assert (asked, complaints) == ([file.as_uri()], [])


def test_a_page_that_the_command_has_made_shows_what_was_recorded(
    context: BrowserContext, tmp_path: Path
) -> None:
    saved, file = tmp_path / "saved.json", tmp_path / "page.html"
    saved.write_text(json.dumps({**SMALL, "answer_id": HOSTILE}), encoding="utf-8")
    file.write_bytes(page_of(saved))
    page = context.new_page()
    page.goto(file.as_uri())

    events = view(page.get_by_role("main"), "EventStream")
    expect(events.get_by_role("row").nth(1)).to_contain_text("<b>bold</b>")
    assert page.title() != "run"

    saved.write_text(json.dumps({**SMALL, "requests": [{"number": 1}]}), encoding="utf-8")
    file.write_bytes(page_of(saved))
    page.goto(file.as_uri())
    expect(page.get_by_role("alert")).to_contain_text("damaged")
