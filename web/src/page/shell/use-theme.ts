/** Puts on the document what styles go by: the chosen theme, else the system's; how code is shown. */

import { useLayoutEffect } from "react";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";

export function useTheme(): void {
  const { theme, code } = useStore(usePreferences());
  useLayoutEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  useLayoutEffect(() => {
    document.documentElement.dataset.code = code;
  }, [code]);
}
