/** Which language the page speaks: the one chosen here, else the browser's, else English. */

import { createContext, type ReactNode, useContext, useEffect } from "react";
import { useReadable } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { type ErrorCode, en, type Texts } from "./en.ts";
import { ko } from "./ko.ts";

/** All languages, by their BCP 47 tag. A further language is one more line here. */
export const LANGUAGES = { en, ko } as const satisfies Record<string, Texts>;
export type Language = keyof typeof LANGUAGES;

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

const TextsContext = createContext<Texts>(en);

export function TextsProvider({ children }: { children: ReactNode }): ReactNode {
  const { language: chosen } = useReadable(usePreferences());
  const language = isLanguage(chosen) ? chosen : browserLanguage(navigator.languages);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <TextsContext value={LANGUAGES[language]}>{children}</TextsContext>;
}

/** The texts of the current language. */
export function useTexts(): Texts {
  return useContext(TextsContext);
}

/** The current language, for texts that are loaded later. */
export function useLanguage(): Language {
  const texts = useTexts();
  const tags = Object.keys(LANGUAGES) as Language[];
  return tags.find((each) => LANGUAGES[each] === texts) ?? "en";
}

/** What to say about an error: in the page's language where there is a text, else the server's. */
export function errorText(texts: Texts, code: string, detail: string): string {
  return Object.hasOwn(texts.errors, code) ? texts.errors[code as ErrorCode] : detail;
}
