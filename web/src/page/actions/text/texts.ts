/** The texts of the menu, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type ActionTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const ACTION_LANGUAGES: Readonly<Record<Language, ActionTexts>> = { en, ko };

export function useActionTexts(): ActionTexts {
  return ACTION_LANGUAGES[useLanguage()];
}
