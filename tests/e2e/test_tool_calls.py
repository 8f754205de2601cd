"""Calls of tools in the page: folded, as they grow, and the same wherever somebody comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.driving import answer, answers, ask, ended, stop
from tests.e2e.inspecting import inspector, view
from tests.e2e.scripted import Seen, scripted_server
from tests.e2e.test_accessibility import violations
from tests.e2e.test_copying import READ, copy
from yeoul.providers import ToolCall
from yeoul.providers.base import Prompt
from yeoul.providers.script_steps import Step

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

ASKS = "The model asks the program it talks with to call"


def calls(page: Page) -> Locator:
    """Return the folds of the last answer's calls."""
    return answer(page).get_by_role("group").filter(has_text="Tool call")


def stored_calls(url: str, page: Page) -> list[tuple[str, str]]:
    """Return name and arguments of the calls of the last answer, as they are stored."""
    *_, last = answers(url, page)
    return [(call["name"], call["arguments"]) for call in last["tool_calls"]]


def grown(url: str, page: Page, seen: Seen) -> Locator:
    """Ask, open the growing call by keys, and let it grow on; returns its arguments."""
    page.goto(url)
    ask(page, "How is the river?")
    expect(calls(page)).to_contain_text('weather{"city":"')
    expect(answer(page)).to_contain_text("Writing a tool call…")
    summary = calls(page).locator("summary")
    expect(summary).to_have_accessible_name("Tool call weather")
    arguments = calls(page).first.locator("pre")
    expect(arguments).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(arguments).to_have_text('{"city":"')
    seen.set()
    expect(arguments).to_have_text('{"city":"서')
    assert violations(page) == [], "a growing call"
    return arguments


def test_a_call_grows_through_a_reload_and_is_read_by_keys_when_it_is_whole(
    context: BrowserContext, tmp_path: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    seen, seen_again = Seen(), Seen()
    script: list[Step] = [
        "Let me see.",
        ToolCall(0, "call_1", "weather"),
        *(ToolCall(0, arguments='{"city":"'), seen, ToolCall(0, arguments="서"), seen_again),
        *(ToolCall(0, arguments='울","days":3}'), ToolCall(1, "call_2", "tide")),
        ToolCall(1, arguments="{}"),
    ]
    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        arguments = grown(url, page, seen)
        page.reload()
        expect(calls(page)).to_contain_text('weather{"city":"서')
        calls(page).locator("summary").click()
        seen_again.set()
        ended(page)
        expect(calls(page)).to_have_count(2)
        expect(arguments).to_have_text('{\n  "city": "서울",\n  "days": 3\n}')
        expect(answer(page)).to_contain_text(f"{ASKS} these tools. Yeoul itself calls none.")
        given = ("weather", '{"city":"서울","days":3}'), ("tide", "{}")
        assert stored_calls(url, page) == [*given]
        assert violations(page) == [], "a whole call"
        copy(page)
        assert page.evaluate(READ, "text/plain") == "Let me see."
        assert "weather" not in page.evaluate(READ, "text/html")
        assert_inspected(inspector(page))


def assert_inspected(panel: Locator) -> None:
    """Look at the events since the reload, whose first pieces are in a reset, and play them."""
    events = view(panel, "EventStream")
    expect(events).to_contain_text('울","days":3}')
    expect(events).to_contain_text("tide")
    view(panel, "Replay").get_by_role("button", name="Play", exact=True).click()
    replayed = panel.get_by_role("region", name="Replayed answer")
    expect(replayed).to_contain_text("weather")
    expect(replayed).to_contain_text("tide{}")


def test_an_answer_of_nothing_but_calls_is_stopped_asked_again_and_followed_by_a_question(
    context: BrowserContext, tmp_path: Path
) -> None:
    seen = Seen()
    prompts: list[Prompt] = []

    def script(prompt: Prompt) -> Iterator[Step]:
        prompts.append(prompt)
        yield ToolCall(0, "call_1", "weather")
        yield ToolCall(0, arguments='{"city":')
        yield seen
        yield ToolCall(0, arguments='"서울"}')

    with scripted_server(tmp_path, script) as url:
        page = context.new_page()
        page.goto(url)
        ask(page, "How is the river?")
        expect(calls(page)).to_contain_text('weather{"city":')
        stop(page)
        expect(answer(page)).not_to_contain_text(ASKS)
        assert stored_calls(url, page) == [("weather", '{"city":')]
        seen.set()
        answer(page).get_by_role("button", name="Regenerate").click()
        expect(answer(page)).to_contain_text(f"{ASKS} this tool. Yeoul itself calls none.")
        expect(answer(page).get_by_role("button", name="Copy", exact=True)).to_have_count(0)
        expect(calls(page)).to_contain_text('weather{ "city": "서울" }')
        answer(page).get_by_role("button", name="Previous version").click()
        expect(calls(page)).to_contain_text('weather{"city":')
        answer(page).get_by_role("button", name="Next version").click()
        assert_goes_on(url, page)
        # A call whose result nobody brought is nothing that a model could go on behind.
        assert [turn.content for turn in prompts[-1].turns] == [
            "How is the river?\n\nAnd the tide?"
        ]


def assert_goes_on(url: str, page: Page) -> None:
    """Ask another question behind the calls, and come back to its answer."""
    ask(page, "And the tide?")
    expect(answer(page)).to_contain_text(ASKS)
    page.reload()
    expect(answer(page)).to_contain_text(ASKS)
    assert stored_calls(url, page) == [("weather", '{"city":"서울"}')]
