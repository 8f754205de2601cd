/** Lines of Markdown, and whether they stand in a code fence: nothing may be cut apart there. */

const LINE = /[^\n]*\n|[^\n]+$/g;
const FENCE = /^(`{3,}|~{3,})([^\n]*)/;

export interface Line {
  readonly at: number;
  readonly text: string;
  /** A code fence that began further up is still open in front of this line. */
  readonly fenced: boolean;
}

/** The lines of `source`; `bare` takes away what stands in front of a line's own text. */
export function* linesOf(source: string, bare: (line: string) => string): Generator<Line> {
  let fence: string | null = null;
  for (const match of source.matchAll(LINE)) {
    const [text] = match;
    yield { at: match.index, text, fenced: fence !== null };
    const [, marker = "", info = ""] = FENCE.exec(bare(text)) ?? [];
    if (marker === "") continue;
    if (fence === null) fence = marker;
    else if (marker.startsWith(fence) && info.trim() === "") fence = null;
  }
}
