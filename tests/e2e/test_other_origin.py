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
from tests.accounts.people import PASSWORD
from tests.e2e.driving import PATIENCE_MS
from tests.e2e.people import client, log_in, with_people
from tests.e2e.processes import ServerProcess, server_process

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


@pytest.fixture(scope="module")
def listing(tmp_path_factory: pytest.TempPathFactory, site: str) -> Iterator[ServerProcess]:
    """A server that lists the origin of that page."""
    origins = ("--allowed-origins", site.rstrip("/"))
    home = tmp_path_factory.mktemp("listing")
    with server_process(home, "--model", "scripted:echo@100", *origins) as server:
        yield server


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


#: Follows one answer by a transport, and returns its text.
FOLLOW = """async ([baseUrl, transport]) => {
  const client = createClient({ baseUrl, transport, credentials: "include" });
  const { text } = await client.ask("one two three").whenEnded();
  return text;
}"""


@pytest.mark.parametrize("transport", ["sse", "websocket", "long-polling", "polling"])
def test_a_page_whose_origin_is_listed_follows_over_every_transport(
    page: Page, listing: ServerProcess, transport: str
) -> None:
    assert page.evaluate(FOLLOW, [listing.url, transport]) == "one two three"


def test_a_listed_page_reads_why_it_is_refused_and_when_to_come_again(
    page: Page, listing: ServerProcess
) -> None:
    read = """async (base) => {
      const reply = await fetch(`${base}/api/answers/nothing`);
      return [reply.status, (await reply.json()).code, reply.headers.get("retry-after")];
    }"""
    assert page.evaluate(read, listing.url) == [404, "not_found", None]


LOG_IN = """async ([baseUrl, name, password, credentials]) => {
  const { api } = createClient({ baseUrl, credentials });
  const sent = { method: "POST", headers: { "content-type": "application/json" }, credentials };
  const body = JSON.stringify({ name, password });
  const entered = await fetch(`${baseUrl}/api/login`, { ...sent, body });
  return [entered.status, await api.models().then(() => 200, (error) => error.status)];
}"""


def test_cookies_come_along_to_another_port_of_the_same_site_if_the_client_sends_them(
    page: Page, site: str, tmp_path: Path
) -> None:
    origins = ("--allowed-origins", site.rstrip("/"))
    data_dir = with_people(tmp_path / "data")
    with server_process(data_dir, "--model", "scripted:echo@100", *origins) as server:
        port = server.url.rpartition(":")[2]
        away = f"http://localhost:{port}"  # another site than that of 127.0.0.1
        assert page.evaluate(LOG_IN, [away, "ann", PASSWORD, "include"]) == [200, 401]
        assert page.evaluate(LOG_IN, [server.url, "ann", PASSWORD, "same-origin"]) == [200, 401]
        assert page.evaluate(LOG_IN, [server.url, "ann", PASSWORD, "include"]) == [200, 200]
        # The WebSocket brings the cookie along by itself.
        assert page.evaluate(FOLLOW, [server.url, "websocket"]) == "one two three"


def test_a_server_that_is_away_is_the_network_for_a_page_of_another_origin_too(
    page: Page, site: str
) -> None:
    away = "http://127.0.0.1:9"
    told = "createClient({ baseUrl }).api.models().catch((error) => error.code)"
    assert page.evaluate(f"async (baseUrl) => {told}", away) == "network"


#: Asks at the door for OpenAI's clients and reads the stream as a page does that has no library:
#: its text, how it ended, and the answer's id; or the status and the code of a refusal.
READ_STREAM = """async ([base, token]) => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const messages = [{ role: "user", content: "one two three" }];
  const body = JSON.stringify({ stream: true, messages });
  const asked = { method: "POST", headers, body };
  const reply = await fetch(`${base}/v1/chat/completions`, asked);
  if (!reply.ok) return [reply.status, (await reply.json()).error.code];
  let [rest, text, end] = ["", "", null];
  for await (const piece of reply.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\\n");
    rest = lines.pop();
    for (const line of lines.filter((each) => each.startsWith("data: {"))) {
      const [choice] = JSON.parse(line.slice(6)).choices;
      text += choice.delta.content ?? "";
      end = choice.finish_reason ?? end;
    }
  }
  return [text, end, reply.headers.get("x-yeoul-answer").length];
}"""


def test_a_page_of_any_origin_reads_a_doors_stream_by_a_token(
    page: Page, site: str, tmp_path: Path
) -> None:
    with (
        server_process(with_people(tmp_path / "data"), "--model", "scripted:echo@100") as server,
        client(server.url, "ann") as ann,
    ):
        made = ann.post("/api/tokens", json={"name": "page", "scopes": ["ask"]}).json()
        token, unknown = made["token"], f"yeoul_abcdefgh_{'x' * 43}"
        Path(tmp_path, "index.html").write_text("<!doctype html><title>A file</title>")
        for address in (site, Path(tmp_path, "index.html").as_uri()):
            page.goto(address)
            for _ in range(2):  # the browser remembers what it may send
                told = page.evaluate(READ_STREAM, [server.url, token])
                assert told == ["one two three", "stop", 32]
            told = page.evaluate(READ_STREAM, [server.url, unknown])
            assert told == [401, "invalid_api_key"]
        # The person of this browser is logged in, and still opens nothing to that page.
        other = page.context.new_page()
        log_in(other, server.url, "ann")
        without = READ_STREAM.replace(", authorization: `Bearer ${token}`", "")
        failed = f"({without})(asked).catch((error) => error.name)"
        assert page.evaluate(f"(asked) => {failed}", [server.url, ""]) == "TypeError"
