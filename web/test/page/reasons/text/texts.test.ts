import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../../../../src/page/reasons/text/en.ts";
import { ko } from "../../../../src/page/reasons/text/ko.ts";
import { errorText } from "../../../../src/page/reasons/text/texts.ts";

const ERRORS = join(import.meta.dirname, "../../../../../src/yeoul/errors");
/** Codes of requests that this page never makes, of what no request ends with, and of a product's own sentence. */
const NEVER_MET = [
  ...["malformed_request", "invalid_cursor", "method_not_allowed", "unsupported_media_type"],
  ...["idempotency_conflict", "fenced", "startup_error", "refused"],
  // A log-in by a provider ends with a word in the page's address.
  ...["credential_taken", "log_in_refused"],
];

test("every error of the server that a person can meet has a sentence", () => {
  const files = readdirSync(ERRORS).filter((name) => name.endsWith(".py"));
  const source = files.map((name) => readFileSync(join(ERRORS, name), "utf8")).join("\n");
  const codes = [...source.matchAll(/^ +code(?:,[^=\n]*|: str) = \(?\s*"(\w+)"/gm)];
  const known = codes.map((match) => match[1] ?? "");
  expect(known.length).toBeGreaterThan(30);
  const silent = known.filter((code) => !Object.hasOwn(en, code));
  expect(silent.sort()).toEqual(NEVER_MET.sort());
});

test("Korean has all of them, in Korean", () => {
  expect(Object.keys(ko).sort()).toEqual(Object.keys(en).sort());
  expect(Object.keys(ko.toUsers).sort()).toEqual(Object.keys(en.toUsers).sort());
  const { toUsers, ...toAll } = ko;
  for (const [code, sentence] of Object.entries({ ...toAll, ...toUsers }))
    expect(sentence, code).toMatch(/[가-힣]/);
});

test("an error without a sentence of its own shows what the server says", () => {
  expect(errorText(en, "network", "x", true)).toBe(en.network);
  expect(errorText(en, "brand_new", "The server says this.", true)).toBe("The server says this.");
  expect(errorText(en, "toString", "x", true)).toBe("x");
});

test("a question that is too long is called so, however the server refuses it", () => {
  const long = "content: string should have at most 200000 characters.";
  expect(errorText(en, "invalid_request", long, true)).toBe(en.payload_too_large);
  const other = "title: string should have at most 200 characters.";
  expect(errorText(en, "invalid_request", other, true)).toBe(en.invalid_request);
});

test("what only an admin can mend is said to others as something to ask an admin for", () => {
  expect(Object.keys(en)).toEqual(expect.arrayContaining(Object.keys(en.toUsers)));
  expect(errorText(en, "storage_full", "x", true)).not.toContain("admin");
  expect(errorText(en, "storage_full", "x", false)).toContain("Ask an admin");
  expect(errorText(en, "toUsers", "x", false)).toBe("x");
});
