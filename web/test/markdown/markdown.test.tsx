// @vitest-environment happy-dom

import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { BlockSplitter } from "../../src/markdown/blocks.ts";
import { Markdown, type MarkdownTexts } from "../../src/markdown/index.ts";
import { richText } from "../../src/markdown/rich-text.ts";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test("a text that is all there is shown without a caret, in English", () => {
  const { container } = render(
    <Markdown text={"**bold**\n\n```js\nx\n```\n\nOne[^1].\n\n[^1]: A note"} />,
  );
  expect(container.querySelector("strong")?.textContent).toBe("bold");
  expect(container.querySelector(".caret")).toBeNull();
  expect(screen.getByRole("button", { name: "Copy code" })).toBeDefined();
  expect(screen.getByRole("link", { name: "Back to the text, from note 1" })).toBeDefined();
});

test("what is said beside the text is said in the words that are given", () => {
  const texts: MarkdownTexts = {
    copyCode: "코드 복사",
    copied: "복사됨",
    imageNotShown: (name) => `이미지 ${name}`,
    backToText: (note) => `각주 ${note}`,
  };
  render(<Markdown text={"```js\nx\n```"} texts={texts} />);
  expect(screen.getByRole("button", { name: "코드 복사" })).toBeDefined();
});

test.each([
  ["shorter", "# One\n\ntwo\n\nthree", "other"],
  ["longer", "# One", "Another\n\nlonger **text**"],
  ["of the same length", "**abc**", "_vwxyz_"],
])("a text that is replaced by one %s is shown, and no word of the former", (_, former, next) => {
  const { container, rerender } = render(<Markdown text={former} />);
  rerender(<Markdown text={next} />);
  const alone = render(<Markdown text={next} />);
  expect(container.innerHTML.replace(/<.*?>/g, "")).toBe(
    alone.container.innerHTML.replace(/<.*?>/g, ""),
  );
  expect(container.querySelector("h1")).toBeNull();
});

test("a growing text has one caret, and its elements stay when it grows", () => {
  const { container, rerender } = render(<Markdown text="# One" growing />);
  rerender(<Markdown text={"# One\n\ntwo\n\nthree"} growing />);
  const heading = container.querySelector("h1");
  rerender(<Markdown text={"# One\n\ntwo\n\nthree\n\nfour"} growing />);
  expect(container.querySelector("h1")).toBe(heading);
  expect(container.querySelectorAll(".caret")).toHaveLength(1);
  rerender(<Markdown text={"# One\n\ntwo\n\nthree\n\nfour"} />);
  expect(container.querySelectorAll(".caret")).toHaveLength(0);
});

test("a text that breaks its renderer is shown as it was written", () => {
  vi.spyOn(BlockSplitter.prototype, "update").mockImplementation(() => {
    throw new RangeError("too much");
  });
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { container } = render(<Markdown text="**kept**" />);
  expect(container.textContent).toBe("**kept**");
});

test("many notes are several lists to the browser, and one in their numbers and in a copy", () => {
  const numbers = Array.from({ length: 100 }, (_, at) => at + 1);
  const notes = numbers.map((n) => `[^${n}]: n ${n}`).join("\n");
  const { container } = render(<Markdown text={`First[^1], last[^100].\n\n${notes}\n`} />);
  const lists = [...container.querySelectorAll<HTMLOListElement>("ol.notes")];
  expect(lists.length).toBeGreaterThan(1);
  let next = 1;
  for (const list of lists) {
    expect(list.start).toBe(next);
    next += list.children.length;
  }
  expect(next).toBe(101);
  const link = container.querySelectorAll(".note-link")[1];
  const target = document.getElementById(link?.getAttribute("href")?.slice(1) ?? "");
  expect(target?.textContent).toContain("n 100");
  const copy = richText(container);
  expect(copy.match(/<ol/g)).toHaveLength(1);
  expect(copy.match(/<li/g)).toHaveLength(100);
});
