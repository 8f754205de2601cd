"""A plain `EventSource` of the browser, which knows nothing of Yeoul, lives through a restart."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.documents import blocks, read
from tests.e2e.driving import wait_until
from tests.e2e.processes import server_process
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FOLLOW = """async () => {
    const asked = await fetch("/api/answers", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ content: "What is a ford?" }),
    });
    const { answer } = await asked.json();
    const seen = (window.seen = { text: "", errors: 0, status: "" });
    const source = (window.source = new EventSource(`/api/answers/${answer.id}/events`));
    source.onerror = () => seen.errors++;
    source.addEventListener("delta", (event) => (seen.text += JSON.parse(event.data).text));
    source.addEventListener("reset", (event) => (seen.text = JSON.parse(event.data).text));
    source.addEventListener("end", (event) => (seen.status = JSON.parse(event.data).status));
    return answer.id;
}"""


def test_an_event_source_finds_the_next_process(context: BrowserContext, tmp_path: Path) -> None:
    page = context.new_page()
    port = free_port()
    model = ("--model", "scripted:river@40")
    with server_process(tmp_path, *model, port=port) as first:
        page.goto(f"{first.url}/docs")
        answer_id = page.evaluate(FOLLOW)
        wait_until(page, lambda: page.evaluate("seen.text.length > 20"), "some text")
        first.tell(signal.SIGTERM)
        # Cut by the signal, and again by what drains: it must not have given up.
        wait_until(page, lambda: page.evaluate("seen.errors > 1"), "a second cut")
        assert page.evaluate("source.readyState") != 2
        first.await_end()
    with server_process(tmp_path, *model, port=port):
        wait_until(page, lambda: page.evaluate("seen.status !== ''"), "the end")
        told = page.evaluate("seen")
        stored = page.evaluate(f"fetch('/api/answers/{answer_id}').then((reply) => reply.json())")
        assert (told["status"], told["text"]) == (stored["status"], stored["text"])


def test_the_readmes_example_works_on_plain_http_too(browser: Browser, tmp_path: Path) -> None:
    """Another machine's page on plain http has no `crypto.randomUUID`."""
    [example] = [block for block in blocks(read("README.md"), "js") if "EventSource" in block]
    model = ("--model", "scripted:river@500", "--allowed-hosts", "yeoul.test")
    with server_process(tmp_path, *model) as server:
        page = browser.new_context().new_page()
        page.goto(f"http://yeoul.test:{server.port}/docs")
        assert page.evaluate("[isSecureContext, typeof crypto.randomUUID]") == [False, "undefined"]
        told = "window.told = () => [source.readyState, text.length > 99];"
        page.evaluate(f"async () => {{ {example}\n {told} }}")
        wait_until(page, lambda: page.evaluate("told()") == [2, True], "the end")
        page.context.close()
