// Puts a gzipped copy beside each text file of the built page. The server sends the copy to every
// browser that takes it (src/yeoul/api/page.py), so that no server compresses the same file again.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Other files, fonts and pictures, are compressed in their own way. */
const TEXT = /\.(css|js|mjs|svg|txt|wasm)$/;
/** Smaller files fit into one packet as they are. */
const MIN_BYTES = 1_400;

/** Compresses what the build has written. */
export function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      for (const name of Object.keys(bundle).filter((name) => TEXT.test(name))) {
        const source = readFileSync(join(dir, name));
        if (source.length < MIN_BYTES) continue;
        const level = constants.Z_BEST_COMPRESSION;
        writeFileSync(join(dir, `${name}.gz`), gzipSync(source, { level }));
      }
    },
  };
}
