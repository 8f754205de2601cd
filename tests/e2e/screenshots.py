"""Makes the pictures of the page: ``python -m tests.e2e.screenshots [folder]``.

They are for looking at, wide and narrow, light and dark, English and Korean; ``docs/images`` keeps
the one that the README shows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import httpx2
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import chromium_path
from tests.e2e.processes import server_process

README_IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
README_IMAGE = "page"

#: What the list of conversations shows beside the one that is open.
EARLIER = (
    "여울과 소의 차이가 뭐야?",
    "Plan a weekend by the river",
    "Why does shallow water run faster?",
)
#: What was deleted, the last one last, and how many days ago that is made to look.
DELETED = {
    "Why does nobody step into the same river twice, and who said": 29,
    "강의 상류와 하류는 어떻게 달라?": 18,
    "Rivers of Korea, by length": 1,
    "Notes for the boat trip": 0,
}
QUESTION = "What is 여울? Tell me with a table and some code."
#: Where a growing answer is met, and how it ends.
HALF, WHOLE = "def flow", "for more."
#: What is pressed besides the names of buttons: the same in every language.
MENU, GEAR, PULSE = ".top-tools button", ".settings-button", ".inspector-button"


@dataclass(frozen=True, slots=True)
class Eye:
    """Who looks at the page."""

    width: int = 1280
    height: int = 800
    scheme: Literal["light", "dark"] = "light"
    locale: str = "en-US"

    def opened(self, browser: Browser, url: str) -> Page:
        """Return the page of a new visitor."""
        phone = min(self.width, self.height) < 500
        context = browser.new_context(
            viewport={"width": self.width, "height": self.height},
            color_scheme=self.scheme,
            locale=self.locale,
            has_touch=phone,
            is_mobile=phone,
            # What moves is photographed where it comes to rest.
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(url)
        page.locator("textarea").wait_for()
        return page


WIDE, DARK = Eye(), Eye(scheme="dark")
KOREAN = Eye(scheme="dark", locale="ko-KR")
MIDDLE = Eye(width=800, height=700)
PHONE, SMALL = Eye(width=390, height=844), Eye(width=320, height=568)
PHONE_DARK = Eye(width=390, height=844, scheme="dark", locale="ko-KR")
ASIDE = Eye(width=844, height=390)


def new(_: Page) -> None:
    """Do nothing: a new chat."""


def growing(page: Page, until: str = HALF) -> None:
    """Ask, and wait until the answer has come to ``until``."""
    box = page.locator("textarea")
    box.fill(QUESTION)
    box.press("Enter")
    expect(page.get_by_role("article").last).to_contain_text(until, timeout=60_000)


def queued(page: Page) -> None:
    """Write two more questions meanwhile, and begin a third."""
    growing(page)
    box = page.locator("textarea")
    for question in ("And 소?", "여울에서 물이 왜 빨라지는지 물리학으로 설명해 줘. " * 4):
        box.fill(question)
        box.press("Enter")
    box.fill("What else")
    expect(page.locator(".queue li")).to_have_count(2)


def long(page: Page) -> None:
    """Ask twice, and look at where the second question follows the first answer."""
    for _ in range(2):
        growing(page, WHOLE)
        expect(page.locator('[aria-busy="true"]')).to_have_count(0, timeout=60_000)
    page.locator(".scroll").evaluate("box => { box.scrollTop -= box.clientHeight * 0.6; }")


def inspected(page: Page) -> None:
    """Open the inspector beside a growing answer."""
    growing(page)
    page.locator(PULSE).click()
    page.get_by_role("row").nth(5).wait_for()


def drawer(page: Page) -> None:
    """Open the list of conversations on a phone."""
    growing(page, WHOLE)
    page.locator(MENU).first.click()


def settings(page: Page) -> None:
    """Open the settings."""
    if not page.locator(GEAR).is_visible():
        page.locator(MENU).first.click()
    page.locator(GEAR).click()
    page.get_by_role("dialog").wait_for()


def deleted(page: Page) -> None:
    """Open the list of what was deleted lately, where one is given back for the picture alone."""
    listed = httpx2.get(f"{page.url}api/conversations?deleted=true", trust_env=False).json()
    for each in listed["conversations"]:
        at = datetime.fromisoformat(each["deleted_at"]) - timedelta(days=DELETED[each["title"]])
        each["deleted_at"] = at.isoformat()
    page.route("**/api/conversations?*deleted=true*", lambda route: route.fulfill(json=listed))
    page.route("**/restore", lambda route: route.fulfill(json={}))
    settings(page)
    page.locator(".stored ~ .dialog-foot button").first.click()
    rows = page.locator(".deleted-list li")
    expect(rows).to_have_count(len(DELETED))
    rows.nth(1).get_by_role("button").first.click()
    expect(page.locator("dialog [aria-live]")).not_to_be_empty()
    page.unroute_all(behavior="ignoreErrors")


def toast(page: Page) -> None:
    """Delete a conversation, while a long question is being written."""
    growing(page, WHOLE)
    page.locator("textarea").fill("Let me think.\n" * 6)
    row = page.get_by_role("listitem").filter(has=page.locator('a:not([aria-current="page"])'))
    row.first.hover()
    row.first.locator(".item-tools button").click()
    page.locator(".action-menu [role=menuitem]:not(.danger)").last.click()
    page.locator(".toast").wait_for()


PICTURES: dict[str, tuple[Callable[[Page], None], tuple[Eye, ...]]] = {
    README_IMAGE: (growing, (WIDE, KOREAN, MIDDLE, PHONE, PHONE_DARK, SMALL)),
    "welcome": (new, (WIDE, KOREAN, PHONE, SMALL, ASIDE)),
    "queued": (queued, (WIDE, DARK, PHONE, PHONE_DARK, SMALL)),
    "long": (long, (WIDE, DARK, PHONE)),
    "inspector": (inspected, (WIDE, DARK, MIDDLE, PHONE, ASIDE)),
    "drawer": (drawer, (PHONE, PHONE_DARK)),
    "settings": (settings, (WIDE, DARK, PHONE)),
    "deleted": (deleted, (WIDE, DARK, KOREAN, PHONE, PHONE_DARK, SMALL)),
    "toast": (toast, (WIDE, DARK)),
}


def main(folder: Path | None) -> None:
    """Take all pictures into ``folder``; without one, the picture of the README."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        with server_process(Path(data), "--model", "scripted:river@60") as server:
            for content in EARLIER:
                begin(server.url, content)
            for content in DELETED:
                httpx2.delete(begin(server.url, content), trust_env=False).raise_for_status()
            if folder is None:
                shoot(browser, server.url, README_IMAGE, WIDE, README_IMAGES)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                for name, (_, eyes) in PICTURES.items():
                    for eye in eyes:
                        shoot(browser, server.url, name, eye, folder)
        browser.close()


def begin(url: str, content: str) -> str:
    """Begin a conversation; returns its address."""
    asked = httpx2.post(f"{url}/api/answers", json={"content": content}, trust_env=False)
    return f"{url}/api/conversations/{asked.raise_for_status().json()['conversation']['id']}"


def shoot(browser: Browser, url: str, name: str, eye: Eye, folder: Path) -> None:
    """Take one picture, named after what it shows and for whom."""
    do, _ = PICTURES[name]
    page = eye.opened(browser, url)
    do(page)
    told = f"{eye.width}x{eye.height}-{eye.scheme}-{eye.locale[:2]}"
    page.screenshot(path=folder / (f"{name}.png" if eye == WIDE else f"{name}-{told}.png"))
    page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
