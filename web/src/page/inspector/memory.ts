/**
 * What this browser remembers of the inspector: its width, and for each window whether it is open and
 * which of its tabs is chosen. Where nothing can be kept, it begins closed.
 */

import { readStored, writeStored } from "../storage.ts";

const OPEN = "yeoul.inspector.open";
const TAB = "yeoul.inspector.view";
const WIDTH = "yeoul.inspector.width";

export function readOpen(): boolean {
  return readStored("sessionStorage", OPEN) !== "";
}

export function writeOpen(open: boolean): void {
  writeStored("sessionStorage", OPEN, open ? "1" : "");
}

/** "" if none was chosen. */
export function readTab(): string {
  return readStored("sessionStorage", TAB);
}

export function writeTab(tab: string): void {
  writeStored("sessionStorage", TAB, tab);
}

/** null if none was chosen. */
export function readWidth(): number | null {
  const width = Number(readStored("localStorage", WIDTH));
  return Number.isFinite(width) && width > 0 ? width : null;
}

export function writeWidth(width: number): void {
  writeStored("localStorage", WIDTH, String(width));
}
