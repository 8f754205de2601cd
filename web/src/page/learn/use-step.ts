/**
 * Which step of the lesson is shown: the one that the address names. Arrow keys turn the page, and so do
 * the keys of a presenter, where there is nothing left to scroll.
 */

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { isComposing } from "../keys/composing.ts";

/** The step that is shown, counted from 1. */
export function useStep(count: number): number {
  const hash = useSyncExternalStore(onHash, () => location.hash);
  return stepOf(hash, count);
}

/** The step that what stands behind an address means; the first for all that is no step. */
export function stepOf(hash: string, count: number): number {
  const step = /^#\d+$/.test(hash) ? Number(hash.slice(1)) : 1;
  return step >= 1 && step <= count ? step : 1;
}

function onHash(run: () => void): () => void {
  addEventListener("hashchange", run);
  return () => removeEventListener("hashchange", run);
}

/** What moves by arrow keys itself, or is scrolled by them. */
const OWN_KEYS =
  "input, textarea, select, pre, dialog, [role=tab], [role=listbox], [role=dialog], [role=tabpanel]";

/** Goes to another step by keys, for as long as the component is shown. */
export function useStepKeys(step: number, count: number): void {
  const turn = useEffectEvent((event: KeyboardEvent): void => {
    const to = step + byOf(event);
    if (to === step || to < 1 || to > count) return;
    event.preventDefault();
    location.hash = String(to);
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!event.defaultPrevented && !isComposing(event)) turn(event);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** By how many steps a key turns the page. */
function byOf(event: KeyboardEvent): -1 | 0 | 1 {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return 0;
  if (target instanceof Element && target.closest(OWN_KEYS) !== null) return 0;
  if (key === "ArrowRight") return 1;
  if (key === "ArrowLeft") return -1;
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  if (key === "PageDown") return scrollTop + clientHeight > scrollHeight - 2 ? 1 : 0;
  return key === "PageUp" && scrollTop < 2 ? -1 : 0;
}
