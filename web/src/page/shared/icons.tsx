/** The page's own line icons, drawn on a 24 × 24 grid. They say nothing to a screen reader. */

import type { ReactNode } from "react";
import { SIGNS } from "../../markdown/plain.ts";

const PATHS = {
  menu: "M4 7h16M4 12h16M4 17h10",
  compose:
    "M12 5H6.5A1.5 1.5 0 0 0 5 6.5v11A1.5 1.5 0 0 0 6.5 19h11a1.5 1.5 0 0 0 1.5-1.5V12M10 14l.6-2.8 7.9-7.9 2.2 2.2-7.9 7.9z",
  send: "M12 19V5M6 11l6-6 6 6",
  ...SIGNS,
  pencil: "M5 19l1-4L16.2 4.8a1.4 1.4 0 0 1 2 0l1 1a1.4 1.4 0 0 1 0 2L9 18zM14 7l3 3",
  again: "M20 11a8 8 0 1 0-2.3 6.7M20 5v6h-6",
  left: "M14.5 6l-6 6 6 6",
  right: "M9.5 6l6 6-6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  chevron: "M7 10l5 5 5-5",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l4.5 4.5",
  settings: "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  close: "M6 6l12 12M18 6L6 18",
  keyboard: "M3 6.5h18v11H3zM7 10.5h.01M10.4 10.5h.01M13.7 10.5h.01M17 10.5h.01M8 14h8",
  sidebar: "M6 5h12a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM9.5 5v14",
  pulse: "M3 12h4l3-8 4 16 3-8h4",
  wrap: "M4 6h16M4 12h12.5a3 3 0 0 1 0 6H12M14.5 15.5L12 18l2.5 2.5M4 18h3",
  warning: "M12 9v5M12 17.2v.1M12 4l9 16H3z",
} as const;

export type IconName = keyof typeof PATHS;

/** An icon that comes late, with what shows it. */
export interface Drawing {
  readonly path: string;
}

export function Icon({ name }: { name: IconName | Drawing }): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={typeof name === "string" ? PATHS[name] : name.path} />
    </svg>
  );
}
