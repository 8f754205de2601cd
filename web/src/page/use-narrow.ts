import { useSyncExternalStore } from "react";

/** The same width as in layout.css. */
const query = matchMedia("(max-width: 760px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the window is too narrow for a sidebar, which is then a drawer. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
