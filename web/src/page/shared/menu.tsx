/**
 * A menu beside the button that opens it: gone through by arrows, Home, End and first letters; closed
 * by Escape, Tab and a press beside it.
 */

import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from "react";
import { type Drawing, Icon, type IconName } from "./icons.tsx";

interface MenuProps {
  button: HTMLElement;
  label: string;
  onClose: () => void;
  children: ReactNode;
}

/** Space to the edges of the window, and to the button. */
const EDGE_PX = 8;
const GAP_PX = 4;

export function Menu({ button, label, onClose, children }: MenuProps): ReactNode {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const menu = box.current;
    if (menu === null) return;
    // A dialog, so that nothing else of the page is reached meanwhile, nor lies above it.
    menu.showModal();
    placeAt(menu, button.getBoundingClientRect());
    entriesOf(menu)[0]?.focus();
    return () => menu.close();
  }, [button]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const entries = entriesOf(box.current);
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const to = event.key === "Tab" ? "close" : target(event, at, entries);
    if (to === null) return;
    event.preventDefault();
    if (to === "close") onClose();
    else entries[to]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same for keys
    <dialog
      ref={box}
      className="action-menu"
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div role="menu" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown}>
        {children}
      </div>
    </dialog>
  );
}

interface EntryProps {
  icon: IconName | Drawing;
  label: string;
  danger?: boolean;
  onChoose: () => void;
}

Menu.Entry = function Entry({ icon, label, danger = false, onChoose }: EntryProps): ReactNode {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={danger ? "danger" : undefined}
      onClick={onChoose}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
};

function entriesOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
}

/** Below the button, or above it where there is more room; within the window. */
function placeAt(menu: HTMLElement, at: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + GAP_PX;
  const fits = below + height + EDGE_PX <= innerHeight;
  const top = fits ? below : Math.min(at.top - GAP_PX - height, innerHeight - height - EDGE_PX);
  const left = Math.min(at.left, innerWidth - width - EDGE_PX);
  menu.style.top = `${Math.max(EDGE_PX, top)}px`;
  menu.style.left = `${Math.max(EDGE_PX, left)}px`;
}

/** Where a key leads from entry `at`; null if it is not for the menu. */
function target(event: KeyboardEvent, at: number, entries: readonly HTMLElement[]): number | null {
  const { key } = event;
  const count = entries.length;
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (Math.max(at, 0) - 1 + count) % count;
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (key.length !== 1 || key === " " || event.ctrlKey || event.metaKey || event.altKey)
    return null;
  const begins = (entry: HTMLElement): boolean =>
    entry.textContent?.toLowerCase().startsWith(key.toLowerCase()) === true;
  for (let step = 1; step <= count; step += 1) {
    const index = (Math.max(at, 0) + step) % count;
    if (begins(entries[index] as HTMLElement)) return index;
  }
  return null;
}
