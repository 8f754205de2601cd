"""Tables and code that are wider than the text: they are scrolled by keys, or broken into lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.driving import answer, ask, ended
from tests.e2e.scripted import scripted_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

WIDE = " ".join(["column"] * 12)
ANSWER = f"""| {WIDE} | {WIDE} |
|---|---|
| 1 | 2 |

```python
print("{"여울 " * 90}")
```
"""

HIDDEN_PX = "element => element.scrollWidth - element.clientWidth"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with scripted_server(tmp_path_factory.mktemp("data"), lambda _: iter([ANSWER])) as one:
        yield one


@pytest.fixture
def page(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    ask(page, "Tell me")
    ended(page)
    return page


def block(page: Page, name: str) -> Locator:
    """Return what of the answer is scrolled by itself."""
    return answer(page).get_by_role("group", name=name, exact=True)


@pytest.mark.parametrize("name", ["Table", "python"])
def test_a_wide_block_has_a_name_and_a_shadow_and_is_scrolled_by_keys(
    page: Page, name: str
) -> None:
    wide = block(page, name)
    assert wide.evaluate(HIDDEN_PX) > 50
    assert wide.evaluate("element => getComputedStyle(element).backgroundImage") != "none"
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_long_lines_of_code_are_broken_from_now_on(page: Page) -> None:
    code = block(page, "python")
    switch = answer(page).get_by_role("button", name="Wrap lines")
    expect(switch).to_have_attribute("aria-pressed", "false")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert code.evaluate(HIDDEN_PX) == 0
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert code.evaluate(HIDDEN_PX) == 0
    switch.click()
    assert code.evaluate(HIDDEN_PX) > 50
