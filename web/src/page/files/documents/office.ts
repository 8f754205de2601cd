/** The text of documents of Word (DOCX) and Hangul (HWPX): archives whose parts are XML. */

import { type ZipEntry, zipEntries } from "../../shared/zip.ts";
import { textOfParagraphs } from "./paragraphs.ts";

/** Where the text is: in Word's one part, and in Hangul's sections. */
const PARTS = { docx: /^word\/document\d*\.xml$/, hwpx: /^Contents\/section(\d+)\.xml$/i } as const;

/** What unpacks to more than this is no document. */
const MOST_BYTES = 64 << 20;

/** The text of a document. @throws RangeError if it is damaged, or none of its kind */
export async function officeText(file: Blob, kind: keyof typeof PARTS): Promise<string> {
  const parts = (await zipEntries(file)).filter(({ name }) => PARTS[kind].test(name));
  if (parts.length === 0) throw new RangeError(`no ${kind} document`);
  const number = ({ name }: ZipEntry) => Number(/\d+/.exec(name)?.[0] ?? 0);
  parts.sort((one, other) => number(one) - number(other));
  const texts: string[] = [];
  let left = MOST_BYTES;
  for (const part of parts) {
    const { xml, bytes } = await unpacked(part, left);
    left -= bytes;
    texts.push(textOfParagraphs(xml));
  }
  return texts
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

async function unpacked(part: ZipEntry, most: number): Promise<{ xml: string; bytes: number }> {
  const decoder = new TextDecoder();
  const reader = (await part.read()).getReader();
  let xml = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { xml: xml + decoder.decode(), bytes };
    bytes += value.length;
    if (bytes > most) {
      await reader.cancel();
      throw new RangeError(`more than ${MOST_BYTES} bytes`);
    }
    xml += decoder.decode(value, { stream: true });
  }
}
