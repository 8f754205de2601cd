"""Hostile Markdown in the real browser, under the policy that is shipped: nothing of it runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.driving import ask, ended
from tests.e2e.hostile import payloads
from tests.e2e.processes import server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: Payloads of one answer.
TOGETHER = 36

#: Looks at everything an answer shows at any moment: whole, and while it grows.
WATCH = """
() => {
  window.breaches = [];
  window.looks = 0;
  addEventListener('securitypolicyviolation', event =>
    window.breaches.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  const banned = new Set(['script', 'iframe', 'object', 'embed', 'style', 'link', 'meta', 'base',
    'form', 'img', 'video', 'audio', 'source']);
  const wanted = /^(https?:|mailto:|#)/;
  const look = () => {
    window.looks += 1;
    for (const each of document.querySelectorAll('article.answer .markdown *')) {
      const name = each.localName;
      if (banned.has(name)) window.breaches.push(`element ${name}`);
      for (const {name: attribute, value} of each.attributes) {
        if (/^on|^style$|^srcdoc$|^ping$|^formaction$/.test(attribute))
          window.breaches.push(`attribute ${attribute}`);
        if (/^(href|src|action|data|xlink:href)$/.test(attribute) && !wanted.test(value))
          window.breaches.push(`${attribute} ${value}`);
      }
    }
  };
  new MutationObserver(look).observe(document.body,
    {subtree: true, childList: true, characterData: true, attributes: true});
}
"""


def test_no_payload_runs_asks_or_links_at_any_moment(
    context: BrowserContext, tmp_path: Path
) -> None:
    hostile = payloads()
    assert len(hostile) >= 300
    asked: list[str] = []
    dialogs: list[str] = []
    with server_process(tmp_path, "--model", "scripted:echo@100") as server:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        looks = 0
        for start in range(0, len(hostile), TOGETHER):
            page.goto(server.url)
            page.evaluate(WATCH)
            ask(page, "\n\n".join(hostile[start : start + TOGETHER]))
            ended(page)
            assert page.evaluate("window.breaches") == [], start
            assert page.evaluate("window.pwned") is None, start
            looks += page.evaluate("window.looks")
        # Once more as a page that reads what is stored.
        page.reload()
        assert page.evaluate("window.pwned") is None
        assert [url for url in asked if not url.startswith((server.url, "data:"))] == []
    assert dialogs == []
    print(f"\n{len(hostile)} payloads, looked at {looks} times while they grew")
    assert looks > 5 * len(hostile) / TOGETHER
