"""How Markdown is laid out in the real browser: frames, notes, scripts, the font of formulas."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.driving import ask, ended
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

#: What stands inside of other blocks.
NESTED = f"""- one:

  ```python
  def flow(depth): return depth * 1 {"+ 1 " * 60}
  ```
- two

> ```js
> const a = 1;
> ```

```
nobody said in which language {"and on " * 40}
```
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, as fast as it is read."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo") as one:
        yield one


@pytest.mark.parametrize("width", [390, 1280])
def test_code_in_items_and_quotes_has_its_frame_and_scrolls_by_itself(
    context: BrowserContext, echo: ServerProcess, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(echo.url)
    ask(page, NESTED)
    told = ended(page)
    frames = told.locator(".code")
    expect(frames).to_have_count(3)
    expect(told.get_by_role("button", name="Copy code")).to_have_count(3)
    expect(told.locator("li .code .code-language")).to_have_text("python")
    expect(told.locator("li .code .hljs-keyword").first).to_be_visible()
    expect(told.locator("blockquote .code .hljs-keyword")).to_have_text("const")
    # Nothing to say, no line for it.
    bare = frames.last
    expect(bare.locator(".code-language")).to_have_count(0)
    taller = bare.evaluate("box => box.clientHeight - box.querySelector('pre').offsetHeight")
    assert taller == 0
    wide = told.locator("pre").evaluate_all("all => all.map(each => each.scrollWidth > 600)")
    assert wide == [True, width > 600, True]
    beyond = page.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth")
    assert beyond <= 0


def test_notes_stand_at_the_end_and_the_links_to_them_are_those_of_their_answer(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    for _ in range(2):
        ask(page, "Water[^1] runs[^b].\n\n[^1]: A **note**.\n\nMore of it[^1].\n\n[^b]: Another.")
        ended(page)
    told = page.get_by_role("article").last
    expect(told.locator("p").nth(1)).to_have_text("More of it1.")
    expect(told.locator(".notes li")).to_have_text(["A note.↩", "Another.↩"])
    expect(told.locator("sup a")).to_have_text(["1", "2", "1"])
    ids = page.locator("article [id]").evaluate_all("all => all.map(each => each.id)")
    assert len(ids) == len(set(ids)) == 4
    told.get_by_role("link", name="2", exact=True).click()
    assert told.locator(".notes li").nth(1).evaluate("note => note.matches(':target')")
    assert len(page.context.pages) == 1
    told.get_by_role("link", name="Back to the text, from note 1").click()
    expect(told.locator("sup a").first).to_be_focused()


def test_lines_break_and_run_as_their_script_wants(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "물살이 빠르다\n\n水流得很快\n\n- שלום\n- עולם\n\n| א |\n|---|\n| ב |")
    told = ended(page)
    breaks = "each => getComputedStyle(each).wordBreak"
    assert told.locator("p").nth(0).evaluate(breaks) == "keep-all"
    assert told.locator("p").nth(1).evaluate(breaks) == "normal"
    runs = "all => all.map(each => getComputedStyle(each).direction)"
    hebrew = told.locator("ul, li, table, th, td").evaluate_all(runs)
    assert hebrew == ["rtl"] * 6
    expect(page.locator(".question-text")).to_have_attribute("dir", "auto")
    # The markers of a list stand inside of the answer.
    assert told.locator("ul").evaluate("list => getComputedStyle(list).paddingRight") != "0px"


def test_formulas_have_a_font_of_their_own_and_nothing_else_loads_it(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    fonts: list[str] = []
    page.on(
        "request", lambda request: fonts.append(request.url) if ".woff" in request.url else None
    )
    page.goto(echo.url)
    ask(page, "No formula, **but** `code`.")
    ended(page)
    assert fonts == []
    ask(page, r"$\int_0^1 x\,dx$")
    expect(ended(page).locator("math")).to_be_visible()
    # It is there before the first formula, which would change its size by it.
    assert page.evaluate("document.fonts.check('16px \"STIX Two Math\"', '∫')")
    assert len(fonts) == 1
    assert fonts[0].startswith(echo.url)
