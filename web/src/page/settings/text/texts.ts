/** The texts of the dialogs, loaded with them, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type SettingsTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const SETTINGS_LANGUAGES: Readonly<Record<Language, SettingsTexts>> = { en, ko };

export function useSettingsTexts(): SettingsTexts {
  return SETTINGS_LANGUAGES[useLanguage()];
}
