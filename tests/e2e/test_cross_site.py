"""Pages of other sites in the real browser: they begin no work and get nothing, by any means that
a page has, whatever the server's name; the own page and its links work under each name."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.e2e.driving import PATIENCE_MS, ask, ended
from tests.faults.servers import Server, server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: All that a page can do to another address, told apart by what it asks; settles when all of it has
#: come to an end.
ACTIONS = """
async base => {
  const asked = name => `${base}/completion?query=${name}`;
  const answers = `${base}/api/answers`;
  const body = JSON.stringify({content: 'forged'});
  const settled = [];
  const element = (name, attributes, done = ['load', 'error']) => {
    const made = Object.assign(document.createElement(name), attributes);
    settled.push(new Promise(resolve => {
      for (const each of done) made.addEventListener(each, resolve);
      setTimeout(resolve, 3000);
    }));
    document.body.append(made);
    return made;
  };
  element('img', {src: asked('img')});
  element('img', {src: `${base}/api/conversations`});
  element('script', {src: asked('script')});
  element('script', {src: `${base}/api/conversations`});
  element('link', {rel: 'stylesheet', href: asked('style')});
  element('link', {rel: 'prefetch', href: asked('prefetch')});
  element('link', {rel: 'preload', as: 'image', href: asked('preload')});
  element('link', {rel: 'icon', href: asked('icon')});
  element('iframe', {src: asked('iframe')});
  element('object', {data: asked('object')});
  element('embed', {src: asked('embed')});
  element('video', {src: asked('video'), preload: 'auto'}, ['loadeddata', 'error']);
  element('audio', {src: asked('audio'), preload: 'auto'}, ['loadeddata', 'error']);
  const attempt = (address, options) => settled.push(fetch(address, options).catch(() => null));
  for (const mode of ['no-cors', 'cors'])
    for (const credentials of ['omit', 'include']) {
      attempt(asked(`fetch-${mode}`), {mode, credentials, referrerPolicy: 'no-referrer'});
      attempt(answers, {mode, credentials, method: 'POST', body});
    }
  attempt(answers, {method: 'POST', body, headers: {'content-type': 'application/json'}});
  attempt(asked('header'), {headers: {'x-requested-with': 'x'}});
  attempt(asked('head'), {method: 'HEAD', mode: 'no-cors'});
  attempt(asked('keepalive'), {keepalive: true, mode: 'no-cors'});
  navigator.sendBeacon(answers, body);
  navigator.sendBeacon(answers, new Blob([body], {type: 'text/plain'}));
  for (const enctype of ['text/plain', 'multipart/form-data', 'application/x-www-form-urlencoded'])
    for (const [method, action] of [['post', answers], ['get', `${base}/completion`]]) {
      const name = `frame-${settled.length}`;
      element('iframe', {name});
      const form = element('form', {action, method, enctype, target: name}, []);
      form.append(Object.assign(document.createElement('input'), {name: 'query', value: 'form'}));
      form.submit();
    }
  const source = new EventSource(asked('events'));
  settled.push(new Promise(resolve => { source.onerror = resolve; }));
  const socket = new WebSocket(`${base.replace('http', 'ws')}/api/answers/x/events`);
  settled.push(new Promise(resolve => { socket.onerror = resolve; }));
  await Promise.all(settled);
  source.close();
  return settled.length;
}
"""


class EvilPage(http.server.BaseHTTPRequestHandler):
    """An empty page at every address."""

    def do_GET(self) -> None:
        page = b"<!doctype html><title>evil</title><body></body>"
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.send_header("content-length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def evil_port() -> Iterator[int]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), EvilPage) as evil:
        threading.Thread(target=evil.serve_forever, daemon=True).start()
        yield evil.server_address[1]
        evil.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("served") / "data"
    arguments = ("--allowed-hosts", "chat.lan", "--allow-unauthenticated")
    with server(data_dir, *arguments, model="scripted:echo@1000") as served:
        yield served


def asked_of(served: Server) -> list[str]:
    """Return the titles of all conversations there are."""
    reply = httpx2.get(f"{served.url}/api/conversations", trust_env=False, timeout=60)
    return [each["title"] for each in reply.json()["conversations"]]


@pytest.mark.parametrize(
    ("attacker", "name"),
    [
        ("evil.test", "chat.lan"),
        ("sub.chat.lan", "chat.lan"),
        ("chat.lan", "chat.lan"),  # another port of the same name
        ("evil.test", "127.0.0.1"),
        ("evil.test", "localhost"),
        ("localhost", "localhost"),
    ],
)
def test_no_page_of_another_site_begins_work_or_gets_anything(
    page: Page, served: Server, evil_port: int, attacker: str, name: str
) -> None:
    base = f"http://{name}:{served.port}"
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply) if reply.url.startswith(base) else None)
    before = asked_of(served)
    page.goto(f"http://{attacker}:{evil_port}/")
    assert page.evaluate(ACTIONS, base) >= 30
    # At last where a person is taken along.
    with page.expect_response(lambda reply: "query=led" in reply.url) as led:
        page.evaluate("address => { location.href = address; }", f"{base}/completion?query=led")
    assert led.value.status == 403
    assert asked_of(served) == before
    told = {reply.status for reply in replies if "/completion" in reply.url}
    assert told == {403}
    assert served.told() == ""


@pytest.mark.parametrize("name", ["chat.lan", "127.0.0.1", "localhost"])
def test_a_link_from_another_site_leads_to_a_page_that_works(
    page: Page, served: Server, evil_port: int, name: str
) -> None:
    base = f"http://{name}:{served.port}"
    refused: list[str] = []
    page.on("response", lambda reply: refused.append(reply.url) if reply.status == 403 else None)
    page.goto(f"http://evil.test:{evil_port}/")
    page.evaluate("address => { location.href = address; }", f"{base}/")
    ask(page, "Where does it go?")
    expect(ended(page)).to_contain_text("Where does it go?")
    page.reload()
    expect(ended(page)).to_contain_text("Where does it go?")
    assert refused == []


FETCHED = "async options => { const r = await fetch('/completion?query=a', options);"
FETCHED += " return [r.status, r.ok ? await r.text() : (await r.json()).code]; }"


def test_the_own_page_asks_for_plain_text(page: Page, served: Server) -> None:
    marked = {"headers": {"x-requested-with": "fetch"}}
    for name in ("127.0.0.1", "localhost"):
        page.goto(f"http://{name}:{served.port}/")
        assert page.evaluate(FETCHED, {}) == [200, "a"]
    page.goto(f"http://chat.lan:{served.port}/")
    # Here the browser does not say whose page it is.
    assert page.evaluate(FETCHED, {}) == [403, "forbidden_origin"]
    assert page.evaluate(FETCHED, marked) == [200, "a"]
