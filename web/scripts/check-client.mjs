// Fails if yeoul-client, as it is packed, is not found by somebody's tools, or is too large.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exit } from "node:process";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { build, loadConfigFromFile } from "vite";
import { makePackage, ROOT } from "./client-package.mjs";

/** Bytes that a page loads at first for each entry, minified and gzipped, without React. */
const BUDGET_BYTES = { index: 17.5 * 1024, react: 1.5 * 1024, markdown: 92 * 1024 };

/** What would keep somebody's tools from finding the code or its types. */
async function complaints(tarball) {
  const data = await readFile(tarball);
  const buffer = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  const { problems } = await checkPackage(createPackageFromTarballData(new Uint8Array(data)), {
    // Styles have no types.
    excludeEntrypoints: ["./markdown.css"],
  });
  // The package is ESM: the oldest resolution does not know `exports`, and types for require()
  // are not promised.
  const wrong = problems.filter(
    ({ resolutionKind }) => resolutionKind !== "node10" && resolutionKind !== "node16-cjs",
  );
  return [...messages, ...wrong].map((each) => JSON.stringify(each));
}

/** Returns what a bundler makes of all that an entry offers, in bytes, but for what it loads later. */
async function sizeOf(entry) {
  const { output } = await build({
    configFile: false,
    logLevel: "error",
    root: ROOT,
    resolve: page.config.resolve,
    build: {
      write: false,
      minify: true,
      rolldownOptions: {
        input: join(ROOT, `src/${entry}.ts`),
        external: /^react(\/|$)/,
        preserveEntrySignatures: "strict",
      },
    },
  });
  const at = (name) => output.find(({ fileName }) => fileName === name);
  const first = new Set([output.find(({ isEntry }) => isEntry).fileName]);
  for (const name of first) for (const each of at(name)?.imports ?? []) first.add(each);
  return [...first].reduce((total, name) => total + gzipSync(at(name)?.code ?? "").length, 0);
}

const page = await loadConfigFromFile({ command: "build", mode: "production" }, undefined, ROOT);
const folder = await mkdtemp(join(tmpdir(), "yeoul-check-"));
try {
  const found = await complaints(await makePackage(folder));
  const sizes = {};
  for (const [entry, budget] of Object.entries(BUDGET_BYTES)) {
    sizes[entry] = await sizeOf(entry);
    if (sizes[entry] > budget) found.push(`${entry}: ${sizes[entry]} bytes of ${budget}`);
  }
  for (const each of found) console.error(each);
  console.log(`yeoul-client: ${sizes.index} bytes gzipped, its hooks ${sizes.react} more`);
  console.log(`yeoul-client/markdown: ${sizes.markdown} bytes gzipped`);
  if (found.length > 0) exit(1);
} finally {
  await rm(folder, { recursive: true });
}
