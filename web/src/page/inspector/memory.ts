/**
 * What this browser remembers of the inspector: whether it is open in this tab, the view, and its
 * width. Where nothing can be kept, it begins closed.
 */

const OPEN = "yeoul.inspector.open";
const VIEW = "yeoul.inspector.view";
const WIDTH = "yeoul.inspector.width";

export function readOpen(): boolean {
  return read("sessionStorage", OPEN) !== null;
}

export function writeOpen(open: boolean): void {
  write("sessionStorage", OPEN, open ? "1" : null);
}

export function readView(): string | null {
  return read("sessionStorage", VIEW);
}

export function writeView(view: string): void {
  write("sessionStorage", VIEW, view);
}

/** null if none was chosen. */
export function readWidth(): number | null {
  const width = Number(read("localStorage", WIDTH) ?? "");
  return Number.isFinite(width) && width > 0 ? width : null;
}

export function writeWidth(width: number): void {
  write("localStorage", WIDTH, String(width));
}

type Area = "localStorage" | "sessionStorage";

function read(area: Area, key: string): string | null {
  try {
    return globalThis[area].getItem(key);
  } catch {
    return null;
  }
}

function write(area: Area, key: string, value: string | null): void {
  try {
    if (value === null) globalThis[area].removeItem(key);
    else globalThis[area].setItem(key, value);
  } catch {
    // Forgotten at the next load, which is all that happens.
  }
}
