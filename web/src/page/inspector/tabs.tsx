/** The tabs of the inspector, as in a browser's network tab. Arrow keys move between them. */

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { useLine } from "../faults/line.ts";
import { useOpened } from "./opened.ts";
import type { InspectorTexts } from "./text/en.ts";
import { useInspectorTexts } from "./text/texts.ts";

export const TABS = [
  "headers",
  "payload",
  "events",
  "initiator",
  "timing",
  "transports",
  "replay",
  "faults",
] as const;
export type Tab = (typeof TABS)[number];

export function isTab(name: string | null): name is Tab {
  return TABS.some((tab) => tab === name);
}

/** Those that have something to show: without a line, and in a file, there is nothing to break. */
export function useTabs(): readonly Tab[] {
  const line = useLine();
  const opened = useOpened();
  return line === null || opened !== null ? TABS.filter((each) => each !== "faults") : TABS;
}

interface TabsProps {
  tabs: readonly Tab[];
  tab: Tab;
  onTab: (tab: Tab) => void;
}

export function Tabs({ tabs, tab, onTab }: TabsProps): ReactNode {
  const texts = useInspectorTexts();
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector(`#inspector-tab-${tab}`)?.scrollIntoView({ block: "nearest" });
  }, [tab]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextTab(tabs, tab, event.key);
    if (next === null) return;
    event.preventDefault();
    onTab(next);
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
      {tabs.map((each) => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`inspector-tab-${each}`}
          aria-controls={each === tab ? `inspector-${each}` : undefined}
          aria-selected={each === tab}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => onTab(each)}
        >
          {tabName(texts, each)}
        </button>
      ))}
    </div>
  );
}

function nextTab(tabs: readonly Tab[], tab: Tab, key: string): Tab | null {
  const at = tabs.indexOf(tab);
  const count = tabs.length;
  if (key === "ArrowRight") return tabs[(at + 1) % count] ?? null;
  if (key === "ArrowLeft") return tabs[(at + count - 1) % count] ?? null;
  if (key === "Home") return tabs[0] ?? null;
  return key === "End" ? (tabs[count - 1] ?? null) : null;
}

function tabName(texts: InspectorTexts, tab: Tab): string {
  return tab === "events" ? texts.eventStream : texts[tab];
}
