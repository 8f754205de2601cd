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

interface Memory {
  read(name: string): string;
  write(name: string, text: string): void;
}

/** What the page keeps of a conversation by name. Of a temporary one nothing stays in the browser. */
export function memoryOf(
  area: Area,
  conversation: { readonly getSnapshot: () => { readonly temporary: boolean } },
): Memory {
  return {
    read: (name) => readStored(area, `yeoul.${name}`),
    write: (name, text) =>
      writeStored(area, `yeoul.${name}`, conversation.getSnapshot().temporary ? "" : text),
  };
}
