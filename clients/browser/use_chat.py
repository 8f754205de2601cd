"""@ai-sdk/react in a real browser: a reload in the middle of an answer, and Stop.

The page is the one of examples/gateway/ai-sdk, with packages of the newest environment.
"""

# in: dev
from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from clients.__main__ import SLOW_MODEL, node
from scripts.clients import Environment
from scripts.steps import ROOT
from tests.e2e.conftest import chromium_path
from tests.e2e.processes import server_process
from yeoul.providers.script_steps import RIVER

FROM_CLIENTS = ("ai", "@ai-sdk", "react", "react-dom")
FROM_PAGE = ("vite", "@vitejs")


@contextmanager
def example(folder: Path, server_url: str) -> Iterator[str]:
    """Serve the example by Vite, as ``npm run dev`` does; yields its address."""
    shutil.copytree(ROOT / "examples" / "gateway" / "ai-sdk", folder)
    modules = folder / "node_modules"
    modules.mkdir()
    installed = Environment("node", "newest").folder / "node_modules"
    for names, home in ((FROM_CLIENTS, installed), (FROM_PAGE, ROOT / "web" / "node_modules")):
        for name in names:
            (modules / name).symlink_to(home / name)
    argv = [node(), str(modules / "vite" / "bin" / "vite.js"), "--port", "0"]
    with subprocess.Popen(
        [*argv, "--host", "127.0.0.1"],
        cwd=folder,
        env={"YEOUL_URL": server_url, "NO_COLOR": "1", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
    ) as vite:
        try:
            assert vite.stdout is not None
            for line in vite.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found[0]
                    return
            raise AssertionError("Vite has told no address")
        finally:
            vite.kill()


def read(page: Page) -> str:
    """Return the text of the one answer that is shown."""
    expect(page.locator("article.assistant")).to_have_count(1)
    return page.locator("article.assistant p").text_content() or ""


def check(page: Page, url: str) -> None:
    """Ask, reload while the answer grows, and read it to its end; then stop another one."""
    page.goto(url)
    page.get_by_label("Message").fill("What is a ford?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.assistant")).to_contain_text(RIVER[:40].strip())
    before = read(page)
    assert len(before) < len(RIVER), "it was too quick to be reloaded in the middle"

    page.reload()
    expect(page.locator("article.assistant")).to_contain_text(before.strip())
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator("form")).to_have_attribute("aria-busy", "false", timeout=60_000)
    assert read(page) == RIVER
    assert page.locator("article.user").count() == 1

    page.get_by_label("Message").fill("Once more.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.assistant")).to_have_count(2)
    expect(page.locator("article.assistant").nth(1)).to_contain_text(RIVER[:10].strip())
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("form")).to_have_attribute("aria-busy", "false")
    stopped = page.locator("article.assistant").nth(1).text_content() or ""
    assert RIVER.startswith(stopped), stopped[-80:]
    assert len(stopped) < len(RIVER), "Stop has stopped nothing"


with (
    TemporaryDirectory() as made,
    server_process(Path(made, "data"), "--model", SLOW_MODEL) as server,
    example(Path(made, "page"), server.url) as url,
    sync_playwright() as playwright,
    playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"]) as browser,
):
    check(browser.new_page(), url)
