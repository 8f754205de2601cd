/** The texts of deleted conversations, loaded with their list, in the language of the page. */

import { type Language, useLanguage } from "../../../text/texts.tsx";
import { type DeletedTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const DELETED_LANGUAGES: Readonly<Record<Language, DeletedTexts>> = { en, ko };

export function useDeletedTexts(): DeletedTexts {
  return DELETED_LANGUAGES[useLanguage()];
}
