/** Calls `onSeen` whenever the element of the returned ref comes near the view. */

import { useEffect, useRef } from "react";

export function useSeen<E extends Element>(onSeen: () => void): (element: E | null) => void {
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  const observer = useRef<IntersectionObserver | null>(null);
  return (element) => {
    observer.current?.disconnect();
    if (element === null) return;
    const margins = { rootMargin: "200px" };
    observer.current = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) latest.current();
    }, margins);
    observer.current.observe(element);
  };
}
