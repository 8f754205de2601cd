// Fails if what the browser loads at first is larger than the budget. Run after `npm run build`.

import { readFile } from "node:fs/promises";
import { exit } from "node:process";
import { gzipSync } from "node:zlib";

const BUDGET_BYTES = 200 * 1024;
const root = new URL("../../src/yeoul/_web/", import.meta.url);

const page = await readFile(new URL("index.html", root), "utf8");
const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
  (match) => match[1],
);
let total = 0;
for (const script of scripts) total += gzipSync(await readFile(new URL(script, root))).length;

console.log(`first load: ${scripts.length} script(s), ${total} bytes gzipped of ${BUDGET_BYTES}`);
if (scripts.length === 0 || total > BUDGET_BYTES) exit(1);
