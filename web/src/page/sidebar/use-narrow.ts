/**
 * Whether the window is narrow. This is decided here alone: the sidebar is then a drawer, and style sheets
 * go by the class `narrow` of the layout.
 */

import { useSyncExternalStore } from "react";

/** A phone held upright, or on its side. */
const query = matchMedia("(max-width: 760px), (max-width: 1000px) and (max-height: 500px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
