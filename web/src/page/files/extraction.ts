/** The text of files, of every kind that there is one of. Loaded with the first file. */

import type { Pdf } from "./documents/pdf.ts";
import {
  type Extract,
  type Extraction,
  type ExtractOptions,
  type Progress,
  Unextracted,
} from "./extracted.ts";
import { isHeic } from "./file-kinds.ts";
import { type Reading, Recognition, Unrecognised } from "./recognition/recognition.ts";
import { beginningOf, hasRoom, less, type Room } from "./room.ts";
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
      case "office":
      case "other":
        throw new Unextracted(kind);
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
  const { text, unsure } = await recognised(recognition.read(file, options)).catch((error) => {
    const isUnknown = error instanceof Unextracted && error.reason === "unreadable" && isHeic(file);
    throw isUnknown ? new Unextracted("heic") : error;
  });
  return fitting(text, options.room, unsure);
}

function recognised(reading: Promise<Reading>): Promise<Reading> {
  return reading.catch((error) => {
    throw error instanceof Unrecognised ? new Unextracted(error.reason) : error;
  });
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
  const { Pdf, LockedPdf, UnreachablePdf } = await fetched(import("./documents/pdf.ts"));
  const pdf = await Pdf.open(file).catch((error: unknown) => {
    if (error instanceof UnreachablePdf) throw new Unextracted("unreachable");
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
  let room = options.room;
  let [unsure, last] = [false, first - 1];
  for (let number = first; number <= wanted; number += 1) {
    options.signal.throwIfAborted();
    const progress = (share: number) =>
      options.onProgress({ step: "pages", share: (number - first + share) / (wanted - first + 1) });
    progress(0);
    const read = await pdf.read(number);
    let text = read;
    if (typeof text !== "string") {
      const onProgress = ({ step, share }: Progress) => progress(step === "reading" ? share : 0);
      const found = await recognised(recognition.read(text, { ...options, onProgress }));
      text = found.text;
      unsure ||= found.unsure && text !== "";
    }
    const page = count === 1 ? text : `[${number}]\n${text}`;
    if (!hasRoom(room, `${page}\n\n`)) {
      // Of a first page that is too long there is its beginning.
      if (texts.length === 0)
        return { ...fitting(page, room, unsure), pages: { first, last: first, count } };
      break;
    }
    if (text !== "") texts.push(page);
    room = less(room, `${page}\n\n`);
    last = number;
  }
  const fits = (last - first + 1) / (wanted - first + 1);
  return { text: texts.join("\n\n"), unsure, fits, pages: { first, last, count } };
}

/** What it is called tells less than its bytes: source code comes under a hundred types. */
async function plainText(file: Blob, { room }: ExtractOptions): Promise<Extraction> {
  const bytes = await file.arrayBuffer();
  const text = decoded(bytes, encodingOf(bytes)) ?? decoded(bytes, "euc-kr");
  if (text === null || text.includes("\0")) throw new Unextracted("other");
  // The box knows one line break, and would put it for the others with the first letter typed.
  return fitting(text.replace(/\r\n?/g, "\n"), room);
}

/** Windows marks the beginning of what it writes in UTF-16. */
function encodingOf(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function decoded(bytes: ArrayBuffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** As much of a text as there is room for, to the end of a line. */
function fitting(text: string, room: Room, unsure = false): Extraction {
  const kept = beginningOf(text, room);
  return { text: kept, unsure, fits: kept === text ? 1 : kept.length / text.length };
}

function fetched<T>(loading: Promise<T>): Promise<T> {
  return loading.catch(() => {
    throw new Unextracted("unreachable");
  });
}
