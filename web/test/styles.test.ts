// What holds for all styles: which of them win, and what they are made of.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");
const TOKENS = "style/tokens.css";
const LAYERS = ["base", "shared", "rooms", "paper"];

const NAMES = readdirSync(SRC, { recursive: true, encoding: "utf8" });
const SHEETS = NAMES.filter((name) => name.endsWith(".css")).map((name) => ({
  name,
  text: readFileSync(join(SRC, name), "utf8").replace(/\/\*.*?\*\//gs, ""),
}));
/** What only says which other ones there are. */
const LISTS = SHEETS.filter(({ name }) => name.endsWith("styles.css"));
/** What others have instead of the page around. */
const ALONE = "markdown/alone.css";
const RULES = SHEETS.filter((sheet) => !LISTS.includes(sheet));

function valuesOf(text: string, property: string): string[] {
  const found = text.matchAll(new RegExp(`(?<=[\\s{;])${property}:\\s*([^;]+);`, "g"));
  return [...found].map((match) => match[1] ?? "");
}

test("there are styles, and lists of them", () => {
  expect(RULES.length).toBeGreaterThan(15);
  expect(LISTS.length).toBeGreaterThan(2);
});

test("every style sheet is in a list, and in one layer", () => {
  const inLists = LISTS.flatMap(({ name, text }) =>
    [...text.matchAll(/@import "([^"]+)"( layer\((\w+)\))?;/g)].map(([, target = "", , layer]) => ({
      target: relative(SRC, resolve(SRC, dirname(name), target)),
      layer,
      list: name,
    })),
  );
  for (const { target, layer, list } of inLists) {
    // What is given to others has the layer of its place here.
    if (list === "markdown/styles.css") expect(layer, target).toBeUndefined();
    else expect(LAYERS, target).toContain(layer);
  }
  const named = inLists.map(({ target }) => target);
  expect([...named].sort()).toEqual([...new Set(named)].sort());
  const others = SHEETS.map(({ name }) => name).filter((name) => !named.includes(name));
  expect(others.sort()).toEqual([
    ALONE,
    "page/account/styles.css",
    "page/actions/styles.css",
    "page/assistants/styles.css",
    "page/conversation/styles.css",
    "page/dictation/styles.css",
    "page/exhibit/styles.css",
    "page/faults/styles.css",
    "page/files/styles.css",
    "page/inspector/styles.css",
    "page/learn/styles.css",
    "page/models/styles.css",
    "page/queue/styles.css",
    "page/reasons/styles.css",
    "page/recorded/styles.css",
    "page/settings/styles.css",
    "page/sharing/styles.css",
    "page/style/styles.css",
    "page/tokens/styles.css",
  ]);
});

test("what others are given says nothing of anything but Markdown", () => {
  for (const { name, text } of RULES.filter((each) => each.name.startsWith("markdown/"))) {
    const selectors = text
      .replace(/@[^{;]*[{;]/g, "")
      .split("{")
      .flatMap((part) => (part.split(/[;}]/).at(-1) ?? "").split(/,(?![^(]*\))/))
      .map((each) => each.trim())
      .filter((each) => each !== "" && !/^(\d+%|from|to)$/.test(each));
    for (const each of selectors) expect(each, name).toMatch(/\.markdown\b/);
  }
});

test("no code takes in a style sheet but a list", () => {
  for (const name of NAMES.filter((each) => /\.tsx?$/.test(each))) {
    const text = readFileSync(join(SRC, name), "utf8");
    for (const [, target = ""] of text.matchAll(/import "(\.[^"]*\.css)"/g)) {
      expect(target, name).toMatch(/\/styles\.css$/);
    }
  }
});

test("the layers are named once, before anything is in them", () => {
  const first = LISTS.find(({ name }) => name === "page/style/styles.css")?.text.trim() ?? "";
  expect(first.startsWith(`@layer ${LAYERS.join(", ")};`)).toBe(true);
});

interface Declared {
  /** The conditions around, the selector and the property. */
  readonly what: string;
  readonly property: string;
}

/** What a sheet declares, each under its selector and within its conditions. */
function declaredIn(text: string): readonly Declared[] {
  const found: Declared[] = [];
  const around: string[] = [];
  for (const [, before = "", sign] of text.matchAll(/([^{};]*)([{};])/g)) {
    const words = before.trim().replace(/\s+/g, " ");
    const property = /^([\w-]+):/.exec(words)?.[1];
    if (sign === "{") around.push(words);
    else if (property !== undefined) {
      for (const selector of (around.at(-1) ?? "").split(/,(?![^(]*\))/))
        found.push({ what: [...around.slice(0, -1), selector.trim()].join(" "), property });
    }
    if (sign === "}") around.pop();
  }
  return found;
}

/** Whether one of them sets the other, too, as `margin` does `margin-top`. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`);
}

/** The layer of a sheet, by its place. */
function layerOf(name: string): string {
  if (name.endsWith("paper.css")) return "paper";
  if (/^markdown|page\/shared/.test(name)) return "shared";
  return /(^|\/)style\//.test(name) ? "base" : "rooms";
}

test("within a layer no sheet says of an element what another one has said", () => {
  const said = new Map<string, { readonly name: string; readonly property: string }[]>();
  const twice: string[] = [];
  for (const { name, text } of RULES.filter((each) => each.name !== ALONE)) {
    for (const { what, property } of declaredIn(text)) {
      const key = `${layerOf(name)}: ${what}`;
      const before = said.get(key) ?? [];
      const other = before.find((each) => each.name !== name && overlap(each.property, property));
      if (other !== undefined) twice.push(`${key} ${property}, of ${other.name} and ${name}`);
      said.set(key, [...before, { name, property }]);
    }
  }
  expect(said.size).toBeGreaterThan(300);
  expect(twice).toEqual([]);
});

test.each(RULES)(
  "$name takes sizes, corners and heights above the page from the scale",
  ({ name, text }) => {
    if (name === TOKENS) return;
    for (const size of valuesOf(text, "font-size")) {
      expect(size, name).toMatch(/var\(--size-\w+\)|^[\d.]+em$|^inherit$/);
    }
    for (const font of valuesOf(text, "font")) {
      expect(font, name).toMatch(/^(\d+ )?(var\(--size-\w+\)|[\d.]+em)|^inherit$/);
    }
    for (const corner of valuesOf(text, "border-radius")) {
      for (const each of corner.split(" ")) {
        expect(each, name).toMatch(/^(var\(--round-\w+\)|[\d.]+(em|%)|inherit|0)$/);
      }
    }
    for (const above of valuesOf(text, "z-index"))
      expect(above, name).toMatch(/^var\(--over-\w+\)$/);
  },
);

test("every value of the scale is used, and no other is named", () => {
  const named = [
    ...(SHEETS.find(({ name }) => name === TOKENS)?.text ?? "").matchAll(/(--[\w-]+):/g),
  ].map((match) => match[1] ?? "");
  const all = SHEETS.map(({ text }) => text).join("\n");
  const used = new Set([...all.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? ""));
  const local = new Set(
    [...all.matchAll(/(?<=[\s{;])(--[\w-]+):/g)].map((match) => match[1] ?? ""),
  );
  for (const name of named) expect(used, name).toContain(name);
  const byCode = /--[\w-]+(?=["`'])/g;
  const code = NAMES.filter((each) => /\.tsx$/.test(each)).map((each) =>
    readFileSync(join(SRC, each), "utf8"),
  );
  for (const name of code.join("\n").match(byCode) ?? []) local.add(name);
  for (const name of used) expect(local, name).toContain(name);
});
