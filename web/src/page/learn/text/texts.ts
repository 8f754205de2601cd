/** The texts of the lesson, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type LearnTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const LEARN_LANGUAGES: Readonly<Record<Language, LearnTexts>> = { en, ko };

export function useLearnTexts(): LearnTexts {
  return LEARN_LANGUAGES[useLanguage()];
}
