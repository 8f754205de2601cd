import { useSyncExternalStore } from "react";

/** A phone held upright, or on its side. */
const query = matchMedia("(max-width: 760px), (max-width: 1000px) and (max-height: 500px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the window is too small for a sidebar, which is then a drawer. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
