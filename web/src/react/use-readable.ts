import { useSyncExternalStore } from "react";
import type { Readable } from "../core/index.ts";

/** The value of a store, kept current. On a server it is what the store holds at first. */
export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.getSnapshot, readable.getSnapshot);
}
