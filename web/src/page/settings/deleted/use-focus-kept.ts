/** The focus in a list whose buttons come and go: it stays in the list. */

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/**
 * The returned element keeps the focus inside whenever `changed` is another and the focused button
 * is gone with it: the button in its place takes it over, else the last one, else the element.
 */
export function useFocusKept(changed: unknown): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  const place = useRef(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it is another
  useLayoutEffect(() => {
    if (place.current < 0 || document.activeElement !== document.body) return;
    const buttons = buttonsIn(frame.current);
    const next = buttons[place.current] ?? buttons.at(-1) ?? frame.current;
    next?.focus({ preventScroll: true });
  }, [changed]);
  useEffect(() => {
    const element = frame.current;
    const onFocus = ({ target }: FocusEvent): void => {
      const own = (target as Element).closest("li")?.querySelector(HARMLESS) ?? target;
      const buttons: readonly (EventTarget | null)[] = buttonsIn(element);
      place.current = buttons.indexOf(own);
    };
    const onBlur = ({ relatedTarget }: FocusEvent): void => {
      // A button that goes away, or a click on a text, gives the focus to no element.
      if (relatedTarget !== null) place.current = -1;
    };
    element?.addEventListener("focusin", onFocus);
    element?.addEventListener("focusout", onBlur);
    return () => {
      element?.removeEventListener("focusin", onFocus);
      element?.removeEventListener("focusout", onBlur);
    };
  }, []);
  return frame;
}

/** The focus is never put on what cannot be undone. */
const HARMLESS = "button:not(.danger)";

function buttonsIn(frame: HTMLElement | null): HTMLButtonElement[] {
  return [...(frame?.querySelectorAll<HTMLButtonElement>(HARMLESS) ?? [])];
}
