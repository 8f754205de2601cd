"""An answer is copied as text and, for mails and documents, as what it looks like."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.driving import ask, ended
from tests.e2e.scripted import scripted_server

pytestmark = pytest.mark.browser

ANSWER = """## Ford

A **shallow** place, see [more](https://a.example/1) and `code`.

1. one
2. two

| place | speed |
|-------|------:|
| 여울 | 2 |

```python
if a < b and "<b>" in c:
    go()
```

$$x^2 + 1$$

<script>alert(1)</script>"""

READ = """
async type => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : null;
}
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_server(tmp_path_factory.mktemp("data"), lambda _: iter([ANSWER])) as one:
        yield one


def answered(context: BrowserContext, url: str) -> Page:
    """Return a page with the whole answer, which may use the clipboard."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(url)
    ask(page, "What is a ford?")
    ended(page)
    page.wait_for_function("() => document.querySelector('.answer math') !== null")
    return page


def copy(page: Page) -> None:
    """Press the answer's button, and wait until it says that it has worked."""
    button = ended(page).get_by_role("button", name="Copy", exact=True)
    button.click()
    expect(button).to_have_attribute("title", "Copied")


def test_an_answer_is_copied_as_markdown_and_as_what_it_looks_like(
    context: BrowserContext, url: str
) -> None:
    page = answered(context, url)
    copy(page)
    assert page.evaluate(READ, "text/plain") == ANSWER
    # Pasted where formatted text can be written, by the browser's own means.
    letter = context.new_page()
    letter.set_content("<div contenteditable style='font: 16px serif'></div>")
    letter.locator("div").click()
    letter.keyboard.press("Control+V")
    body = letter.locator("div[contenteditable]")
    expect(body.locator("h2")).to_have_text("Ford")
    expect(body.locator("strong, b").first).to_have_text("shallow")
    expect(body.locator("a")).to_have_attribute("href", "https://a.example/1")
    expect(body.locator("ol > li")).to_have_text(["one", "two"])
    expect(body.locator("th")).to_have_text(["place", "speed"])
    expect(body.locator("pre")).to_have_text('if a < b and "<b>" in c:\n    go()')
    expect(body).to_contain_text("<script>alert(1)</script>")
    assert letter.locator("script, button, svg").count() == 0
    assert letter.evaluate("document.querySelectorAll('math').length") == 1


def test_code_is_copied_as_text_alone(context: BrowserContext, url: str) -> None:
    page = answered(context, url)
    page.get_by_role("button", name="Copy code").click()
    page.wait_for_function("() => navigator.clipboard.readText().then(text => text !== '')")
    assert page.evaluate(READ, "text/plain") == 'if a < b and "<b>" in c:\n    go()'
    assert page.evaluate(READ, "text/html") is None


@pytest.mark.parametrize(
    "without",
    ["delete window.ClipboardItem", "delete globalThis.Clipboard?.prototype.write"],
    ids=["no rich clipboard", "a clipboard that takes only text"],
)
def test_a_browser_with_a_poorer_clipboard_gets_the_markdown(
    context: BrowserContext, url: str, without: str
) -> None:
    context.add_init_script(without)
    page = answered(context, url)
    copy(page)
    assert page.evaluate("navigator.clipboard.readText()") == ANSWER


def test_a_page_without_any_clipboard_still_copies_the_markdown(
    context: BrowserContext, url: str
) -> None:
    context.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "delete window.ClipboardItem"
    )
    page = answered(context, url)
    copy(page)
    page.locator(".composer textarea").click()
    page.keyboard.press("Control+V")
    expect(page.locator(".composer textarea")).to_have_value(ANSWER)


def test_a_table_is_copied_for_spreadsheets_and_for_documents(
    context: BrowserContext, url: str
) -> None:
    page = answered(context, url)
    button = ended(page).get_by_role("button", name="Copy table")
    button.click()
    expect(button).to_have_attribute("title", "Copied")
    assert page.evaluate(READ, "text/plain") == "place\tspeed\n여울\t2"
    rich = page.evaluate(READ, "text/html")
    assert "<table" in rich
    assert "<button" not in rich
    assert "shallow" not in rich
