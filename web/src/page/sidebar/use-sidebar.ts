/**
 * Whether the list of conversations is shown: beside the conversation, where this browser remembers
 * it, or as a drawer above it in a narrow window. Focus goes along when its place goes away.
 */

import { type RefObject, useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useStore } from "../../react/index.ts";
import { usePreferences } from "../preferences.tsx";
import { useNarrow } from "./use-narrow.ts";

export interface SidebarState {
  readonly narrow: boolean;
  readonly shown: boolean;
  /** It lies above the conversation, which cannot be used meanwhile. */
  readonly drawer: boolean;
  readonly frame: RefObject<HTMLElement | null>;
  readonly openButton: RefObject<HTMLButtonElement | null>;
  /** Opens it and puts the focus on the first match of `focus` in it. */
  open(focus: string): void;
  close(): void;
  toggle(): void;
}

/** Where the focus goes when the sidebar opens. */
export const CLOSE_BUTTON = ".close-sidebar";
export const SEARCH_BOX = "input[type=search]";

export function useSidebar(): SidebarState {
  const preferences = usePreferences();
  const { sidebar } = useStore(preferences);
  const narrow = useNarrow();
  const [drawerOpen, setDrawerOpen] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const openButton = useRef<HTMLButtonElement>(null);
  const shown = narrow ? drawerOpen : sidebar === "open";

  const show = useCallback(
    (next: boolean): void => {
      flushSync(() => {
        if (narrow) setDrawerOpen(next);
        else preferences.choose("sidebar", next ? "open" : "closed");
      });
    },
    [narrow, preferences],
  );
  const open = (focus: string): void => {
    if (!shown) show(true);
    frame.current?.querySelector<HTMLElement>(focus)?.focus();
  };
  const close = useCallback((): void => {
    if (!shown) return;
    const held = narrow || frame.current?.contains(document.activeElement) === true;
    show(false);
    if (held) openButton.current?.focus();
  }, [narrow, shown, show]);
  const toggle = (): void => {
    if (shown) close();
    else if (narrow) open(CLOSE_BUTTON);
    else {
      const held = document.activeElement === openButton.current;
      show(true);
      if (held) open(CLOSE_BUTTON);
    }
  };
  return { narrow, shown, drawer: narrow && shown, frame, openButton, open, close, toggle };
}
