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

/**
 * What to say about an error: in the page's language where there is a text, else the server's.
 *
 * @param isAdmin whether it is said to somebody who can change what is wrong with the server
 */
export function errorText(
  { toUsers, ...texts }: ReasonTexts,
  code: string,
  detail: string,
  isAdmin: boolean,
): string {
  if (TOO_LONG.test(`${code} ${detail}`)) return texts.payload_too_large;
  const all: Readonly<Record<string, string>> = isAdmin ? texts : { ...texts, ...toUsers };
  return (Object.hasOwn(all, code) ? all[code] : undefined) ?? detail;
}
