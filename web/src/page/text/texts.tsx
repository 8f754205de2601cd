/**
 * Which language the page speaks: the one chosen here, else the browser's, else English. English
 * comes with the page; every other language is a file of its own, loaded when it is spoken.
 */

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { en, type Texts } from "./en.ts";

/**
 * All languages by their BCP 47 tags, of two letters, each in its own words. A further one is a line
 * here and below.
 */
export const LANGUAGES = { en: "English", ko: "한국어" } as const;
export type Language = keyof typeof LANGUAGES;

const LOADERS: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: async () => en,
  ko: async () => (await import("./ko.ts")).ko,
};

/** A language, and all that is said in it. */
export interface Spoken {
  readonly language: Language;
  readonly texts: Texts;
}

const ENGLISH: Spoken = { language: "en", texts: en };

export function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGES, tag);
}

/** The first of the browser's languages that there is. */
export function browserLanguage(tags: readonly string[]): Language {
  for (const tag of tags) {
    const primary = tag.toLowerCase().split("-", 1)[0] ?? "";
    if (isLanguage(primary)) return primary;
  }
  return "en";
}

/** The language to speak where `chosen` was set here. */
export function languageOf(chosen: string): Language {
  return isLanguage(chosen) ? chosen : browserLanguage(navigator.languages);
}

/** What is said in a language; English where it cannot be loaded. */
export async function loadTexts(language: Language): Promise<Spoken> {
  try {
    return { language, texts: await LOADERS[language]() };
  } catch {
    return ENGLISH;
  }
}

const SpokenContext = createContext<Spoken>(ENGLISH);

interface ProviderProps {
  /** What is spoken at first. */
  first: Spoken;
  children: ReactNode;
}

/** Speaks the language of the preferences; the former one until it is loaded. */
export function TextsProvider({ first, children }: ProviderProps): ReactNode {
  const language = languageOf(useStore(usePreferences()).language);
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    if (spoken.language === language) return;
    let wanted = true;
    void loadTexts(language).then((next) => {
      if (wanted) setSpoken(next);
    });
    return () => {
      wanted = false;
    };
  }, [language, spoken.language]);
  useEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);
  return <SpokenContext value={spoken}>{children}</SpokenContext>;
}

/** The texts of the current language. */
export function useTexts(): Texts {
  return useContext(SpokenContext).texts;
}

/** The current language, for texts that are loaded later. */
export function useLanguage(): Language {
  return useContext(SpokenContext).language;
}
