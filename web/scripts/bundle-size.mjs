// Fails if a part of the page is larger than its budget, and says which. Run after `npm run build`.

import { readdir, readFile } from "node:fs/promises";
import { exit } from "node:process";
import { gzipSync } from "node:zlib";

const KB = 1024;
/** Bytes of scripts, gzipped. */
const BUDGETS = {
  /** Must be there to paint and to type: React, the core, the page, English. */
  shell: 110 * KB,
  /** Fetched behind that, and run behind the first paint. */
  markdown: 90 * KB,
  /** Of each other language. */
  language: 5 * KB,
  /** The first load in English: all but what waits for a click, a formula or a colour. */
  total: 200 * KB,
};
const LANGUAGE = /^([a-z]{2})-[\w-]+\.js$/;
const root = new URL("../../src/yeoul/_web/", import.meta.url);

const page = await readFile(new URL("index.html", root), "utf8");
const tags = [...page.matchAll(/<(?:script|link) [^>]*>/g)].map(([tag]) => tag);

/** The scripts of the tags that `wanted` names. */
function scriptsOf(wanted) {
  const found = tags.filter((tag) => wanted.test(tag));
  return found.flatMap((tag) => /\/(assets\/[^"]+\.js)"/.exec(tag)?.[1] ?? []);
}

async function sizeOf(files) {
  let total = 0;
  for (const file of files) total += gzipSync(await readFile(new URL(file, root))).length;
  return total;
}

const grown = [];

/** Prints what a part costs, and notes whether that is too much; nothing at all is wrong, too. */
function report(name, bytes, budget) {
  console.log(`${name}: ${bytes} bytes gzipped of ${budget}`);
  if (bytes === 0 || bytes > budget) grown.push(name);
}

const shell = await sizeOf(scriptsOf(/^<script |rel="modulepreload"/));
const markdown = await sizeOf(scriptsOf(/data-part="markdown"/));
report("shell", shell, BUDGETS.shell);
report("markdown", markdown, BUDGETS.markdown);
for (const file of await readdir(new URL("assets/", root))) {
  const [, tag] = LANGUAGE.exec(file) ?? [];
  if (tag) report(`language ${tag}`, await sizeOf([`assets/${file}`]), BUDGETS.language);
}
report("first load", shell + markdown, BUDGETS.total);
if (grown.length > 0) {
  console.error(`out of its budget: ${grown.join(", ")}`);
  exit(1);
}
