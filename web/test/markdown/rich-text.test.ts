// @vitest-environment happy-dom

import { expect, test } from "vitest";
import { richText, richTextIn } from "../../src/markdown/rich-text.ts";

/** What a reader of the copied HTML gets of what the page shows. */
function copied(shown: string): HTMLElement {
  const { body } = new DOMParser().parseFromString(`<div>${shown}</div>`, "text/html");
  const root = document.importNode(body.children[0] as HTMLElement, true);
  const html = richText(root);
  expect(html).not.toMatch(/class="(?!language-)|<button|<span|<div|<svg|script|onclick/);
  return new DOMParser().parseFromString(html, "text/html").body;
}

test("headings, lists and what stands in them are copied as what they are", () => {
  const body = copied(
    `<div class="section"><div class="blocks"><h2 dir="auto">Ford</h2>
    <ol start="3"><li dir="auto">a <strong>strong</strong> <em>one</em></li></ol></div></div>`,
  );
  expect(body.querySelector("h2")?.textContent).toBe("Ford");
  expect(body.querySelector("ol")?.getAttribute("start")).toBe("3");
  expect(body.querySelector("li strong")?.textContent).toBe("strong");
});

test("code is copied as it stands, with its language and without the page's buttons", () => {
  const body = copied(
    `<div class="code"><div class="code-head"><span class="code-language">python</span>
    <button>Copy code</button></div><pre><code><span class="hljs-keyword">if</span> a &lt; b:
    <span>pass</span></code></pre></div>`,
  );
  expect(body.querySelector("pre > code")?.textContent).toBe("if a < b:\n    pass");
  expect(body.querySelector("code")?.className).toBe("language-python");
  expect(body.textContent).not.toContain("Copy code");
});

test("a table has lines, and one that is shown in parts is one again", () => {
  const rows = (text: string) =>
    `<tbody><tr><td style="text-align: right">${text}</td></tr></tbody>`;
  const body = copied(
    `<div class="table-frame"><div><table><thead><tr><th>a</th></tr></thead>${rows("1")}</table></div>
    <div><table><colgroup><col></colgroup>${rows("2")}</table></div></div>`,
  );
  expect(body.querySelectorAll("table")).toHaveLength(1);
  expect(body.querySelectorAll("tr")).toHaveLength(3);
  expect(body.querySelector("table")?.getAttribute("border")).toBe("1");
  expect(body.querySelector("td")?.getAttribute("align")).toBe("right");
});

test("what goes on from one block to the next is one list, and one paragraph", () => {
  const body = copied(
    `<ul><li>a</li></ul><ul class="goes-on"><li>b</li></ul><p>one </p><p class="goes-on">two</p>`,
  );
  expect(body.querySelectorAll("ul")).toHaveLength(1);
  expect(body.querySelectorAll("li")).toHaveLength(2);
  expect(body.querySelector("p")?.textContent).toBe("one two");
});

test("only links that lead somewhere from everywhere are links", () => {
  const body = copied(
    `<p><a href="https://a.example/1">one</a> <a href="#note-1">1</a> <a href="/c/1">here</a></p>`,
  );
  const links = [...body.querySelectorAll("a")].map((each) => each.getAttribute("href"));
  expect(links[0]).toBe("https://a.example/1");
  expect(links[1]).toBeNull();
  expect(body.textContent).toContain("here");
});

test("a formula is copied as MathML that names its source, once", () => {
  const body = copied(
    `<p><span class="math"><span class="katex"><math xmlns="http://www.w3.org/1998/Math/MathML">
    <semantics><mrow><mi>x</mi></mrow><annotation encoding="application/x-tex">x^2</annotation>
    </semantics></math></span></span></p>`,
  );
  expect(body.querySelector("math")?.getAttribute("alttext")).toBe("x^2");
  expect(body.textContent).not.toContain("x^2");
});

test("what is done and what is not can be told apart in a list of tasks", () => {
  const body = copied(
    `<ul><li><input type="checkbox" checked> a</li><li><input type="checkbox"> b</li></ul>`,
  );
  expect(body.textContent).toContain("☑ a");
  expect(body.textContent).toContain("☐ b");
});

test("a text that is shown as it was written has nothing to copy but that", () => {
  const place = document.createElement("article");
  place.innerHTML = `<div class="markdown plain">**one**</div>`;
  expect(() => richTextIn(place)).toThrow(TypeError);
  expect(() => richTextIn(null)).toThrow(TypeError);
  place.innerHTML = `<div class="markdown"><p class="first">one</p></div>`;
  expect(richTextIn(place)).toMatch(/^<p[^>]*>one<\/p>$/);
});
