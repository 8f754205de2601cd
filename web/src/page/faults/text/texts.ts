/** The texts of the faults, loaded with them, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type FaultsTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const FAULTS_LANGUAGES: Readonly<Record<Language, FaultsTexts>> = { en, ko };

export function useFaultsTexts(): FaultsTexts {
  return FAULTS_LANGUAGES[useLanguage()];
}
