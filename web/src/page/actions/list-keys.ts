/**
 * Keys in a list of conversations: up and down go through its entries, right and left through what
 * can be done with one, which so need no place of their own in the order of Tab.
 */

import type { KeyboardEvent } from "react";
import { findAll } from "../landmarks.ts";

/** What of an entry can have the focus: its link first, then what can be done with it. */
const PARTS = "a, input[type=checkbox], button";

/** `toSearch` goes to what stands above the first entry. */
export function onListKey(event: KeyboardEvent<HTMLElement>, toSearch: () => void): void {
  const { currentTarget: list, target, key } = event;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const row = target instanceof HTMLElement ? target.closest("li") : null;
  // A title that is being written keeps its keys.
  if (row === null || (target instanceof HTMLInputElement && target.type !== "checkbox")) return;
  const links = findAll("conversation-link", list);
  const at = links.findIndex((link) => row.contains(link));
  const parts = [...row.querySelectorAll<HTMLElement>(PARTS)];
  const part = parts.indexOf(target as HTMLElement);
  const to = {
    ArrowDown: links[at + 1],
    ArrowUp: links[at - 1],
    ArrowRight: parts[part + 1],
    ArrowLeft: parts[part - 1],
  }[key];
  const above = key === "ArrowUp" && at === 0;
  if (to === undefined && !above) return;
  event.preventDefault();
  if (above) toSearch();
  else to?.focus();
}
