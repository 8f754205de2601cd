/** A table, its rows in pieces that are parsed by themselves. */

export interface TableBlock {
  readonly kind: "table";
  readonly start: number;
  /** The line of headings and the line below it, which every piece needs to be rows. */
  readonly header: string;
  /** The rows; all pieces but the last are full and never change. */
  readonly pieces: readonly string[];
  /** The first piece that is shown as it was written; Infinity if all are Markdown. */
  readonly plainFrom: number;
}

/** Rows of a piece. */
export const PIECE_ROWS = 20;

const HEADER = /^[^\n]*\n[^\n]*(?:\n|$)/;
const ROWS = new RegExp(`(?:[^\\n]*\\n){${PIECE_ROWS}}|[^]+$`, "g");

/** The table `raw`; it goes on with the rows of `head`, if there is one. */
export function tableBlock(raw: string, start: number, head: TableBlock | null): TableBlock {
  const header = HEADER.exec(raw)?.[0] ?? raw;
  const rows = raw.slice(header.length);
  const pieces = [...(head?.pieces ?? []), ...(rows.match(ROWS) ?? [])];
  return { kind: "table", start: head?.start ?? start, header, pieces, plainFrom: Infinity };
}
