/** The texts of what comes late of a conversation, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { type ConversationTexts, en } from "./en.ts";
import { ko } from "./ko.ts";

export const CONVERSATION_LANGUAGES: Readonly<Record<Language, ConversationTexts>> = { en, ko };

export function useConversationTexts(): ConversationTexts {
  return CONVERSATION_LANGUAGES[useLanguage()];
}
