/**
 * Keeps the end of a growing text in view until the reader scrolls up, and again once the reader
 * comes back to the end. What the reader has just pressed it holds where it is on the screen.
 */

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { find, type Landmark } from "../landmarks.ts";
import { ScrollPlace } from "./scroll-place.ts";

export interface StickyScroll {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** The reader has let go of the end. */
  readonly away: boolean;
  /** Goes to the end and stays there. */
  readonly toEnd: () => void;
  /** Lets go of the end and brings a landmark into view. */
  readonly toShow: (landmark: Landmark) => void;
  /**
   * Lets go of the end, and keeps what `find` gives `top` pixels below the top of the window while
   * the text around it changes; until the reader scrolls.
   */
  readonly hold: (find: () => Element | null, top: number) => void;
  /** Goes where this place is now, before other content is painted. */
  readonly settle: () => void;
}

export function useStickyScroll(): StickyScroll {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef<ScrollPlace | null>(null);
  const [away, setAway] = useState(false);
  useLayoutEffect(() => {
    if (frame.current === null || content.current === null) return;
    const own = new ScrollPlace(frame.current, content.current, setAway);
    place.current = own;
    return () => own.close();
  }, []);

  const toEnd = useCallback(() => place.current?.toEnd(), []);
  const toShow = useCallback((landmark: Landmark) => {
    place.current?.show(find(landmark, content.current));
  }, []);
  const hold = useCallback<StickyScroll["hold"]>((find, top) => place.current?.hold(find, top), []);
  const settle = useCallback(() => place.current?.settle(), []);
  return { frame, content, away, toEnd, toShow, hold, settle };
}
