"""Links to conversations: a person makes one in the page, and strangers read what it shows.

The stranger has a browser of their own, in which nobody has ever logged in.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.e2e.counting import CountingServer, counting_server
from tests.e2e.driving import articles, ask, ended, growing_to
from tests.e2e.people import client, fill_in, log_in, with_people
from tests.e2e.processes import ServerProcess, server_process
from tests.e2e.test_accessibility import violations
from tests.pictures.images import png

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Markdown that tries what it can, beside what is to be shown as it is meant.
TEXT = r"""
# A *heading*

A formula, $e^{i\pi} + 1 = 0$, and code:

```python
print("물")
```

| a | b |
|---|---|
| 1 | 2 |

<script>window.hacked = 1</script><img src="x" onerror="window.hacked = 2">
[a link](javascript:window.hacked=3) ![a pixel](https://evil.test/pixel.png)
![an own](data:image/png;base64,AAAA)
</script><script>window.hacked = 4</script> <svg onload="window.hacked = 5"></svg>
[elsewhere](https://example.org/)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server with accounts that gives the question back."""
    folder = with_people(tmp_path_factory.mktemp("data"))
    with server_process(folder, "--model", "scripted:echo@1000") as one:
        yield one


@pytest.fixture
def page(context: BrowserContext, served: ServerProcess) -> Page:
    """A window of ann, who is logged in."""
    page = context.new_page()
    log_in(page, served.url, "ann")
    return page


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A window in which nobody has ever logged in, and which may not complain."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    expected = ("the server responded with a status", "frame-ancestors")
    assert [each for each in complaints if not any(part in each for part in expected)] == []


def dialog_of(page: Page) -> Locator:
    """Open the dialog that shares the conversation that is shown."""
    page.get_by_role("button", name="Share", exact=True).click()
    return page.get_by_role("dialog", name=re.compile("^Share"))


def create(dialog: Locator) -> str:
    """Create a link, and return its address."""
    dialog.get_by_role("button", name="Create the link").click()
    field = dialog.get_by_label("Link to this conversation", exact=True)
    expect(field).to_be_visible()
    return field.input_value()


def texts_of(page: Page) -> list[str]:
    """The texts of the messages that are shown."""
    expect(articles(page).first).to_be_visible()
    return [re.sub(r"\s+", " ", each).strip() for each in articles(page).all_inner_texts()]


def test_a_stranger_reads_what_a_person_shares_and_nothing_that_comes_later(
    page: Page, stranger: Page, served: ServerProcess
) -> None:
    ask(page, "Where is the ford?")
    ended(page)
    dialog = dialog_of(page)
    expect(dialog).to_contain_text("as it is now (2 messages)")
    url = create(dialog)
    assert re.fullmatch(rf"{re.escape(served.url)}/s/[\w-]{{43}}", url)
    expect(dialog).to_contain_text("others cannot open it")
    dialog.get_by_role("button", name="Close").click()
    ask(page, "And what is Xanadu?")
    ended(page)

    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    stranger.goto(url)
    expect(stranger.get_by_role("heading", name="Where is the ford?", level=1)).to_be_visible()
    expect(stranger).to_have_title("Where is the ford? · Yeoul")
    expect(articles(stranger)).to_have_count(2)
    assert all("Where is the ford?" in each for each in texts_of(stranger))
    assert "Xanadu" not in stranger.content()
    expect(stranger.get_by_role("textbox")).to_have_count(0)
    expect(stranger.get_by_role("navigation")).to_have_count(0)
    stranger.wait_for_load_state("networkidle")
    assert [each for each in asked if "/api/" in each] == []
    assert stranger.context.cookies() == []
    # Nor does the browser keep anything of it, whatever is pressed.
    for name in ("Copy", "Copy as Markdown"):
        stranger.get_by_role("button", name=name, exact=True).last.click()
    kept = stranger.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]"


def test_a_link_shows_the_pictures_of_its_conversation(page: Page, stranger: Page) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "ford.png", "mimeType": "image/png", "buffer": png()}
    )
    expect(page.get_by_text("Goes with the message.", exact=True)).to_be_visible()
    ask(page, "What is this?")
    ended(page)
    stranger.goto(create(dialog_of(page)))
    image = stranger.get_by_role("article").get_by_role("img", name="ford.png")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") == 64


