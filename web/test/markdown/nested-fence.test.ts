import { expect, test } from "vitest";
import { BlockSplitter } from "../../src/markdown/blocks.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

const INSIDE = "## How\n\n```sh\nls\n```\n\nDone.";

function kinds(text: string): string[] {
  const blocks = new BlockSplitter().update(text);
  return blocks.map((block) => `${block.kind}: ${block.pieces.join("").trim()}`);
}

test.each([
  ["one inside", INSIDE],
  ["two inside", `${INSIDE}\n\n\`\`\`js\na\n\`\`\`\n\nmore`],
  ["Markdown inside of Markdown", `a\n\n\`\`\`md\nb\n\`\`\`py\nc\n\`\`\`\nd\n\`\`\`\n\ne`],
])("a block of Markdown with %s is one block, and text behind it is text", (_, inside) => {
  for (const language of ["markdown", "md", "Markdown title=x"]) {
    const text = `See:\n\n\`\`\`${language}\n${inside}\n\`\`\`\n\nText **after**.`;
    const wanted = ["text: See:", `code: ${inside}`, "text: Text **after**."];
    expect(kinds(text)).toEqual(wanted);
    const splitter = new BlockSplitter();
    for (let end = 1; end < text.length; end += 1) {
      const blocks = splitter.update(text.slice(0, end));
      const shown = blocks.filter((block) => block.kind === "text").map((b) => b.pieces.join(""));
      for (const each of shown) expect(each).not.toMatch(/How|Done|more|ls|^[a-e]$/m);
    }
    expect(splitter.update(text).map((b) => `${b.kind}: ${b.pieces.join("").trim()}`)).toEqual(
      wanted,
    );
  }
});

test.each([
  "```sh\ncat <<X\n```js\nX\n```",
  "~~~md\n```js\na\n```\n~~~",
  "````md\n```js\na\n```\n````",
  "````md\n```js\na\n````",
  "~~~markdown\n~~~js\na\n~~~\nb\n~~~",
  "```md\nplain\n```",
])("%j ends where it should", (source) => {
  expect(kinds(`${source}\n\nafter`)).toHaveLength(2);
  expect(kinds(`${source}\n\nafter`)[1]).toBe("text: after");
});

test("in an item it is one block, too", () => {
  const source = "- see\n\n  ```markdown\n  a\n  ```sh\n  ls\n  ```\n  b\n  ```\n\n  after";
  const text = JSON.stringify(parseBlock(source, "", false));
  expect(text.match(/"tagName":"pre"/g)).toHaveLength(1);
  expect(text).toContain("a\\n```sh\\nls\\n```\\nb");
});
