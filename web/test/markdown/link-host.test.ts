import { expect, test } from "vitest";
import { hostBehind, showHosts } from "../../src/markdown/link-host.ts";
import { parseBlock } from "../../src/markdown/pipeline.ts";

const EVIL = "https://evil.example/x";

test.each([
  ["https://google.com", EVIL],
  ["google.com", EVIL],
  ["Log in at www.google.com/login", EVIL],
  ["google\uff0ecom", EVIL],
  ["google\u3002com", EVIL],
  ["ｇｏｏｇｌｅ.com", EVIL],
  ["https://google.com@evil.example/x", "https://google.com@evil.example/x"],
  ["click", "https://google.com@evil.example/x"],
  ["google.com.evil.example", EVIL],
  ["g\u043e\u043egle.com", EVIL],
  ["https://한국.example", EVIL],
])("behind %s, which leads to %s, stands its host", (text, href) => {
  expect(hostBehind(text, href)).toBe("evil.example");
});

test.each([
  ["https://a.example/x", "https://a.example/x"],
  ["a.example", "https://www.a.example/x"],
  ["the docs", EVIL],
  ["README.md and index.html", EVIL],
  ["version 1.2.3", EVIL],
  ["https://한국.example/길", "https://한국.example/%EA%B8%B8"],
  ["a@b.example", "mailto:a@b.example"],
])("behind %s, which leads to %s, stands nothing", (text, href) => {
  expect(hostBehind(text, href)).toBe(null);
});

test("signs that nobody sees are taken out of a link, and hide no host", () => {
  for (const sign of ["\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\u00ad"]) {
    const tree = parseBlock(`[goo${sign}gle.com](${EVIL}) and **[${sign}x](${EVIL})**`, "", false);
    const text = JSON.stringify(tree);
    expect(text).toContain(" (evil.example)");
    expect(text).toContain('"google.com"');
    expect(text).not.toContain(sign);
  }
  const tree = parseBlock("see https://a.example/x", "", false);
  showHosts(tree);
  expect(JSON.stringify(tree)).not.toContain("link-host");
});
