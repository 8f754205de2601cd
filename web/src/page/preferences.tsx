/**
 * What this browser remembers: theme, language, models, instructions, transport, whether the sidebar
 * is open, and drafts. A browser that refuses storage (private windows, full disk) only forgets; it
 * never breaks the page.
 */

import { createContext, useContext } from "react";
import { Store } from "../core/index.ts";
import { LADDER, type TransportMode, type TransportName } from "../transports/index.ts";

export type Theme = "system" | "light" | "dark";

export interface PreferenceValues {
  readonly theme: Theme;
  /** A language tag, or "" for the browser's. */
  readonly language: string;
  /** The model chosen last, by its id; "" before. */
  readonly model: string;
  /** What new conversations begin with, by its id; "" for the one chosen last. */
  readonly defaultModel: string;
  /** Given to the model with every new conversation. */
  readonly instructions: string;
  readonly transport: TransportMode;
  /** Whether the list stands beside the conversation; a narrow window has a drawer instead. */
  readonly sidebar: "open" | "closed";
}

const KEYS = {
  theme: "yeoul.theme",
  language: "yeoul.language",
  model: "yeoul.model",
  defaultModel: "yeoul.default-model",
  instructions: "yeoul.instructions",
  transport: "yeoul.transport",
  sidebar: "yeoul.sidebar",
} as const;
/** What stands for "nothing chosen" and is not kept. */
const DEFAULTS: readonly string[] = ["", "system", "auto", "open"];
const DRAFT = "yeoul.draft.";
const EDITED = "yeoul.edited.";
const PICKED = "yeoul.model.";

/** Characters of instructions, here and for one conversation. */
export const MAX_INSTRUCTIONS_CHARS = 20_000;

export class Preferences extends Store<PreferenceValues> {
  constructor() {
    super(stored());
  }

  /** Takes over what is chosen in other windows of this browser, until the result is called. */
  listen(): () => void {
    const onStorage = (): void => this.set(stored());
    window.addEventListener("storage", onStorage);
    return () => window.removeEventListener("storage", onStorage);
  }

  choose<K extends keyof PreferenceValues>(name: K, value: PreferenceValues[K]): void {
    this.patch({ [name]: value });
    write("localStorage", KEYS[name], DEFAULTS.includes(value) ? "" : value);
  }
}

function stored(): PreferenceValues {
  const theme = read("localStorage", KEYS.theme);
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    language: read("localStorage", KEYS.language),
    model: read("localStorage", KEYS.model),
    defaultModel: read("localStorage", KEYS.defaultModel),
    instructions: read("localStorage", KEYS.instructions),
    transport: transportIn("localStorage") ?? "auto",
    sidebar: read("localStorage", KEYS.sidebar) === "closed" ? "closed" : "open",
  };
}

/** The model chosen in a conversation and perhaps not asked yet; "" where none was. */
export function readPickedModel(id: string | null): string {
  return id === null ? "" : read("sessionStorage", PICKED + id);
}

export function writePickedModel(id: string | null, model: string): void {
  if (id !== null) write("sessionStorage", PICKED + id, model);
}

/** What this tab has learned to be the best transport that gets through. */
export function readKnownTransport(): TransportName | undefined {
  return transportIn("sessionStorage");
}

export function writeKnownTransport(name: TransportName): void {
  write("sessionStorage", KEYS.transport, name);
}

function transportIn(area: Area): TransportName | undefined {
  const stored = read(area, KEYS.transport);
  return LADDER.find((name) => name === stored);
}

/** The question of a conversation that is being edited, by its id; "" where none is. */
export function readEdited(id: string | null): string {
  return id === null ? "" : read("sessionStorage", EDITED + id);
}

export function writeEdited(id: string | null, messageId: string): void {
  if (id !== null) write("sessionStorage", EDITED + id, messageId);
}

/** What was typed in a conversation and not sent; `id` null is the new conversation. */
export function readDraft(id: string | null): string {
  return read("sessionStorage", DRAFT + (id ?? "new"));
}

export function writeDraft(id: string | null, text: string): void {
  write("sessionStorage", DRAFT + (id ?? "new"), text);
}

type Area = "localStorage" | "sessionStorage";

function read(area: Area, key: string): string {
  try {
    return globalThis[area].getItem(key) ?? "";
  } catch {
    return "";
  }
}

function write(area: Area, key: string, value: string): void {
  try {
    if (value === "") globalThis[area].removeItem(key);
    else globalThis[area].setItem(key, value);
  } catch {
    // Forgotten at the next load, which is all that happens.
  }
}

const PreferencesContext = createContext(new Preferences());
export const PreferencesProvider = PreferencesContext.Provider;

export function usePreferences(): Preferences {
  return useContext(PreferencesContext);
}
