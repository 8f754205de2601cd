/**
 * Footnotes. A note is a block for `marked`, wherever it stands; it is shown at the end of the text,
 * and the number of its label is handed to every block that may refer to it.
 */

import type { MarkedOptions } from "marked";

export interface NoteBlock {
  readonly kind: "note";
  readonly start: number;
  readonly label: string;
  /** What it says, as Markdown. */
  readonly pieces: readonly [string];
}

const LABEL = "\\[\\^([^\\]\\s]+)\\]";
/** A line that a paragraph goes on with, and that begins nothing else. */
const LAZY = `(?! {0,3}(?:${LABEL}:|[-*+>#|\`~]|\\d+[.)]\\s))[ \\t]*\\S[^\\n]*`;
const INDENTED = "(?:[ \\t]*\\n)*(?: {4}|\\t)[^\\n]*\\S[^\\n]*";
const NOTE = new RegExp(`^ {0,3}${LABEL}:[^\\n]*(?:\\n(?:${INDENTED}|${LAZY}))*(?:\\n|$)`);
const BEGINS = new RegExp(`\\n {0,3}${LABEL}:`);

/** Blocks that `marked` does not know by itself. */
export type BlockExtensions = Required<
  Pick<NonNullable<MarkedOptions["extensions"]>, "block" | "startBlock">
>;

export const NOTE_BLOCKS: BlockExtensions = {
  block: [
    (src) => {
      const match = NOTE.exec(src);
      return match === null ? undefined : { type: "note", raw: match[0] };
    },
  ],
  startBlock: [(src) => BEGINS.exec(src)?.index],
};

/** The note that is written as `raw`. */
export function noteBlock(raw: string, start: number): NoteBlock {
  const [mark = "", label = ""] = new RegExp(`^ {0,3}${LABEL}:[ \\t]*`).exec(raw) ?? [];
  const text = raw.slice(mark.length).replace(/^(?: {4}|\t)/gm, "");
  return { kind: "note", start, label, pieces: [text] };
}

/** Stands in a definition for what the note says: a reference needs only its number. */
const NUMBER = "\uE003";
const REFERENCE = new RegExp(LABEL, "g");

/** What makes references to `notes` known where they are parsed. */
export function noteDefinitions(notes: readonly NoteBlock[]): string {
  return notes.map(({ label }, at) => `[^${label}]: ${NUMBER}${at + 1}\n\n`).join("");
}

/** `definitions`, and one for each numbered reference in `source` whose note is still to come. */
export function withUnknownNotes(source: string, definitions: string): string {
  if (!source.includes("[^")) return definitions;
  const labels = [...source.matchAll(REFERENCE)].map((match) => match[1] ?? "");
  const unknown = new Set(labels.filter((label) => /^\d{1,3}$/.test(label)));
  const made = [...unknown].map((label) => `[^${label}]: ${NUMBER}\n\n`);
  // Of two definitions of a label the first one counts.
  return `${definitions}\n\n${made.join("")}`;
}

/** The number of the note that `text` stands for; null if it is one that says something itself. */
export function noteNumber(text: string): string | null {
  return text.startsWith(NUMBER) ? text.slice(NUMBER.length) : null;
}
