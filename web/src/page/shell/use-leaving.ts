/** Leaves the open conversation when it is deleted, and comes back when it is there after all. */

import { useCallback, useEffect, useRef } from "react";
import { navigate } from "wouter/use-browser-location";
import { useClient } from "../../react/index.ts";
import { pathOf } from "../addresses.ts";

interface Leaving {
  /** Deletes conversations. */
  readonly remove: (ids: readonly string[]) => void;
  /** Shows the one that was left, if it is among `ids`. */
  readonly comeBack: (ids: readonly string[]) => void;
}

export function useLeaving(shown: string | null, open: (id: string) => void): Leaving {
  const client = useClient();
  const left = useRef<string | null>(null);
  const latest = useRef({ shown, open });
  useEffect(() => {
    latest.current = { shown, open };
  });
  // A reader who has opened something else meanwhile stays there.
  const isMissed = useCallback(
    (id: string) => latest.current.shown === null && left.current === id,
    [],
  );
  const remove = useCallback(
    (ids: readonly string[]): void => {
      const id = ids.find((each) => each === latest.current.shown);
      if (id !== undefined) {
        left.current = id;
        navigate(pathOf(null));
      }
      void client.list.removeAll(ids).then((done) => {
        if (id !== undefined && !done.includes(id) && isMissed(id))
          navigate(pathOf(id), { replace: true });
      });
    },
    [client, isMissed],
  );
  const comeBack = useCallback(
    (ids: readonly string[]): void => {
      const id = ids.find(isMissed);
      if (id !== undefined) latest.current.open(id);
    },
    [isMissed],
  );
  return { remove, comeBack };
}
