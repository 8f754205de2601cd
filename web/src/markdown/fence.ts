/** Code blocks between fences, finished and still open. */

import type { Token } from "marked";
import { FenceNest } from "./nested-fence.ts";

export interface CodeBlock {
  readonly kind: "code";
  readonly start: number;
  readonly language: string;
  /** The lines in pieces; all but the last are full and never change. */
  readonly pieces: readonly string[];
  /** Whether the closing fence is still missing. */
  readonly open: boolean;
  /** Whether the first line has ended: before, the language is not known. */
  readonly named: boolean;
}

/** Lines of one piece of a code block. */
export const PIECE_LINES = 50;

const FENCE = /^ {0,3}(`{3,}|~{3,})([^\n]*)(?:\n|$)/;

/** The code block that `token` is; null if it is none, or not between fences. */
export function codeBlock(token: Token, start: number): CodeBlock | null {
  const fence = token.type === "code" ? FENCE.exec(token.raw) : null;
  if (fence === null) return null;
  const body = token.raw.slice(fence[0].length);
  const closing = closingLine(body, new FenceNest(fence[1] ?? "```", fence[2] ?? ""));
  const code = closing === null ? body : body.slice(0, closing);
  return {
    kind: "code",
    start,
    language: languageOf(fence[2] ?? ""),
    pieces: piecesOf(code.replace(/\n$/, "")),
    open: closing === null,
    named: fence[0].endsWith("\n"),
  };
}

/** Where the line begins in `body` that closes its fence; null if there is none. */
function closingLine(body: string, nest: FenceNest): number | null {
  for (const { index, 0: line } of body.matchAll(/^.*$/gm)) {
    if (!INDENTED.test(line) && nest.closes(line)) return index;
  }
  return null;
}

/** A line that is code, whatever it looks like. */
const INDENTED = /^(?: {4}|[ ]*[>\d*+-]|\t)/;

/** The language that is named behind a fence, or by the class of what a parser made of it. */
export function languageOf(info: string): string {
  return (
    info
      .trim()
      .split(/[\s{,]/, 1)[0]
      ?.toLowerCase() ?? ""
  );
}

/** The lines of `code` in pieces. */
export function piecesOf(code: string): string[] {
  const lines = code.split("\n");
  const pieces: string[] = [];
  for (let at = 0; at < lines.length; at += PIECE_LINES) {
    pieces.push(lines.slice(at, at + PIECE_LINES).join("\n"));
  }
  return pieces;
}

/** A code fence that is still open: new lines are only looked at for its end. */
export class OpenFence {
  readonly #start: number;
  readonly #language: string;
  readonly #nest: FenceNest;
  #pieces: string[] = [];
  #lines: string[] = [];
  /** Where the last, unfinished line begins. */
  #lineStart: number;

  private constructor(start: number, language: string, nest: FenceNest, bodyStart: number) {
    this.#start = start;
    this.#language = language;
    this.#nest = nest;
    this.#lineStart = bodyStart;
  }

  /** The fence of `block` in `text`; null while its first line is not complete. */
  static at(text: string, block: CodeBlock): OpenFence | null {
    const fence = FENCE.exec(text.slice(block.start));
    if (fence === null || !fence[0].endsWith("\n")) return null;
    const bodyStart = block.start + fence[0].length;
    const nest = new FenceNest(fence[1] ?? "```", fence[2] ?? "");
    return new OpenFence(block.start, block.language, nest, bodyStart);
  }

  /** The block with what has come; null if the fence was closed, so that it must be parsed. */
  grow(text: string): CodeBlock | null {
    for (;;) {
      const end = text.indexOf("\n", this.#lineStart);
      const line = text.slice(this.#lineStart, end < 0 ? undefined : end);
      if (end < 0) return this.#nest.wouldClose(line) ? null : this.#block(line);
      if (!INDENTED.test(line) && this.#nest.closes(line)) return null;
      this.#lines.push(line);
      this.#lineStart = end + 1;
      if (this.#lines.length === PIECE_LINES) {
        this.#pieces.push(this.#lines.join("\n"));
        this.#lines = [];
      }
    }
  }

  #block(line: string): CodeBlock {
    // The break before a last line that is still empty would show as an empty line.
    const open = line === "" ? this.#lines : [...this.#lines, line];
    const rest = open.length === 0 && this.#pieces.length > 0 ? [] : [open.join("\n")];
    return {
      kind: "code",
      start: this.#start,
      language: this.#language,
      pieces: [...this.#pieces, ...rest],
      open: true,
      named: true,
    };
  }
}
