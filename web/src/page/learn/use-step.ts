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
const OWN_ARROWS =
  "input, textarea, select, pre, dialog, [role=tab], [role=listbox], [role=menu], [role=dialog], [role=tabpanel]";
/** What moves by Page Up and Page Down itself. */
const OWN_PAGES = "[type=range], textarea, select, dialog, [role=menu], [role=dialog]";

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
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return 0;
  const target = event.target instanceof Element ? event.target : document.documentElement;
  if (key === "ArrowRight" || key === "ArrowLeft") {
    if (target.closest(OWN_ARROWS) !== null) return 0;
    return key === "ArrowRight" ? 1 : -1;
  }
  if (key !== "PageDown" && key !== "PageUp") return 0;
  const by = key === "PageDown" ? 1 : -1;
  return target.closest(OWN_PAGES) !== null || scrolls(target, by) ? 0 : by;
}

/** Whether the page, or what `target` is in, can be scrolled up or down still. */
function scrolls(target: Element, by: -1 | 1): boolean {
  const { documentElement } = document;
  for (let each: Element | null = target; each !== null; each = each.parentElement) {
    const { scrollTop, scrollHeight, clientHeight } = each;
    const left = by < 0 ? scrollTop : scrollHeight - clientHeight - scrollTop;
    const itself = each === documentElement || /auto|scroll/.test(getComputedStyle(each).overflowY);
    if (itself && left > 2) return true;
  }
  return false;
}
