/** What is said of models, loaded with the menu and the dialogs, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type ModelTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const MODEL_LANGUAGES: Readonly<Record<Language, ModelTexts>> = { en, ko };

export function useModelTexts(): ModelTexts {
  return MODEL_LANGUAGES[useLanguage()];
}
