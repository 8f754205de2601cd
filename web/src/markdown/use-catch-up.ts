/** Spreads a text that comes all at once over several frames, so that none of them takes long. */

import { useEffect, useReducer, useRef } from "react";
import { onNextFrame } from "../runtime/index.ts";

/** Characters of a frame: what a slow machine parses and shows in about 20 ms. */
export const SLICE_CHARS = 1_500;

/** As much of `text` as there is time for in this frame; all of it a few frames later. */
export function useCatchUp(text: string, revision: number): string {
  const seen = useRef({ text: "", revision });
  const [, again] = useReducer((count: number) => count + 1, 0);
  const shown = sliceOf(text, revision, seen.current);
  useEffect(() => {
    seen.current = { text: shown, revision };
    if (shown.length === text.length) return;
    let wanted = true;
    onNextFrame(() => {
      if (wanted) again();
    });
    return () => {
      wanted = false;
    };
  });
  return shown;
}

/** The text up to a slice behind what was shown, if it was only added to. */
export function sliceOf(
  text: string,
  revision: number,
  seen: { readonly text: string; readonly revision: number },
): string {
  const added = revision === seen.revision || text.startsWith(seen.text);
  const end = (added ? Math.min(seen.text.length, text.length) : 0) + SLICE_CHARS;
  if (end >= text.length) return text;
  const half = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return text.slice(0, half ? end + 1 : end);
}
