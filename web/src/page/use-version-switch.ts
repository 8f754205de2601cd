/**
 * Shows other versions of messages, by their buttons or by keys. The message that is shown instead
 * is another element: focus goes to the same control in it.
 */

import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { Conversation, Entry } from "../core/index.ts";
import { useShortcuts } from "./use-shortcuts.ts";

/** Returns what shows the version `id`. `section` holds one article for each of `branch`. */
export function useVersionSwitch(
  section: RefObject<HTMLElement | null>,
  branch: readonly Entry[],
  conversation: Conversation,
): (id: string) => void {
  const held = useRef<{ at: number; label: string | null } | null>(null);
  useLayoutEffect(() => {
    const was = held.current;
    held.current = null;
    if (was === null || branch.length === 0 || document.activeElement !== document.body) return;
    const article = section.current?.querySelectorAll("article")[was.at];
    focusControl(article, was.label);
  }, [section, branch]);
  const switchTo = useCallback(
    (id: string) => {
      const at = focused(section.current);
      const label = document.activeElement?.getAttribute("aria-label") ?? null;
      held.current = at < 0 ? null : { at, label };
      void conversation.switchTo(id);
    },
    [section, conversation],
  );
  const step = (by: 1 | -1): boolean => {
    const entry = meant(branch, focused(section.current));
    const to = entry?.versions[entry.index + by];
    if (to !== undefined) switchTo(to);
    return entry !== undefined;
  };
  useShortcuts({ previousVersion: () => step(-1), nextVersion: () => step(1) });
  return switchTo;
}

/** The place of the article that has the focus; -1 if none has. */
function focused(section: HTMLElement | null): number {
  const article = document.activeElement?.closest("article");
  if (article == null || section === null) return -1;
  return [...section.querySelectorAll("article")].indexOf(article);
}

/** The message with the focus, if it has versions; else the last that has some. */
function meant(branch: readonly Entry[], at: number): Entry | undefined {
  const several = (entry: Entry | undefined): boolean => (entry?.versions.length ?? 0) > 1;
  return several(branch[at]) ? branch[at] : branch.findLast(several);
}

function focusControl(article: HTMLElement | undefined, label: string | null): void {
  const buttons = [...(article?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
  const usable = buttons.filter((button) => !button.disabled);
  const same = usable.find((button) => button.getAttribute("aria-label") === label);
  (same ?? usable[0])?.focus();
}
