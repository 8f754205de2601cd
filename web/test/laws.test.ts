// What holds for the whole of web/: who may import whom, what may not appear, how long files are.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const SRC = join(ROOT, "src");

/** From low to high: a folder may import itself and what stands before it. */
const FOLDERS = ["protocol", "transports", "core", "react", "page", "docs"];
/** What the package offers to others; nothing here imports it. */
const DOORS = ["index.ts", "react.ts"];
/** The folders that work without React. */
const WITHOUT_REACT = new Set(["protocol", "transports", "core"]);

const SOURCES = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), "utf8") }));

function imports(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

function folderOf(name: string): string {
  return name.split(/[\\/]/, 1)[0] ?? "";
}

test("there are sources, and all of them are in a known folder", () => {
  expect(SOURCES.length).toBeGreaterThan(30);
  for (const { name } of SOURCES) expect([...FOLDERS, ...DOORS], name).toContain(folderOf(name));
});

test.each(SOURCES)("$name imports only what lies below it", ({ name, text }) => {
  const highest = name === "index.ts" ? "core" : name === "react.ts" ? "react" : folderOf(name);
  const own = FOLDERS.indexOf(highest);
  for (const target of imports(text)) {
    if (target.startsWith(".")) {
      const path = relative(SRC, resolve(dirname(join(SRC, name)), target));
      const folder = folderOf(path);
      expect(FOLDERS, `${name} imports ${target}`).toContain(folder);
      expect(FOLDERS.indexOf(folder), `${name} imports ${target}`).toBeLessThanOrEqual(own);
      // From outside, a folder is what its index says; the page has no index.
      if (folder !== folderOf(name)) expect(path).toMatch(/index\.tsx?$/);
    } else if (WITHOUT_REACT.has(folderOf(name))) {
      expect(target, name).not.toMatch(/^(react|wouter)/);
    }
  }
});

test.each(SOURCES)("$name writes no HTML and evaluates no text", ({ text }) => {
  expect(text).not.toMatch(/dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML/);
  expect(text).not.toMatch(/document\.write|\beval\(|new Function\(/);
});

test.each(SOURCES.filter(({ name }) => !name.endsWith(".gen.ts")))(
  "$name has at most 500 lines",
  ({ text }) => {
    expect(text.split("\n").length).toBeLessThanOrEqual(501);
  },
);

test("the page asks for nothing from elsewhere", () => {
  for (const { name, text } of SOURCES) {
    if (!name.endsWith(".gen.ts")) expect(text, name).not.toMatch(/["'`(]https?:\/\//);
  }
  expect(readFileSync(join(ROOT, "index.html"), "utf8")).not.toMatch(/https?:\/\//);
});

test("the page needs no inline script or style", () => {
  const page = readFileSync(join(ROOT, "index.html"), "utf8");
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
});

test("the lock file names no registry", () => {
  const lock = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  expect(lock).not.toMatch(/"resolved"/);
  expect(lock).not.toMatch(/:\/\//);
});
