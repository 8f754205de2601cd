/**
 * A position in an answer's log: behind event `seq` of `epoch`. On the wire `"<epoch>-<seq>"`;
 * `e-0` is before the first event of epoch e.
 */
export interface Cursor {
  readonly epoch: number;
  readonly seq: number;
}

const FORM = /^([1-9]\d{0,14})-(\d{1,15})$/;

/** Reads a cursor; null if `text` has another form. */
export function parseCursor(text: string): Cursor | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  return { epoch: Number(match[1]), seq: Number(match[2]) };
}

/** The cursor as it is written on the wire. */
export function formatCursor(cursor: Cursor): string {
  return `${cursor.epoch}-${cursor.seq}`;
}

/** Negative, zero or positive: whether `a` is before, at or behind `b`. */
export function compareCursors(a: Cursor, b: Cursor): number {
  return a.epoch - b.epoch || a.seq - b.seq;
}
