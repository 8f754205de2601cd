/** The line below an answer: who answered and when. A click has every such line tell the figures, too. */

import type { ReactNode } from "react";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";

export function FiguresLine({ origin, figures }: { origin: string; figures: string }): ReactNode {
  const preferences = usePreferences();
  const open = useStore(preferences).figures === "open";
  // As of an answer that was had elsewhere.
  if (figures === "") return <span className="figures">{origin}</span>;
  return (
    <button
      type="button"
      className="figures"
      title={open ? undefined : figures}
      aria-expanded={open}
      onClick={() => preferences.choose("figures", open ? "closed" : "open")}
    >
      {[origin, open ? figures : ""].filter(Boolean).join(" · ")}
    </button>
  );
}
