/**
 * What the page loads of the stream inspector at first: the button that opens it, and the place
 * where it stands. The inspector itself is loaded when it is opened.
 */

import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { Conversation } from "../../core/index.ts";
import { IconButton } from "../shared/icon-button.tsx";
import { Late, useLate } from "../shared/late.ts";
import { useTexts } from "../text/texts.tsx";
import { useLateRecorder } from "./late-recorder.ts";
import { readOpen, writeOpen } from "./memory.ts";

const latePanel = new Late(async () => (await import("./panel.tsx")).InspectorPanel);

export interface InspectorState {
  readonly open: boolean;
  /** It has just been opened by hand: the keyboard goes on inside. */
  readonly entered: boolean;
  /** It has just been closed by hand: the keyboard goes on at the button. */
  readonly left: boolean;
  readonly toggle: () => void;
}

/** Whether the inspector is open in this tab; that outlives a reload. */
export function useInspector(): InspectorState {
  const [open, setOpen] = useState(readOpen);
  const [toggled, setToggled] = useState(false);
  const toggle = useCallback(() => {
    writeOpen(!open);
    setOpen(!open);
    setToggled(true);
  }, [open]);
  return { open, entered: toggled && open, left: toggled && !open, toggle };
}

export function InspectorButton({ inspector }: { inspector: InspectorState }): ReactNode {
  const texts = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  const { left } = inspector;
  useEffect(() => {
    if (left) button.current?.focus();
  }, [left]);
  return (
    <IconButton
      label={texts.streamInspector}
      icon="pulse"
      ref={button}
      className="inspector-button"
      aria-expanded={inspector.open}
      onClick={inspector.toggle}
    />
  );
}

interface InspectorProps {
  inspector: InspectorState;
  conversation: Conversation;
  inert: boolean;
}

/** The inspector beside the conversation; nothing while it is closed. */
export function Inspector({ inspector, conversation, inert }: InspectorProps): ReactNode {
  const { loaded: Panel } = useLate(latePanel, inspector.open);
  // Even while it is closed: what comes over the wire is kept.
  useLate(useLateRecorder(), true);
  if (Panel === null || !inspector.open) return null;
  return (
    <Panel
      conversation={conversation}
      inert={inert}
      takeFocus={inspector.entered}
      onClose={inspector.toggle}
    />
  );
}
