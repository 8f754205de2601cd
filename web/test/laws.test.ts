// What holds for the whole of web/: who may import whom, what may not appear, how long files are.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const SRC = join(ROOT, "src");

/** From low to high: a folder may import itself and what stands before it. */
const FOLDERS = [
  ...["protocol", "runtime", "transports", "core", "react", "markdown", "page", "docs"],
];
/** The page's rooms from low to high, and what stands beside them; those of one line see nothing of each other. */
const ROOMS = [
  ["addresses.ts", "keys", "landmarks.ts", "storage.ts", "style"],
  ["preferences.tsx"],
  ["person"],
  ["text"],
  ["reasons"],
  ["shared"],
  ["dictation", "files", "reading", "tokens"],
  ["composer", "messages", "queue"],
  ["account"],
  ["sharing"],
  ["settings"],
  ["assistants"],
  ["actions"],
  ["faults"],
  ["exhibit"],
  ["inspector", "models", "sidebar"],
  ["conversation", "recorded"],
  ["shell"],
  ["learn"],
  ["main.tsx"],
];
/** What the package offers to others; nothing here imports it. */
const DOORS = ["index.ts", "react.ts", "markdown.ts"];
/** From outside, a folder is what its index says; and of Markdown there is a part without parsers. */
const FACES = /(^|[\\/])(index\.tsx?|markdown[\\/]plain\.ts)$/;
/** The folders that work without React. */
const WITHOUT_REACT = new Set(["protocol", "runtime", "transports", "core"]);

const SOURCES = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), "utf8") }));

function imports(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
}

function folderOf(name: string): string {
  return name.split(/[\\/]/, 1)[0] ?? "";
}

/** The room of the page that `name` is in, and its place in `ROOMS`; -1 if there is no such room. */
function roomOf(name: string): { room: string; floor: number } {
  const room = name.split(/[\\/]/)[1] ?? "";
  return { room, floor: ROOMS.findIndex((rooms) => rooms.includes(room)) };
}

/** The imports of a module that stay inside `src`, as paths from there. */
function inside(name: string, text: string): string[] {
  return imports(text)
    .filter((target) => target.startsWith("."))
    .map((target) => relative(SRC, resolve(dirname(join(SRC, name)), target)));
}

/** Up to which folder a door of the package sees. */
const HIGHEST: Readonly<Record<string, string>> = {
  "index.ts": "core",
  "react.ts": "react",
  "markdown.ts": "markdown",
};

test("there are sources, and all of them are in a known folder", () => {
  expect(SOURCES.length).toBeGreaterThan(30);
  for (const { name } of SOURCES) expect([...FOLDERS, ...DOORS], name).toContain(folderOf(name));
});

test.each(SOURCES)("$name imports only what lies below it", ({ name, text }) => {
  const highest = HIGHEST[name] ?? folderOf(name);
  const own = FOLDERS.indexOf(highest);
  for (const target of imports(text)) {
    if (target.startsWith(".")) {
      const path = relative(SRC, resolve(dirname(join(SRC, name)), target));
      const folder = folderOf(path);
      expect(FOLDERS, `${name} imports ${target}`).toContain(folder);
      expect(FOLDERS.indexOf(folder), `${name} imports ${target}`).toBeLessThanOrEqual(own);
      if (folder !== folderOf(name) && !path.endsWith(".css")) expect(path).toMatch(FACES);
    } else if (WITHOUT_REACT.has(folderOf(name))) {
      expect(target, name).not.toMatch(/^(react|wouter)/);
    }
  }
});

test.each(SOURCES.filter(({ name }) => folderOf(name) === "page"))(
  "$name imports only from rooms of the page that lie below its own",
  ({ name, text }) => {
    const own = roomOf(name);
    expect(own.floor, name).toBeGreaterThanOrEqual(0);
    for (const path of inside(name, text).filter((each) => folderOf(each) === "page")) {
      const { room, floor } = roomOf(path);
      expect(floor, `${name} imports ${path}`).toBeGreaterThanOrEqual(0);
      if (room !== own.room) expect(floor, `${name} imports ${path}`).toBeLessThan(own.floor);
    }
  },
);

