/** The inspector's own texts, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type InspectorTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const INSPECTOR_LANGUAGES: Readonly<Record<Language, InspectorTexts>> = { en, ko };

export function useInspectorTexts(): InspectorTexts {
  return INSPECTOR_LANGUAGES[useLanguage()];
}
