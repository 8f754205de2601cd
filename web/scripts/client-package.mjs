// Makes yeoul-client, the library without the page, as others install it.
// Usage: npm run client -- folder   (the tarball's; made if it is not there)

import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { argv, env, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { buildMarkdown } from "./client-markdown.mjs";

export const ROOT = fileURLToPath(new URL("../", import.meta.url));
const HOME = join(ROOT, "yeoul-client");
const BESIDE_THE_CODE = [
  join(HOME, "package.json"),
  join(HOME, "README.md"),
  join(ROOT, "../LICENSE"),
];

/** Builds and packs into `folder`; returns the tarball's path. */
export async function makePackage(folder) {
  const staging = await mkdtemp(join(tmpdir(), "yeoul-client-"));
  try {
    await compile(join(staging, "dist"));
    for (const file of BESIDE_THE_CODE) await copyFile(file, join(staging, file.split("/").at(-1)));
    await mkdir(folder, { recursive: true });
    const options = ["--pack-destination", folder, "--ignore-scripts", "--json", "--silent"];
    const told = execFileSync(execPath, [env.npm_execpath, "pack", ...options], { cwd: staging });
    return join(folder, JSON.parse(told)[0].filename);
  } finally {
    await rm(staging, { recursive: true });
  }
}

/** One file for each module: readable where it is installed, and shaken by every bundler. */
async function compile(dist) {
  await buildMarkdown(ROOT, dist);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  execFileSync(execPath, [tsc, "-p", HOME, "--outDir", dist], { stdio: "inherit" });
  for (const name of await readdir(dist, { recursive: true })) {
    const path = join(dist, name);
    if (name.endsWith(".d.ts")) {
      // tsc renames what a module imports, but not what its declaration does.
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace(/((?:from |import\()"\.[^"]*)\.tsx?"/g, '$1.js"'));
    } else if (name.endsWith(".js.map")) await writeFile(path, await mapIn(path));
  }
}

/** A source map that names its source, which it has with it, by its place in the library. */
async function mapIn(path) {
  const map = JSON.parse(await readFile(path, "utf8"));
  const [source] = map.sources;
  const place = relative(ROOT, resolve(dirname(path), source));
  // `dist` has the folders of `src`.
  const up = "../".repeat(place.split("/").length - 1);
  return JSON.stringify({ ...map, sources: [up + place] });
}

if (resolve(argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  console.log(await makePackage(resolve(argv[2] ?? ".")));
}
