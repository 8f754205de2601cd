/** The texts of the exhibit, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type ExhibitTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const EXHIBIT_LANGUAGES: Readonly<Record<Language, ExhibitTexts>> = { en, ko };

export function useExhibitTexts(): ExhibitTexts {
  return EXHIBIT_LANGUAGES[useLanguage()];
}
