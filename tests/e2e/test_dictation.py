"""Dictation comes into the message box where this machine can take it by itself, and only there.

No browser here has a language for it, so a test speaks for the recognition.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.counting import CountingServer
from tests.e2e.driving import HIDE, articles, begun, growing
from tests.e2e.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

#: The interface of the Web Speech API, with every instance in `window.heard`.
RECOGNITION = """
window.heard = [];
window.SpeechRecognition = class {
  static async available({ langs, processLocally }) {
    return processLocally && langs[0] === 'en-US' ? 'available' : 'unavailable';
  }
  get processLocally() { return this.local; }
  set processLocally(local) { this.local = local; }
  start() { this.state = 'listening'; window.heard.push(this); }
  stop() { this.state = 'stopped'; this.onend?.(); }
  abort() { this.state = 'aborted'; }
};
"""
SAY = "texts => window.heard.at(-1).onresult({ results: texts.map(transcript => [{transcript}]) })"
FAIL = "error => { window.heard.at(-1).onerror({ error }); window.heard.at(-1).onend(); }"
STATE = "() => [window.heard.at(-1).state, window.heard.at(-1).local, window.heard.at(-1).lang]"


def box_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Message", exact=True)


def listening(page: Page, url: str) -> Locator:
    """Open a new conversation and begin to dictate; returns the message box."""
    page.add_init_script(RECOGNITION)
    page.goto(url)
    page.get_by_role("button", name="Dictate").click()
    expect(page.get_by_role("status").filter(has_text="stays on this machine")).to_be_visible()
    return box_of(page)


def test_what_is_said_comes_where_the_caret_is_and_is_not_sent(
    page: Page, counter: CountingServer
) -> None:
    page.add_init_script(RECOGNITION)
    page.goto(counter.url)
    box = box_of(page)
    box.fill("What is here?")
    box.evaluate("box => box.setSelectionRange(8, 8)")
    page.get_by_role("button", name="Dictate").click()
    page.evaluate(SAY, ["a"])
    expect(box).to_have_value("What is a here?")
    page.evaluate(SAY, ["a ford ", "and a river"])
    expect(box).to_have_value("What is a ford and a river here?")
    assert page.evaluate(STATE) == ["listening", True, "en-US"]
    assert violations(page) == []

    page.get_by_role("button", name="Stop dictation").click()

    expect(page.get_by_role("button", name="Dictate")).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(STATE)[0] == "stopped"
    expect(articles(page)).to_have_count(0)


def test_escape_ends_the_dictation_and_not_the_answer(page: Page, counter: CountingServer) -> None:
    page.add_init_script(RECOGNITION)
    begun(page, counter.url, 3)
    page.get_by_role("button", name="Dictate").click()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Dictate")).to_be_visible()
    assert page.evaluate(STATE)[0] == "stopped"
    expect(growing(page)).to_have_count(1)
    counter.enough()


def test_what_is_sent_does_not_come_back(page: Page, counter: CountingServer) -> None:
    box = listening(page, counter.url)
    page.evaluate(SAY, ["Count"])
    box.press("Enter")

    expect(articles(page)).to_have_count(2)
    expect(page.get_by_role("button", name="Dictate")).to_be_visible()
    page.evaluate("() => window.heard.at(-1).onresult?.({ results: [[{ transcript: 'Count' }]] })")
    expect(box).to_have_value("")
    assert page.evaluate(STATE)[0] == "aborted"
    counter.enough()


def test_a_page_out_of_sight_does_not_listen(page: Page, counter: CountingServer) -> None:
    listening(page, counter.url)
    page.evaluate(HIDE, True)

    assert page.evaluate(STATE)[0] == "stopped"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("not-allowed", "does not let this page use the microphone"),
        ("audio-capture", "No microphone was found"),
        ("no-speech", "Nothing was heard"),
        ("service-not-allowed", "cannot take dictation at present"),
    ],
)
def test_why_nothing_comes_is_said_until_something_is_typed(
    page: Page, counter: CountingServer, error: str, told: str
) -> None:
    box = listening(page, counter.url)
    page.evaluate(FAIL, error)

    expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    box.fill("by hand")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_browser_that_would_fetch_a_language_first_has_no_button(
    page: Page, counter: CountingServer
) -> None:
    """The browser's own interface, and its own word that the page may use the microphone."""
    page.add_init_script(
        """
        window.told = [];
        const own = SpeechRecognition.available.bind(SpeechRecognition);
        SpeechRecognition.available = async (options) => {
          const state = await own(options);
          window.told.push(state);
          return state;
        };
        """
    )
    page.goto(counter.url)
    page.wait_for_function("() => window.told.length > 0")
    if "available" in page.evaluate("() => window.told"):
        pytest.skip("this browser understands a language by itself")

    expect(page.get_by_role("button", name="Dictate")).to_have_count(0)
    assert page.evaluate("() => document.featurePolicy.allowsFeature('microphone')")
