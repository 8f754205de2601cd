/** Carries out keyboard shortcuts, wherever the focus is. */

import { useEffect, useEffectEvent } from "react";
import { isComposing } from "./composing.ts";
import { type Command, commandOf } from "./shortcuts.ts";

/** Whether this keyboard says ⌘ where others say Ctrl. */
export const isMac = /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** What each command does; `false` leaves the key to others. */
export type Commands = Partial<Record<Command, () => unknown>>;

/**
 * Carries out `commands` for as long as the component is shown. A key belongs first to an input
 * method that is composing, then to an open dialog, then to the handler that has prevented its default.
 */
export function useShortcuts(commands: Commands): void {
  const carryOut = useEffectEvent((command: Command): boolean => {
    const run = commands[command];
    return run !== undefined && run() !== false;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isComposing(event)) return;
      if (event.defaultPrevented || event.repeat) return;
      const command = commandOf(event, isMac);
      // A dialog is looked for in the whole document: not with every letter that is written.
      if (command === null || dialogOpen()) return;
      if (carryOut(command)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function dialogOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
