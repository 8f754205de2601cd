import type { Element, Root } from "hast";
import { expect, test } from "vitest";
import { dropStubs, markGoesOn, rowsOf } from "../../src/markdown/context.ts";
import { cutList } from "../../src/markdown/long-list.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

function words(node: Root | Element): string {
  const texts = node.children.map((child) => {
    if (child.type === "text") return child.value;
    return child.type === "element" ? `<${child.tagName}${className(child)}>${words(child)}` : "";
  });
  return texts.join("").replace(/\s+/g, " ");
}

function className({ properties }: Element): string {
  return properties.className === undefined ? "" : ` ${properties.className}`;
}

const INNER = Array.from({ length: 200 }, (_, at) => `     - inner ${at} of those\n`);

test("a part of an inner list stands in its items, which have neither text nor marker there", () => {
  const source = `7. seven\n   - x\n${INNER.join("")}8. eight\n`;
  const [first, ...parts] = cutList(source, new Set([0, source.indexOf("8. ")]), "");
  expect(first?.context).toBe("");
  expect(parts.length).toBeGreaterThan(1);
  for (const { context, source: part } of parts.slice(0, -1)) {
    const tree = parseBlock(context + part, "", false);
    dropStubs(tree);
    expect(words(tree)).toMatch(/^<ol> <li goes-on> <ul> <li goes-on> <ul> <li>inner \d+ of those/);
  }
});

test("a list without a context keeps its first item", () => {
  const tree = parseBlock("- one\n- two", "", false);
  dropStubs(tree);
  expect(words(tree)).toBe("<ul> <li>one <li>two ");
});

test("a block that goes on says so", () => {
  const tree = parseBlock("> more", "", false);
  markGoesOn(tree);
  expect(words(tree)).toBe("<blockquote goes-on> <p>more ");
});

test("of a further piece of a table only the rows are shown", () => {
  const tree = () => parseBlock("| a |\n|---|\n| 1 |\n| 2 |", "", false);
  expect(words(rowsOf(tree(), true))).toBe(
    "<thead> <tr> <th>a <tbody> <tr> <td>1 <tr> <td>2 ".replace(/ (?=<)/g, " "),
  );
  expect(words(rowsOf(tree(), false))).toBe("<tbody> <tr> <td>1 <tr> <td>2 ");
});

test("what the parser does not take for a table is shown as it is", () => {
  expect(words(rowsOf(parseBlock("| a |", "", false), false))).toBe("<p>| a |");
});
