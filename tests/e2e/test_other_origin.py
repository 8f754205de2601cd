"""The client library in a page of another origin than the server's."""

from __future__ import annotations

import shutil
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts import page as web
from scripts.steps import ROOT
from tests.e2e.driving import PATIENCE_MS
from tests.e2e.processes import ServerProcess

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGE = """<!doctype html>
<title>Somebody's page</title>
<script type="importmap">
{"imports": {"eventsource-parser": "./parser/dist/index.js"}}
</script>
<script type="module">
  import { createClient } from "./package/dist/index.js";
  window.createClient = createClient;
</script>
"""

#: Asks, and returns how that came out and after how many milliseconds.
ASK = """async (baseUrl) => {
  const begin = performance.now();
  const told = (error) => ({ code: String(error.code), message: error.message });
  const stream = createClient({ baseUrl }).ask("Hi", { signal: AbortSignal.timeout(20000) });
  const error = await stream.whenEnded().then(() => null, told);
  const command = await createClient({ baseUrl }).api.models().then(() => null, told);
  return { error, command, ms: performance.now() - begin };
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Somebody's own page with the packed library, at an origin of its own; yields its address."""
    home = tmp_path_factory.mktemp("site")
    with tarfile.open(web.pack_client(ROOT, home)) as archive:
        archive.extractall(home, filter="data")
    shutil.copytree(ROOT / "web" / "node_modules" / "eventsource-parser", home / "parser")
    Path(home, "index.html").write_text(PAGE)
    handler = partial(Quiet, directory=str(home))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        serving.join()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """That page, open; what the browser says of refused requests is no fault of it."""
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(site)
    page.wait_for_function("window.createClient !== undefined")
    yield page
    context.close()


def test_a_server_that_does_not_allow_the_origin_is_told_within_seconds(
    page: Page, echo: ServerProcess
) -> None:
    outcome = page.evaluate(ASK, echo.url)
    for error in (outcome["error"], outcome["command"]):
        assert error["code"] == "origin_not_allowed"
        assert echo.url in error["message"]
        assert f"--allowed-origins {page.evaluate('location.origin')}" in error["message"]
    assert outcome["ms"] < 10_000


def test_a_server_that_is_away_is_the_network_for_a_page_of_another_origin_too(
    page: Page, site: str
) -> None:
    away = "http://127.0.0.1:9"
    told = "createClient({ baseUrl }).api.models().catch((error) => error.code)"
    assert page.evaluate(f"async (baseUrl) => {told}", away) == "network"
