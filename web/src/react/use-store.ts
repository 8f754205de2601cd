/** How a component reads a store of the core; all other hooks are made with it. */

import { useMemo, useSyncExternalStore } from "react";
import type { ReadonlyStore } from "../core/index.ts";

/** The value of a store, kept current. On a server it is what the store holds at first. */
export function useStore<T>(store: ReadonlyStore<T>): T;
/**
 * What `select` takes from the value of a store; the component renders only when that changes. Let it
 * take a text, a number, or an object that stays the same: a new object is a change.
 */
export function useStore<T, S>(store: ReadonlyStore<T>, select: (value: T) => S): S;
export function useStore<T>(store: ReadonlyStore<T>, select: (value: T) => unknown = same) {
  const read = useMemo(() => {
    let last: { readonly value: T; readonly selected: unknown } | null = null;
    return () => {
      const value = store.getSnapshot();
      // React reads twice, and takes two objects for a change.
      if (last === null || !Object.is(last.value, value)) last = { value, selected: select(value) };
      return last.selected;
    };
  }, [store, select]);
  return useSyncExternalStore(store.subscribe, read, read);
}

const same = <T>(value: T): T => value;
