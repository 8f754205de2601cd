/** The texts of reading, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type ReadingTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const READING_LANGUAGES: Readonly<Record<Language, ReadingTexts>> = { en, ko };

export function useReadingTexts(): ReadingTexts {
  return READING_LANGUAGES[useLanguage()];
}
