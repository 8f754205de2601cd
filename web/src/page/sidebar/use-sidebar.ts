/**
 * Whether the list of conversations is shown: beside the conversation, where this browser remembers
 * it, or as a drawer above it in a narrow window. Focus goes along when its place goes away.
 */

import { type RefObject, useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useStore } from "../../react/index.ts";
import { find, type Landmark } from "../landmarks.ts";
import { usePreferences } from "../preferences.tsx";
import { useNarrow } from "./use-narrow.ts";

export interface SidebarState {
  readonly narrow: boolean;
  readonly shown: boolean;
  /** It lies above the conversation, which cannot be used meanwhile. */
  readonly drawer: boolean;
  readonly frame: RefObject<HTMLElement | null>;
  readonly openButton: RefObject<HTMLButtonElement | null>;
  /** Opens it and puts the focus on a landmark in it. */
  open(focus: Landmark): void;
  close(): void;
  toggle(): void;
}

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
  const open = (focus: Landmark): void => {
    if (!shown) show(true);
    find(focus, frame.current)?.focus();
  };
  const close = useCallback((): void => {
    if (!shown) return;
    const held = narrow || frame.current?.contains(document.activeElement) === true;
    show(false);
    if (held) openButton.current?.focus();
  }, [narrow, shown, show]);
  const toggle = (): void => {
    if (shown) close();
    else if (narrow) open("close-sidebar");
    else {
      const held = document.activeElement === openButton.current;
      show(true);
      if (held) open("close-sidebar");
    }
  };
  return { narrow, shown, drawer: narrow && shown, frame, openButton, open, close, toggle };
}
