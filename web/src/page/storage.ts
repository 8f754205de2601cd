/**
 * What a browser keeps by name, for this tab or for all of its windows. One that refuses (private
 * windows, full disk) only forgets at the next load; it never breaks the page.
 *
 * Where people log in, everything is kept under the id of its owner, and goes when they sign out or
 * another one comes; but for what they have only set, which says nothing of them and is there next time.
 */

export const AREAS = ["localStorage", "sessionStorage"] as const;
export type Area = (typeof AREAS)[number];

/** What every key begins with. */
const OURS = "yeoul.";
/** By these the log-in is shown, before anybody is known: they belong to the browser. */
const NOBODYS: readonly string[] = ["yeoul.theme", "yeoul.language", "yeoul.sent-to-log-in"];
/** The keys of what a person sets, and does not write. */
const SETTINGS =
  /^yeoul@[^:]*:(?:model|default-model|transport|sidebar|notices|code|figures|tokens)$/;
/** How the names begin of what only this browser has: written and not sent, or for all questions. */
const UNSENT = ["yeoul.draft.", "yeoul.edit.", "yeoul.queue.", "yeoul.instructions"] as const;

/** Whether settings outlive the log-out. */
let settingsStay = true;

/** What the keys of this window's person begin with. It is settled before anything is read. */
let own = OURS;
/** Nothing is kept any more: the person has gone, or there is none. */
let closed = false;

/** The key under which the browser keeps what is called `key`. */
function placeOf(key: string): string {
  return NOBODYS.includes(key) ? key : own + key.slice(OURS.length);
}

/** The text that is kept as `key`; "" if there is none. */
export function readStored(area: Area, key: string): string {
  try {
    return globalThis[area].getItem(placeOf(key)) ?? "";
  } catch {
    return "";
  }
}

/** Keeps `text`; "" keeps nothing. */
export function writeStored(area: Area, key: string, text: string): void {
  if (!closed) put(area, placeOf(key), text);
}

/** Whether the browser has taken it; else it is forgotten, which is all that happens. */
function put(area: Area, place: string, text: string): boolean {
  try {
    if (text === "") globalThis[area].removeItem(place);
    else globalThis[area].setItem(place, text);
    return true;
  } catch {
    return false;
  }
}

/** What the names are that begin with `start`, each without it. */
export function storedNames(area: Area, start: string): readonly string[] {
  return keysIn(area).flatMap((key) => nameOf(key, start) ?? []);
}

/** What of a browser's `key` follows `start`, as in a storage event; null if it is another one's. */
export function nameOf(key: string | null, start: string): string | null {
  const place = placeOf(start);
  return key?.startsWith(place) ? key.slice(place.length) : null;
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

/**
 * Has everything kept for the person `id` from now on, and forgets what others have left. With
 * `takesOver` what was kept while nobody logged in becomes theirs. Returns whether there was anything
 * of others.
 */
export function keepFor(id: string, takesOver: boolean): boolean {
  // The colon is in no encoded id: no id begins as the keys of another one do.
  own = `yeoul@${encodeURIComponent(id)}:`;
  let others = false;
  for (const area of AREAS) {
    for (const key of keysIn(area)) {
      if (key.startsWith(own) || stays(area, key)) continue;
      if (takesOver && key.startsWith(OURS)) moveTo(placeOf(key), area, key);
      else {
        others = true;
        globalThis[area].removeItem(key);
      }
    }
  }
  return others;
}

/** Keeps under another key what is kept under `from`. */
function moveTo(to: string, area: Area, from: string): void {
  const text = globalThis[area].getItem(from) ?? "";
  // First, as a full disk has room for one of them only.
  put(area, from, "");
  if (!put(area, to, text)) put(area, from, text);
}

/** Forgets what is kept for this window's person, and keeps nothing any more. */
export function forgetOwn(): void {
  for (const area of AREAS) {
    for (const key of keysIn(area))
      if (key.startsWith(own) && !stays(area, key)) globalThis[area].removeItem(key);
  }
  closed = true;
}

/** Keeps nothing in this window, which belongs to nobody in particular. */
export function keepNothing(): void {
  closed = true;
}

/** Has a person's settings go with all else, as their account is gone. */
export function keepNoSettings(): void {
  settingsStay = false;
}

/** Whether what a browser keeps as `key` outlives the log-out. */
function stays(area: Area, key: string): boolean {
  const isSetting = settingsStay && SETTINGS.test(key);
  return NOBODYS.includes(key) || (area === "localStorage" && isSetting);
}

/** Notes what outlives a log-out; the result keeps it again, when the browser has forgotten everything. */
export function noteSettings(): () => void {
  const noted = keysIn("localStorage").flatMap((key) =>
    stays("localStorage", key) ? [[key, localStorage.getItem(key) ?? ""] as const] : [],
  );
  return () => {
    for (const [key, text] of noted) {
      if (stays("localStorage", key)) put("localStorage", key, text);
    }
  };
}

/** Whether this window's person has here what is nowhere else, and a log-out would lose. */
export function keepsUnsent(): boolean {
  return AREAS.some((area) => UNSENT.some((start) => storedNames(area, start).length > 0));
}

function keysIn(area: Area): readonly string[] {
  try {
    return Object.keys(globalThis[area]).filter((key) => /^yeoul[.@]/.test(key));
  } catch {
    return [];
  }
}
