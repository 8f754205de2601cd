/** Which conversations of the list are chosen, while some are. */

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { findAll } from "../landmarks.ts";

export interface Selection {
  /** null: nothing is being chosen. */
  readonly ids: ReadonlySet<string> | null;
  /** Chooses one, or takes it back; with `range` all from the last one up to it are chosen. */
  readonly choose: (id: string, range: boolean) => void;
  readonly chooseAll: (ids: readonly string[]) => void;
  readonly end: () => void;
}

/**
 * @param listed the ids in the order of the list; those that leave it are chosen no longer
 * @param frame has their rows
 */
export function useSelection(
  listed: readonly string[],
  frame: RefObject<HTMLElement | null>,
): Selection {
  const [ids, setIds] = useState<ReadonlySet<string> | null>(null);
  const last = useRef<string | null>(null);
  const order = useRef(listed);
  useEffect(() => {
    order.current = listed;
  });
  const choosing = ids !== null;
  useEffect(() => {
    // Links have become boxes, or boxes links, and what had the focus took it with it.
    const at = order.current.indexOf(last.current ?? "");
    if (document.activeElement === document.body)
      findAll("conversation-link", frame.current)[at]?.focus();
    if (!choosing) last.current = null;
  }, [choosing, frame]);
  const choose = useCallback((id: string, range: boolean) => {
    const from = order.current.indexOf(last.current ?? "");
    const to = order.current.indexOf(id);
    last.current = id;
    setIds((before) => {
      const next = new Set(before);
      if (range && from >= 0) {
        const between = order.current.slice(Math.min(from, to), Math.max(from, to) + 1);
        for (const each of between) next.add(each);
      } else if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const chooseAll = useCallback((all: readonly string[]) => setIds(new Set(all)), []);
  const end = useCallback(() => setIds(null), []);
  return { ids, choose, chooseAll, end };
}
