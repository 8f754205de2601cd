"""What a person does in a window of any browser, and what they see: with keys and a pointer."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.browsers.driver import Browser, Driver
from tests.e2e.counting import counted
from tests.e2e.driving import PATIENCE_MS, SHOWS, fetched

#: Keys without a character (https://www.w3.org/TR/webdriver2/#keyboard-actions).
SHIFT, CONTROL, ENTER = "\ue008", "\ue009", "\ue007"
ESCAPE, HOME, TAB = "\ue00c", "\ue011", "\ue004"

#: Keeps what the page complains of: in the console, by an error, by breaking the policy of content.
WATCH = """
() => {
  const complaints = window.complaints = [];
  const error = console.error;
  console.error = (...told) => {
    complaints.push(told.join(' '));
    error.apply(console, told);
  };
  addEventListener('error', event => complaints.push(String(event.error ?? event.message)));
  addEventListener('unhandledrejection', event => complaints.push(String(event.reason)));
  document.addEventListener('securitypolicyviolation', event =>
    complaints.push(`${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`));
}
"""

#: Looks again and again until it sees something; tells what the page shows if it never does.
UNTIL = f"""
async (look, ...given) => {{
  const begin = performance.now();
  for (;;) {{
    const seen = await look(...given);
    if (seen) return seen;
    if (performance.now() - begin > {PATIENCE_MS}) {{
      throw new Error(`never came. The page shows: ${{document.body.innerText.slice(-2000)}}`);
    }}
    await new Promise(resolve => setTimeout(resolve, 50));
  }}
}}
"""

#: Where a pointer meets an element that has this name, once it stands still there.
MEETING = """
async (selector, name) => {
  const named = each => (each.getAttribute('aria-label') ?? each.textContent).trim() === name;
  const middle = box => [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const frame = () => new Promise(requestAnimationFrame);
  for (const each of [...document.querySelectorAll(selector)].filter(named)) {
    each.scrollIntoView({block: 'nearest'});
    const before = middle(each.getBoundingClientRect());
    await frame().then(frame);
    const now = middle(each.getBoundingClientRect());
    if (`${before}` === `${now}` && each.contains(document.elementFromPoint(...now))) return now;
  }
}
"""

#: Whether there is an answer, and none that grows.
ENDED = """
() => {
  const articles = [...document.querySelectorAll('article')];
  return articles.length > 1 && articles.every(each => each.ariaBusy !== 'true');
}
"""

#: Whether some element's text matches.
SAYS = """
(selector, pattern) => [...document.querySelectorAll(selector)].some(
  each => new RegExp(pattern).test(each.innerText))
"""

#: The name of the open conversation, once it has one.
CONVERSATION = "() => /\\/c\\/([0-9a-f]{32})$/.exec(location.pathname)?.[1]"


class Window:
    """A window on the page of Yeoul."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.open = driver.open
        self.run = driver.evaluate
        self.choose_file = driver.choose_file

    def reload(self) -> None:
        """Load the page again, which has complained of nothing so far."""
        assert self.complaints() == []
        self._driver.reload()

    def complaints(self) -> list[str]:
        """Return what the page has complained of since it was loaded or this was called."""
        # Of a page that has loaded itself, not every driver watches the beginning.
        return list(self.run("(window.complaints ?? []).splice(0)"))

    def wait(self, look: str, *given: object) -> Any:
        """Return what a function sees, as soon as that is not nothing."""
        arguments = "".join(f", {json.dumps(each)}" for each in given)
        return self.run(f"({UNTIL.strip()})({look.strip()}{arguments})")

    def click(self, selector: str, name: str) -> None:
        """Click the element of that selector whose accessible name this is."""
        x, y = self.wait(MEETING, selector, name)
        steps = [{"type": "pointerMove", "x": x, "y": y}]
        steps += [{"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")]
        self._driver.act([{"type": "pointer", "id": "mouse", "actions": steps}])

    def press(self, *keys: str) -> None:
        """Hold each of the keys down while the next ones are pressed."""
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in reversed(keys)]
        self._driver.act([{"type": "key", "id": "keyboard", "actions": down + up}])

    def type(self, text: str) -> None:
        """Press the keys of a text, each of which gives a whole character."""
        keys = [{"type": way, "value": each} for each in text for way in ("keyDown", "keyUp")]
        self._driver.act([{"type": "key", "id": "keyboard", "actions": keys}])

    def ask(self, question: str) -> None:
        """Type a question and press Enter."""
        self.click("textarea", "Message")
        for number, line in enumerate(question.split("\n")):
            if number:
                self.press(SHIFT, ENTER)
            self.type(line)
        self.press(ENTER)

    def see(self, pattern: str, *, within: str = "body") -> None:
        """Wait until a text is shown that matches."""
        self.wait(SAYS, within, pattern)

    def see_loaded(self, pattern: str) -> None:
        """Wait until a page that is about to be loaded shows a text."""
        begin_s = time.monotonic()
        while True:
            try:
                self.see(pattern)
            except AssertionError:  # it was looked for in the page before, which is gone
                if time.monotonic() - begin_s > PATIENCE_MS / 1000:
                    raise
            else:
                return

    def see_word(self, number: int) -> None:
        """Wait until a growing answer has counted so far."""
        # In the text alone: figures right behind it could make a word1 a word10.
        self.see(rf"word{number}(?!\d)", within='article[aria-busy="true"] .markdown')

    def stored(self, url: str) -> dict[str, Any]:
        """Return the open conversation's last answer, as the server at ``url`` has it."""
        found = fetched(f"{url}/api/conversations/{self.wait(CONVERSATION)}")
        return dict(found["messages"][-1])

    def assert_counted(self, url: str) -> dict[str, Any]:
        """The last answer shows every number that is stored, once; returns it as stored."""
        self.wait(ENDED)
        stored = self.stored(url)
        self.wait(SHOWS, re.sub(r"\s+", "", stored["text"]))
        numbers = counted(stored["text"])
        assert numbers == list(range(len(numbers))), stored["text"]
        return stored


@contextmanager
def window_of(browser: Browser) -> Iterator[Window]:
    """Open a window for the block, whose pages may complain of nothing."""
    with browser.window(WATCH) as driver:
        window = Window(driver)
        yield window
        assert window.complaints() == []
