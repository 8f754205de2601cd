/** How a picture is read: prepared, tried the way it stands, and the other way up if that gives little. */

import { type Engine, Layout, type Word } from "./engine.ts";
import type { Grey } from "./grey.ts";
import type { Progress, Reading } from "./messages.ts";
import { prepared } from "./preparation.ts";

/** Below this mean confidence some words are probably wrong. */
const UNSURE = 70;

/** What stands in a photo. Tells `onProgress` what it does. */
export function readPicture(
  photo: Grey,
  engine: Engine,
  onProgress: (progress: Progress) => void,
): Reading {
  onProgress({ step: "preparing", share: 0 });
  const page = prepared(photo);
  const { text, words } = engine.read(page, Layout.column, (share) =>
    onProgress({ step: "reading", share }),
  );
  return { text: text.trim(), unsure: confidenceOf(words) < UNSURE };
}

/** The mean confidence of the letters. */
export function confidenceOf(words: readonly Word[]): number {
  let sum = 0;
  let letters = 0;
  for (const { text, confidence } of words) {
    sum += confidence * text.length;
    letters += text.length;
  }
  return letters === 0 ? 0 : sum / letters;
}
