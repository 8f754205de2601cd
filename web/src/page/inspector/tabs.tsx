import { type KeyboardEvent, type ReactNode, useRef } from "react";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

export const VIEWS = ["headers", "payload", "events", "timing", "transports", "replay"] as const;
export type View = (typeof VIEWS)[number];

export function isView(name: string | null): name is View {
  return VIEWS.some((view) => view === name);
}

/** The headings, as in a browser's network tab. Arrow keys move between them. */
export function Tabs({ view, onView }: { view: View; onView: (view: View) => void }): ReactNode {
  const texts = useInspectorTexts();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextView(view, event.key);
    if (next === null) return;
    event.preventDefault();
    onView(next);
    list.current?.querySelector<HTMLElement>(`#inspector-tab-${next}`)?.focus();
  };
  return (
    <div
      ref={list}
      className="inspector-tabs"
      role="tablist"
      aria-label={texts.views}
      onKeyDown={onKeyDown}
    >
      {VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`inspector-tab-${each}`}
          aria-controls={each === view ? `inspector-${each}` : undefined}
          aria-selected={each === view}
          tabIndex={each === view ? 0 : -1}
          onClick={() => onView(each)}
        >
          {viewName(texts, each)}
        </button>
      ))}
    </div>
  );
}

function nextView(view: View, key: string): View | null {
  const at = VIEWS.indexOf(view);
  const count = VIEWS.length;
  if (key === "ArrowRight") return VIEWS[(at + 1) % count] ?? null;
  if (key === "ArrowLeft") return VIEWS[(at + count - 1) % count] ?? null;
  if (key === "Home") return VIEWS[0];
  return key === "End" ? (VIEWS[count - 1] ?? null) : null;
}

function viewName(texts: InspectorTexts, view: View): string {
  return view === "events" ? texts.eventStream : texts[view];
}