def test_a_revoked_link_leads_nowhere_and_says_so_in_the_readers_language(
    browser: Browser, page: Page, stranger: Page, served: ServerProcess
) -> None:
    ask(page, "What is to be revoked?")
    ended(page)
    dialog = dialog_of(page)
    url = create(dialog)
    row = dialog.get_by_role("region", name="Links to this conversation").get_by_role("listitem")
    expect(row).to_contain_text("2 messages")
    stranger.goto(url)
    expect(articles(stranger)).to_have_count(2)
    row.get_by_role("button", name="Revoke").click()
    row.get_by_role("button", name="Really revoke?").click()
    expect(row).to_have_count(0)
    expect(dialog.get_by_label("Link to this conversation", exact=True)).to_have_count(0)
    replies = [stranger.goto(each) for each in (url, f"{served.url}/s/{'x' * 43}")]
    assert [reply.status for reply in replies if reply] == [404, 404]
    expect(stranger.get_by_role("heading", name="This link leads nowhere")).to_be_visible()
    korean = browser.new_context(locale="ko-KR")
    window = korean.new_page()
    window.goto(url)
    expect(window.get_by_role("heading", name="열 수 없는 링크입니다")).to_be_visible()
    assert window.evaluate("document.documentElement.lang") == "ko"
    korean.close()


def test_hostile_markdown_is_shown_and_does_nothing(
    page: Page, stranger: Page, served: ServerProcess
) -> None:
    asked: list[str] = []
    with client(served.url, "ann") as ann:
        url = shared(ann, served.url, TEXT)
    stranger.context.on("request", lambda request: asked.append(request.url))
    stranger.goto(url)
    answer = articles(stranger).last
    expect(answer.get_by_role("heading", name="A heading")).to_be_visible()
    expect(answer.locator(".katex").first).to_be_visible()
    expect(answer.get_by_role("table")).to_be_visible()
    expect(answer.locator("pre")).to_contain_text("print")
    answer.get_by_role("button", name="Wrap lines").click()
    assert stranger.evaluate("localStorage.length") == 0
    stranger.wait_for_load_state("networkidle")
    assert stranger.evaluate("window.hacked") is None
    assert [each for each in asked if not each.startswith(served.url)] == []
    expect(answer.locator("script, svg[onload], img")).to_have_count(0)
    expect(answer.get_by_text("(image not shown: an own)")).to_be_visible()
    link = answer.get_by_role("link", name="elsewhere")
    assert set((link.get_attribute("rel") or "").split()) >= {"noopener", "noreferrer"}
    assert stranger.evaluate("document.querySelector('[href^=javascript]')") is None


def shared(ann: httpx2.Client, url: str, content: str, **wish: Any) -> str:
    """Ask and share by the API; returns the link."""
    made = ann.post("/api/answers", json={"content": content}).json()
    ann.get(f"/api/answers/{made['answer']['id']}/events")
    body = {"conversation_id": made["conversation"]["id"], **wish}
    reply = ann.post("/api/shares", json=body)
    assert reply.status_code == 201, reply.text
    return f"{url}/s/{reply.json()['token']}"


def test_the_shared_page_is_shown_in_no_frame_and_tells_no_site_where_it_is(
    stranger: Page, served: ServerProcess
) -> None:
    with client(served.url, "ann") as ann, foreign_site() as (site, heard):
        url = shared(ann, served.url, f"[go]({site}/there)")
        stranger.goto(f"{site}/frame?{url}")
        frame = stranger.frames[-1]
        assert articles_in(frame) == 0
        stranger.goto(url)
        with stranger.context.expect_page() as opened:
            articles(stranger).last.get_by_role("link", name="go").click()
        opened.value.wait_for_load_state()
        assert opened.value.evaluate("[document.referrer, window.opener]") == ["", None]
    assert [referrer for path, referrer in heard if path == "/there"] == [None]


def articles_in(frame: Any) -> int:
    try:
        frame.wait_for_load_state()
        count: int = frame.locator("article").count()
    except Exception:  # the browser shows a page of its own there
        return 0
    return count


