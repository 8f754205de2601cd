/** The texts of added files, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type FilesTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const FILES_LANGUAGES: Readonly<Record<Language, FilesTexts>> = { en, ko };

export function useFilesTexts(): FilesTexts {
  return FILES_LANGUAGES[useLanguage()];
}
