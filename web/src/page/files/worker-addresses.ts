/** Where the workers of this room are: these addresses alone may be started. */

import pdf from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import recognition from "./recognition/recognition-worker.ts?worker&url";

export const recognitionWorker = absolute(recognition);
export const pdfWorker = absolute(pdf);

function absolute(url: string): string {
  return new URL(url, location.href).href;
}
