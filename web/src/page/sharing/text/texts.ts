/** What links to conversations say, loaded late, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type SharingTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const SHARING_LANGUAGES: Readonly<Record<Language, SharingTexts>> = { en, ko };

export function useSharingTexts(): SharingTexts {
  return SHARING_LANGUAGES[useLanguage()];
}
