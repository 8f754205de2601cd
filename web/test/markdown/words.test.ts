import type { Element, Root, RootContent } from "hast";
import { expect, test } from "vitest";
import { BlockSplitter } from "../../src/markdown/blocks.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

/** The elements of `source`, written as tags without attributes. */
function shown(source: string, open = false, definitions = ""): string {
  return tags(parseBlock(source, definitions, open)).replaceAll("\n", "");
}

function tags(node: Root | Element): string {
  return (node.children as RootContent[])
    .map((child) => {
      if (child.type === "text") return child.value;
      if (child.type !== "element") return "";
      return `<${child.tagName}>${tags(child)}</${child.tagName}>`;
    })
    .join("");
}

function elements(node: Root | Element): Element[] {
  return (node.children as RootContent[]).flatMap((child) =>
    child.type === "element" ? [child, ...elements(child)] : [],
  );
}

function only(source: string, name: string): Element[] {
  return elements(parseBlock(source, "", false)).filter((element) => element.tagName === name);
}

test.each(["3~5일, 10~20분", "~one~ and ~two~", "약 ~10개~ 정도"])(
  "single tildes, %s, strike nothing out, growing or not",
  (source) => {
    for (const open of [false, true]) expect(shown(source, open)).toBe(`<p>${source}</p>`);
    expect(shown("~~gone~~")).toBe("<p><del>gone</del></p>");
  },
);

test.each([
  ["**제목:**내용", "<strong>제목:</strong>내용"],
  ["**중요!**라고", "<strong>중요!</strong>라고"],
  ["**2024년(예상)**에는", "<strong>2024년(예상)</strong>에는"],
  ["**`코드`**를", "<strong><code>코드</code></strong>를"],
  ["이는 **'여울'**이라고", "이는 <strong>'여울'</strong>이라고"],
  ["これは**「重要」**です。", "これは<strong>「重要」</strong>です。"],
  ["这是**（重要）**的", "这是<strong>（重要）</strong>的"],
  ["a **bold**word and 2 ** 3", "a <strong>bold</strong>word and 2 ** 3"],
])("%s is bold next to letters of East Asia", (source, html) => {
  expect(shown(source)).toBe(`<p>${html}</p>`);
});

test.each([
  ["https://example.com을 보세요", "https://example.com", "을 보세요"],
  ["https://example.com/a?b=c에서", "https://example.com/a?b=c", "에서"],
  ["見てhttps://example.com/xをください", "https://example.com/x", "をください"],
  ["请看 https://example.com。然后", "https://example.com", "。然后"],
  ["www.example.com입니다", "http://www.example.com", "입니다"],
  ["(https://example.com)은", "https://example.com", ")은"],
])("the address in %s ends at the first letter of East Asia", (source, href, rest) => {
  const [link] = only(source, "a");
  expect(link?.properties.href).toBe(href);
  expect(shown(source)).toContain(`</a>${rest}</p>`);
  expect(tags(parseBlock(source, "", false)).replace(/<[^>]+>/g, "")).toBe(source);
});

test("emphasis around an address ends where it ends", () => {
  expect(shown("**https://example.com**을")).toBe(
    "<p><strong><a>https://example.com</a></strong>을</p>",
  );
});

test.each([
  "[위키](https://ko.wikipedia.org/wiki/한국어)",
  "[위키](https://ko.wikipedia.org/wiki/한국어 '제목')",
  "<https://ko.wikipedia.org/wiki/한국어>",
  "[위키]\n\n[위키]: https://ko.wikipedia.org/wiki/한국어",
])("an address that is marked, %s, keeps all of its letters", (source) => {
  const [link] = only(source, "a");
  expect(decodeURI(String(link?.properties.href))).toBe("https://ko.wikipedia.org/wiki/한국어");
});

test("an address in code is left alone", () => {
  expect(shown("`https://a.example/한국` 과 `x`")).toContain("<code>https://a.example/한국</code>");
  expect(shown("    https://a.example/한국")).toContain("https://a.example/한국");
});

