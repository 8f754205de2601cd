/** The text of files, of every kind that there is one of. Loaded with the first file. */

import type { Pdf } from "./documents/pdf.ts";
import { type Extract, type Extraction, type ExtractOptions, Unextracted } from "./extracted.ts";
import { isHeic } from "./file-kinds.ts";
import { Recognition, Unrecognised } from "./recognition/recognition.ts";
import { allowWorkers } from "./trusted-workers.ts";
import { pdfWorker, recognitionWorker } from "./worker-addresses.ts";

/** The most bytes that are taken into memory of a text or a document. */
const MOST_BYTES = 200 << 20;

/** Gives the function that extracts, which keeps its workers. */
export function openExtraction(): Extract {
  allowWorkers([recognitionWorker, pdfWorker]);
  const recognition = new Recognition();
  return async (file, kind, options) => {
    options.signal.throwIfAborted();
    switch (kind) {
      case "picture":
        return pictureText(file, options, recognition);
      case "pdf":
        return pdfText(bounded(file), options, recognition);
      case "docx":
      case "hwpx":
        return documentText(bounded(file), kind, options);
      case "text":
        return plainText(bounded(file), options);
      case "other":
        throw new Unextracted("other");
    }
  };
}

function bounded(file: File): File {
  if (file.size > MOST_BYTES) throw new Unextracted("broken");
  return file;
}

async function pictureText(
  file: File,
  options: ExtractOptions,
  recognition: Recognition,
): Promise<Extraction> {
  try {
    const { text, unsure } = await recognition.read(file, options);
    return fitting(text, options.room, unsure);
  } catch (error) {
    if (!(error instanceof Unrecognised)) throw error;
    throw new Unextracted(error.reason === "unreadable" && isHeic(file) ? "heic" : error.reason);
  }
}

async function documentText(
  file: File,
  kind: "docx" | "hwpx",
  { room }: ExtractOptions,
): Promise<Extraction> {
  const { officeText } = await fetched(import("./documents/office.ts"));
  const text = await officeText(file, kind).catch(() => {
    throw new Unextracted("unreadable");
  });
  return fitting(text, room);
}

async function pdfText(
  file: File,
  options: ExtractOptions,
  recognition: Recognition,
): Promise<Extraction> {
  const { Pdf, LockedPdf } = await fetched(import("./documents/pdf.ts"));
  const pdf = await Pdf.open(file).catch((error: unknown) => {
    throw new Unextracted(error instanceof LockedPdf ? "locked" : "unreadable");
  });
  try {
    return await pagesText(pdf, options, recognition);
  } finally {
    pdf.close();
  }
}

/** The text of the wanted pages, one after the other, until there is no room for the next. */
async function pagesText(
  pdf: Pdf,
  options: ExtractOptions,
  recognition: Recognition,
): Promise<Extraction> {
  const count = pdf.pages;
  const first = Math.min(Math.max(1, options.pages?.first ?? 1), count);
  const wanted = Math.min(Math.max(first, options.pages?.last ?? count), count);
  const texts: string[] = [];
  let [room, unsure, last] = [options.room, false, first - 1];
  for (let number = first; number <= wanted; number += 1) {
    options.signal.throwIfAborted();
    options.onProgress({ step: "pages", share: (number - first) / (wanted - first + 1) });
    const read = await pdf.read(number);
    let text = read;
    if (typeof text !== "string") {
      const found = await recognition.read(text, { ...options, onProgress: () => undefined });
      text = found.text;
      unsure ||= found.unsure && text !== "";
    }
    const page = count === 1 ? text : `[${number}]\n${text}`;
    if (page.length + 2 > room) {
      // Of a first page that is too long there is its beginning.
      if (texts.length === 0)
        return { ...fitting(page, room, unsure), pages: { first, last: first, count } };
      break;
    }
    if (text !== "") texts.push(page);
    room -= page.length + 2;
    last = number;
  }
  const fits = (last - first + 1) / (wanted - first + 1);
  return { text: texts.join("\n\n"), unsure, fits, pages: { first, last, count } };
}

/** What it is called tells less than its bytes: source code comes under a hundred types. */
async function plainText(file: Blob, { room }: ExtractOptions): Promise<Extraction> {
  const bytes = await file.arrayBuffer();
  const text = decoded(bytes, "utf-8") ?? decoded(bytes, "euc-kr");
  if (text === null || text.includes("\0")) throw new Unextracted("other");
  return fitting(text, room);
}

function decoded(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** As much of a text as there is room for, to the end of a line. */
function fitting(text: string, room: number, unsure = false): Extraction {
  if (text.length <= room) return { text, unsure, fits: 1 };
  const cut = text.slice(0, room);
  const end = cut.lastIndexOf("\n");
  const kept = end > room / 2 ? cut.slice(0, end) : cut;
  return { text: kept, unsure, fits: kept.length / text.length };
}

function fetched<T>(loading: Promise<T>): Promise<T> {
  return loading.catch(() => {
    throw new Unextracted("unreachable");
  });
}
