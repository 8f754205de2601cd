/**
 * Goes to a message that a search has found: to the branch that it is in, and there to its place,
 * where it is marked for a moment.
 */

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Conversation, ConversationView } from "../../core/index.ts";
import { findAll } from "../landmarks.ts";
import type { StickyScroll } from "../messages/use-sticky-scroll.ts";

/** A message to go to; another object each time. */
export interface Target {
  /** The id of its conversation. */
  readonly in: string;
  readonly messageId: string;
}

/** How far below the upper edge it is put, in parts of the height. */
const PLACE = 0.2;
const MARKED_MS = 2_500;

/** `section` holds one article for each message of the branch. */
export function useTarget(
  target: Target | null,
  conversation: Conversation,
  view: ConversationView,
  section: RefObject<HTMLElement | null>,
  { frame, hold }: StickyScroll,
): void {
  const reached = useRef<Target | null>(null);
  const { branch, load } = view;
  const at = branch.findIndex((entry) => entry.message.id === target?.messageId);
  useEffect(() => {
    if (target === null || reached.current === target || load !== "ready" || at >= 0) return;
    reached.current = target;
    void conversation.showVersion(target.messageId);
  }, [target, conversation, load, at]);
  const marked = useRef<Target | null>(null);
  useLayoutEffect(() => {
    const box = frame.current;
    if (target === null || marked.current === target || at < 0 || box === null) return;
    marked.current = reached.current = target;
    const article = (): Element | null => findAll("message", section.current)[at] ?? null;
    const { top, height } = box.getBoundingClientRect();
    hold(article, top + height * PLACE);
    const found = article();
    found?.classList.add("found");
    setTimeout(() => found?.classList.remove("found"), MARKED_MS);
  }, [target, at, section, frame, hold]);
}
