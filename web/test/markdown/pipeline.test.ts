import type { Element, Root, RootContent } from "hast";
import { expect, test } from "vitest";
import { addCaret, parseBlock } from "../../src/markdown/pipeline.ts";

function elements(tree: Root | Element): Element[] {
  const children: RootContent[] = tree.children;
  return children.flatMap((child) => (child.type === "element" ? [child, ...elements(child)] : []));
}

function textOf(tree: Root | Element): string {
  const children: RootContent[] = tree.children;
  return children
    .map((child) => {
      if (child.type === "text") return child.value;
      return child.type === "element" ? textOf(child) : "";
    })
    .join("");
}

function names(source: string, open = false): string[] {
  return elements(parseBlock(source, "", open)).map((element) => element.tagName);
}

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "text <b onclick=alert(1)>bold</b>",
  "<svg onload=alert(1)>",
  "<iframe src=https://a.example></iframe>",
  "<style>*{display:none}</style>",
])("%s is text, not HTML", (source) => {
  const tree = parseBlock(source, "", false);
  expect(elements(tree).map((element) => element.tagName)).toEqual(
    elements(tree)
      .filter((element) => element.tagName === "p")
      .map(() => "p"),
  );
  expect(textOf(tree)).toBe(source);
});

test.each([
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](vbscript:x)",
  "[x](file:///etc/passwd)",
  "[x](java&#10;script:alert(1))",
  "<javascript:alert(1)>",
])("%s has no address", (source) => {
  for (const element of elements(parseBlock(source, "", false))) {
    expect(element.properties.href ?? "").toBe("");
  }
});

test.each(["https://a.example", "http://a.example", "mailto:a@b.example"])(
  "%s is a link",
  (href) => {
    const [link] = elements(parseBlock(`[x](${href})`, "", false)).filter((e) => e.tagName === "a");
    expect(link?.properties.href).toBe(href);
  },
);

test.each(["javascript:alert(1)", "file:///a.png", "blob:x", "about:blank"])(
  "an image at %s keeps no address",
  (address) => {
    for (const element of elements(parseBlock(`![x](${address})`, "", false))) {
      expect(element.properties.src).toBeUndefined();
    }
  },
);

test("quotes without end are shown as they were written", () => {
  const source = `${"> ".repeat(5_000)}x`;
  expect(textOf(parseBlock(source, "", false))).toBe(source);
});

test("tables, tasks and strikethrough are understood", () => {
  expect(names("| a |\n| - |\n| 1 |")).toContain("table");
  expect(names("- [x] done")).toContain("input");
  expect(names("~~gone~~")).toContain("del");
});

test("a marker that is not closed yet counts as closed only while the block is open", () => {
  expect(names("some **bold", true)).toContain("strong");
  expect(names("some **bold", false)).not.toContain("strong");
});

test("definitions from elsewhere give a reference its address", () => {
  const tree = parseBlock("see [one]", "[one]: https://one.example\n", false);
  const link = elements(tree).find((element) => element.tagName === "a");
  expect(link?.properties.href).toBe("https://one.example");
});

test.each([
  ["plain text", "p"],
  ["- one\n- two", "li"],
  ["> quoted", "p"],
  ["# title", "h1"],
  ["| a |\n| - |\n| 1 |", "td"],
])("the caret of %j stands in %s, at the very end", (source, place) => {
  const tree = parseBlock(source, "", true);
  addCaret(tree);
  const holder = elements(tree).findLast((element) =>
    element.children.some((child) => child.type === "element" && child.tagName === "span"),
  );
  expect(holder?.tagName).toBe(place);
  expect(holder?.children.at(-1)).toMatchObject({ properties: { className: ["caret"] } });
});

test("an item or task that has no words yet is not shown as text", () => {
  for (const box of ["", "[", "[ ", "[x", "[x]", "[x] "]) {
    const tree = parseBlock(`- [ ] one\n- ${box}`, "", true);
    expect(textOf(tree).trim(), box).toBe("one");
  }
});
