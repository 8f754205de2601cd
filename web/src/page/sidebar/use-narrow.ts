/**
 * Whether the window is narrow: too small for anything beside the conversation. The sidebar is then a
 * drawer, and style sheets go by the class `narrow` of the layout. What depends on the length of a line
 * of text alone, on a screen and on paper, has a width of its own there.
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
