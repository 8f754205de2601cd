/**
 * Where a key leads in the menu of models: options and buttons stand below each other, and are gone
 * through as one. A page further, to either end, or to the next title that begins with what is typed.
 */

import { type KeyboardEvent, useRef } from "react";
import { titled } from "./model-groups.ts";

/** After so long a letter begins a new search. */
const TYPED_MS = 700;
/** How far Page Up and Page Down lead. */
const PAGE = 8;

/** An option of the list, as keys go through it. */
export interface Item {
  readonly id: string;
  readonly title: string;
}

/** The element of the menu. */
export type Menu = { readonly current: HTMLDivElement | null };

/** Takes a key that leads somewhere; returns whether it does. */
export function useMoves(
  menu: Menu,
  { shown, active }: { readonly shown: readonly Item[]; readonly active: number },
  activate: (id: string | undefined) => void,
): (event: KeyboardEvent, inList: boolean) => boolean {
  const typed = useRef({ text: "", at: 0 });
  return (event, inList) => {
    const stops = buttonsIn(menu);
    const last = shown.length - 1;
    // Options and buttons stand below each other, and are gone through as one.
    const here = inList ? active : shown.length + stops.indexOf(event.target as HTMLButtonElement);
    const inText = event.target instanceof HTMLInputElement && event.target.value !== "";
    const to =
      target(event.key, here, shown.length + stops.length, inText) ??
      (inList && !(event.target instanceof HTMLInputElement)
        ? matching(event, active, shown, typed.current)
        : null);
    if (to === null) return false;
    if (to > last) stops[to - shown.length]?.focus();
    else {
      activate(shown[to]?.id);
      if (!inList) firstStop(menu)?.focus();
    }
    return true;
  };
}

/** Where a key leads from item `at` of `count`; null if it leads nowhere. */
function target(key: string, at: number, count: number, inText: boolean): number | null {
  const within = (to: number): number => Math.min(Math.max(to, 0), count - 1);
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "PageDown") return within(at + PAGE);
  if (key === "PageUp") return within(at - PAGE);
  // In a text that is being written they lead to its ends.
  if (inText) return null;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** The next model whose title begins with what was typed; null if none does. */
function matching(
  { key, timeStamp, ctrlKey, metaKey, altKey }: KeyboardEvent,
  at: number,
  models: readonly Item[],
  typed: { text: string; at: number },
): number | null {
  if (key.length !== 1 || key === " " || ctrlKey || metaKey || altKey) return null;
  const going = timeStamp - typed.at < TYPED_MS;
  typed.text = (going ? typed.text : "") + key.toLowerCase();
  typed.at = timeStamp;
  // A first letter goes on to the next of its kind, further letters may stay.
  const found = titled(models, typed.text, at + (typed.text.length > 1 ? 0 : 1));
  return found < 0 ? null : found;
}

export function buttonsIn(menu: Menu): HTMLButtonElement[] {
  return [...(menu.current?.querySelectorAll("button") ?? [])];
}

/** What has the focus while options are gone through. */
export function firstStop(menu: Menu): HTMLElement | null {
  return menu.current?.querySelector<HTMLElement>("[aria-activedescendant]") ?? null;
}
