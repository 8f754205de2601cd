/** The inspector's own texts, loaded with it, in the language of the page. */

import { LANGUAGES, type Language, useTexts } from "../../text/texts.tsx";
import { en, type InspectorTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const INSPECTOR_LANGUAGES: Readonly<Record<Language, InspectorTexts>> = { en, ko };

export function useInspectorTexts(): InspectorTexts {
  const texts = useTexts();
  const tags = Object.keys(LANGUAGES) as Language[];
  const tag = tags.find((each) => LANGUAGES[each] === texts) ?? "en";
  return INSPECTOR_LANGUAGES[tag];
}
