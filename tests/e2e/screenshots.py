"""Makes the pictures of the page: ``python -m tests.e2e.screenshots [folder]``.

They are for looking at, wide and narrow, light and dark, English and Korean; ``docs/images`` keeps
the one that the README shows.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

import httpx2
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import chromium_path
from tests.e2e.processes import ServerProcess, server_process

README_IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"

#: What the list of conversations shows beside the one that is open.
EARLIER = (
    "여울과 소의 차이가 뭐야?",
    "Plan a weekend by the river",
    "Why does shallow water run faster?",
)
QUESTION = "What is 여울? Tell me with a table and some code."


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        with server_process(Path(data), "--model", "scripted:river@60") as server:
            for content in EARLIER:
                asked = httpx2.post(
                    f"{server.url}/api/answers", json={"content": content}, trust_env=False
                )
                asked.raise_for_status()
            take(browser, server, folder / "page.png", until="def flow")
            take(browser, server, folder / "dark-korean.png", scheme="dark", locale="ko-KR")
            take(browser, server, folder / "phone.png", width=390)
            take(browser, server, folder / "phone-dark-korean.png", "dark", "ko-KR", width=390)
            welcome(browser, server, folder / "welcome.png")
        browser.close()


def take(
    browser: Browser,
    server: ServerProcess,
    path: Path,
    scheme: Literal["light", "dark"] = "light",
    locale: str = "en-US",
    *,
    width: int = 1280,
    until: str = "for more.",
) -> None:
    """Ask, wait until the answer has come to ``until``, and take a picture."""
    page = opened(browser, server, scheme, locale, width)
    box = page.locator("textarea")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.get_by_role("article").last).to_contain_text(until, timeout=60_000)
    page.screenshot(path=path)
    page.context.close()


def welcome(browser: Browser, server: ServerProcess, path: Path) -> None:
    """Take a picture of a new chat."""
    page = opened(browser, server, "light", "en-US", 1280)
    page.screenshot(path=path)
    page.context.close()


def opened(
    browser: Browser,
    server: ServerProcess,
    scheme: Literal["light", "dark"],
    locale: str,
    width: int,
) -> Page:
    """Return the page of a new visitor."""
    height = 800 if width > 760 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale
    )
    page = context.new_page()
    page.goto(server.url)
    page.locator("textarea").wait_for()
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else README_IMAGES)
