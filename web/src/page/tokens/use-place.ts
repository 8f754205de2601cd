/**
 * Which token of an answer is looked at: the last one, as the stream moves on, or one that was chosen.
 * Where the first is to be chosen, an answer that has ended begins with the first of its model's.
 */

import { type KeyboardEvent, useState } from "react";
import type { Tokens } from "./token-list.ts";

export interface Place {
  /** The number of the token; -1 while there is none. */
  readonly at: number;
  /** It stays where it is, also while the answer grows. */
  readonly paused: boolean;
  readonly pause: () => void;
  /** Goes to the end, and on with it. */
  readonly follow: () => void;
  readonly go: (to: number) => void;
  /** Goes to the last one there is; one that grows is followed from there. */
  readonly goToEnd: () => void;
}

export function usePlace({ count, at }: Tokens, growing: boolean, fromFirst: boolean): Place {
  const [stopped, setStopped] = useState<number | null>(null);
  const end = count - 1;
  const first = at(0)?.given ? 1 : 0;
  const begin = fromFirst && !growing ? first : end;
  const follow = (): void => setStopped(null);
  const go = (to: number): void => setStopped(Math.max(0, Math.min(to, end)));
  return {
    at: Math.min(stopped ?? begin, end),
    paused: stopped !== null,
    // Before there is one, the first is waited for.
    pause: () => go(end),
    follow,
    go,
    goToEnd: growing ? follow : () => go(end),
  };
}

/** Moves by a key that is pressed within the strip; returns whether it was one for this. */
export function moveBy(event: KeyboardEvent<HTMLElement>, place: Place): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
  // A slider moves by the same keys.
  if (event.target instanceof HTMLInputElement) return false;
  switch (event.key) {
    case "ArrowLeft":
      place.go(place.at - 1);
      return true;
    case "ArrowRight":
      place.go(place.at + 1);
      return true;
    case "Home":
      place.go(0);
      return true;
    case "End":
      place.goToEnd();
      return true;
    default:
      return false;
  }
}
