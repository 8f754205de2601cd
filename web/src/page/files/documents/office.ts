/** The text of documents of Word (DOCX) and Hangul (HWPX): archives whose parts are XML. */

import { type ZipEntry, zipEntries } from "../../shared/zip.ts";
import { textOfParagraphs } from "./paragraphs.ts";

/** Where the text is: in Word's one part, and in Hangul's sections. */
const PARTS = { docx: /^word\/document\d*\.xml$/, hwpx: /^Contents\/section(\d+)\.xml$/i } as const;

/** A part that unpacks to more than this is no document. */
const MOST_BYTES = 64 << 20;

/** The text of a document. @throws RangeError if it is damaged, or none of its kind */
export async function officeText(file: Blob, kind: keyof typeof PARTS): Promise<string> {
  const parts = (await zipEntries(file)).filter(({ name }) => PARTS[kind].test(name));
  if (parts.length === 0) throw new RangeError(`no ${kind} document`);
  const number = ({ name }: ZipEntry) => Number(/\d+/.exec(name)?.[0] ?? 0);
  parts.sort((one, other) => number(one) - number(other));
  const texts: string[] = [];
  for (const part of parts) texts.push(textOfParagraphs(await unpacked(part)));
  return texts
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

async function unpacked(part: ZipEntry): Promise<string> {
  const decoder = new TextDecoder();
  const reader = (await part.read()).getReader();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw new RangeError(`a part of more than ${MOST_BYTES} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