test.each([
  ["| a<br>b |\n|---|", "<th>a<br></br>b</th>"],
  ["| a<br/>b<br />c |\n|---|", "<th>a<br></br>b<br></br>c</th>"],
  ["H<sub>2</sub>O, x<sup>**2**</sup>", "H<sub>2</sub>O, x<sup><strong>2</strong></sup>"],
  ["Press <kbd>Ctrl</kbd>+<kbd>C</kbd>", "<kbd>Ctrl</kbd>+<kbd>C</kbd>"],
  ["a\n\n<br>\n\nb", "<p>a</p><p><br></br></p><p>b</p>"],
])("the bare tags in %s are elements", (source, html) => {
  expect(shown(source)).toContain(html);
});

test.each([
  "<sub>2",
  "2</sub>",
  "<sub class=x>2</sub>",
  "<SUB>2</SUB>",
  "<br class=x>",
  "<br onclick=x>",
  "<u>x</u>",
  "<sub>a</sup>",
  "`<br>`",
])("%s stays text", (source) => {
  const names = elements(parseBlock(source, "", false)).map((element) => element.tagName);
  for (const name of names) expect(["p", "code"]).toContain(name);
});

test("Korean words stay whole, and nothing else keeps its lines from breaking", () => {
  const classes = (source: string) => only(source, "p").map((each) => each.properties.className);
  expect(classes("여울은 빠르다\n\n水流得很快\n\nwater")).toEqual([
    ["hangul"],
    undefined,
    undefined,
  ]);
  expect(only("- 하나\n- 二", "li").map((each) => each.properties.className)).toEqual([
    ["hangul"],
    undefined,
  ]);
});

test("each block has the direction of its own text", () => {
  const source = "# שלום\n\nhello\n\n> مرحبا\n\n1. אחת\n2. two\n\n| a |\n|---|\n| ב |\n";
  const directions = elements(parseBlock(source, "", false)).flatMap((each) =>
    each.properties.dir === undefined ? [] : [`${each.tagName} ${each.properties.dir}`],
  );
  expect(directions).toEqual([
    ...["h1 auto", "p auto", "blockquote rtl", "p auto", "ol rtl", "li auto", "li auto"],
    ...["th auto", "td auto"],
  ]);
});

test("a reference has the number of its note, wherever that stands", () => {
  const splitter = new BlockSplitter();
  const [block] = splitter.update("See[^b] and[^1].\n\n[^1]: One\n\n[^b]: Two\n");
  const html = shown(block?.pieces[0] ?? "", false, splitter.definitions);
  expect(html).toBe("<p>See<sup><a>2</a></sup> and<sup><a>1</a></sup>.</p>");
});

test("a reference whose note is still to come is a number, any other text", () => {
  expect(shown("See[^1].", true)).toBe("<p>See<sup>1</sup>.</p>");
  expect(shown("not[^a-z] `[^1]` \\[^1]")).toBe("<p>not[^a-z] <code>[^1]</code> [^1]</p>");
});

test("a note inside of another block is shown where it stands", () => {
  expect(shown("> a[^x]\n>\n> [^x]: note")).toBe(
    "<blockquote><p>a<sup>x</sup></p><div><sup>x</sup><p>note</p></div></blockquote>",
  );
});

test("an item in the other direction than its list is marked", () => {
  const items = only("- שלום\n- hello", "li").map((each) => each.properties.className);
  expect(items).toEqual([undefined, ["turned"]]);
});

test.each([
  ["자세한 내용은 https://ko.example/wiki/대한민국 문서를", "https://ko.example/wiki/대한민국"],
  ["또는 https://a.example/위키/여울#역사 참고", "https://a.example/위키/여울#역사"],
  ["https://a.example/a?q=한글&x=1 도", "https://a.example/a?q=한글&x=1"],
  ["https://ko.example/wiki/여울_(하천)은", "https://ko.example/wiki/여울_(하천)"],
  ["https://ko.example/wiki/하늘은 푸르다", "https://ko.example/wiki/하늘"],
  ["https://ko.example/wiki/가을 문서", "https://ko.example/wiki/가을"],
  ["https://ko.example/wiki/바다를 보라", "https://ko.example/wiki/바다"],
  ["https://ko.example/wiki/한글입니다.", "https://ko.example/wiki/한글"],
  ["https://ko.example/wiki/서울_지하철-2호선에서", "https://ko.example/wiki/서울_지하철-2호선"],
  ["日本語は https://ja.example/wiki/日本 です", "https://ja.example/wiki/日本"],
  ["https://ja.example/wiki/日本を見て", "https://ja.example/wiki/日本"],
  ["https://ja.example/wiki/ひらがな。次", "https://ja.example/wiki/ひらがな"],
  ["https://ja.example/wiki/千と千尋の神隠し", "https://ja.example/wiki/千と千尋の神隠し"],
  ["中文 https://zh.example/wiki/中国。然后", "https://zh.example/wiki/中国"],
  ["（https://zh.example/搜索?词=水）", "https://zh.example/搜索?词=水"],
  ["https://한국.example/길 끝", "https://한국.example/길"],
  ["(https://a.example/a)를", "https://a.example/a"],
  ["<https://ko.example/wiki/한글은>", "https://ko.example/wiki/한글은"],
])("the whole address in %s is the link", (source, address) => {
  const [link] = only(source, "a");
  expect(decodeURI(String(link?.properties.href))).toBe(
    new URL(address).href.startsWith("https://xn") ? address : decodeURI(new URL(address).href),
  );
  expect(tags(link as Element)).toBe(address);
});

