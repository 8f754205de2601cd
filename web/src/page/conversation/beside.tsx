/**
 * What comes late of a conversation, as it is not there to be read or typed in: what is said of one
 * that is gone, what a screen reader is told, the way to a message that was found, and dialogs.
 */

import "./styles.css";
import { type ReactNode, type RefObject, useEffect } from "react";
import type { Conversation } from "../../core/index.ts";
import { useStore } from "../../react/index.ts";
import { type Opening, PLAIN } from "../actions/opening.ts";
import { beginWith } from "../assistants/begin-with.ts";
import type { StickyScroll } from "../messages/use-sticky-scroll.ts";
import { useVersionSwitch } from "../messages/use-version-switch.ts";
import { ModelWays } from "../models/model-ways.tsx";
import { EndNotice } from "../reading/reading-part.tsx";
import { Announcer } from "./announcer.tsx";
import { type Target, useTarget } from "./use-target.ts";
import { useTemporary } from "./use-temporary.ts";

export { ReadInstead } from "../messages/answer-notice.tsx";
export { ThinkingSwitch } from "../models/thinking.tsx";
export { WritingHint } from "../models/writing-hint.tsx";
export { Gone } from "./gone.tsx";
export { TokensSwitch } from "./tokens-switch.tsx";

export interface BesideProps {
  conversation: Conversation;
  opening: Opening;
  /** The message that a search has found. */
  target: Target | null;
  /** What the messages stand in. */
  section: RefObject<HTMLElement | null>;
  scroll: StickyScroll;
  /** Gets what shows another version, and keeps its place on the screen. */
  switching: RefObject<((id: string) => void) | null>;
  onChooseModel: (id: string) => void;
  onNewChat: () => void;
  onOpening: (opening: Opening) => void;
}

export function Beside(props: BesideProps): ReactNode {
  const { conversation, opening, target, section, scroll, switching, ...on } = props;
  const view = useStore(conversation);
  useTarget(target, conversation, view, section, scroll);
  useTemporary(view);
  const switchTo = useVersionSwitch(section, view.branch, conversation, scroll.hold);
  useEffect(() => {
    switching.current = switchTo;
  }, [switching, switchTo]);
  const isNew = view.load === "new" && view.branch.length === 0;
  useBeginning(isNew && opening.temporary, on.onNewChat, on.onOpening);
  return (
    <>
      <ModelWays choose={on.onChooseModel} />
      <Announcer live={view.live} />
      <EndNotice conversation={conversation} />
    </>
  );
}

/**
 * Begins a new chat with the assistant that was chosen somewhere. One that was to be temporary, and in
 * which nothing is asked yet, still is.
 */
function useBeginning(
  temporary: boolean,
  onNewChat: () => void,
  onOpening: (opening: Opening) => void,
): void {
  const assistant = useStore(beginWith);
  useEffect(() => {
    if (assistant === null) return;
    beginWith.set(null);
    onNewChat();
    onOpening({ ...PLAIN, temporary, assistant });
  }, [assistant, temporary, onNewChat, onOpening]);
}
