// Builds yeoul-client/markdown. Its parsers are bundled into it: they are tried together, they are no
// burden to those who install the package for its client, and their licences come with them.

import { execFileSync } from "node:child_process";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { build, loadConfigFromFile } from "vite";

/** What the notices are written to (notices.ts). */
const NOTICES = "THIRD-PARTY.txt";

/** Writes `markdown.js`, `markdown.css`, their types, and what they load, into `dist`. */
export async function buildMarkdown(root, dist) {
  const page = { command: "build", mode: "production" };
  const { config } = await loadConfigFromFile(page, undefined, root, "error");
  const common = { configFile: false, logLevel: "error", root, publicDir: false };
  const out = { outDir: dist, emptyOutDir: false, minify: false, target: config.build.target };
  const licences = config.plugins.flat().filter(({ name }) => name === "notices");
  await build({
    ...common,
    // The font is found beside the style sheet.
    base: "./",
    plugins: licences,
    build: {
      ...out,
      cssMinify: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(root, "src/markdown/alone.css"),
        output: {
          assetFileNames: ({ names: [name = ""] }) =>
            name.endsWith(".css") ? "markdown.css" : "markdown/[name][extname]",
        },
      },
    },
  });
  // The licence of the font stands beside it.
  await rename(join(dist, NOTICES), join(dist, "markdown", NOTICES));
  await build({
    ...common,
    // What the page takes in another form, it takes so here, too.
    resolve: config.resolve,
    plugins: licences,
    build: {
      ...out,
      lib: { entry: join(root, "src/markdown.ts"), formats: ["es"], fileName: "markdown" },
      rolldownOptions: {
        external: /^react(\/|$)/,
        output: {
          // It has state and effects, which a framework that renders on a server has to be told.
          banner: ({ isEntry }) => (isEntry ? '"use client";' : ""),
          chunkFileNames: "markdown/[name].js",
        },
      },
    },
  });
  await scope(join(dist, "markdown.css"));
  await declare(root, dist);
}

/** The scale is the whole page's with us, and with others that of a text alone. */
async function scope(file) {
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replaceAll(":root", ".markdown"));
}

/** The types of what is promised, and none of what is inside. */
async function declare(root, dist) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const config = join(root, "yeoul-client/markdown.tsconfig.json");
  execFileSync(execPath, [tsc, "-p", config, "--outDir", dist], { stdio: "inherit" });
  const promised = new Set([join(dist, "markdown.d.ts")]);
  for (const file of promised) {
    const text = await readFile(file, "utf8");
    for (const [, target] of text.matchAll(/from "(\.[^"]*)\.tsx?"/g)) {
      promised.add(`${join(dirname(file), target)}.d.ts`);
    }
  }
  for (const name of await readdir(join(dist, "markdown"))) {
    const file = join(dist, "markdown", name);
    if (name.endsWith(".d.ts") && !promised.has(file)) await rm(file);
  }
}
