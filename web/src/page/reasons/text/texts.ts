/** The texts of errors, loaded late, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type ReasonTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const REASON_LANGUAGES: Readonly<Record<Language, ReasonTexts>> = { en, ko };

export function useReasonTexts(): ReasonTexts {
  return REASON_LANGUAGES[useLanguage()];
}

/** A question with more letters than the server takes is only one of many requests at fault. */
const TOO_LONG = /^invalid_request content: .* at most /;

/** What to say about an error: in the page's language where there is a text, else the server's. */
export function errorText(texts: ReasonTexts, code: string, detail: string): string {
  if (TOO_LONG.test(`${code} ${detail}`)) return texts.payload_too_large;
  return Object.hasOwn(texts, code) ? texts[code as keyof ReasonTexts] : detail;
}
