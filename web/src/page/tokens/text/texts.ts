/** What the strip of tokens says, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type TokenTexts } from "./en.ts";
import { ko } from "./ko.ts";

const LANGUAGES: Readonly<Record<Language, TokenTexts>> = { en, ko };

export function useTokenTexts(): TokenTexts {
  return LANGUAGES[useLanguage()];
}
