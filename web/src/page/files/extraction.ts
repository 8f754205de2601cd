/** The text of files, of every kind that there is one of. Loaded with the first file. */

import type { FileKind } from "./file-kinds.ts";
import { isHeic } from "./file-kinds.ts";
import { allowWorkers } from "./trusted-workers.ts";
import { Recognition, recognitionWorker, Unrecognised } from "./recognition/recognition.ts";
import type { Extract, Extraction, ExtractOptions } from "./extracted.ts";
import { Unextracted } from "./extracted.ts";

/** Gives the function that extracts, which keeps its workers. */
export function openExtraction(): Extract {
  allowWorkers([recognitionWorker]);
  const recognition = new Recognition();
  return (file, kind, options) => {
    options.signal.throwIfAborted();
    return extract(file, kind, options, recognition);
  };
}

function extract(
  file: File,
  kind: FileKind,
  options: ExtractOptions,
  recognition: Recognition,
): Promise<Extraction> {
  if (kind === "picture") return pictureText(file, options, recognition);
  return plainText(file);
}

async function pictureText(
  file: File,
  { signal, onProgress }: ExtractOptions,
  recognition: Recognition,
): Promise<Extraction> {
  try {
    const { text, unsure } = await recognition.read(file, { signal, onProgress });
    return { text, unsure };
  } catch (error) {
    if (!(error instanceof Unrecognised)) throw error;
    throw new Unextracted(
      error.reason === "unreadable" && isHeic(file) ? "heic" : error.reason,
    );
  }
}

/** What it is called tells less than its bytes: source code comes under a hundred types. */
async function plainText(file: Blob): Promise<Extraction> {
  const bytes = await file.arrayBuffer();
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return { text, unsure: false };
  } catch {
    // No text in this encoding.
  }
  throw new Unextracted("other");
}
