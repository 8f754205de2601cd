"""A real Chromium, one for all tests, and pages in it that may not complain."""

from __future__ import annotations

import os
import shutil
from asyncio import AbstractEventLoop, get_running_loop
from asyncio.events import _set_running_loop
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import PATIENCE_MS
from tests.e2e.people import with_people
from tests.e2e.processes import ServerProcess, server_process

# How long an expectation may take to come true: a busy machine is slow, and no failure.
expect.set_options(timeout=PATIENCE_MS)


_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FOUND = os.environ.get("YEOUL_CHROMIUM") or next(filter(None, map(shutil.which, _PROGRAMS)), None)
# Set before Playwright's driver starts, from which the script has its environment.
if _FOUND:
    os.environ["YEOUL_CHROMIUM"] = _FOUND


def chromium_path() -> str | None:
    """Return what starts the Chromium that the suite found, or one on the PATH."""
    return str(Path(__file__).with_name("chromium.sh")) if _FOUND else None


#: Names that are not of this machine, as a phone's or a stranger's are, and lead to it. To those
#: without TLS that are not loopback ones the browser tells nothing of who asks.
_NAMES = "MAP *.lan 127.0.0.1, MAP *.test 127.0.0.1"


@pytest.fixture(scope="session")
def chromium() -> Iterator[tuple[Browser, AbstractEventLoop]]:
    """The one Chromium of all tests, and the event loop by which Playwright drives it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={_NAMES}"],
            timeout=2 * PATIENCE_MS,
        )
        make = browser.new_context

        def make_patient(**options: Any) -> BrowserContext:
            made = make(**options)
            made.set_default_timeout(PATIENCE_MS)
            return made

        browser.new_context = make_patient  # type: ignore[method-assign]  # for every test's own
        loop = get_running_loop()
        _set_running_loop(None)
        yield browser, loop
        _set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="module")
def browser(chromium: tuple[Browser, AbstractEventLoop]) -> Iterator[Browser]:
    """Chromium, without anything of another file's tests.

    Playwright's loop counts as running in this thread for as long as it is there. Other files have
    loops of their own, so it does so in those alone that have a browser.
    """
    browser, loop = chromium
    _set_running_loop(loop)
    yield browser
    for context in browser.contexts:
        context.close()
    _set_running_loop(None)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile; whatever its pages report to the console as an error fails the test."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    complaints: list[str] = []
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    expected = (
        "Failed to load resource: net::ERR",
        "Failed to load resource: the server",
        "WebSocket connection to",
    )
    assert [text for text in complaints if not text.startswith(expected)] == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page with nothing in it yet."""
    return context.new_page()


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, a hundred words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@100") as one:
        yield one


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server of the test's own that gives the question back."""
    with server_process(tmp_path, "--model", "scripted:echo@100") as one:
        yield one


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that tells a fixed Markdown text, 200 pieces a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:river@200") as one:
        yield one


@pytest.fixture(scope="module")
def counting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingServer]:
    with counting_server(tmp_path_factory.mktemp("data")) as one:
        yield one


@pytest.fixture
def counter(counting: CountingServer) -> Iterator[CountingServer]:
    """A server that counts until the test has seen enough, twenty words a second."""
    yield counting
    counting.enough()


@pytest.fixture(scope="module")
def counting_people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingServer]:
    with counting_server(with_people(tmp_path_factory.mktemp("data"))) as one:
        yield one


@pytest.fixture
def people(counting_people: CountingServer) -> Iterator[CountingServer]:
    """A server with accounts that counts until the test has seen enough."""
    yield counting_people
    counting_people.enough()
