// Which files of a built page get a compressed copy: by real builds of small pages.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { build } from "vite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compressed } from "../scripts/compressed.ts";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "compressed-"));
  writeFileSync(
    join(root, "index.html"),
    '<!doctype html><script type="module" src="/main.js"></script>',
  );
});

afterEach(() => rmSync(root, { recursive: true }));

/** Builds a page of one script. */
async function built(script: string): Promise<void> {
  writeFileSync(join(root, "main.js"), script);
  await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [compressed()],
    build: {
      assetsInlineLimit: 0,
      outDir: "out",
      rolldownOptions: { output: { entryFileNames: "main.js", assetFileNames: "[name][extname]" } },
    },
  });
}

function written(name: string): Buffer {
  return readFileSync(join(root, "out", name));
}

test("a script has a copy that is the same, in fewer bytes", async () => {
  await built(`console.log(${JSON.stringify("여울 ".repeat(1_000))});`);

  expect(gunzipSync(written("main.js.gz"))).toEqual(written("main.js"));
  expect(written("main.js.gz").length).toBeLessThan(written("main.js").length);
});

test("a small file and a font have none", async () => {
  writeFileSync(join(root, "font.woff"), "x".repeat(5_000));
  writeFileSync(
    join(root, "main.css"),
    '@font-face { font-family: F; src: url("./font.woff"); } p { font-family: F; }',
  );
  await built('import "./main.css"; console.log("small");');

  expect(existsSync(join(root, "out", "main.js"))).toBe(true);
  expect(existsSync(join(root, "out", "main.js.gz"))).toBe(false);
  expect(existsSync(join(root, "out", "font.woff"))).toBe(true);
  expect(existsSync(join(root, "out", "font.woff.gz"))).toBe(false);
});
