/** The texts of notices, loaded with them, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type NoticeTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const NOTICE_LANGUAGES: Readonly<Record<Language, NoticeTexts>> = { en, ko };

export function useNoticeTexts(): NoticeTexts {
  return NOTICE_LANGUAGES[useLanguage()];
}
