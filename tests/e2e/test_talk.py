"""The code of the talk, as docs/lesson.md has it: its page on its own server, and on Yeoul."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Page, expect

from scripts.steps import ROOT
from tests.documents import blocks, read
from tests.e2e.driving import wait_until
from tests.e2e.processes import ServerProcess
from tests.e2e.test_examples import node, program, until
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LESSON = read("docs/lesson.md")
QUESTION = "여울은 one two three four five 👋 six seven eight nine ten"
#: What the page around the component of the talk needs.
INDEX = '<div id="root"></div><script type="module" src="/main.jsx"></script>'
MAIN = """
import { createRoot } from "react-dom/client";
import { Chat } from "./chat.jsx";

createRoot(document.getElementById("root")).render(<Chat />);
"""
#: Counts the texts that the page has shown.
WATCH = """
() => {
  window.shown = new Set();
  const note = () => window.shown.add(document.querySelector("p").textContent);
  new MutationObserver(note).observe(document.body, {
    subtree: true, childList: true, characterData: true,
  });
}
"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the talk, with the tools that web/ has."""
    home = tmp_path_factory.mktemp("talk")
    [chat] = blocks(LESSON, "jsx")
    [config] = blocks(LESSON, "js")
    [server] = blocks(LESSON, "python")
    files = {"chat.jsx": chat, "vite.config.js": config, "server.py": server, "main.jsx": MAIN}
    for name, text in {**files, "index.html": INDEX, "package.json": '{"type":"module"}'}.items():
        (home / name).write_text(text, encoding="utf-8")
    (home / "node_modules").mkdir()
    for name in ("react", "react-dom", "vite", "@vitejs"):
        (home / "node_modules" / name).symlink_to(ROOT / "web" / "node_modules" / name)
    return home


@pytest.fixture(scope="module")
def own(talk: Path) -> Iterator[str]:
    """The server of the talk."""
    port = free_port()
    argv = [sys.executable, "-m", "uvicorn", "server:app", "--port", str(port)]
    with program(argv, talk) as process:
        assert process.stderr is not None
        yield until(process.stderr, r"running on (http://127\.0\.0\.1:\d+)")


def test_the_page_of_the_talk_shows_the_same_by_its_own_server_and_by_yeoul(
    page: Page, talk: Path, own: str, echo: ServerProcess
) -> None:
    assert ask_by(page, talk, own) == QUESTION
    assert ask_by(page, talk, echo.url) == QUESTION
    # What its own server has forgotten is stored in Yeoul.
    [kept] = httpx2.get(f"{echo.url}/api/conversations", trust_env=False).json()["conversations"]
    address = f"{echo.url}/api/conversations/{kept['id']}"
    stored = httpx2.get(address, trust_env=False).json()["messages"]
    assert [message["text"] for message in stored] == [QUESTION, QUESTION]


def ask_by(page: Page, talk: Path, upstream: str) -> str:
    """Ask on the page of the talk, served as it is developed; returns what it shows in the end."""
    argv = [node(), str(talk / "node_modules" / "vite" / "bin" / "vite.js")]
    argv += ["--port", "0", "--host", "127.0.0.1"]
    with program(argv, talk, UPSTREAM=upstream) as process:
        assert process.stdout is not None
        page.goto(until(process.stdout, r"(http://127\.0\.0\.1:\d+)"))
        page.get_by_role("textbox", name="Question").fill(QUESTION)
        page.evaluate(WATCH)
        page.get_by_role("button", name="Ask").click()
        shown = page.get_by_role("paragraph")
        expect(shown).to_contain_text("nine ten")
        # It grew, word by word.
        wait_until(page, lambda: page.evaluate("shown.size") > 3, "more than three texts")
        return shown.inner_text().strip()
