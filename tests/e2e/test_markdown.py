"""Markdown in the real browser, under the policy that is shipped: formulas, lists, no flicker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.driving import ask, ended
from tests.e2e.processes import ServerProcess, server_process

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FORMULAS = r"""Euler: $e^{i\pi} + 1 = 0$, and \(a_1 * b_2 * c_3\) for $5 and $10.

$$
\begin{aligned}
x &= \frac{-b \pm \sqrt{b^2 - 4ac}}{2a} \\
- y &= \sum_{k=1}^{n} \binom{n}{k}
\end{aligned}
$$

\[ \color{red}{\int_0^\infty} e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2} \quad \raisebox{1em}{up} \]

Broken: $\frac{1}{$ and $\undefinedmacro x$; wicked: $\href{javascript:alert(1)}{x}$.
"""

#: Formulas that make KaTeX use most of what it can write.
HARD = " ".join(
    f"${tex}$"
    for tex in (
        r"\overbrace{a+b}^{n}",
        r"\cancel{x}",
        r"\boxed{y}",
        r"\textcolor{#ff0000}{z}",
        r"\colorbox{yellow}{w}",
        r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
        r"\xrightarrow[b]{a}",
        r"\phantom{x}\hspace{2em}",
        r"\underline{\mathbb{R}}",
        r"\left\{\begin{array}{c|c}a&b\\\hline c&d\end{array}\right.",
        r"\html@mathml{a}{b}",
        r"\htmlStyle{color:red}{x}",
        r"\includegraphics{https://a.example/x.png}",
        r"\url{https://a.example}",
    )
)

#: Keeps a list of every text that the answer has shown, and of how high it has been.
RECORD = """
() => {
  window.shown = [];
  window.heights = [];
  const look = () => {
    const box = document.querySelector('article.answer .markdown');
    if (!box) return;
    const text = box.innerText;
    if (text !== window.shown.at(-1)) window.shown.push(text);
    window.heights.push(box.getBoundingClientRect().height);
  };
  new MutationObserver(look).observe(document.body,
    {subtree: true, childList: true, characterData: true});
}
"""

#: Every construct that could show its markers before it is finished.
UNFINISHED = """It is **very strong indeed** and *quite soft now* and `some code here` and
~~gone for good~~ and [a link to follow](https://a.example/path) and ***both of them***.

- [x] done with this
- [ ] still to do

| name | value |
|------|-------|
| one  | two   |
"""


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that gives the question back, forty words a second."""
    with server_process(tmp_path_factory.mktemp("data"), "--model", "scripted:echo@40") as one:
        yield one


def test_formulas_are_drawn_as_mathml_and_prices_stay_prices(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, FORMULAS)
    told = ended(page)
    # What is not trusted is drawn as the text it is.
    expect(told.locator("math")).to_have_count(5)
    expect(told.locator(".math.display math")).to_have_count(2)
    expect(told).to_contain_text("for $5 and $10.")
    sizes = told.locator("math").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect()).map(box => box.width * box.height)"
    )
    assert all(size > 100 for size in sizes), sizes
    expect(told.locator(".math-source")).to_have_count(2)
    expect(told.get_by_role("link")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("article").last.locator("math")).to_have_count(5)


def test_no_formula_needs_a_style_or_asks_elsewhere(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(echo.url)
    ask(page, HARD)
    told = ended(page)
    # What draws them is loaded with the first of them.
    expect(told.locator("math").nth(8)).to_be_attached()
    assert told.locator("[style]").count() == 0
    assert [url for url in asked if not url.startswith((echo.url, "data:", "blob:"))] == []


def test_entities_are_the_signs_they_stand_for(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, "**Tom** &amp; Jerry &copy; &#x2764; &lt;b&gt;")
    told = ended(page)
    expect(told.locator("strong")).to_have_text("Tom")
    expect(told.locator("p").first).to_have_text("Tom & Jerry © ❤ <b>")


def test_unfinished_constructs_never_show_their_markers(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    page.evaluate(RECORD)
    ask(page, UNFINISHED)
    told = ended(page)
    shown = page.evaluate("window.shown")
    assert len(shown) > 15
    for text in shown:
        for marker in ("**", "~~", "`", "](", "https://", "[x]", "[ ]"):
            assert marker not in text, text
    expect(told.get_by_role("checkbox")).to_have_count(2)
    expect(told.get_by_role("checkbox").first).to_be_checked()
    expect(told.get_by_role("checkbox").first).to_be_disabled()
    expect(told.get_by_role("table")).to_be_visible()


def test_a_growing_answer_never_shrinks_by_more_than_a_line(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    page.evaluate(RECORD)
    ask(page, UNFINISHED + "\n\n" + FORMULAS)
    ended(page)
    heights = page.evaluate("window.heights")
    highest = 0.0
    for height in heights:
        assert height >= highest - 60, (height, highest)
        highest = max(highest, height)


def test_the_columns_of_aligned_formulas_meet_at_their_sign(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    ask(page, r"$$\begin{aligned} a &= b \\ long + name &= d \end{aligned}$$")
    ended(page)
    expect(page.locator("mtd")).to_have_count(4)
    ends = page.eval_on_selector_all(
        "mtr > mtd:first-child > *",
        "all => all.map(each => each.lastElementChild.getBoundingClientRect().right)",
    )
    assert abs(ends[0] - ends[1]) < 1


def test_a_table_and_a_formula_have_their_shape_from_their_first_sign_on(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    page.evaluate(RECORD)
    ask(
        page, "| name of it | the value |\n|---|---|\n| one | two |\n\n$$\na + b\n\\\\ c\n$$\n\nend"
    )
    told = ended(page)
    for text in page.evaluate("window.shown"):
        assert "|" not in text, text
        assert "$" not in text, text
        assert "a + b" not in text, text
    expect(told.get_by_role("table")).to_have_count(1)


def test_the_caret_stands_behind_code_and_not_in_its_frame(
    context: BrowserContext, echo: ServerProcess
) -> None:
    page = context.new_page()
    page.goto(echo.url)
    inside = "() => window.inside ||= !!document.querySelector('p code .caret')"
    page.evaluate(
        f"() => new MutationObserver({inside}).observe(document.body,"
        " {subtree: true, childList: true})"
    )
    ask(page, "so `one two three four five` and `six seven eight`")
    ended(page)
    assert not page.evaluate("window.inside")
