/**
 * The pages of a PDF: their text where they have some, else a picture of them. What pdf.js reads old
 * Korean fonts and scans with comes from this server, as each is needed.
 */

import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from "pdfjs-dist/legacy/build/pdf.mjs";
import jbig2 from "pdfjs-dist/wasm/jbig2.wasm?url";
import openjpeg from "pdfjs-dist/wasm/openjpeg.wasm?url";
import qcms from "pdfjs-dist/wasm/qcms_bg.wasm?url";
import { pdfWorker } from "../worker-addresses.ts";

/** Korean encodings of fonts that are not in the file itself. */
const ENCODINGS = import.meta.glob<string>(
  "../../../../node_modules/pdfjs-dist/cmaps/{Adobe-Korea1,KSC,UniKS}*.bcmap",
  { query: "?url", import: "default", eager: true },
);
const FILES = new Map([
  ...Object.entries(ENCODINGS).map(([path, url]) => [nameOf(path), url] as const),
  ...[jbig2, openjpeg, qcms].map((url) => [nameOf(url).replace(/-[\w-]{8}\./, "."), url] as const),
]);

/** The longer side of the picture of a page, in pixels. */
const PICTURE_SIDE = 2_000;
/** Pages with fewer letters than this have no text of their own, or a page number at most. */
const FEWEST_LETTERS = 8;

export class LockedPdf extends Error {}

/** What reads it could not be fetched. */
export class UnreachablePdf extends Error {}

export class Pdf {
  readonly #document: PDFDocumentProxy;

  private constructor(document: PDFDocumentProxy) {
    this.#document = document;
  }

  /** @throws LockedPdf if it asks for a password; UnreachablePdf; another error if it is damaged */
  static async open(file: Blob): Promise<Pdf> {
    GlobalWorkerOptions.workerSrc = pdfWorker;
    const data = new Uint8Array(await file.arrayBuffer());
    const task = getDocument({
      data,
      BinaryDataFactory: OwnFiles,
      useWorkerFetch: false,
      verbosity: 0,
    });
    // Nobody is asked: what a password opens is not to be sent on.
    task.onPassword = () => task.destroy();
    try {
      return new Pdf(await task.promise);
    } catch (error) {
      if (task.destroyed) throw new LockedPdf("a password is needed");
      // What pdf.js says of a file has a name; its worker that did not come is an error without one.
      throw error instanceof Error && error.name !== "Error" ? error : new UnreachablePdf();
    }
  }

  get pages(): number {
    return this.#document.numPages;
  }

  /** The text of a page, counted from 1; or a picture of it, where it has none. */
  async read(number: number): Promise<string | Blob> {
    const page = await this.#document.getPage(number);
    try {
      const text = await textOf(page);
      if (text.replace(/\s/g, "").length >= FEWEST_LETTERS) return text;
      return await pictureOf(page);
    } finally {
      page.cleanup();
    }
  }

  close(): void {
    void this.#document.loadingTask.destroy();
  }
}

class OwnFiles {
  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const url = FILES.get(filename);
    if (url === undefined) throw new Error(`there is no ${filename}`);
    const reply = await fetch(url);
    if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
    return new Uint8Array(await reply.arrayBuffer());
  }
}

/** The text of a page in its lines; an empty line where there is more room than between lines. */
async function textOf(page: PDFPageProxy): Promise<string> {
  const { items } = await page.getTextContent();
  let text = "";
  let last: number | null = null;
  for (const item of items) {
    if (!("str" in item)) continue;
    const place = item.transform[5] as number;
    const room = last === null ? 0 : last - place;
    if (item.str !== "") {
      if (room > 1.9 * item.height && item.height > 0 && text.endsWith("\n")) text += "\n";
      last = place;
    }
    text += item.str + (item.hasEOL ? "\n" : "");
  }
  return text
    .normalize("NFC")
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

async function pictureOf(page: PDFPageProxy): Promise<Blob> {
  const { width, height } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: PICTURE_SIDE / Math.max(width, height) });
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  await page.render({ canvas, viewport, background: "#ffffff" }).promise;
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  canvas.width = 0;
  if (picture === null) throw new Error("the page could not be drawn");
  return picture;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
