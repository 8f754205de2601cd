"""The programs in examples/, as somebody starts them: the client library is installed from what
`make build` packs, the server is a process of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from scripts import page as web
from scripts.steps import ROOT
from tests.e2e.people import client, with_people
from tests.e2e.processes import ServerProcess, server_process
from tests.ports import free_port

EXAMPLES = ROOT / "examples"
#: About six seconds of text.
SLOW = "scripted:river@50"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of examples/ with the packed library installed, and the tools that web/ has."""
    home = tmp_path_factory.mktemp("installed")
    copy = home / "examples"
    shutil.copytree(EXAMPLES, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    with tarfile.open(web.pack_client(ROOT, home)) as archive:
        archive.extractall(home, filter="data")
    modules = copy / "node_modules"
    modules.mkdir()
    (home / "package").rename(modules / "yeoul-client")
    for name in ("react", "react-dom", "vite", "@vitejs", "eventsource-parser"):
        (modules / name).symlink_to(ROOT / "web" / "node_modules" / name)
    return copy


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with server_process(tmp_path_factory.mktemp("data"), "--model", SLOW) as server:
        yield server


@contextmanager
def program(argv: Sequence[str], cwd: Path, **env: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program inside the block, with ``env`` added to this one's environment."""
    process = subprocess.Popen(
        argv,
        cwd=cwd,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def node() -> str:
    return str(Path(web.find_npm().bin) / "node")


def vite(installed: Path) -> list[str]:
    return [node(), str(installed / "node_modules" / "vite" / "bin" / "vite.js")]


def until(stream: Iterator[str], pattern: str) -> str:
    """Read lines until one matches; returns what the pattern's group found."""
    for line in stream:
        if found := re.search(pattern, re.sub(r"\x1b\[[0-9;]*m", "", line)):
            return found[1]
    raise AssertionError(f"it ended without {pattern}")


@contextmanager
def developed(installed: Path, *, port: int = 0, **env: str) -> Iterator[str]:
    """The React example under Vite, as ``npm run dev`` serves it; yields its address."""
    argv = [*vite(installed), "--port", str(port), "--strictPort", "--host", "127.0.0.1"]
    with program(argv, installed / "react", **env) as process:
        assert process.stdout is not None
        yield until(process.stdout, r"(http://127\.0\.0\.1:\d+)")


#: The letters of what is shown, without what is only drawn and without a code block's head.
WORDS = """
article => {
  const copy = article.cloneNode(true);
  const added = '.code-head, .caret, .math, .math-room, .link-host';
  for (const own of copy.querySelectorAll(added)) own.remove();
  return copy.textContent.replace(/[^\\p{L}]/gu, '');
}
"""


def words(markdown: str) -> str:
    """The letters of a text, without those that only Markdown reads."""
    text = re.sub(r"\$[^$]*\$|```\w*|\]\([^)]*\)", "", markdown)
    return "".join(letter for letter in text if letter.isalpha())


def stored(server_url: str, page: Page) -> str:
    """The text of the shown conversation's only answer, as the server has it."""
    conversation_id = page.url.partition("#")[2]
    reply = httpx2.get(f"{server_url}/api/conversations/{conversation_id}", trust_env=False)
    text: str = reply.json()["messages"][1]["text"]
    return text


def test_the_react_example_grows_goes_on_after_a_reload_and_stops(
    installed: Path, server: ServerProcess, context: BrowserContext
) -> None:
    page = context.new_page()
    with developed(installed, YEOUL_URL=server.url) as url:
        page.goto(url)
        page.get_by_role("textbox", name="Message").fill("What is a ford?")
        page.get_by_role("button", name="Send").click()
        answer = page.locator("article.assistant")
        expect(answer).to_have_attribute("aria-busy", "true")
        expect(answer).to_contain_text("여울")
        expect(page).to_have_url(re.compile("#[0-9a-f]{32}$"))
        expect(answer.get_by_role("heading", name="여울 · the shallows")).to_be_visible()
        expect(answer.get_by_text("shallow", exact=True)).to_have_css("font-weight", "700")
        before = answer.evaluate(WORDS)

        page.reload()
        page.wait_for_function(f"text => ({WORDS})(document.body).includes(text)", arg=before)
        expect(answer).to_have_attribute("aria-busy", "true")
        page.get_by_role("button", name="Stop").click()
        expect(answer).to_have_attribute("aria-busy", "false")
        expect(page.get_by_role("button", name="Send")).to_be_visible()

        assert answer.evaluate(WORDS) == words(stored(server.url, page))
        assert answer.evaluate(WORDS).startswith(before)
        page.close()


def test_the_react_example_asks_a_server_of_another_origin_that_allows_its_own(
    installed: Path, tmp_path: Path, context: BrowserContext
) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with server_process(tmp_path, "--model", SLOW, "--allowed-origins", origin) as server:
        with developed(installed, port=port, VITE_YEOUL_URL=server.url) as url:
            assert url == origin
            page.goto(url)
            page.get_by_role("textbox", name="Message").fill("What is a ford?")
            page.get_by_role("button", name="Send").click()
            answer = page.locator("article.assistant")
            expect(answer).to_have_attribute("aria-busy", "true")
            expect(page).to_have_url(re.compile("#[0-9a-f]{32}$"))
            page.reload()
            expect(answer).to_have_attribute("aria-busy", "true")
            page.get_by_role("button", name="Stop").click()
            expect(answer).to_have_attribute("aria-busy", "false")
            assert answer.evaluate(WORDS) == words(stored(server.url, page))
        assert any(each.startswith(f"{server.url}/api/answers") for each in asked)
        assert not any(each.startswith(f"{origin}/api/") for each in asked)


@pytest.mark.parametrize(("language", "script"), [("node", "ask.mjs"), ("python", "ask.py")])
def test_an_interrupted_example_goes_on_in_another_process(
    language: str, script: str, installed: Path, server: ServerProcess
) -> None:
    start = [node() if language == "node" else sys.executable, script]
    cwd = installed / language

    with program([*start, "What is a ford?"], cwd, YEOUL_URL=server.url) as first:
        assert first.stdout is not None
        assert first.stderr is not None
        begun = first.stdout.read(20)
        first.send_signal(signal.SIGINT)
        begun += first.stdout.read()
        answer_id, cursor = first.stderr.read().split()[-2:]
        assert first.wait(timeout=20) == 0
    followed = [*start, "--follow", answer_id, cursor]
    with program(followed, cwd, YEOUL_URL=server.url) as second:
        ending, said = second.communicate(timeout=60)

    assert "[finished]" in said
    whole = httpx2.get(f"{server.url}/api/answers/{answer_id}", trust_env=False).json()["text"]
    assert (begun + ending).split() == whole.split()


@pytest.mark.parametrize(("language", "script"), [("node", "ask.mjs"), ("python", "ask.py")])
def test_an_example_that_finds_no_server_says_so_and_asks_once_there_is_one(
    language: str, script: str, installed: Path, tmp_path: Path
) -> None:
    start = [node() if language == "node" else sys.executable, script]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with program([*start, "one two"], installed / language, YEOUL_URL=url) as asked:
        assert asked.stderr is not None
        assert until(asked.stderr, r"(Waiting)") == "Waiting"
        with server_process(tmp_path, "--model", "scripted:echo@100", port=port):
            told, said = asked.communicate(timeout=60)
    assert "[finished]" in said
    assert told.split() == ["one", "two"]


@pytest.mark.parametrize(("language", "script"), [("node", "ask.mjs"), ("python", "ask.py")])
def test_an_example_asks_by_a_token_and_gives_up_when_that_is_revoked(
    language: str, script: str, installed: Path, tmp_path: Path
) -> None:
    start = [node() if language == "node" else sys.executable, script, "What is a ford?"]
    with (
        server_process(with_people(tmp_path), "--model", SLOW) as server,
        client(server.url, "ann") as ann,
    ):
        body = {"name": script, "scopes": ["ask"]}
        token = ann.post("/api/tokens", json=body).json()
        env = {"YEOUL_URL": server.url, "YEOUL_TOKEN": token["token"]}
        with program(start, installed / language, **env) as asked:
            assert asked.stdout is not None
            assert asked.stdout.read(20)
            ann.delete(f"/api/tokens/{token['id']}").raise_for_status()
            _, said = asked.communicate(timeout=60)
        assert asked.returncode == 1
        assert "unknown, has expired, or was revoked" in said
        assert token["token"] not in said
        [kept] = ann.get("/api/conversations").json()["conversations"]
        messages = ann.get(f"/api/conversations/{kept['id']}").json()["messages"]
        assert messages[1]["status"] == "generating"  # it goes on


def test_a_program_for_openais_api_is_answered(echo: ServerProcess) -> None:
    argv = [sys.executable, "openai_chat.py", "one two three"]
    with program(argv, EXAMPLES / "gateway", YEOUL_URL=echo.url) as asked:
        told, _ = asked.communicate(timeout=60)
    assert (asked.returncode, told) == (0, "one two three\n")


def test_a_refused_question_is_told_in_one_sentence(installed: Path, server: ServerProcess) -> None:
    # More than a question may have; in two words, since one argument cannot be so long.
    argv = [sys.executable, "ask.py", "x" * 100_001, "y" * 100_001]
    with program(argv, installed / "python", YEOUL_URL=server.url) as asked:
        _, said = asked.communicate(timeout=60)
    assert asked.returncode == 1
    assert "200000" in said
    assert len(said.splitlines()) == 1


def test_one_server_has_its_own_routes_the_react_example_and_yeoul(
    installed: Path, tmp_path: Path, browser: Browser
) -> None:
    with program([*vite(installed), "build"], installed / "react") as build:
        _, told = build.communicate(timeout=60)
        assert build.returncode == 0, told
    env = {
        "MODEL": "scripted:river",
        "PORT": "0",
        "XDG_DATA_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    with program([sys.executable, "own_server.py"], installed / "python", **env) as process:
        assert process.stdout is not None
        url = until(process.stdout, r"(http://\S+)")
        assert httpx2.get(f"{url}/price", trust_env=False).json() == {"price": 3}
        page = browser.new_page()
        page.goto(url)
        page.get_by_role("textbox", name="Message").fill("What is a ford?")
        page.keyboard.press("Enter")
        expect(page.locator("article.assistant")).to_have_attribute("aria-busy", "false")
        assert page.locator("article.assistant").evaluate(WORDS) == words(stored(url, page))
        expect(page.locator("article.assistant").get_by_role("table")).to_be_visible()
        page.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
