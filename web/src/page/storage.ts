/**
 * What a browser keeps by name, for this tab or for all of its windows. One that refuses (private
 * windows, full disk) only forgets at the next load; it never breaks the page.
 */

export type Area = "localStorage" | "sessionStorage";

/** The text that is kept as `key`; "" if there is none. */
export function readStored(area: Area, key: string): string {
  try {
    return globalThis[area].getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Keeps `text`; "" keeps nothing. */
export function writeStored(area: Area, key: string, text: string): void {
  try {
    if (text === "") globalThis[area].removeItem(key);
    else globalThis[area].setItem(key, text);
  } catch {
    // Forgotten, which is all that happens.
  }
}
