/**
 * Keeps the end of a growing text in view until the reader scrolls up, and again once the reader
 * comes back to the end.
 */

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** How near the end counts as the end. */
const NEAR_PX = 48;

export interface StickyScroll {
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** The reader has let go of the end. */
  readonly away: boolean;
  /** Goes to the end and stays there. */
  readonly toEnd: () => void;
  /** Lets go of the end and brings the first match of a selector into view. */
  readonly toShow: (selector: string) => void;
}

export function useStickyScroll(): StickyScroll {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    stuck.current = true;
    setAway(false);
    const box = frame.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, []);

  const toShow = useCallback((selector: string) => {
    stuck.current = false;
    content.current?.querySelector(selector)?.scrollIntoView({ block: "nearest" });
  }, []);

  useEffect(() => {
    const box = frame.current;
    const inner = content.current;
    if (box === null || inner === null) return;
    // Who reads further up stays where they are, whatever changes its height above. At the end the
    // place is kept here, and a browser that did so, too, would be taken for the reader's hand.
    const anchor = (): void => {
      box.style.overflowAnchor = stuck.current ? "none" : "auto";
    };
    let lastTop = box.scrollTop;
    let lastHeight = box.scrollHeight;
    const onScroll = (): void => {
      const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // Content that shrinks moves the view up, too, but nobody scrolled.
      const scrolledUp = box.scrollTop < lastTop - 1 && box.scrollHeight >= lastHeight;
      if (atEnd) stuck.current = true;
      else if (scrolledUp) stuck.current = false;
      lastTop = box.scrollTop;
      lastHeight = box.scrollHeight;
      anchor();
      setAway(!atEnd && !stuck.current);
    };
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0 && box.scrollHeight > box.clientHeight) stuck.current = false;
    };
    const follow = new ResizeObserver(() => {
      // What a new chat shows is read from its beginning.
      if (inner.querySelector("article") === null) return;
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else onScroll();
    });
    anchor();
    follow.observe(inner);
    follow.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    box.addEventListener("wheel", onWheel, { passive: true });
    return () => {
      follow.disconnect();
      box.removeEventListener("scroll", onScroll);
      box.removeEventListener("wheel", onWheel);
    };
  }, []);

  return { frame, content, away, toEnd, toShow };
}
