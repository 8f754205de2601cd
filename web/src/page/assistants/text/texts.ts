/** What is said of assistants, loaded with them, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type AssistantTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

const ALL: Readonly<Record<Language, AssistantTexts>> = { en, ko };

export function useAssistantTexts(): AssistantTexts {
  return ALL[useLanguage()];
}
