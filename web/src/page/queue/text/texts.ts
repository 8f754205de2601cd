/** The texts of the queue, loaded with it, in the language of the page. */

import { type Language, useLanguage } from "../../text/texts.tsx";
import { en, type QueueTexts } from "./en.ts";
import { ko } from "./ko.ts";

export const QUEUE_LANGUAGES: Readonly<Record<Language, QueueTexts>> = { en, ko };

export function useQueueTexts(): QueueTexts {
  return QUEUE_LANGUAGES[useLanguage()];
}
