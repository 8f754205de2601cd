/**
 * A long list of which only the rows in sight are drawn. It stays at the newest row until its reader
 * scrolls up, and keeps the selected one in sight.
 */

import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useSize } from "./use-size.ts";

/** Drawn above and below what is in sight. */
const SPARE_ROWS = 3;

interface RowsOptions {
  readonly count: number;
  readonly rowPx: number;
  readonly headPx: number;
  readonly growing: boolean;
  /** The selected row; -1: none. */
  readonly at: number;
  /** What is selected: another one is scrolled to. */
  readonly selected: unknown;
}

interface Rows {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onScroll: () => void;
  /** Those that are drawn. */
  readonly rows: readonly number[];
  /** Rows that leave are used again for those that come: text is changed, no element is made. */
  readonly pool: number;
  /** How many rows a page has. */
  readonly page: number;
}

export function useRows({ count, rowPx, headPx, growing, at, selected }: RowsOptions): Rows {
  const { ref, height } = useSize<HTMLDivElement>();
  const [top, setTop] = useState(0);
  const atEnd = useRef(growing);
  useLayoutEffect(() => {
    const frame = ref.current;
    if (frame !== null && atEnd.current && count > 0) frame.scrollTop = frame.scrollHeight;
  }, [ref, count]);
  // The selected row stays in sight, also when what is below takes its place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come later move no row
  useLayoutEffect(() => {
    if (at >= 0 && height > 0) scrollTo(ref.current, at * rowPx, rowPx + headPx);
  }, [ref, selected, height]);
  const first = Math.max(Math.floor(top / rowPx) - SPARE_ROWS, 0);
  const last = Math.min(Math.ceil((top + height) / rowPx) + SPARE_ROWS, count);
  return {
    ref,
    onScroll: () => {
      const frame = ref.current;
      if (frame === null) return;
      setTop(frame.scrollTop);
      // So near to the end counts as being there.
      atEnd.current = frame.scrollHeight - frame.scrollTop - frame.clientHeight < rowPx;
    },
    rows: Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index),
    pool: Math.ceil(height / rowPx) + 2 * SPARE_ROWS + 2,
    page: Math.max(Math.floor(height / rowPx) - 2, 1),
  };
}

function scrollTo(frame: HTMLElement | null, top: number, heightWithHead: number): void {
  if (frame === null) return;
  const bottom = top + heightWithHead;
  if (top < frame.scrollTop) frame.scrollTop = top;
  else if (bottom > frame.scrollTop + frame.clientHeight) {
    frame.scrollTop = bottom - frame.clientHeight;
  }
}

/** The row that a key leads to; null for other keys, and where there are no rows. */
export function nextRow(key: string, at: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const to = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? count - 1 : at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
