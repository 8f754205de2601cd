/**
 * What this browser remembers: theme, language, models, instructions, transport, and whether the
 * sidebar and the figures of answers are open.
 */

import { createContext, useContext } from "react";
import { Store } from "../core/index.ts";
import { LADDER, type TransportMode, type TransportName } from "../transports/index.ts";
import { readStored, writeStored } from "./storage.ts";

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
  /** Whether a notice is given when a long answer ends out of sight. */
  readonly notices: "off" | "on";
  /** What happens to long lines of code. */
  readonly code: "scrolled" | "wrapped";
  /** Whether answers tell how fast they came. */
  readonly figures: "closed" | "open";
  /** Whether questions are asked with candidates, and answers show their tokens: plain, or tinted. */
  readonly tokens: "off" | "on" | "tinted";
}

type Name = keyof PreferenceValues;

interface Preference<T extends string> {
  /** The name by which the browser keeps it. */
  readonly key: string;
  /** What it may be, the default first; null: any text, at first "". A default is not kept. */
  readonly values: readonly [T, ...T[]] | null;
}

const PREFERENCES: { readonly [K in Name]: Preference<PreferenceValues[K]> } = {
  theme: { key: "yeoul.theme", values: ["system", "light", "dark"] },
  language: { key: "yeoul.language", values: null },
  model: { key: "yeoul.model", values: null },
  defaultModel: { key: "yeoul.default-model", values: null },
  instructions: { key: "yeoul.instructions", values: null },
  transport: { key: "yeoul.transport", values: ["auto", ...LADDER] },
  sidebar: { key: "yeoul.sidebar", values: ["open", "closed"] },
  notices: { key: "yeoul.notices", values: ["off", "on"] },
  code: { key: "yeoul.code", values: ["scrolled", "wrapped"] },
  figures: { key: "yeoul.figures", values: ["closed", "open"] },
  tokens: { key: "yeoul.tokens", values: ["off", "on", "tinted"] },
};

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

  choose<K extends Name>(name: K, value: PreferenceValues[K]): void {
    this.patch({ [name]: value });
    const { key, values } = PREFERENCES[name];
    writeStored("localStorage", key, value === values?.[0] ? "" : value);
  }
}

function stored(): PreferenceValues {
  const names = Object.keys(PREFERENCES) as readonly Name[];
  return Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as PreferenceValues;
}

function read(name: Name): string {
  const { key, values } = PREFERENCES[name];
  const kept = readStored("localStorage", key);
  return values === null ? kept : (values.find((value) => value === kept) ?? values[0]);
}

/** What this tab has learned to be the best transport that gets through. */
export function readKnownTransport(): TransportName | undefined {
  const known = readStored("sessionStorage", PREFERENCES.transport.key);
  return LADDER.find((name) => name === known);
}

export function writeKnownTransport(name: TransportName): void {
  writeStored("sessionStorage", PREFERENCES.transport.key, name);
}

const PreferencesContext = createContext<Preferences | null>(null);
export const PreferencesProvider = PreferencesContext.Provider;

/** The preferences of this window. @throws TypeError outside a `PreferencesProvider` */
export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (preferences === null) throw new TypeError("There is no <PreferencesProvider> above.");
  return preferences;
}
