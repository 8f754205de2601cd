/**
 * The elements that code looks for, each marked by an attribute of its own: `data-versions`. A class
 * is for the style sheet alone, and may be renamed there.
 */

export type Landmark =
  | "close-sidebar"
  | "conversation-link"
  | "edited-question"
  | "message"
  | "message-box"
  | "search-box"
  | "versions";

/** The attributes of an element that is these landmarks; null stands for none. */
export function mark(...names: readonly (Landmark | null)[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (name === null ? [] : [[`data-${name}`, ""]])));
}

/** All elements in `place` that are the landmark, from top to bottom. */
export function findAll(name: Landmark, place: ParentNode | null | undefined): HTMLElement[] {
  return [...(place?.querySelectorAll<HTMLElement>(`[data-${name}]`) ?? [])];
}

/** The first of them; null if there is none. */
export function find(name: Landmark, place: ParentNode | null | undefined): HTMLElement | null {
  return place?.querySelector<HTMLElement>(`[data-${name}]`) ?? null;
}

/** The landmark that has `element` in it, or is it; null if there is none. */
export function around(name: Landmark, element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>(`[data-${name}]`) ?? null;
}
