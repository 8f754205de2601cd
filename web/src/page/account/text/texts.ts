/** What log-in, set-up and the menu of an account say, loaded late, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type AccountTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const ACCOUNT_LANGUAGES: Readonly<Record<Language, AccountTexts>> = { en, ko };

export function useAccountTexts(): AccountTexts {
  return ACCOUNT_LANGUAGES[useLanguage()];
}
