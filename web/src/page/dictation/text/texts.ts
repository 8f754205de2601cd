/** The texts of dictation, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type DictationTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const DICTATION_LANGUAGES: Readonly<Record<Language, DictationTexts>> = { en, ko };

export function useDictationTexts(): DictationTexts {
  return DICTATION_LANGUAGES[useLanguage()];
}
