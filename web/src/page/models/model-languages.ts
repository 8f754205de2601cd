/** Whether a model speaks with this person, as far as it is known. */

import type { Model } from "../../protocol/index.ts";

/** Files below this are those of models that are quick, and often wrong. */
const SMALL_BYTES = 400_000_000;
/** Letters that are Korean, whatever the page speaks. */
const HANGUL = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/;

/** The name by which a browser keeps that the line above the box was dismissed. */
export const HINTED = "yeoul.language-hint";

/** Whether it speaks `language`; true where nobody says which ones it does. */
export function speaks({ languages }: Model, language: string): boolean {
  return languages?.some((tag) => tag.split("-", 1)[0] === language) ?? true;
}

/** Whether it is a file so small that its answers are. */
export function isSmall({ size_bytes }: Model): boolean {
  return size_bytes != null && size_bytes < SMALL_BYTES;
}

/** Whether `text` is written in a language that the model is known not to speak. */
export function misses(model: Model, text: string): boolean {
  return !speaks(model, "ko") && HANGUL.test(text);
}
