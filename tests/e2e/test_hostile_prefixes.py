"""Hostile Markdown as it grows, character by character: the page paints every beginning of it.

The answer comes from inside the page, so that a character is a token and every token is rendered,
not as many as a frame has time for. Page and policy are those that are shipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.e2e.hostile import payloads
from tests.e2e.processes import server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

#: What a question is answered by, and frames that come as soon as they are asked for.
ANSWER = """
payloads => {
  const {port1, port2} = new MessageChannel();
  const turns = [];
  port1.onmessage = () => turns.shift()();
  const turn = () => new Promise(resolve => { turns.push(resolve); port2.postMessage(null); });
  window.painted = 0;
  window.requestAnimationFrame = run => {
    queueMicrotask(() => { window.painted += 1; run(); });
    return 0;
  };
  window.cancelAnimationFrame = () => undefined;
  window.changes = 0;

  const encoder = new TextEncoder();
  const frame = (seq, event, data) =>
    encoder.encode(`id: 1-${seq}\\nevent: ${event}\\ndata: ${JSON.stringify(data)}\\n\\n`);
  async function* frames() {
    let seq = 1;
    yield frame(seq++, 'started', {answer_id: 'a', conversation_id: 'c', question_id: 'q',
      model: 'm', created_at: '2026-01-01T00:00:00Z'});
    for (const payload of payloads) {
      yield frame(seq++, 'reset', {text: '', reasoning: ''});
      for (const text of payload) yield frame(seq++, 'delta', {text});
    }
    window.done = true;
    await new Promise(() => undefined);
  }
  const source = frames();
  const body = new ReadableStream({
    async pull(controller) {
      await turn();
      controller.enqueue((await source.next()).value);
    },
  }, {highWaterMark: 0});
  const headers = {'content-type': 'text/event-stream'};
  const real = window.fetch;
  window.fetch = (url, init) => init?.method === 'POST' && `${url}`.endsWith('/api/answers')
    ? Promise.resolve(new Response(body, {headers})) : real(url, init);
}
"""

#: Looks at every element and attribute that ever comes to be in an answer.
WATCH = """
() => {
  window.breaches = [];
  addEventListener('securitypolicyviolation', event =>
    window.breaches.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  const banned = new Set(['script', 'iframe', 'object', 'embed', 'style', 'link', 'meta', 'base',
    'form', 'img', 'video', 'audio', 'source', 'portal', 'template', 'marquee']);
  const wanted = /^(https?:|mailto:|#)/;
  const look = element => {
    if (banned.has(element.localName)) window.breaches.push(`element ${element.localName}`);
    for (const {name, value} of element.attributes) {
      if (/^on|^style$|^srcdoc$|^ping$|^formaction$/.test(name))
        window.breaches.push(`attribute ${name}`);
      if (/^(href|src|action|data|xlink:href)$/.test(name) && !wanted.test(value))
        window.breaches.push(`${name} ${value}`);
    }
  };
  const all = node => {
    if (node.nodeType !== 1) return;
    look(node);
    node.querySelectorAll('*').forEach(look);
  };
  const inside = node => node.parentElement?.closest('article.answer .markdown');
  new MutationObserver(records => {
    window.changes += 1;
    for (const {type, target, addedNodes} of records) {
      if (type === 'attributes' && inside(target)) look(target);
      for (const node of addedNodes) if (inside(node)) all(node);
    }
  }).observe(document.body,
    {subtree: true, childList: true, characterData: true, attributes: true});
}
"""


def once(hostile: list[str]) -> list[str]:
    """Return the payloads but those that are others with a marker in front."""
    found = set(hostile)
    marked = ("**", "# ", "`` ` `` ", "> ")
    return [
        each
        for each in hostile
        if not any(
            each.startswith(mark) and each.strip("*").removeprefix(mark) in found for mark in marked
        )
    ]


def test_no_beginning_of_a_payload_runs_asks_or_links(
    context: BrowserContext, tmp_path: Path
) -> None:
    hostile = once(payloads())
    assert len(hostile) >= 300
    foreign: list[str] = []
    dialogs: list[str] = []

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    with server_process(tmp_path, "--model", "scripted:echo") as server:
        page = context.new_page()
        page.route(lambda url: not url.startswith(server.url), refuse)
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.goto(server.url)
        page.evaluate(ANSWER, hostile)
        page.evaluate(WATCH)
        page.get_by_role("textbox", name="Message", exact=True).fill("Go")
        page.keyboard.press("Enter")
        while not page.evaluate("window.done === true"):
            page.wait_for_timeout(200)
        beginnings = sum(map(len, hostile))
        painted, changes = page.evaluate("[window.painted, window.changes]")
        print(f"\n{len(hostile)} payloads, {beginnings} beginnings, {changes} changes of the page")
        assert page.evaluate("window.breaches") == []
        assert page.evaluate("window.pwned") is None
    assert foreign == []
    assert dialogs == []
    # Every beginning was rendered; what does not show yet, such as an address, changed nothing.
    assert painted >= beginnings
    assert changes > 10 * len(hostile)
