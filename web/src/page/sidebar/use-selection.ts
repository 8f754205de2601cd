/** Which conversations of the list are chosen, while some are. */

import { useCallback, useEffect, useRef, useState } from "react";

export interface Selection {
  /** null: nothing is being chosen. */
  readonly ids: ReadonlySet<string> | null;
  /** Chooses one, or takes it back; with `range` all from the last one up to it are chosen. */
  readonly choose: (id: string, range: boolean) => void;
  readonly chooseAll: () => void;
  readonly end: () => void;
}

/** `listed`: the ids in the order of the list; those that leave it are chosen no longer. */
export function useSelection(listed: readonly string[]): Selection {
  const [ids, setIds] = useState<ReadonlySet<string> | null>(null);
  const last = useRef<string | null>(null);
  const order = useRef(listed);
  useEffect(() => {
    order.current = listed;
  });
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
  const chooseAll = useCallback(() => setIds(new Set(order.current)), []);
  const end = useCallback(() => {
    last.current = null;
    setIds(null);
  }, []);
  return { ids, choose, chooseAll, end };
}
