/**
 * What this browser remembers: theme, language, models, instructions, transport, and whether the
 * sidebar is open.
 */

import { createContext, useContext } from "react";
import { Store } from "../core/index.ts";
import { LADDER, type TransportMode, type TransportName } from "../transports/index.ts";
import { type Area, readStored, writeStored } from "./storage.ts";

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
    writeStored("localStorage", KEYS[name], DEFAULTS.includes(value) ? "" : value);
  }
}

function stored(): PreferenceValues {
  const theme = readStored("localStorage", KEYS.theme);
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    language: readStored("localStorage", KEYS.language),
    model: readStored("localStorage", KEYS.model),
    defaultModel: readStored("localStorage", KEYS.defaultModel),
    instructions: readStored("localStorage", KEYS.instructions),
    transport: transportIn("localStorage") ?? "auto",
    sidebar: readStored("localStorage", KEYS.sidebar) === "closed" ? "closed" : "open",
  };
}

/** What this tab has learned to be the best transport that gets through. */
export function readKnownTransport(): TransportName | undefined {
  return transportIn("sessionStorage");
}

export function writeKnownTransport(name: TransportName): void {
  writeStored("sessionStorage", KEYS.transport, name);
}

function transportIn(area: Area): TransportName | undefined {
  const stored = readStored(area, KEYS.transport);
  return LADDER.find((name) => name === stored);
}

const PreferencesContext = createContext(new Preferences());
export const PreferencesProvider = PreferencesContext.Provider;

export function usePreferences(): Preferences {
  return useContext(PreferencesContext);
}
