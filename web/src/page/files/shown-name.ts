/** What a file is called in a question: on one line, in the direction of the text around it. */

/** The most characters of a name; its end, which tells the kind, is among them. */
const MOST = 120;
const END = 30;

/**
 * A file's name as it can stand in a text: Korean that macOS took apart is put together, and line
 * breaks, control characters and marks that turn the direction of reading are left out.
 */
export function shownName(name: string): string {
  const line = name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  const letters = [...line];
  if (letters.length <= MOST) return line === "" ? "file" : line;
  return `${letters.slice(0, MOST - END - 1).join("")}…${letters.slice(-END).join("")}`;
}
