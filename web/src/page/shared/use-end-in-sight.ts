/** Keeps the end of what grows in a frame in sight, until its reader scrolls up. */

import { type RefObject, useEffect, useRef } from "react";

/** So near to the end counts as being there. */
const NEAR_END_PX = 24;

/** For a frame that is scrolled, and has all of its content in one element. */
export function useEndInSight(): { ref: RefObject<HTMLDivElement | null>; onScroll: () => void } {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const frame = ref.current;
    const content = frame?.firstElementChild;
    if (frame === null || content == null) return undefined;
    // Not with each text: what is said below it comes and goes by itself.
    const sizes = new ResizeObserver(() => {
      if (atEnd.current) frame.scrollTop = frame.scrollHeight;
    });
    sizes.observe(content);
    return () => sizes.disconnect();
  }, []);
  return {
    ref,
    onScroll: () => {
      if (ref.current === null) return;
      const { scrollHeight, scrollTop, clientHeight } = ref.current;
      atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    },
  };
}
