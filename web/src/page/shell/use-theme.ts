/** Puts the chosen theme on the document; without a choice the system's holds. */

import { useLayoutEffect } from "react";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";

export function useTheme(): void {
  const { theme } = useStore(usePreferences());
  useLayoutEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}
