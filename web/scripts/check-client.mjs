// Fails if yeoul-client, as it is packed, is not found by somebody's tools, or is too large.

import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, normalize, relative } from "node:path";
import { exit } from "node:process";
import { gzipSync } from "node:zlib";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { build, loadConfigFromFile } from "vite";
import { makePackage, ROOT } from "./client-package.mjs";

/**
 * Bytes that a page loads at first for each entry, minified and gzipped, without React. 17.5 KB were enough
 * for following alone; files, calls of tools, reads that can be cancelled and ids of the client's
 * own are what the rest is for. Beyond 20 KB a part has to become an entry of its own. The hooks are
 * measured with what they take of the core, such as the parts of messages.
 */
const BUDGET_BYTES = { index: 20 * 1024, react: 2 * 1024, markdown: 92 * 1024 };

/** What would keep somebody's tools from finding the code, its types or its source. */
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
  const found = [...messages, ...wrong].map((each) => JSON.stringify(each));
  return [...found, ...sourceComplaints(await unpacked(tarball))];
}

/** What Next.js and a debugger miss in the files of the package. */
function sourceComplaints(files) {
  const found = [];
  // Components of a server may import the hooks only if they are marked as a client's.
  if (!/^"use client";/.test(files.get("dist/react.js") ?? ""))
    found.push('dist/react.js does not begin with "use client"');
  for (const [name, text] of files) {
    // Markdown is a bundle, most of which others have written.
    if (!name.endsWith(".js") || /^dist\/markdown[./]/.test(name)) continue;
    const map = files.get(`${name}.map`);
    if (map === undefined) found.push(`${name} has no source map`);
    else if (!/^src\/[\w./-]+\.tsx?$/.test(sourceOf(name, map))) found.push(`${name}: ${map}`);
    if (!text.trimEnd().endsWith(`//# sourceMappingURL=${name.split("/").at(-1)}.map`))
      found.push(`${name} does not name its source map`);
  }
  return found;
}

/** The path of the source that a map has with it, from the root of the package; "" if it has none. */
function sourceOf(name, map) {
  const { sources, sourcesContent } = JSON.parse(map);
  if (sources.length !== 1 || typeof sourcesContent?.[0] !== "string") return "";
  return normalize(join(dirname(name), sources[0]));
}

/** The files in a tarball, by their paths in the package. */
async function unpacked(tarball) {
  const folder = await mkdtemp(join(tmpdir(), "yeoul-unpacked-"));
  try {
    execFileSync("tar", ["-xzf", tarball, "-C", folder]);
    const root = join(folder, "package");
    const names = await readdir(root, { recursive: true, withFileTypes: true });
    const paths = names
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name));
    const read = paths.map(async (path) => [relative(root, path), await readFile(path, "utf8")]);
    return new Map(await Promise.all(read));
  } finally {
    await rm(folder, { recursive: true });
  }
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
