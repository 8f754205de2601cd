/** The list of conversations under headings: pinned, today, yesterday, the last seven days, older. */

import type { ListedConversation } from "../../protocol/index.ts";

/** In the order of the list. */
export const AGES = ["pinned", "today", "yesterday", "lastWeek", "older"] as const;

export type Age = (typeof AGES)[number];

export interface AgeGroup {
  readonly age: Age;
  readonly items: readonly ListedConversation[];
}

const DAY_MS = 86_400_000;

/** Groups those that are not pinned by the day of their last change, in their order; empty groups are left out. */
export function groupByAge(items: readonly ListedConversation[], now: Date): AgeGroup[] {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups: Record<Age, ListedConversation[]> = {
    pinned: [],
    today: [],
    yesterday: [],
    lastWeek: [],
    older: [],
  };
  for (const item of items) {
    groups[item.pinned ? "pinned" : ageOf(Date.parse(item.updated_at), midnight)].push(item);
  }
  return AGES.map((age) => ({ age, items: groups[age] })).filter((group) => group.items.length > 0);
}

function ageOf(time: number, midnight: number): Age {
  if (time >= midnight) return "today";
  if (time >= midnight - DAY_MS) return "yesterday";
  return time >= midnight - 7 * DAY_MS ? "lastWeek" : "older";
}
