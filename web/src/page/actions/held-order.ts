/**
 * The order of the list while a title is typed in one of its rows. Rows that are moved lose the focus,
 * and a composition that is under way, so none is: neither when a row gets newer, nor at midnight,
 * nor when another search finds other rows. What is new comes beside them. Pure.
 */

import type { ListedConversation } from "../../protocol/index.ts";

/** What stands below one heading. */
interface Group<Heading> {
  readonly age: Heading;
  readonly items: readonly ListedConversation[];
}

/**
 * The groups as they stood at `held`, with what is known now of each row. Rows that are gone are left
 * out, but for `typedIn`; those that came since follow behind the others of their group.
 *
 * @param headings in their order
 */
export function inHeldOrder<Heading>(
  held: readonly Group<Heading>[],
  now: readonly Group<Heading>[],
  typedIn: string,
  headings: readonly Heading[],
): readonly Group<Heading>[] {
  const current = new Map(now.flatMap(({ items }) => items).map((item) => [item.id, item]));
  const shown = new Set(held.flatMap(({ items }) => items).map(({ id }) => id));
  const asHeld = (item: ListedConversation): readonly ListedConversation[] => {
    const found = current.get(item.id) ?? (item.id === typedIn ? item : undefined);
    return found === undefined ? [] : [found];
  };
  const groups = held.map(({ age, items }) => ({ age, items: items.flatMap(asHeld) }));
  for (const { age, items } of now) {
    const fresh = items.filter(({ id }) => !shown.has(id));
    const at = groups.findIndex((group) => group.age === age);
    const group = groups[at];
    if (group !== undefined) groups[at] = { age, items: [...group.items, ...fresh] };
    else if (fresh.length > 0) groups.push({ age, items: fresh });
  }
  return groups
    .filter(({ items }) => items.length > 0)
    .sort((a, b) => headings.indexOf(a.age) - headings.indexOf(b.age));
}
