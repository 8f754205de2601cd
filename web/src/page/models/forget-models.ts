/** Models that a person has taken away are not missed: new chats begin with another one. */

import { useCallback } from "react";
import { usePreferences } from "../preferences.tsx";

/**
 * Has this browser begin no conversation with the model `id`, or, where that ends in a slash, with any
 * below it.
 */
export function useForgetModels(): (id: string) => void {
  const preferences = usePreferences();
  return useCallback(
    (id) => {
      for (const name of ["model", "defaultModel"] as const) {
        const kept = preferences.getSnapshot()[name];
        if (kept === id || (id.endsWith("/") && kept.startsWith(id))) preferences.choose(name, "");
      }
    },
    [preferences],
  );
}
