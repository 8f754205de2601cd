/**
 * What this browser remembers of the inspector: whether it is open in this tab, the view, and its
 * width. Where nothing can be kept, it begins closed.
 */

import { readStored, writeStored } from "../storage.ts";

const OPEN = "yeoul.inspector.open";
const VIEW = "yeoul.inspector.view";
const WIDTH = "yeoul.inspector.width";

export function readOpen(): boolean {
  return readStored("sessionStorage", OPEN) !== "";
}

export function writeOpen(open: boolean): void {
  writeStored("sessionStorage", OPEN, open ? "1" : "");
}

/** "" if none was chosen. */
export function readView(): string {
  return readStored("sessionStorage", VIEW);
}

export function writeView(view: string): void {
  writeStored("sessionStorage", VIEW, view);
}

/** null if none was chosen. */
export function readWidth(): number | null {
  const width = Number(readStored("localStorage", WIDTH));
  return Number.isFinite(width) && width > 0 ? width : null;
}

export function writeWidth(width: number): void {
  writeStored("localStorage", WIDTH, String(width));
}
