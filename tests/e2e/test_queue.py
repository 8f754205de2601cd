"""Questions that are written while an answer grows: they wait, go out once, and are never lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import (
    answers,
    articles,
    ask,
    assert_counted,
    begun,
    choose,
    conversation,
    ended,
    growing_to,
    lose_connection,
    stop,
)
from tests.e2e.proxy import BadNetwork
from tests.e2e.scripted import Seen, scripted_server
from tests.pictures.images import png
from yeoul.errors import ProviderUnavailable
from yeoul.providers.base import Prompt
from yeoul.providers.script_steps import Step

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def box(page: Page) -> Locator:
    """Return the box for messages."""
    return page.get_by_role("textbox", name="Message", exact=True)


def queued(page: Page) -> Locator:
    """Return the questions that wait."""
    return page.get_by_role("list", name="Queued questions").get_by_role("listitem")


def write(page: Page, question: str) -> None:
    """Type the next question while an answer grows, and press Enter."""
    before = queued(page).count()
    box(page).fill(question)
    box(page).press("Enter")
    expect(queued(page)).to_have_count(before + 1)
    expect(box(page)).to_have_value("")


def questions(url: str, page: Page) -> list[str]:
    """Return what was asked in the open conversation, as the server has it."""
    return [each["text"] for each in conversation(url, page)["messages"] if each["role"] == "user"]


def test_questions_written_during_an_answer_go_out_in_their_order_when_it_ends(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    write(page, "Second")
    write(page, "Third")
    expect(queued(page).first).to_contain_text("Second")
    expect(queued(page).first).to_contain_text("Queued")
    assert questions(counter.url, page) == ["Count"]
    for asked in ("Second", "Third"):
        counter.enough()
        expect(page.locator(".question-text").filter(has_text=asked)).to_be_visible()
        growing_to(page, 2)
    expect(queued(page)).to_have_count(0)
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second", "Third"]


def test_a_reload_and_a_tab_that_was_closed_keep_what_waits(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    write(page, "Second")
    page.reload()
    growing_to(page, 5)
    expect(queued(page)).to_have_count(1)
    address = page.url
    page.close()
    counter.enough()
    page = context.new_page()
    # Another conversation is open: the question goes out all the same.
    page.goto(counter.url)
    page.wait_for_function("() => localStorage.length === 0")
    page.goto(address)
    growing_to(page, 2)
    expect(queued(page)).to_have_count(0)
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second"]


def test_a_picture_that_waits_is_shown_taken_back_and_asked(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    page.locator("input[type=file]").set_input_files(
        {"name": "ford.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    queue = page.get_by_role("button", name="Queue", exact=True)
    queue.click()
    expect(queued(page).get_by_role("img", name="ford.png")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(queued(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Remove ford.png")).to_be_visible()
    queue.click()
    expect(queued(page).get_by_role("img", name="ford.png")).to_be_visible()
    expect(page.get_by_role("button", name="Remove ford.png")).to_have_count(0)
    counter.enough()
    expect(articles(page)).to_have_count(4)
    growing_to(page, 2)
    expect(queued(page)).to_have_count(0)
    expect(articles(page).nth(2).get_by_role("img", name="ford.png")).to_be_visible()
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", ""]
    sent = conversation(counter.url, page)["messages"][2]
    assert [each["name"] for each in sent["attachments"]] == ["ford.png"]


def test_behind_an_answer_that_was_stopped_a_question_waits_for_a_click(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    write(page, "Second")
    stop(page)
    expect(queued(page)).to_contain_text("Not sent: the answer was stopped")
    page.reload()
    expect(queued(page)).to_contain_text("Not sent: the answer was stopped")
    assert questions(counter.url, page) == ["Count"]
    page.get_by_role("button", name="Send now").click()
    growing_to(page, 2)
    expect(queued(page)).to_have_count(0)
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second"]


def test_behind_an_answer_that_failed_a_question_waits_and_goes_out_after_the_next_try(
    context: BrowserContext, tmp_path: Path
) -> None:
    seen = Seen()
    tries: list[str] = []

    def fail_once(prompt: Prompt) -> Iterator[Step]:
        tries.append(prompt.turns[-1].content)
        yield "word "
        if len(tries) == 1:
            yield seen
            raise ProviderUnavailable("It went away.")

    with scripted_server(tmp_path, fail_once) as url:
        page = context.new_page()
        page.goto(url)
        expect(ask(page, "First")).to_contain_text("word")
        write(page, "Second")
        seen.set()
        expect(queued(page)).to_contain_text("Not sent: the answer failed")
        assert tries == ["First"]
        page.get_by_role("button", name="Retry").click()
        expect(articles(page)).to_have_count(4)
        expect(queued(page)).to_have_count(0)
        ended(page)
        assert tries == ["First", "First", "Second"]


def test_a_question_that_waits_is_edited_and_taken_back(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    write(page, "Second")
    write(page, "Third")
    queued(page).first.get_by_role("button", name="Edit queued question").click()
    edit = page.get_by_role("textbox", name="Edit queued question")
    expect(edit).to_be_focused()
    edit.fill("Second, better")
    # The answer ends meanwhile: neither half an edit goes out, nor what stands behind it.
    counter.enough()
    expect(articles(page)).to_have_count(2)
    expect(page.locator('article[aria-busy="true"]')).to_have_count(0)
    expect(queued(page)).to_have_count(2)
    box(page).fill("what I am writing")
    queued(page).nth(1).get_by_role("button", name="Take back").click()
    expect(box(page)).to_have_value("Third\n\nwhat I am writing")
    edit.press("Enter")
    growing_to(page, 2)
    expect(queued(page)).to_have_count(0)
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second, better"]


def test_two_tabs_show_what_waits_and_ask_it_once(
    context: BrowserContext, counter: CountingServer
) -> None:
    first, second = context.new_page(), context.new_page()
    begun(first, counter.url, 3)
    second.goto(first.url)
    growing_to(second, 4)
    write(first, "Second")
    expect(queued(second)).to_have_count(1)
    counter.enough()
    for tab in (first, second):
        expect(articles(tab)).to_have_count(4)
        growing_to(tab, 2)
        expect(queued(tab)).to_have_count(0)
    counter.enough()
    for tab in (first, second):
        assert_counted(counter.url, tab)
    assert questions(counter.url, first) == ["Count", "Second"]
    assert len(answers(counter.url, first)) == 2


def test_what_waits_when_the_network_is_lost_goes_out_when_it_is_back(
    context: BrowserContext, counter: CountingServer
) -> None:
    with BadNetwork(counter.port) as network:
        page = context.new_page()
        begun(page, network.url, 3)
        write(page, "Second")
        lose_connection(page, network)
        write(page, "Third")
        counter.enough()
        network.down = False
        expect(articles(page)).to_have_count(4)
        growing_to(page, 2)
        counter.enough()
        expect(articles(page)).to_have_count(6)
        growing_to(page, 2)
        counter.enough()
        assert_counted(network.url, page)
        assert questions(network.url, page) == ["Count", "Second", "Third"]


def test_of_a_temporary_chat_nothing_that_waits_is_kept_in_the_browser(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    page.goto(counter.url)
    page.get_by_role("button", name="Temporary chat").click()
    ask(page, "Count")
    growing_to(page, 3)
    write(page, "Second")
    box(page).fill("Third")
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Second" not in kept
    assert "Third" not in kept
    counter.enough()
    expect(articles(page)).to_have_count(4)
    growing_to(page, 2)
    counter.enough()
    ended(page)
    expect(box(page)).to_have_value("Third")


def test_enter_that_closes_a_syllable_queues_nothing(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    typing = page.context.new_cdp_session(page)
    box(page).focus()
    typing.send("Input.imeSetComposition", {"text": "안", "selectionStart": 1, "selectionEnd": 1})
    key = {"type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter"}
    typing.send("Input.dispatchKeyEvent", key)
    expect(box(page)).to_have_value("안")
    expect(queued(page)).to_have_count(0)
    typing.send("Input.insertText", {"text": "안녕"})
    box(page).press("Enter")
    expect(queued(page)).to_contain_text("안녕")
    counter.enough()
    expect(articles(page)).to_have_count(4)
    growing_to(page, 2)
    counter.enough()
    assert_counted(counter.url, page)


def test_what_waits_when_the_server_is_killed_is_asked_once_after_its_restart(
    context: BrowserContext, tmp_path: Path
) -> None:
    with counting_server(tmp_path) as one:
        port = one.port
        page = context.new_page()
        begun(page, one.url, 3)
        write(page, "Second")
        one.end(signal.SIGKILL)
        write(page, "Third")
        queued(page).nth(1).get_by_role("button", name="Take back").click()
    with counting_server(tmp_path, port=port) as one:
        # Its answer goes on behind the restart.
        page.reload()
        expect(queued(page)).to_contain_text("SecondQueued")
        growing_to(page, 6)
        assert questions(one.url, page) == ["Count"]
        one.enough()
        expect(articles(page)).to_have_count(4)
        growing_to(page, 2)
        expect(queued(page)).to_have_count(0)
        one.enough()
        assert_counted(one.url, page)
        assert questions(one.url, page) == ["Count", "Second"]


def test_what_waits_when_the_server_dies_as_it_is_asked_arrives_once(
    context: BrowserContext, tmp_path: Path
) -> None:
    with counting_server(tmp_path) as one:
        port = one.port
        page, other = context.new_page(), context.new_page()
        begun(page, one.url, 3)
        other.goto(page.url)
        growing_to(other, 4)
        write(page, "Second")
        expect(queued(other)).to_have_count(1)
        one.enough()
        expect(articles(page)).to_have_count(4)
        one.end(signal.SIGKILL)
    with counting_server(tmp_path, port=port) as one:
        for tab in (page, other):
            tab.reload()
            expect(articles(tab)).to_have_count(4)
        expect(queued(page)).to_have_count(0)
        assert questions(one.url, page) == ["Count", "Second"]


#: Two tabs click at once: the second is told to before it could hear that the first has sent.
CLICK_WHEN_TOLD = """
() => {
  const button = document.querySelector('.queue button.link');
  window.told = new BroadcastChannel('click');
  window.told.onmessage = () => button.click();
}
"""
CLICK_AND_TELL = """
() => {
  new BroadcastChannel('click').postMessage('now');
  document.querySelector('.queue button.link').click();
}
"""


def test_two_tabs_that_send_what_was_held_at_once_ask_it_once(
    context: BrowserContext, counter: CountingServer
) -> None:
    first, second = context.new_page(), context.new_page()
    begun(first, counter.url, 3)
    second.goto(first.url)
    growing_to(second, 4)
    write(first, "Second")
    stop(first)
    for tab in (first, second):
        expect(queued(tab)).to_contain_text("Not sent: the answer was stopped")
    second.evaluate(CLICK_WHEN_TOLD)
    first.evaluate(CLICK_AND_TELL)
    for tab in (first, second):
        expect(articles(tab)).to_have_count(4)
        growing_to(tab, 2)
        expect(queued(tab)).to_have_count(0)
    counter.enough()
    for tab in (first, second):
        assert_counted(counter.url, tab)
    assert questions(counter.url, first) == ["Count", "Second"]


def test_what_waits_in_a_conversation_that_is_deleted_comes_back_with_it(
    context: BrowserContext, counter: CountingServer
) -> None:
    page, other = context.new_page(), context.new_page()
    begun(page, counter.url, 3)
    other.goto(page.url)
    growing_to(other, 4)
    write(page, "Second")
    choose(other.get_by_role("listitem").filter(has=other.locator("[aria-current]")), "Delete")
    expect(page.get_by_role("alert")).to_contain_text("deleted")
    page.reload()
    page.get_by_role("button", name="Restore").click()
    expect(queued(page)).to_contain_text("Not sent: the answer was stopped")
    page.get_by_role("button", name="Send now").click()
    growing_to(page, 2)
    counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second"]


def test_of_a_conversation_that_is_deleted_for_ever_no_tab_keeps_anything(
    context: BrowserContext, counter: CountingServer
) -> None:
    page, other = context.new_page(), context.new_page()
    begun(page, counter.url, 3)
    other.goto(page.url)
    growing_to(other, 4)
    write(page, "Marigold, next")
    for tab in (page, other):
        box(tab).fill("Marigold, a draft")
    row = other.get_by_role("listitem").filter(has=other.locator("[aria-current]"))
    choose(row, "Delete for ever…")
    dialog = other.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete for ever", exact=True).click()
    for tab in (page, other):
        tab.wait_for_function(
            "() => !JSON.stringify([{...localStorage}, {...sessionStorage}]).includes('Marigold')"
        )


def test_a_page_that_is_offline_keeps_what_waits_over_a_reload(
    context: BrowserContext, counter: CountingServer
) -> None:
    page = context.new_page()
    begun(page, counter.url, 3)
    write(page, "Second")
    context.set_offline(True)
    write(page, "Third")
    counter.enough()
    context.set_offline(False)
    page.reload()
    for seen in (4, 6):
        expect(articles(page)).to_have_count(seen)
        growing_to(page, 2)
        counter.enough()
    assert_counted(counter.url, page)
    assert questions(counter.url, page) == ["Count", "Second", "Third"]
