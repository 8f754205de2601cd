/** Glides an element to its next place, unless the reader wants no motion. */

import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";

const GLIDE_MS = 200;

/**
 * Lets `element` glide to where it stands once `moved` is true. Returns what is to be called when it
 * is about to be moved, while it is where it was.
 */
export function useGlide(element: RefObject<HTMLElement | null>, moved: boolean): () => void {
  const from = useRef<number | null>(null);
  const leave = useCallback(() => {
    from.current = element.current?.getBoundingClientRect().top ?? null;
  }, [element]);
  useLayoutEffect(() => {
    const was = from.current;
    from.current = null;
    const box = element.current;
    if (!moved || was === null || box === null) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const by = was - box.getBoundingClientRect().top;
    box.animate([{ translate: `0 ${by}px` }, { translate: "0 0" }], {
      duration: GLIDE_MS,
      easing: "ease-out",
    });
  }, [element, moved]);
  return leave;
}
