/**
 * Shows other versions of messages, by their buttons or by keys. The message that is shown instead
 * is another element: focus goes to the same control in it, which stays where it was on the screen.
 */

import { type RefObject, useCallback, useLayoutEffect, useRef } from "react";
import type { BranchMessage, Conversation } from "../../core/index.ts";
import { useShortcuts } from "../keys/use-shortcuts.ts";
import { around, find, findAll } from "../landmarks.ts";
import type { StickyScroll } from "./use-sticky-scroll.ts";

/** What was pressed, and where: the same is looked for among what is shown instead. */
interface Pressed {
  /** The place of the article that is exchanged. */
  readonly at: number;
  /** Where its versions were shown on the screen. */
  readonly top: number | null;
  /** What had the focus; null if that was outside of the messages. */
  readonly focus: { readonly at: number; readonly label: string | null } | null;
}

/** Returns what shows the version `id`. `section` holds one article for each of `branch`. */
export function useVersionSwitch(
  section: RefObject<HTMLElement | null>,
  branch: readonly BranchMessage[],
  conversation: Conversation,
  hold: StickyScroll["hold"],
): (id: string) => void {
  const pressed = useRef<Pressed | null>(null);
  const shown = useRef(branch);
  useLayoutEffect(() => {
    const was = pressed.current;
    shown.current = branch;
    pressed.current = null;
    if (was === null || branch.length === 0) return;
    const article = (at: number): Element | undefined => articlesOf(section.current)[at];
    const { at, top, focus } = was;
    if (top !== null) hold(() => versionsOf(article(at)), top);
    if (focus !== null && document.activeElement === document.body) {
      focusControl(article(focus.at), focus.label);
    }
  }, [section, branch, hold]);
  const switchTo = useCallback(
    (id: string) => {
      const at = shown.current.findIndex((entry) => entry.versions.includes(id));
      const versions = versionsOf(articlesOf(section.current)[at]);
      const top = versions?.getBoundingClientRect().top ?? null;
      const focusAt = focused(section.current);
      const label = document.activeElement?.getAttribute("aria-label") ?? null;
      pressed.current = { at, top, focus: focusAt < 0 ? null : { at: focusAt, label } };
      void conversation.showVersion(id);
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

function articlesOf(section: HTMLElement | null): Element[] {
  return findAll("message", section);
}

function versionsOf(article: Element | undefined): Element | null {
  return find("versions", article);
}

/** The place of the article that has the focus; -1 if none has. */
function focused(section: HTMLElement | null): number {
  const article = around("message", document.activeElement);
  return article === null ? -1 : articlesOf(section).indexOf(article);
}

/** The message with the focus, if it has versions; else the last that has some. */
function meant(branch: readonly BranchMessage[], at: number): BranchMessage | undefined {
  const several = (entry: BranchMessage | undefined): boolean => (entry?.versions.length ?? 0) > 1;
  return several(branch[at]) ? branch[at] : branch.findLast(several);
}

function focusControl(article: Element | undefined, label: string | null): void {
  const buttons = [...(article?.querySelectorAll<HTMLButtonElement>("button") ?? [])];
  const usable = buttons.filter((button) => !button.disabled);
  const same = usable.find((button) => button.getAttribute("aria-label") === label);
  (same ?? usable[0])?.focus({ preventScroll: true });
}
