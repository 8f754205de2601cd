"""Makes the pictures of docs/lesson.md: ``python -m tests.e2e.lesson_pictures [folder]``.

Each is what one step of the lesson shows at the right, on the model inside or on a script, and all
of it has happened: the tokens, the times and the bytes are those of that very run.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.e2e.conftest import chromium_path
from tests.e2e.processes import server_process
from tests.e2e.screenshots import README_IMAGES

#: A model begins in its own time.
PATIENCE_MS = 180_000


def ask(page: Page) -> None:
    """Ask the example."""
    page.locator(".lesson-question .primary").click()


def france(page: Page) -> Locator:
    """Look at the first token of an answer that has gone astray."""
    ask(page)
    page.get_by_role("option").first.click()
    return page.locator(".tokens")


def polling(page: Page) -> Locator:
    """Draw polling and long polling, until more requests were made than are drawn."""
    ask(page)
    expect(page.locator(".picture-more")).to_have_count(2)
    return page.locator(".lesson-pictures")


def wire(page: Page) -> Locator:
    """Look at the first raw frames, and at one of them."""
    ask(page)
    page.get_by_role("radio", name="Raw frames").check()
    expect(page.get_by_text("event: delta").nth(3)).to_be_visible()
    lines = page.get_by_role("listbox", name="Raw frames")
    for key in ("Home", "PageDown", "PageDown"):
        lines.press(key)
    return page.locator(".lesson-network")


def talk(page: Page) -> Locator:
    """Cut the line of both, and let Yeoul go on."""
    page.get_by_role("button", name="Ask both").click()
    yeoul = page.get_by_role("region", name="Yeoul")
    expect(yeoul).to_contain_text("shallow")
    page.get_by_role("button", name="Cut the line").click()
    expect(yeoul).to_contain_text("한 글자도")
    return page.locator(".exhibit-panes")


RIVER = "scripted:river@20"
#: Which step a picture is of, what is done there, and the model that answers; "": the one inside.
PICTURES: dict[str, tuple[int, Callable[[Page], Locator], str]] = {
    "lesson-france": (3, france, ""),
    "lesson-polling": (5, polling, RIVER),
    "lesson-wire": (8, wire, RIVER),
    "lesson-talk": (10, talk, RIVER),
}


def take(browser: Browser, url: str, folder: Path, name: str) -> None:
    """Take one picture."""
    step, act, _ = PICTURES[name]
    page = browser.new_page(
        viewport={"width": 1360, "height": 1200}, locale="en-US", reduced_motion="reduce"
    )
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/learn#{step}")
    act(page).screenshot(path=folder / f"{name}.png")
    page.close()


def main(folder: Path) -> None:
    """Take all pictures into ``folder``."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        for model in dict.fromkeys(model for _, _, model in PICTURES.values()):
            flags = ("--model", model) if model else ()
            with (
                tempfile.TemporaryDirectory() as data,
                server_process(Path(data), *flags) as server,
            ):
                for name, (_, _, asked) in PICTURES.items():
                    if asked == model:
                        take(browser, server.url, folder, name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else README_IMAGES)
