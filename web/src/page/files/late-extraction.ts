/** What extracts the text of files, loaded with the first one. */

import { type Extract, Unextracted } from "./extracted.ts";

let opened: Promise<Extract> | null = null;

/** @throws Unextracted if it cannot be fetched; the next file tries again */
export function openExtraction(): Promise<Extract> {
  opened ??= import("./extraction.ts").then(
    (loaded) => loaded.openExtraction(),
    () => {
      opened = null;
      throw new Unextracted("unreachable");
    },
  );
  return opened;
}