test.each([
  ["前面~~删除。~~后面", "前面<del>删除。</del>后面"],
  ["이건~~(취소)~~라고", "이건<del>(취소)</del>라고"],
  ["これは~~「古い」~~です", "これは<del>「古い」</del>です"],
  ["이것은__중요__합니다", "이것은<strong>중요</strong>합니다"],
  ["这是__重要。__的", "这是<strong>重要。</strong>的"],
  ["클래스의 __init__은 그대로", "클래스의 __init__은 그대로"],
  ["보고서__최종__.pdf", "보고서<strong>최종</strong>.pdf"],
  ["a_보고서__최종__b", "a_보고서__최종__b"],
  ["`~~가~~` 나", "<code>~~가~~</code> 나"],
])("%s is marked as it was meant", (source, html) => {
  expect(shown(source)).toBe(`<p>${html}</p>`);
});

test.each([
  ["| `a | b` | or |\n", ["a | b", "or"]],
  ["| `||` | logical or |\n", ["||", "logical or"]],
  ["| `a \\| b` | or |\n", ["a | b", "or"]],
  ["| one | two | three |\n", ["one", "two | three"]],
  ["| ``x`|`y`` | z |\n", ["x`|`y", "z"]],
  ["| one |\n", ["one", ""]],
])("nothing of the row %s is lost", (row, cells) => {
  for (const lead of ["", "> ", "  "]) {
    const source = `| a | b |\n|---|---|\n${row}`.replace(/^(?=.)/gm, lead);
    expect(only(lead === "  " ? `- x\n\n${source}` : source, "td").map(textOf)).toEqual(cells);
  }
});

test("pipes of code outside of tables stay as they are", () => {
  expect(shown("`a | b`\n\n| x |")).toBe("<p><code>a | b</code></p><p>| x |</p>");
});

test.each([
  ["<!-- note -->", ""],
  ["a <!-- note --> b", "<p>a  b</p>"],
  ["<!-- a\n\nb -->", ""],
  ["`<!-- a -->`", "<p><code><!-- a --></code></p>"],
  [
    "<details>\n<summary>More</summary>\n\nHidden **bold**.\n\n</details>",
    "<p><strong>More</strong></p><p>Hidden <strong>bold</strong>.</p>",
  ],
  [
    "<details open><summary>더 보기</summary>글</details>",
    "<p><strong>더 보기</strong></p><p>글</p>",
  ],
  [
    "- x\n  <details>\n  <summary>a</summary>\n\n  b\n\n  </details>",
    "<ul><li><p>x</p><p><strong>a</strong></p><p>b</p></li></ul>",
  ],
  ["<details onclick=x>", "<details onclick=x>"],
  ["a<BR>b", "<p>a<br></br>b</p>"],
])("%s shows its words only", (source, html) => {
  expect(shown(source).replace(/<p><\/p>/g, "")).toBe(html);
});

test("a comment that has only begun is not shown", () => {
  const source = "before <!-- a note to nobody -->";
  for (let end = 7; end <= source.length; end += 1) {
    expect(shown(source.slice(0, end), true).trim()).toMatch(/^<p>before ?<\/p>$/);
  }
  for (const begun of ["<!", "<!--", "<!-- note\n\nmore", "<details", "<details>\n<summ"]) {
    expect(shown(begun, true).replace(/<\/?p>/g, "")).toBe("");
  }
});

function textOf(element: Element): string {
  return tags(element).replace(/<[^>]*>/g, "");
}