class foreign_site:
    """A site on this machine that frames what it is asked to, and notes who came from where."""

    def __enter__(self) -> tuple[str, list[tuple[str, str | None]]]:
        heard: list[tuple[str, str | None]] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                heard.append((path, self.headers.get("referer")))
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(f"<iframe src={json.dumps(query)}></iframe>".encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}", heard

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def test_all_links_are_in_the_settings_and_end_with_their_conversation(
    page: Page, stranger: Page, served: ServerProcess
) -> None:
    with client(served.url, "bob") as bob:
        others = shared(bob, served.url, "Of somebody else")
    ask(page, "What is to be deleted?")
    ended(page)
    dialog = dialog_of(page)
    dialog.get_by_label("The link works for").select_option("1 year")
    url = create(dialog)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Settings", exact=True).click()
    page.get_by_role("button", name="Shared links").click()
    links = page.get_by_role("dialog", name="Shared links")
    row = links.get_by_role("listitem").filter(has_text="What is to be deleted?")
    expect(row).to_have_count(1)
    assert "Of somebody else" not in links.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    with client(served.url, "ann") as ann:
        ann.delete(f"/api/conversations/{page.url.rpartition('/')[2]}")
    reply = stranger.goto(url)
    assert reply is not None
    assert reply.status == 404
    reply = stranger.goto(others)
    assert reply is not None
    assert reply.status == 200


def test_where_nobody_logs_in_nothing_offers_to_share(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "Alone")
    ended(page)
    expect(page.get_by_role("button", name="Share", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.get_by_role("button", name="Shared links")).to_have_count(0)


@pytest.fixture(scope="module")
def counting_people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CountingServer]:
    with counting_server(with_people(tmp_path_factory.mktemp("data"))) as one:
        yield one


def test_a_growing_answer_is_shared_when_it_has_ended(
    context: BrowserContext, counting_people: CountingServer
) -> None:
    page = context.new_page()
    log_in(page, counting_people.url, "ann")
    ask(page, "Count")
    growing_to(page, 3)
    dialog = dialog_of(page)
    expect(dialog.get_by_text("The last answer is still growing.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Create the link")).to_be_disabled()
    counting_people.enough()
    expect(dialog.get_by_role("button", name="Create the link")).to_be_enabled()
    create(dialog)


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_where_links_are_made_and_read(
    browser: Browser, served: ServerProcess, width: int
) -> None:
    context = browser.new_context(
        locale="en-US", viewport={"width": width, "height": 800}, color_scheme="dark"
    )
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    with client(served.url, "ann") as ann:
        url = shared(ann, served.url, TEXT, expires_in_days=1)
        place = ann.get("/api/shares").json()["shares"][0]["conversation_id"]
    for address in (url, f"{served.url}/s/x"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{served.url}/c/{place}")
    fill_in(page, "ann")
    expect(articles(page)).to_have_count(2)
    if width > 760:
        dialog = dialog_of(page)
    else:
        page.get_by_role("button", name=re.compile("^Conversation menu:")).click()
        page.get_by_role("menuitem", name="Share", exact=True).click()
        dialog = page.get_by_role("dialog", name=re.compile("^Share"))
    create(dialog)
    assert violations(page) == []
    row = dialog.get_by_role("listitem").first
    row.get_by_role("button", name="Revoke").click()
    row.get_by_role("button", name="Really revoke?").click()
    expect(dialog.get_by_role("status").filter(has_text="The link is revoked.")).to_have_count(1)
    expect(dialog.get_by_role("region", name="Links to this conversation")).to_be_focused()
    context.close()


def test_on_paper_there_is_all_that_was_shared(stranger: Page, served: ServerProcess) -> None:
    with client(served.url, "ann") as ann:
        url = shared(ann, served.url, "A line of many.\n\n" * 200)
    stranger.set_viewport_size({"width": 1100, "height": 420})
    stranger.goto(url)
    last = articles(stranger).last.locator("p").last
    expect(last).to_have_text("A line of many.")
    expect(last).not_to_be_in_viewport()
    stranger.keyboard.press("End")
    expect(last).to_be_in_viewport()
    stranger.emulate_media(media="print")
    expect(stranger.get_by_role("button", name="Copy as Markdown")).to_be_hidden()
    end = stranger.get_by_role("contentinfo").bounding_box()
    assert end is not None
    assert end["y"] > 2_000
    assert stranger.evaluate("document.documentElement.scrollHeight") >= end["y"]