test("of the page one module alone loads the parsers of Markdown, and that late", () => {
  const loading = SOURCES.filter(({ name, text }) => {
    const values = text.replace(/^import type [^;]*;/gm, "");
    return folderOf(name) === "page" && inside(name, values).some((each) => isParsers(each));
  });
  expect(loading.map(({ name }) => name.replaceAll("\\", "/"))).toEqual([
    "page/shared/markdown-text.tsx",
  ]);
  for (const { text } of loading)
    expect(text).not.toMatch(/^(import(?! type)|export) [^;]*from "[^"]*markdown\/index/m);
});

function isParsers(path: string): boolean {
  return path.replaceAll("\\", "/") === "markdown/index.ts";
}

test("Markdown sees nothing of a server, of its client or of the page", () => {
  for (const { name, text } of SOURCES.filter((each) => folderOf(each.name) === "markdown")) {
    const folders = inside(name, text).map(folderOf);
    for (const folder of folders) expect(["markdown", "runtime"], name).toContain(folder);
  }
});

test("what the page takes of Markdown at first knows no parser", () => {
  const seen = new Set(["markdown/plain.ts"]);
  for (const name of seen) {
    const text = SOURCES.find((each) => each.name === name)?.text ?? "";
    for (const path of inside(name, text)) seen.add(path);
    const others = [...text.matchAll(/^import (?!type).* from "([^".]+)"/gm)].map(
      (each) => each[1],
    );
    for (const other of others) expect(other, name).toBe("react");
  }
  expect(seen.size).toBeGreaterThan(2);
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

test.each(SOURCES)("$name opens with a paragraph on what it owns", ({ text }) => {
  // A directive comes before all else.
  expect(text.replace(/^"use client";\s+/, "")).toMatch(/^\/\*\*\s/);
});

const SMALL_LINES = 60;
/** Each has its file, however small: components, hooks, languages, the doors of the package. */
const NOT_ASKED = /\.tsx$|\.d\.ts$|\/use-[^/]+$|\/text\/\w\w\.ts$|^[^/]+$/;
/**
 * A module of fewer than 60 lines with a single importer raises the question whether it is a concept
 * of its own. These are the answers.
 */
const ANSWERS: Readonly<Record<string, string>> = {
  "core/answer/answer-watch.ts": "a store that follows only while it is watched",
  "page/files/recognition/second-reader.ts": "the race of two workers, with tests of its own",
  "page/files/shown-name.ts": "a pure rule of names, with tests of its own",
  "core/weak-values.ts": "what the client may forget, in terms of the garbage collector",
  "markdown/cjk-marks.ts": "a pure rule of East Asian writing",
  "markdown/context.ts": "pure changes of a tree, with tests of their own",
  "markdown/dense-growth.ts": "how often a piece full of signs is drawn",
  "markdown/highlight.ts": "fetched by itself, with the languages",
  "markdown/long-quote.ts": "each kind of block that is cut has its file",
  "markdown/math-block.ts": "each kind of block that is kept whole has its file",
  "markdown/math-letters.ts": "a table of letters, with tests of its own",
  "markdown/note-reference.ts": "notes in the tree; note-block.ts has them in the text",
  "markdown/spoken/index.ts": "what of a text is read aloud, fetched with the voices",
  "markdown/table-rows.ts": "a pure rule about rows of tables",
  "page/exhibit/thirty-lines.ts": "the client of tutorials, shown as it runs",
  "page/inspector/curl.ts": "the quoting of a shell, with tests of its own",
  "page/inspector/event-filter.ts": "a search that looks at each event once, with tests of its own",
  "core/recording/bytes.ts": "bytes as JSON has them",
  "page/inspector/initiator.ts": "a pure rule about requests, with tests of its own",
  "page/inspector/resource-timing.ts": "what a browser knows of the bytes on a wire",
  "page/dictation/text/texts.ts": "the languages of a part that comes late",
  "page/files/documents/office.ts": "which parts of an archive are text",
  "page/files/documents/xml.ts": "a format, with tests of its own",
  "page/files/incoming-files.ts": "the ways on which files come, but for the button",
  "page/files/late-extraction.ts": "the one place from which what reads files is fetched",
  "page/files/recognition/preparation.ts": "the order of steps that know nothing of each other",
  "page/files/trusted-workers.ts": "the one opening of the page's policy, to be read by itself",
  "page/messages/same-entries.ts": "keeps messages the same objects, with tests of its own",
  "page/account/all-account.ts": "what is loaded late of a room, as one file",
  "page/actions/all-actions.ts": "what is loaded late of a room, as one file",
  "page/models/all-models.ts": "what is loaded late of a room, as one file",
  "page/queue/kept.ts": "what the browser keeps of conversations, of which queues are a part",
  "page/queue/text/texts.ts": "the languages of a part that comes late",
  "page/reading/text/texts.ts": "the languages of a part that comes late",
  "page/sharing/all-sharing.ts": "what is loaded late of a room, as one file",
  "page/settings/all-dialogs.ts": "what is loaded late of a room, as one file",
  "page/settings/deleted/days-left.ts": "a pure rule about days, with tests of its own",
  "page/settings/import/exported-assistants.ts": "it makes them, and its neighbours only read",
  "page/settings/import/exported-pictures.ts": "it sends, and its neighbours only read",
  "page/actions/held-order.ts": "a pure rule about the order, with tests of its own",
  "page/sidebar/age-groups.ts": "a pure rule about days, with types that others take",
  "page/actions/list-keys.ts": "where a key leads in a list",
};

test("a small module that only one other imports is a concept of its own", () => {
  const importers = new Map<string, string[]>();
  for (const { name, text } of SOURCES) {
    for (const path of inside(name, text))
      importers.set(path, [...(importers.get(path) ?? []), name]);
  }
  const asked = SOURCES.filter(({ name, text }) => {
    const small = text.split("\n").length <= SMALL_LINES;
    const [only, ...others] = importers.get(name) ?? [];
    const once = only !== undefined && others.length === 0 && !FACES.test(only);
    return small && once && !NOT_ASKED.test(name.replaceAll("\\", "/"));
  });
  expect(asked.map(({ name }) => name.replaceAll("\\", "/")).sort()).toEqual(
    Object.keys(ANSWERS).sort(),
  );
});

/** Within the text of an answer everything has been made by one room, whose classes it knows. */
const ONE_ROOM = /^markdown[\\/]/;

test.each(SOURCES.filter(({ name }) => !ONE_ROOM.test(name)))(
  "$name looks for no class",
  ({ text }) => {
    expect(text).not.toMatch(
      /(?:querySelector(?:All)?|closest|matches)(?:<\w+>)?\(\s*["'`][^"'`]*\./,
    );
    expect(text).not.toMatch(/getElementsByClassName|classList\.contains/);
  },
);

test("the page asks for nothing from elsewhere", () => {
  for (const { name, text } of SOURCES) {
    if (!name.endsWith(".gen.ts")) expect(text, name).not.toMatch(/["'`(]https?:\/\//);
  }
  expect(readFileSync(join(ROOT, "index.html"), "utf8")).not.toMatch(/https?:\/\//);
});

test.each(["index.html", "docs.html"])("what %s names of the sources is there", (name) => {
  const html = readFileSync(join(ROOT, name), "utf8");
  const named = [...html.matchAll(/\b(?:src|href)="(\/src\/[^"]+)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(named.length).toBeGreaterThan(1);
  for (const each of named) expect(existsSync(join(ROOT, each)), each).toBe(true);
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
