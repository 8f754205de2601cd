// What the built page contains of others, with the notices that their licences ask for in copies.
// It is read off the bundler's own graph of modules, so that nothing which ends up in the page can
// be missing: a package without a licence to be found fails the build, and so does one that is not
// in the lock as it is installed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "vite";

export const NOTICES = "THIRD-PARTY.txt";

const LICENCE_FILE = /^(licen[cs]e|copying|notice|ofl|unlicense)([.-].*)?$/i;
/** Licences that let their software be passed on as the page is: with a notice, and nothing else. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Unlicense",
]);
/** What stands for the file of a package that has none, where its licence asks for no notice. */
const WITHOUT_FILE: Record<string, string> = {
  Unlicense: "Its authors have dedicated it to the public domain: https://unlicense.org",
};
/**
 * Packages without a file whose content is another project's: the package that has its licence, and
 * what is to be said of it.
 */
const CONTENT_OF: Record<string, { by: string; note: string }> = {
  "@tesseract.js-data/eng": {
    by: "tesseract.js-core",
    note: "Packed data of the Tesseract project (tessdata_best), which is under:",
  },
  "@tesseract.js-data/kor": {
    by: "tesseract.js-core",
    note: "Packed data of the Tesseract project (tessdata_best), which is under:",
  },
};
/** Libraries in compiled files of a package that does not tell of them: their notices, beside this file. */
const COMPILED_IN: Record<string, string> = {
  "tesseract.js-core": "tesseract-core.licences.txt",
};
const RULE = `${"-".repeat(80)}\n`;

/** One package in the page. */
interface Part {
  title: string;
  text: string;
}

/** Writes the notices beside the page, and has each page name them. */
export function notices(): Plugin {
  let root = "";
  let base = "";
  return {
    name: "notices",
    apply: "build",
    configResolved(config) {
      root = config.root;
      base = config.base;
    },
    transformIndexHtml: () => [
      { tag: "link", attrs: { rel: "license", href: base + NOTICES }, injectTo: "head" },
    ],
    generateBundle(_options, bundle) {
      // What a bundler adds of its own is in no graph, nor is a font that a style sheet names.
      const written = Object.values(bundle).flatMap((out) =>
        out.type === "chunk"
          ? out.moduleIds
          : out.originalFileNames.map((name) => join(root, name)),
      );
      const source = noticesOf(root, [...this.getModuleIds(), ...written]);
      this.emitFile({ type: "asset", fileName: NOTICES, source });
    },
  };
}

/** The notices for what a build in `root` takes its modules from. */
export function noticesOf(root: string, moduleIds: readonly string[]): string {
  const files = new Map<string, string[]>();
  for (const id of moduleIds) {
    const folder = packageOf(root, id);
    if (folder) files.set(folder, [...(files.get(folder) ?? []), id.replace(/[?#].*$/, "")]);
  }
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const parts = [...files].map(([folder, ids]) => partOf(root, folder, ids, locked));
  // Many packages share one text; it is written once, under the names of all of them.
  const titles = new Map<string, string[]>();
  for (const { title, text } of parts) titles.set(text, [...(titles.get(text) ?? []), title]);
  const sections = [...titles].map(([text, names]) => `${names.sort().join("\n")}\n\n${text}\n`);
  const head = "The page of Yeoul contains software and fonts of others, under these licences.\n";
  return [head, ...sections.sort()].join(`\n${RULE}\n`);
}

/** The folder of the package that a module is from, as the lock names it; empty for our own. */
function packageOf(root: string, id: string): string {
  // What a bundler adds of its own carries its name.
  const added = /^\0(?:@oxc-project\/runtime|vite|rolldown)(?=\/)/.exec(id);
  if (added) return `node_modules/${added[0].slice(1)}`;
  const path = id.replace(/^\0/, "").replaceAll("\\", "/");
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  const found = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(inside);
  return found?.[1] ?? "";
}

function partOf(
  root: string,
  folder: string,
  ids: readonly string[],
  locked: Record<string, { version?: string }>,
): Part {
  const about = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  const name = `${about.name} ${about.version}`;
  if (locked[folder]?.version !== about.version)
    throw new Error(`${name} is in the page, and not in package-lock.json as it is installed`);
  if (!PERMISSIVE.has(about.license))
    throw new Error(`${name} is in the page, under a licence not known here: ${about.license}`);
  const texts = textsIn(join(root, folder), ids);
  const content = CONTENT_OF[about.name];
  if (texts.length === 0 && content !== undefined)
    texts.push(content.note, ...textsIn(join(root, "node_modules", content.by), []));
  if (texts.length === 0) texts.push(...[WITHOUT_FILE[about.license] ?? []].flat());
  const compiled = COMPILED_IN[about.name];
  if (compiled !== undefined) texts.push(readFileSync(new URL(compiled, import.meta.url), "utf8"));
  if (texts.length === 0) throw new Error(`${name} is in the page, and has no licence file`);
  const inside = ids.flatMap((id) => packagesInside(id, about.name));
  const more =
    inside.length > 0 ? `It contains: ${[...new Set(inside)].sort().join(", ")}.\n\n` : "";
  return {
    title: `${name} (${about.license})`,
    text: more + texts.map(withoutDependencies).join("\n\n").trim(),
  };
}

function textsIn(folder: string, ids: readonly string[]): string[] {
  return licenceFiles(folder, ids).map((file) => readFileSync(file, "utf8"));
}

/**
 * The licence files of a package, and those that stand beside a file of it: of a bundle, of all in a
 * folder, or by the name of a compiled library.
 */
function licenceFiles(folder: string, ids: readonly string[]): string[] {
  const own = readdirSync(folder)
    .filter((name) => LICENCE_FILE.test(name) && !name.endsWith(".js"))
    .sort();
  // A bundler names its modules in the order in which they were read.
  const beside = [...ids].sort().flatMap((id) => {
    const library = /^[^._-]+/.exec(basename(id))?.[0]?.toUpperCase() ?? "";
    const names = id.endsWith(".wasm") ? readdirSync(dirname(id)) : [];
    return [
      `${id}.LICENSE.txt`,
      join(dirname(id), "LICENSE"),
      ...names
        .filter((name) => /^LICENSE_/.test(name) && name.endsWith(`_${library}`))
        .map((name) => join(dirname(id), name)),
    ].filter((file) => existsSync(file));
  });
  return [...new Set([...own.map((name) => join(folder, name)), ...beside])];
}

/** The packages that a module which is a bundle itself was made of, as its source map tells. */
function packagesInside(id: string, own: string): string[] {
  if (!existsSync(`${id}.map`)) return [];
  const sources: string[] = JSON.parse(readFileSync(`${id}.map`, "utf8")).sources;
  return sources
    .map((source) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? own)
    .filter((name) => name !== own);
}

/** A bundler's licence goes on with those of what it is made of itself, which is not in the page. */
function withoutDependencies(text: string): string {
  return text.replaceAll("\r\n", "\n").split(/^#+ Licenses of bundled dependencies$/m)[0] ?? text;
}
