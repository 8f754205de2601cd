// What the build says of others' software in the page: by real builds of small pages.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "vite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NOTICES, notices } from "../scripts/notices.ts";

let root: string;
let locked: Record<string, { version: string }>;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "notices-"));
  locked = {};
  // What bundlers add to every page, as it would be installed.
  install("vite", { "LICENSE.md": "Of Vite\n# Licenses of bundled dependencies\nOf others" });
  install("rolldown", { LICENSE: "Of Rolldown" });
  put("index.html", '<!doctype html><script type="module" src="/main.js"></script>');
});

afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

/** Installs a package that says its name. */
function install(name: string, files: Record<string, string>, license = "MIT"): void {
  const folder = `node_modules/${name}`;
  locked[folder] = { version: "1.2.3" };
  const about = { name, version: "1.2.3", license, type: "module", main: "index.js" };
  put(`${folder}/package.json`, JSON.stringify(about));
  put(`${folder}/index.js`, `console.log("${name}");`);
  for (const [file, content] of Object.entries(files)) put(`${folder}/${file}`, content);
}

/** Builds the page; returns the notices. */
async function built(main: string): Promise<string> {
  put("main.js", main);
  put("package-lock.json", JSON.stringify({ packages: locked }));
  await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [notices()],
    build: { assetsInlineLimit: 0, outDir: "out" },
  });
  return readFileSync(join(root, "out", NOTICES), "utf8");
}

test("every package in the page is named with its licence, and no other", async () => {
  install("plain", { LICENSE: "Copyright one" });
  install("@scope/deep", { "licence.md": "Copyright two", "lib/part.js": "import 'inner';" });
  install("inner", { COPYING: "Copyright three", NOTICE: "Made by four" }, "Apache-2.0");
  install("unused", { LICENSE: "Copyright nobody" });

  const text = await built('import "plain"; import "@scope/deep/lib/part.js";');

  expect(text).toContain("plain 1.2.3 (MIT)\n\nCopyright one\n");
  expect(text).toContain("@scope/deep 1.2.3 (MIT)\n\nCopyright two\n");
  expect(text).toContain("inner 1.2.3 (Apache-2.0)\n\nCopyright three\n\nMade by four\n");
  expect(text).not.toContain("unused");
});

test("a font that only a style sheet names is in it", async () => {
  install("font", { "a.woff": "bytes", "OFL.txt": "Copyright font" }, "OFL-1.1");
  put("main.css", '@font-face { font-family: F; src: url("font/a.woff"); } p { font-family: F; }');

  expect(await built('import "./main.css";')).toContain("font 1.2.3 (OFL-1.1)\n\nCopyright font");
});

test("what is loaded later, and what the bundler adds for it, is in it", async () => {
  install("later", { LICENSE: "Copyright later" });

  const text = await built('document.onclick = () => import("later");');

  expect(text).toContain("later 1.2.3 (MIT)\n\nCopyright later\n");
  expect(text).toContain("vite 1.2.3 (MIT)\n\nOf Vite\n");
  expect(text).not.toContain("Of others");
});

test("a package that is a bundle itself tells what it is made of", async () => {
  const map = { sources: ["webpack://x/node_modules/part/a.js", "webpack://x/own.js"] };
  install("whole", {
    LICENSE: "Copyright whole",
    "index.js.LICENSE.txt": "Copyright part",
    "index.js.map": JSON.stringify(map),
  });

  const text = await built('import "whole";');

  expect(text).toContain("It contains: part.\n\nCopyright whole\n\nCopyright part\n");
});

test("a text that packages share is written once", async () => {
  install("b", { LICENSE: "Copyright both" });
  install("a", { license: "Copyright both\r\n" });

  const text = await built('import "b"; import "a";');

  expect(text).toContain("a 1.2.3 (MIT)\nb 1.2.3 (MIT)\n\nCopyright both\n");
  expect(text.match(/Copyright both/g)).toHaveLength(1);
});

test.each([
  ["no licence file", {}, "MIT", "has no licence file"],
  ["an unknown licence", { LICENSE: "Copyright" }, "GPL-3.0", "not known here: GPL-3.0"],
])("a build with a package of %s fails", async (_, files, license, why) => {
  install("odd", files, license);
  await expect(built('import "odd";')).rejects.toThrow(why);
});

test("a build with a package that the lock does not have fails", async () => {
  install("odd", { LICENSE: "Copyright" });
  locked["node_modules/odd"] = { version: "1.2.2" };
  await expect(built('import "odd";')).rejects.toThrow("not in package-lock.json");
});

test("a package without a file is told of where its licence asks for none", async () => {
  install("free", {}, "Unlicense");
  expect(await built('import "free";')).toContain("free 1.2.3 (Unlicense)\n\nIts authors");
});

test("the page names its notices", async () => {
  install("plain", { LICENSE: "Copyright one" });
  await built('import "plain";');
  const page = readFileSync(join(root, "out", "index.html"), "utf8");
  expect(page).toContain(`<link rel="license" href="/${NOTICES}">`);
});

test("a compiled library and the files of a folder are in it with the licences beside them", async () => {
  install("reader", {
    LICENSE: "Of the reader",
    "wasm/open.wasm": "bytes",
    "wasm/LICENSE_OPEN": "Of the library",
    "wasm/LICENSE_OTHER": "Of another library",
    "maps/one.bin": "bytes",
    "maps/LICENSE": "Of the maps",
  });

  const text = await built(
    'import a from "reader/wasm/open.wasm?url"; import b from "reader/maps/one.bin?url"; console.log(a, b);',
  );

  expect(text).toContain("Of the reader\n\nOf the maps\n\nOf the library\n");
  expect(text).not.toContain("Of another library");
});

test("the libraries inside the engine that reads pictures are in it", async () => {
  install("tesseract.js-core", { LICENSE: "Of Tesseract" }, "Apache-2.0");

  const text = await built('import "tesseract.js-core";');

  for (const name of ["Leptonica", "libwebp", "LibTIFF", "giflib", "libjpeg", "libpng", "zlib"])
    expect(text).toContain(`\n${name} (`);
});
